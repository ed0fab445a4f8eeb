//! The way in.

use domain::access::Role;
use domain::account::{CodeForm, SignInForm};
use jiff::SignedDuration;
use office::Error;
use office::gate::{Admission, admit};
use office::identity::{Next, second_factor, sign_in, sign_out};

use super::{Door, PASSWORD, complaint, form};

const MISSED: &str = "That email and password do not match.";

#[tokio::test]
async fn the_right_password_makes_a_caller() {
    let test = Door::new().await;
    let priya = test.staff("priya", Role::Paralegal).await;
    let signed_in = test.sign_in("priya", PASSWORD).await.unwrap();
    assert_eq!(signed_in.next, Next::Path("/cases".into()));
    let caller = test.admitted(&signed_in.token).await.unwrap();
    assert_eq!((caller.staff_id(), caller.role()), (priya, Role::Paralegal));
    assert!(!caller.must_enrol());
    caller.fresh().unwrap();

    let kept: Vec<u8> = sqlx::query_scalar("select token_hash from sessions")
        .fetch_one(&mut test.superuser().await)
        .await
        .unwrap();
    assert_eq!(kept, office::keys::sha256(signed_in.token.as_bytes()), "only a hash is kept");
    assert!(test.admitted("").await.is_none());
    assert!(test.admitted(&signed_in.token[1..]).await.is_none());
}

#[tokio::test]
async fn a_stranger_and_a_wrong_password_hear_the_same_words() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    for (name, password) in [("priya", "quiet harbor lodger"), ("nobody", PASSWORD), ("priya", "")]
    {
        assert_eq!(complaint(test.sign_in(name, password).await, "password"), MISSED);
    }
    let hostile =
        SignInForm { email: "' or 1=1 --\0".into(), password: "\0".into(), next: String::new() };
    assert_eq!(complaint(sign_in(&test.visit(), &hostile).await, "password"), MISSED);

    let missed = |actor| ("sign-in-missed".to_owned(), "refused".to_owned(), actor);
    assert_eq!(test.audited().await, [missed(true), missed(false), missed(true), missed(false)]);
    let typed: bool = sqlx::query_scalar(
        "select exists (select from audit_events e where row_to_json(e)::text like '%nobody@example%')",
    )
    .fetch_one(&mut test.superuser().await)
    .await
    .unwrap();
    assert!(!typed, "what was typed is not kept");
}

#[tokio::test]
async fn somebody_suspended_or_not_yet_enrolled_cannot_sign_in() {
    let test = Door::new().await;
    let priya = test.staff("priya", Role::Paralegal).await;
    let token = test.token_of("priya").await;
    test.suspend(priya).await;
    assert!(test.admitted(&token).await.is_none(), "a session ends with the role");
    assert_eq!(complaint(test.sign_in("priya", PASSWORD).await, "password"), MISSED);
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_a_day_whatever_happens() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let idle = test.token_of("priya").await;
    let busy = test.token_of("priya").await;
    for _ in 0..3 {
        test.advance(SignedDuration::from_hours(7));
        assert!(test.admitted(&busy).await.is_some());
    }
    assert!(test.admitted(&idle).await.is_none());
    test.advance(SignedDuration::from_hours(4));
    assert!(test.admitted(&busy).await.is_none());
}

#[tokio::test]
async fn a_session_that_was_ended_stays_ended() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let token = test.token_of("priya").await;
    sign_out(&test.visit(), &token).await.unwrap();
    test.advance(SignedDuration::from_mins(2));
    assert!(test.admitted(&token).await.is_none(), "a late touch does not bring it back");
    sign_out(&test.visit(), &token).await.unwrap();
    let signed_out =
        test.audited().await.iter().filter(|(action, ..)| action == "sign-out").count();
    assert_eq!(signed_out, 1);
}

#[tokio::test]
async fn the_second_factor_rotates_the_token_and_takes_each_code_once() {
    let test = Door::new().await;
    test.staff_with_factor("miriam", Role::ManagingPartner).await;
    let half = test.sign_in("miriam", PASSWORD).await.unwrap();
    assert_eq!(half.next, Next::SecondFactor("/cases".into()));
    assert!(matches!(
        admit(&test.visit(), &half.token).await.unwrap(),
        Admission::PendingSecondFactor
    ));

    let wrong = CodeForm { code: "000000".into(), next: String::new() };
    assert!(
        complaint(second_factor(&test.visit(), &half.token, &wrong).await, "code")
            .contains("does not match")
    );
    let whole = second_factor(&test.visit(), &half.token, &test.code()).await.unwrap();
    assert_ne!(whole.token, half.token);
    assert!(test.admitted(&whole.token).await.is_some());
    assert!(matches!(admit(&test.visit(), &half.token).await.unwrap(), Admission::Nobody));

    let again = test.sign_in("miriam", PASSWORD).await.unwrap();
    let replayed = second_factor(&test.visit(), &again.token, &test.code()).await;
    assert!(complaint(replayed, "code").contains("has been used"));
    test.advance(SignedDuration::from_secs(30));
    second_factor(&test.visit(), &again.token, &test.code()).await.unwrap();
}

#[tokio::test]
async fn of_two_who_send_one_code_at_once_one_gets_in() {
    let test = Door::new().await;
    test.staff_with_factor("miriam", Role::ManagingPartner).await;
    let (one, two) = (
        test.sign_in("miriam", PASSWORD).await.unwrap(),
        test.sign_in("miriam", PASSWORD).await.unwrap(),
    );
    let (visit, code) = (test.visit(), test.code());
    let (one, two) = tokio::join!(
        second_factor(&visit, &one.token, &code),
        second_factor(&visit, &two.token, &code)
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
}

#[tokio::test]
async fn the_second_factor_has_ten_minutes() {
    let test = Door::new().await;
    test.staff_with_factor("miriam", Role::ManagingPartner).await;
    let half = test.sign_in("miriam", PASSWORD).await.unwrap();
    test.advance(SignedDuration::from_mins(11));
    let late = second_factor(&test.visit(), &half.token, &test.code()).await;
    assert!(matches!(late, Err(Error::Refused(_))), "{late:?}");
    let none = second_factor(&test.visit(), "no token at all", &test.code()).await;
    assert!(matches!(none, Err(Error::Refused(_))), "{none:?}");
}

#[tokio::test]
async fn misses_slow_one_address_and_fade() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    for _ in 0..5 {
        assert_eq!(complaint(test.sign_in("priya", "wrong").await, "password"), MISSED);
    }
    let waits = |result: office::Result<_>| match result {
        Err(Error::Busy(seconds)) => seconds,
        other => panic!("not slowed: {other:?}"),
    };
    assert_eq!(waits(test.sign_in("priya", PASSWORD).await), 2, "even the right one waits");
    // from elsewhere the way is open: a stranger cannot keep a person out
    sign_in(&test.visit_from("198.51.100.7"), &form("priya", PASSWORD)).await.unwrap();

    for wait in [2, 4, 8, 16] {
        test.advance(SignedDuration::from_secs(wait));
        assert_eq!(complaint(test.sign_in("priya", "wrong").await, "password"), MISSED);
        assert_eq!(i64::from(waits(test.sign_in("priya", "wrong").await)), wait * 2);
    }
    test.advance(SignedDuration::from_mins(60));
    // nine misses, of which six have faded: one more is free
    assert_eq!(complaint(test.sign_in("priya", "wrong").await, "password"), MISSED);
    test.sign_in("priya", PASSWORD).await.unwrap();
    for _ in 0..4 {
        assert_eq!(complaint(test.sign_in("priya", "wrong").await, "password"), MISSED, "forgiven");
    }
}

#[tokio::test]
async fn guesses_sent_side_by_side_count_one_by_one() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let visit = test.visit();
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let visit = visit.clone();
        guesses.spawn(async move { sign_in(&visit, &form("priya", "wrong")).await });
    }
    let heard = guesses.join_all().await;
    let tried = heard.iter().filter(|result| matches!(result, Err(Error::Invalid(_)))).count();
    let slowed = heard.iter().filter(|result| matches!(result, Err(Error::Busy(_)))).count();
    assert_eq!((tried, slowed), (5, 5), "{heard:?}");
}

#[tokio::test]
async fn after_signing_in_only_a_path_of_ours_comes_next() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", ""] {
        let form = SignInForm { next: elsewhere.into(), ..form("priya", PASSWORD) };
        assert_eq!(sign_in(&test.visit(), &form).await.unwrap().next, Next::Path("/".into()));
    }
}

/// Checking a password takes a while; a change meanwhile ends what it found.
#[tokio::test]
async fn a_sign_in_under_way_does_not_outlive_a_change_of_the_password() {
    let test = Door::new().await;
    let priya = test.staff("priya", Role::Paralegal).await;
    let mut connection = test.superuser().await;
    let epoch: i32 = sqlx::query_scalar("select epoch from gate_account('priya@example.com')")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let begun = async |connection: &mut sqlx::PgConnection| -> bool {
        sqlx::query_scalar(
            "select gate_begin_session(gen_random_uuid(), $1, $2, sha256(gen_random_uuid()::text::bytea), false, now(),
                interval '1 hour', interval '1 hour', '', '')",
        )
        .bind(priya.0)
        .bind(epoch)
        .fetch_one(connection)
        .await
        .unwrap()
    };
    assert!(begun(&mut connection).await);
    let caller = test.admitted(&test.token_of("priya").await).await.unwrap();
    let form = domain::account::ChangePasswordForm {
        current: PASSWORD.into(),
        password: "copper lantern orchard mist".into(),
    };
    office::identity::change_password(&caller, &form).await.unwrap();
    assert!(!begun(&mut connection).await, "the old password was checked before the change");
}

#[tokio::test]
async fn a_browser_the_account_knows_is_not_kept_out_by_strangers() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let known = test.sign_in("priya", PASSWORD).await.unwrap().known.expect("a mark");
    // strangers from many addresses
    for nth in 0..30 {
        let visit = test.visit_from(&format!("203.0.113.{nth}"));
        _ = sign_in(&visit, &form("priya", "wrong")).await;
    }
    let elsewhere = test.visit_from("198.51.100.7");
    match sign_in(&elsewhere, &form("priya", PASSWORD)).await {
        Err(Error::Busy(seconds)) => assert!(seconds <= 8, "slowed for {seconds} s"),
        other => panic!("not slowed: {other:?}"),
    }
    let at_home = elsewhere.carrying(None, Some(known.clone()));
    let signed_in = sign_in(&at_home, &form("priya", PASSWORD)).await.unwrap();
    assert_eq!(signed_in.known, None, "it is known already");
    // it opens nothing, it is one account's, and it has its own limit
    for _ in 0..5 {
        assert_eq!(complaint(sign_in(&at_home, &form("priya", "wrong")).await, "password"), MISSED);
    }
    assert!(matches!(sign_in(&at_home, &form("priya", PASSWORD)).await, Err(Error::Busy(_))));
    test.staff("tomas", Role::AssociateAttorney).await;
    let other = sign_in(&at_home, &form("tomas", PASSWORD)).await.unwrap();
    assert!(other.known.is_some_and(|mark| mark != known));
}

#[tokio::test]
async fn one_browser_has_one_session() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    test.staff("tomas", Role::AssociateAttorney).await;
    let first = test.token_of("priya").await;
    let visit = test.visit().carrying(Some(first.clone()), None);
    sign_in(&visit, &form("tomas", PASSWORD)).await.unwrap();
    assert!(test.admitted(&first).await.is_none());
}
