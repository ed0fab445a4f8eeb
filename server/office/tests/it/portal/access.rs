//! Whom the office lets in, and that it ends at once.

use domain::forms::FieldErrors;
use domain::portal::{AccessForm, InvitationForm};
use office::portal::{self, PortalCaller};
use office::{Error, clients};
use uuid::Uuid;

use super::{ORLA, Porch, code_in, form, link_in, typed};
use crate::notices::{HOUR, MINUTE};

fn complaint(error: Error, field: &str) -> String {
    match error {
        Error::Invalid(FieldErrors(errors)) => {
            errors.into_iter().find(|it| it.field == field).map(|it| it.message).unwrap_or_default()
        }
        other => panic!("{other:?}"),
    }
}

async fn clients_of(client: &PortalCaller) -> Vec<String> {
    let profile = portal::profile(client, super::ADDRESS).await.unwrap();
    profile.body.acts_for.into_iter().map(|it| it.client).collect()
}

#[tokio::test]
async fn one_address_is_one_person_whoever_they_act_for() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite_orla().await;
    porch.invite(petra, &form("Orla Finnegan", "Orla@Example.com")).await.unwrap();
    assert_eq!(porch.scene().count("portal_people").await, 1);
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await;
    assert_eq!(clients_of(&orla).await, ["Orla Finnegan", "Petra Voss"]);
    // twice for one client is once
    let again = porch.invite(petra, &form("Orla Finnegan", ORLA)).await.unwrap_err();
    assert!(complaint(again, "email").contains("has access"));
}

#[tokio::test]
async fn an_address_of_somebody_of_another_name_is_not_taken_for_theirs() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite_orla().await;
    let wrong = porch.invite(petra, &form("Petra Voss", ORLA)).await.unwrap_err();
    let said = complaint(wrong, "email");
    assert!(said.contains("another name") && !said.contains("Orla"), "{said}");
    assert_eq!(porch.scene().count("portal_memberships").await, 1);
    assert_eq!(porch.scene().count("notifications where subject_kind = 'portal'").await, 1);
}

#[tokio::test]
async fn ending_access_ends_sessions_links_and_codes_at_once() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let link = link_in(&porch.mail_to(ORLA).await);
    let orla = porch.sign_in(ORLA).await;
    let here = porch.browser("here");
    porch.ask(&here, ORLA).await.unwrap();
    let mail = porch.mail_to(ORLA).await;
    let membership = porch.membership(porch.orla()).await;
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();

    assert!(matches!(portal::home(&orla, None).await, Err(Error::NotFound)));
    assert_eq!(porch.scene().count("portal_sessions where ended_at is null").await, 0);
    assert!(portal::take_link(&here, &link).await.is_err());
    assert!(portal::take_link(&here, &link_in(&mail)).await.is_err());
    assert!(portal::take_code(&here, &typed(&code_in(&mail))).await.is_err());
    let before = porch.mails();
    porch.ask(&here, ORLA).await.unwrap();
    porch.scene().round().await;
    assert_eq!(porch.mails(), before, "nothing more goes there");
    // ended once
    let again = portal::end(&porch.partner(), porch.orla(), membership).await;
    assert!(matches!(again, Err(Error::NotFound)));
    // and given anew it is another one
    porch.invite_orla().await;
    porch.scene().round().await;
    porch.scene().later(HOUR);
    let orla = porch.sign_in(ORLA).await;
    assert_eq!(clients_of(&orla).await, ["Orla Finnegan"]);
    assert_eq!(porch.scene().count("portal_memberships").await, 2);
}

#[tokio::test]
async fn what_is_queued_is_not_sent_once_access_has_ended() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let membership = porch.membership(porch.orla()).await;
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();
    let before = porch.mails();
    porch.scene().round().await;
    assert_eq!(porch.mails(), before);
    let states = porch
        .scene()
        .words("select state || ' ' || reason from notifications where subject_kind = 'portal'")
        .await;
    assert_eq!(states, ["cancelled settled"]);
}

#[tokio::test]
async fn ending_one_of_two_leaves_the_other_to_be_signed_in_to() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite_orla().await;
    porch.invite(petra, &form("Orla Finnegan", ORLA)).await.unwrap();
    porch.scene().round().await;
    porch.sign_in(ORLA).await;
    let membership = porch.membership(petra).await;
    portal::end(&porch.partner(), petra, membership).await.unwrap();
    assert_eq!(porch.scene().count("portal_sessions where ended_at is null").await, 0);
    let orla = porch.sign_in(ORLA).await;
    assert_eq!(clients_of(&orla).await, ["Orla Finnegan"]);
}

#[tokio::test]
async fn a_representatives_access_ends_with_the_right_it_rests_on() {
    let porch = Porch::open().await;
    let representative = Uuid::new_v4();
    porch
        .scene()
        .sql(format!(
            "insert into representatives (id, client_id, kind, name, proof, proof_by, proof_on, scope, since, added_by)
            values ('{representative}', '{}', 'agent', 'Ama Boateng', 'A power of attorney', 'Nkechi', '2026-10-01', 'All', '2026-10-01', '{}')",
            porch.orla(),
            porch.scene().partner
        ))
        .await;
    let invited = InvitationForm {
        whom: representative.to_string(),
        ..form("Ama Boateng", "ama@example.com")
    };
    porch.invite(porch.orla(), &invited).await.unwrap();
    porch.scene().round().await;
    let ama = porch.sign_in("ama@example.com").await;
    let profile = portal::profile(&ama, super::ADDRESS).await.unwrap().body;
    assert_eq!(profile.acts_for[0].right, "Agent, power of attorney");
    porch
        .scene()
        .sql(format!(
            "update representatives set ended_at = office_now(), ended_by = '{}' where id = '{representative}'",
            porch.scene().partner
        ))
        .await;
    assert!(matches!(portal::profile(&ama, super::ADDRESS).await, Err(Error::NotFound)));
    let before = porch.mails();
    porch.ask(&porch.browser("here"), "ama@example.com").await.unwrap();
    porch.scene().round().await;
    assert_eq!(porch.mails(), before);
    // the office sees that it is over, and cannot invite on it
    let rows = clients::show(&porch.partner(), porch.orla()).await.unwrap().body.portal.unwrap();
    assert!(rows[0].past && rows[0].until.is_none());
    let over = porch.invite(porch.orla(), &invited).await.unwrap_err();
    assert!(complaint(over, "whom").contains("ended"));
}

#[tokio::test]
async fn the_last_day_of_a_right_is_the_last_day_of_the_access() {
    let porch = Porch::open().await;
    let representative = Uuid::new_v4();
    porch
        .scene()
        .sql(format!(
            "insert into representatives (id, client_id, kind, name, proof, proof_by, proof_on, scope, since, until, added_by)
            values ('{representative}', '{}', 'agent', 'Ama Boateng', 'A power of attorney', 'Nkechi', '2026-10-01', 'All', '2026-10-01', '2026-11-02', '{}')",
            porch.orla(),
            porch.scene().partner
        ))
        .await;
    let invited = InvitationForm {
        whom: representative.to_string(),
        ..form("Ama Boateng", "ama@example.com")
    };
    porch.invite(porch.orla(), &invited).await.unwrap();
    let link = link_in(&porch.mail_to("ama@example.com").await);
    let token = portal::take_link(&porch.visit(), &link).await.unwrap();
    porch.scene().later(HOUR * 11);
    assert!(porch.admitted(&token).await.is_some());
    // midnight in New York
    porch.scene().later(HOUR * 3);
    assert!(porch.admitted(&token).await.is_none());
}

#[tokio::test]
async fn a_merge_shows_nobody_more_than_before() {
    let porch = Porch::open().await;
    let kept = porch.client("Orla Finnegan-Reyes").await;
    porch.invite_orla().await;
    porch.scene().book("meeting", "2026-11-20T15:00:00Z").await;
    let invoice = porch.post.invoice(kept.0).await;
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await;
    porch
        .scene()
        .sql(format!(
            "insert into client_merges (id, alias_id, kept_id, merged_by) values (gen_random_uuid(), '{}', '{kept}', '{}')",
            porch.orla(),
            porch.scene().partner
        ))
        .await;
    assert_eq!(portal::appointments(&orla).await.unwrap().body.coming.len(), 1);
    assert!(portal::invoices(&orla, None).await.unwrap().body.rows.is_empty());
    assert!(matches!(portal::invoice(&orla, None, invoice).await, Err(Error::NotFound)));
    // the record that is kept shows who uses the portal, and is the one to invite from
    let rows = clients::show(&porch.partner(), kept).await.unwrap().body.portal.unwrap();
    assert_eq!((rows.len(), rows[0].client), (1, porch.orla()));
    let alias = porch.invite(porch.orla(), &form("Ama Boateng", "ama@example.com")).await;
    assert!(matches!(alias, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn the_office_sees_who_is_there_and_says_what_they_may_do() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let row = |porch: &Porch| {
        let (partner, orla) = (porch.partner(), porch.orla());
        async move { clients::show(&partner, orla).await.unwrap().body.portal.unwrap().remove(0) }
    };
    let invited = row(&porch).await;
    assert_eq!(invited.invitation.unwrap().label(), "Invitation on its way");
    assert_eq!(invited.seen, None);
    porch.scene().round().await;
    assert_eq!(row(&porch).await.invitation.unwrap().label(), "Invited, not signed in yet");
    porch.scene().later(MINUTE);
    porch.sign_in(ORLA).await;
    assert!(row(&porch).await.seen.is_some());
    let membership = porch.membership(porch.orla()).await;
    portal::change(&porch.partner(), porch.orla(), membership, &AccessForm::default())
        .await
        .unwrap();
    let changed = row(&porch).await;
    assert!(!changed.sees_money && !changed.writes);
    let told = porch
        .scene()
        .words("select action from audit_events where action like '%portal%' and actor_kind = 'staff' order by seq")
        .await;
    assert_eq!(told, ["invite-portal-person", "change-portal-access"]);
}
