//! The PIN of whoever acts for a discreet contact: without it a code or a link opens nothing.

use domain::ids::MembershipId;
use domain::pin::{PinForm, PinStanding, PinWanted};
use office::portal::{self, Admitted};
use office::{Error, Result};
use uuid::Uuid;

use super::{ORLA, Porch, code_in, typed};

async fn wanted(porch: &Porch, token: &str) -> Option<PinWanted> {
    match portal::admit(&porch.visit(), token).await.unwrap() {
        Admitted::Wanting(wanted) => Some(wanted),
        Admitted::Nobody | Admitted::Client(_) => None,
    }
}

async fn mark(porch: &Porch) {
    let sql = format!(
        "update clients set discreet = true, safe_contact = 'Never at home.' where id = '{}'",
        porch.orla()
    );
    porch.scene().sql(sql).await;
}

/// Comes in by a code, as far as that leads.
async fn enter(porch: &Porch) -> String {
    let visit = porch.browser(&Uuid::new_v4().to_string());
    porch.ask(&visit, ORLA).await.unwrap();
    let code = code_in(&porch.mail_to(ORLA).await);
    portal::take_code(&visit, &typed(&code)).await.unwrap()
}

/// The number that Orla is told by phone.
async fn start(porch: &Porch) -> String {
    let membership = porch.membership(porch.orla()).await;
    portal::reset_pin(&porch.partner(), porch.orla(), membership).await.unwrap();
    standing(porch).await.start.expect("a number").0
}

async fn standing(porch: &Porch) -> PinStanding {
    let membership = porch.membership(porch.orla()).await;
    let page = portal::change_form(&porch.partner(), porch.orla(), membership).await.unwrap().2;
    page.pin.expect("a PIN is asked")
}

async fn choose(porch: &Porch, token: &str, pin: &str, start: &str) -> Result<()> {
    let form = PinForm { pin: pin.into(), again: pin.into(), start: start.into() };
    portal::give_pin(&porch.visit(), token, PinWanted::Choose, &form).await
}

/// Comes in with a number, and chooses a PIN.
async fn settled(porch: &Porch) -> String {
    let start = start(porch).await;
    let token = enter(porch).await;
    choose(porch, &token, "2749", &start).await.unwrap();
    token
}

async fn give(porch: &Porch, token: &str, pin: &str) -> Result<()> {
    let form = PinForm { pin: pin.into(), ..PinForm::default() };
    portal::give_pin(&porch.visit(), token, PinWanted::Ask, &form).await
}

fn is_wrong(error: &Error, field: &str) -> bool {
    matches!(error, Error::Invalid(errors) if errors.of(field).is_some())
}

async fn discreet() -> (Porch, MembershipId) {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let membership = porch.membership(porch.orla()).await;
    mark(&porch).await;
    (porch, membership)
}

#[tokio::test]
async fn a_code_opens_nothing_until_the_pin_was_chosen_and_then_given() {
    let (porch, _) = discreet().await;
    let start = start(&porch).await;
    let token = enter(&porch).await;
    assert_eq!(wanted(&porch, &token).await, Some(PinWanted::Choose));
    assert!(porch.admitted(&token).await.is_none());
    // nobody has a PIN yet that could be given
    assert!(give(&porch, &token, "2749").await.is_err());
    choose(&porch, &token, "2749", &start).await.unwrap();
    assert!(porch.admitted(&token).await.is_some());
    // it is not chosen a second time
    let again = choose(&porch, &token, "8152", &start).await.unwrap_err();
    assert!(matches!(again, Error::Conflict(_)), "{again:?}");

    let next = enter(&porch).await;
    assert_eq!(wanted(&porch, &next).await, Some(PinWanted::Ask));
    let instead = choose(&porch, &next, "8152", &start).await.unwrap_err();
    assert!(is_wrong(&instead, "start"), "{instead:?}");
    let wrong = give(&porch, &next, "2748").await.unwrap_err();
    assert!(is_wrong(&wrong, "pin"), "{wrong:?}");
    assert!(porch.admitted(&next).await.is_none());
    give(&porch, &next, "2749").await.unwrap();
    assert!(porch.admitted(&next).await.is_some());
    let kept = porch.scene().words("select pin_hash from portal_pins").await;
    assert!(kept[0].starts_with("$argon2id$"), "{kept:?}");
}

#[tokio::test]
async fn a_session_from_before_the_mark_is_asked_at_its_next_page() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let token = enter(&porch).await;
    assert!(porch.admitted(&token).await.is_some());
    mark(&porch).await;
    assert_eq!(wanted(&porch, &token).await, Some(PinWanted::Choose));
    // and whoever is no discreet contact any more is asked for nothing
    porch.scene().sql("update clients set discreet = false").await;
    assert!(porch.admitted(&token).await.is_some());
}

#[tokio::test]
async fn five_misses_end_the_session_and_ten_the_day() {
    let (porch, _) = discreet().await;
    let first = settled(&porch).await;
    for _ in 0..2 {
        let token = enter(&porch).await;
        for _ in 0..5 {
            let missed = give(&porch, &token, "1111").await.unwrap_err();
            assert!(matches!(missed, Error::Invalid(_)), "{missed:?}");
        }
        let closed = give(&porch, &token, "2749").await.unwrap_err();
        assert!(matches!(closed, Error::Conflict(_)), "{closed:?}");
        assert_eq!(wanted(&porch, &token).await, None);
        assert!(porch.admitted(&token).await.is_none());
        porch.scene().later(crate::notices::HOUR);
    }
    let token = enter(&porch).await;
    assert!(give(&porch, &token, "2749").await.is_err(), "ten were missed today");
    let closed = porch
        .scene()
        .words("select count(*)::text from audit_events where action = 'portal-pin-closed'")
        .await;
    assert_eq!(closed, ["3"]);
    // whoever is in stays in
    assert!(porch.admitted(&first).await.is_some());
    porch.scene().later(crate::notices::HOUR * 24);
    let token = enter(&porch).await;
    give(&porch, &token, "2749").await.unwrap();
    let missed = porch
        .scene()
        .words("select count(*)::text from audit_events where action = 'portal-pin-missed'")
        .await;
    assert_eq!(missed, ["10"]);
}

#[tokio::test]
async fn whoever_reads_the_mailbox_first_chooses_no_pin() {
    let (porch, _) = discreet().await;
    let thief = enter(&porch).await;
    assert!(porch.admitted(&thief).await.is_none());
    // before there is a number, none is right
    assert!(is_wrong(&choose(&porch, &thief, "8152", "48210937").await.unwrap_err(), "start"));
    let start = start(&porch).await;
    assert_eq!(wanted(&porch, &thief).await, None, "they were signed out");
    let thief = enter(&porch).await;
    for _ in 0..5 {
        let wrong = if start.starts_with('1') { "2000 0000" } else { "1000 0000" };
        let missed = choose(&porch, &thief, "8152", wrong).await.unwrap_err();
        assert!(is_wrong(&missed, "start"), "{missed:?}");
    }
    let closed = choose(&porch, &thief, "8152", &start).await.unwrap_err();
    assert!(matches!(closed, Error::Conflict(_)), "{closed:?}");
    assert_eq!(standing(&porch).await.missed, 5, "the office sees that somebody tried");
    let token = enter(&porch).await;
    choose(&porch, &token, "2749", &start).await.unwrap();
    assert!(porch.admitted(&token).await.is_some());
}

#[tokio::test]
async fn a_number_works_once_for_three_days_and_the_newest_alone() {
    let (porch, _) = discreet().await;
    let old = start(&porch).await;
    let new = start(&porch).await;
    assert_ne!(old, new);
    let token = enter(&porch).await;
    assert!(is_wrong(&choose(&porch, &token, "2749", &old).await.unwrap_err(), "start"));
    porch.scene().later(crate::notices::HOUR * 72);
    assert_eq!(standing(&porch).await.start, None);
    let token = enter(&porch).await;
    assert!(is_wrong(&choose(&porch, &token, "2749", &new).await.unwrap_err(), "start"));
    let fresh = start(&porch).await;
    let (token, other) = (enter(&porch).await, enter(&porch).await);
    choose(&porch, &token, "2749", &fresh).await.unwrap();
    assert!(choose(&porch, &other, "8152", &fresh).await.is_err());
    assert!(porch.admitted(&other).await.is_none());
    let kept = porch.scene().words("select count(*)::text from portal_pin_starts").await;
    assert_eq!(kept, ["0"]);
}

#[tokio::test]
async fn nobody_is_in_without_a_try_that_was_counted() {
    let (porch, _) = discreet().await;
    let token = settled(&porch).await;
    let next = enter(&porch).await;
    let sql = format!(
        "select gate_pass_portal_pin(sha256('{next}'), t, null, null)::text
        from (select null::bigint union all select 1 union all select max(id) from portal_pin_tries) as tries (t)"
    );
    assert_eq!(porch.scene().words(&sql).await, ["false", "false", "false"]);
    assert!(porch.admitted(&next).await.is_none() && porch.admitted(&token).await.is_some());
}

#[tokio::test]
async fn no_pin_is_made_for_somebody_of_whom_none_is_asked() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let membership = porch.membership(porch.orla()).await;
    let (_, _, page) =
        portal::change_form(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert_eq!(page.pin, None);
    let refused = portal::reset_pin(&porch.partner(), porch.orla(), membership).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
    let said = |error: &Error| format!("{error:?}");
    // nor is it told that another client of theirs is discreet
    let petra = porch.client("Petra Voss").await;
    porch.invite(petra, &super::form("Orla Finnegan", ORLA)).await.unwrap();
    let sql =
        format!("update clients set discreet = true, safe_contact = 'x' where id = '{petra}'");
    porch.scene().sql(sql).await;
    let (_, _, page) =
        portal::change_form(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert_eq!(page.pin, None);
    let again = portal::reset_pin(&porch.partner(), porch.orla(), membership).await.unwrap_err();
    assert_eq!(said(&again), said(&refused));
}

#[tokio::test]
async fn the_office_takes_a_pin_back_and_never_learns_it() {
    let (porch, membership) = discreet().await;
    let token = settled(&porch).await;
    assert!(standing(&porch).await.since.is_some());
    portal::reset_pin(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert!(porch.admitted(&token).await.is_none());
    let next = enter(&porch).await;
    assert_eq!(wanted(&porch, &next).await, Some(PinWanted::Choose));
    let told = porch
        .scene()
        .words("select detail::text from audit_events where action = 'reset-portal-pin'")
        .await;
    assert!(told.len() == 1 && !told[0].contains("2749"), "{told:?}");
}

#[tokio::test]
async fn an_ended_person_gives_no_pin() {
    let (porch, membership) = discreet().await;
    let start = start(&porch).await;
    let token = enter(&porch).await;
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();
    let refused = choose(&porch, &token, "2749", &start).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
    let kept = porch.scene().words("select count(*)::text from portal_pins").await;
    assert_eq!(kept, ["0"]);
}
