//! Links in mails.

use domain::access::Role;
use domain::account::{EmailForm, NewPasswordForm};
use jiff::SignedDuration;
use office::Error;
use office::console::NewStaff;
use office::identity::{Next, ask_reset, mailed_link, take_link};

use super::{Door, PASSWORD, complaint, email};

const BETTER: &str = "kettle under violin moss";

fn new_password(token: &str, password: &str) -> NewPasswordForm {
    NewPasswordForm { token: token.into(), password: password.into() }
}

fn ask(name: &str) -> EmailForm {
    EmailForm { email: email(name).to_string() }
}

/// Mints the newest message's link and answers its token.
async fn newest_link(test: &Door, kind: &str) -> String {
    let messages = test.console.messages().await.unwrap();
    let message = messages.iter().find(|message| message.kind == kind).unwrap();
    let text = test.console.show_message(message.id, "https://portal.example").await.unwrap();
    let path = if kind == "invite" { "/invite/" } else { "/reset/" };
    let link = text.lines().find(|line| line.starts_with("https://portal.example")).unwrap();
    link.strip_prefix("https://portal.example").unwrap().strip_prefix(path).unwrap().to_owned()
}

#[tokio::test]
async fn asking_for_a_reset_says_nothing_about_who_has_an_account() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    ask_reset(&test.visit(), &ask("priya")).await.unwrap();
    ask_reset(&test.visit(), &ask("nobody")).await.unwrap();
    let messages = test.console.messages().await.unwrap();
    assert_eq!(messages.iter().filter(|message| message.kind == "reset").count(), 1);
    for name in ["priya", "nobody"] {
        for _ in 0..2 {
            ask_reset(&test.visit(), &ask(name)).await.unwrap();
        }
        assert!(
            matches!(ask_reset(&test.visit(), &ask(name)).await, Err(Error::Busy(_))),
            "{name}"
        );
    }
    complaint(
        ask_reset(&test.visit(), &EmailForm { email: "not an address".into() }).await,
        "email",
    );
}

#[tokio::test]
async fn a_reset_link_works_once_ends_sessions_and_leaves_the_second_factor() {
    let test = Door::new().await;
    test.staff_with_factor("miriam", Role::ManagingPartner).await;
    let session = test.token_of("miriam").await;
    ask_reset(&test.visit(), &ask("miriam")).await.unwrap();
    let token = newest_link(&test, "reset").await;

    for _ in 0..3 {
        let link = mailed_link(&test.visit(), &token).await.unwrap();
        assert_eq!(
            (link.name.as_str(), link.invitation),
            ("miriam Example", false),
            "looking uses nothing up"
        );
    }
    complaint(take_link(&test.visit(), &new_password(&token, "short")).await, "password");
    take_link(&test.visit(), &new_password(&token, BETTER)).await.unwrap();

    let again = take_link(&test.visit(), &new_password(&token, BETTER)).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    assert!(matches!(mailed_link(&test.visit(), &token).await, Err(Error::NotFound)));
    assert!(test.admitted(&session).await.is_none());
    assert!(matches!(test.sign_in("miriam", BETTER).await.unwrap().next, Next::SecondFactor(_)));
    complaint(test.sign_in("miriam", PASSWORD).await, "password");
}

#[tokio::test]
async fn of_two_who_use_one_link_at_once_one_sets_the_password() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    ask_reset(&test.visit(), &ask("priya")).await.unwrap();
    let token = newest_link(&test, "reset").await;
    let visit = test.visit();
    let (mine, yours) =
        (new_password(&token, BETTER), new_password(&token, "lantern copper sixteen fog"));
    let (one, two) = tokio::join!(take_link(&visit, &mine), take_link(&visit, &yours));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn links_end() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    ask_reset(&test.visit(), &ask("priya")).await.unwrap();
    let (first, second) = (newest_link(&test, "reset").await, newest_link(&test, "reset").await);
    assert!(
        matches!(mailed_link(&test.visit(), &first).await, Err(Error::NotFound)),
        "a newer one ends it"
    );
    test.advance(SignedDuration::from_mins(61));
    assert!(matches!(mailed_link(&test.visit(), &second).await, Err(Error::NotFound)));
    for forged in ["", "x", &second[1..], "\0"] {
        assert!(matches!(mailed_link(&test.visit(), forged).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn an_invitation_is_taken_up_once() {
    let test = Door::new().await;
    let new = NewStaff {
        name: "Noa Weil".into(),
        email: email("noa"),
        role: Role::Billing,
        password: None,
        totp: None,
        colour: 0,
    };
    let invitation = test.console.create_staff(new).await.unwrap().invitation.unwrap();
    complaint(test.sign_in("noa", "").await, "password");
    let token = newest_link(&test, "invite").await;
    test.advance(SignedDuration::from_hours(6 * 24));
    assert!(mailed_link(&test.visit(), &token).await.unwrap().invitation);
    take_link(&test.visit(), &new_password(&token, BETTER)).await.unwrap();
    test.sign_in("noa", BETTER).await.unwrap();
    let shown = test.console.show_message(invitation, "https://portal.example").await;
    assert!(
        matches!(shown, Err(Error::Conflict(_))),
        "an old invitation sets no password of a live account"
    );
}
