//! How somebody is told: set by the client in person, obeyed by whatever sends, and kept from bystanders.

use domain::contacts::{ConsentSource, Preferred};
use domain::portal::{InvitationForm, OwnReach, OwnReachForm};
use office::portal::{self, PortalCaller};
use office::{Error, clients};
use uuid::Uuid;

use super::{ORLA, Porch, form};
use crate::notices::{HOUR, MINUTE, PHONE};

async fn in_the_porch() -> (Porch, PortalCaller) {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await;
    (porch, orla)
}

async fn told(caller: &PortalCaller) -> OwnReach {
    portal::profile(caller, super::ADDRESS).await.unwrap().body.reach.remove(0)
}

async fn typed(porch: &Porch, caller: &PortalCaller) -> OwnReachForm {
    portal::reach_form(caller, porch.orla()).await.unwrap().0
}

async fn acts(porch: &Porch) -> Vec<String> {
    porch
        .scene()
        .words(format!(
            "select actor_kind || ' ' || action from audit_events where client_id = '{}'
                and action in ('portal-change-reach', 'portal-allow-texts', 'portal-stop-texts') order by seq",
            porch.orla()
        ))
        .await
}

/// Ama Boateng acts for Orla Finnegan.
async fn ama(porch: &Porch) -> PortalCaller {
    let representative = Uuid::new_v4();
    porch
        .scene()
        .sql(format!(
            "insert into representatives (id, client_id, kind, name, email, proof, proof_by, proof_on, scope, since, added_by)
            values ('{representative}', '{}', 'agent', 'Ama Boateng', 'ama@example.com', 'A power of attorney', 'Nkechi', '2026-10-01',
                'All', '2026-10-01', '{}')",
            porch.orla(),
            porch.scene().partner
        ))
        .await;
    let whom = representative.to_string();
    let invited = InvitationForm { whom, ..form("Ama Boateng", "ama@example.com") };
    porch.invite(porch.orla(), &invited).await.unwrap();
    porch.scene().round().await;
    porch.sign_in("ama@example.com").await
}

#[tokio::test]
async fn a_client_reads_what_the_office_has_of_them() {
    let (porch, orla) = in_the_porch().await;
    porch
        .scene()
        .sql(format!(
            "insert into client_contacts (id, client_id, channel, purpose, value, position, valid_until)
            values (gen_random_uuid(), '{}', 'phone', 'general', '+12125550000', 2, '2026-10-01')",
            porch.orla()
        ))
        .await;
    let reach = told(&orla).await;
    let points: Vec<_> = reach.points.iter().map(|p| format!("{} {}", p.what, p.value)).collect();
    assert_eq!(
        points,
        ["Email orla@example.com", "Phone +12125550142"],
        "what is over is not said"
    );
    assert_eq!(
        (reach.person.as_str(), reach.quiet.as_str()),
        ("Orla Finnegan", "9:00 pm to 8:00 am")
    );
    assert_eq!((reach.zone.as_str(), reach.preferred), ("New York", None));
    assert!(reach.own && reach.changes && reach.texts.welcome && reach.texts.number);
}

#[tokio::test]
async fn what_a_client_says_of_texts_is_on_record_with_its_day_and_the_office_reads_who_said_it() {
    let (porch, orla) = in_the_porch().await;
    portal::stop_texts(&orla, porch.orla()).await.unwrap();
    // said once, however often it is pressed
    portal::stop_texts(&orla, porch.orla()).await.unwrap();
    assert!(!told(&orla).await.texts.welcome);
    porch.scene().later(MINUTE);
    // a caller keeps the instant of its request
    let orla = porch.sign_in(ORLA).await;
    let allowed =
        OwnReachForm { texts: "on".into(), preferred: "text".into(), ..typed(&porch, &orla).await };
    portal::set_reach(&orla, porch.orla(), &allowed).await.unwrap();
    let reach = told(&orla).await;
    assert_eq!((reach.texts.welcome, reach.preferred), (true, Some(Preferred::Text)));
    let seen = clients::show(&porch.partner(), porch.orla()).await.unwrap().body.reach.unwrap();
    let said: Vec<_> = seen.consents.iter().map(|c| (c.given, c.source, c.by.as_str())).collect();
    assert_eq!(
        said,
        [
            (true, ConsentSource::Portal, "Orla Finnegan"),
            (false, ConsentSource::Portal, "Orla Finnegan"),
            (true, ConsentSource::InPerson, "Nkechi Obiora"),
        ]
    );
    assert!(seen.consents.iter().take(2).all(|c| c.on == reach.texts.since));
    assert_eq!(
        acts(&porch).await,
        ["client portal-stop-texts", "client portal-change-reach", "client portal-allow-texts"]
    );
}

#[tokio::test]
async fn the_office_reads_that_stop_was_answered_though_nobody_recorded_it() {
    let (porch, _) = in_the_porch().await;
    porch
        .scene()
        .sql(format!(
            "insert into sms_consents (id, client_id, given, source, said_on) values (gen_random_uuid(), '{}', false, 'by_text', '2026-10-12')",
            porch.orla()
        ))
        .await;
    let seen = clients::show(&porch.partner(), porch.orla()).await.unwrap().body.reach.unwrap();
    assert_eq!(seen.consents[0].source, ConsentSource::ByText);
    assert!(!seen.may_text());
}

#[tokio::test]
async fn no_text_goes_to_whoever_stopped_them_and_the_mail_does() {
    let (porch, orla) = in_the_porch().await;
    portal::stop_texts(&orla, porch.orla()).await.unwrap();
    let before = porch.mails();
    porch.scene().book("meeting", "2026-11-20T15:00:00Z").await;
    porch.scene().round().await;
    assert_eq!(porch.scene().sink.texts(), Vec::<String>::new());
    assert_eq!(porch.mails(), before + 1);
    porch.scene().later(MINUTE);
    let orla = porch.sign_in(ORLA).await;
    let allowed = OwnReachForm { texts: "on".into(), ..typed(&porch, &orla).await };
    portal::set_reach(&orla, porch.orla(), &allowed).await.unwrap();
    porch.scene().book("meeting", "2026-11-21T15:00:00Z").await;
    porch.scene().round().await;
    assert!(!porch.scene().sink.texts().is_empty());
}

#[tokio::test]
async fn texts_wait_for_the_end_of_the_quiet_hours_that_a_client_set() {
    let (porch, orla) = in_the_porch().await;
    let quiet = OwnReachForm {
        quiet_from: "10:00 am".into(),
        quiet_until: "13:00".into(),
        ..typed(&porch, &orla).await
    };
    portal::set_reach(&orla, porch.orla(), &quiet).await.unwrap();
    assert_eq!(told(&orla).await.quiet, "10:00 am to 1:00 pm");
    porch.scene().book("meeting", "2026-11-20T15:00:00Z").await;
    porch.scene().round().await;
    assert_eq!(porch.scene().sink.texts(), Vec::<String>::new());
    porch.scene().later(HOUR * 3);
    porch.scene().round().await;
    assert_eq!(porch.scene().sink.texts().len(), 1);
}

#[tokio::test]
async fn a_number_from_which_stop_was_answered_stays_silent_whatever_is_ticked() {
    let (porch, orla) = in_the_porch().await;
    porch
        .scene()
        .sql(format!(
            "insert into text_opt_outs (id, number, source) values (gen_random_uuid(), '{PHONE}', 'by_text')"
        ))
        .await;
    let allowed = OwnReachForm { texts: "on".into(), ..typed(&porch, &orla).await };
    portal::set_reach(&orla, porch.orla(), &allowed).await.unwrap();
    assert!(told(&orla).await.texts.stopped, "and the page says so");
    porch.scene().book("meeting", "2026-11-20T15:00:00Z").await;
    porch.scene().round().await;
    assert_eq!(porch.scene().sink.texts(), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_half_written_of_what_makes_no_sense_or_comes_late() {
    let (porch, orla) = in_the_porch().await;
    let first = typed(&porch, &orla).await;
    for (field, wrong) in [
        ("texts", OwnReachForm { preferred: "text".into(), texts: String::new(), ..first.clone() }),
        ("preferred", OwnReachForm { preferred: "pigeon".into(), ..first.clone() }),
        (
            "quiet_until",
            OwnReachForm { quiet_from: "21:00".into(), texts: String::new(), ..first.clone() },
        ),
        (
            "quiet_from",
            OwnReachForm {
                quiet_from: "25:00".into(),
                quiet_until: "8:00".into(),
                ..first.clone()
            },
        ),
    ] {
        let done = portal::set_reach(&orla, porch.orla(), &wrong).await;
        assert!(
            matches!(&done, Err(Error::Invalid(errors)) if errors.of(field).is_some()),
            "{field}"
        );
    }
    portal::set_reach(&orla, porch.orla(), &first).await.unwrap();
    let late = OwnReachForm { texts: String::new(), ..first };
    let done = portal::set_reach(&orla, porch.orla(), &late).await;
    assert!(matches!(done, Err(Error::Conflict(_))), "somebody saved first");
    assert!(told(&orla).await.texts.welcome);
    assert_eq!(acts(&porch).await, ["client portal-change-reach"]);
}

#[tokio::test]
async fn another_client_is_not_there() {
    let (porch, orla) = in_the_porch().await;
    let petra = porch.client("Petra Voss").await;
    let typed = typed(&porch, &orla).await;
    let wrong = OwnReachForm { preferred: "pigeon".into(), ..typed.clone() };
    assert!(matches!(portal::reach_form(&orla, petra).await, Err(Error::NotFound)));
    assert!(matches!(portal::set_reach(&orla, petra, &typed).await, Err(Error::NotFound)));
    assert!(matches!(portal::set_reach(&orla, petra, &wrong).await, Err(Error::NotFound)));
    assert!(matches!(portal::stop_texts(&orla, petra).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn whoever_acts_for_a_client_reads_what_is_written_of_them_and_changes_nothing() {
    let (porch, orla) = in_the_porch().await;
    let typed = typed(&porch, &orla).await;
    let ama = ama(&porch).await;
    let reach = told(&ama).await;
    assert_eq!((reach.own, reach.changes, reach.person.as_str()), (false, false, "Ama Boateng"));
    let points: Vec<_> = reach.points.iter().map(|point| point.value.as_str()).collect();
    assert_eq!(points, ["ama@example.com"], "none of the client's own");
    assert!(!reach.texts.welcome && reach.preferred.is_none(), "nor what the client wishes");
    assert!(matches!(portal::reach_form(&ama, porch.orla()).await, Err(Error::NotFound)));
    assert!(matches!(portal::set_reach(&ama, porch.orla(), &typed).await, Err(Error::NotFound)));
    assert!(matches!(portal::stop_texts(&ama, porch.orla()).await, Err(Error::NotFound)));
    assert_eq!(acts(&porch).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_agreed_with_a_discreet_contact_is_changed_by_the_office_alone_and_stands_on_no_screen()
 {
    let (porch, orla) = in_the_porch().await;
    let typed = typed(&porch, &orla).await;
    porch
        .scene()
        .sql(format!(
            "update clients set discreet = true, safe_contact = 'Never call', preferred_channel = 'email' where id = '{}'",
            porch.orla()
        ))
        .await;
    let reach = told(&orla).await;
    assert!(reach.own && !reach.changes && reach.points.is_empty());
    assert!(matches!(portal::reach_form(&orla, porch.orla()).await, Err(Error::Conflict(_))));
    let done = portal::set_reach(&orla, porch.orla(), &typed).await;
    assert!(matches!(done, Err(Error::Conflict(_))));
    // to be left alone is always theirs to say
    portal::stop_texts(&orla, porch.orla()).await.unwrap();
    assert!(!told(&orla).await.texts.welcome);
}
