//! Appointments in the portal: one's own, and no more about them than a notice says.

use domain::appointments::Reply;
use domain::ids::AppointmentId;
use domain::notices::{LinkAnswer, LinkState};
use domain::portal::AccessForm;
use office::Error;
use office::notices::link::LinkAct;
use office::portal::{self, Answered, PortalCaller};
use uuid::Uuid;

use super::{ORLA, Porch, form};

const STARTS: &str = "2026-11-20T15:00:00Z";

async fn answer(client: &PortalCaller, id: Uuid, revision: i32, act: LinkAct) -> Answered {
    portal::answer(client, AppointmentId(id), revision, act).await.unwrap()
}

const DONE: Answered = Answered::As(LinkAnswer::Done);

async fn in_the_porch() -> (Porch, PortalCaller) {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    let orla = porch.sign_in(ORLA).await;
    (porch, orla)
}

#[tokio::test]
async fn what_is_next_says_when_where_and_with_whom_and_never_what_about() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.scene().book("meeting", STARTS).await;
    porch
        .scene()
        .sql(format!(
            "insert into appointment_subjects (appointment_id, title, note) values ('{id}', 'The affair with T.', 'secret')"
        ))
        .await;
    let home = portal::home(&orla, None).await.unwrap();
    assert_eq!(home.body.hello, "Orla");
    let next = home.body.next.unwrap();
    assert_eq!(
        (next.weekday.as_str(), next.day.as_str(), next.month.as_str()),
        ("Friday", "20", "November")
    );
    assert_eq!(next.told.with, "Nkechi Obiora");
    assert_eq!(next.told.place, "Room 2");
    assert!(next.acts);
    let all = serde_json::to_string(&next).unwrap();
    assert!(!all.contains("affair") && !all.contains("secret"), "{all}");
    let calendar = portal::calendar(&orla, AppointmentId(id)).await.unwrap();
    assert!(calendar.contains("BEGIN:VEVENT") && !calendar.contains("affair"), "{calendar}");
}

#[tokio::test]
async fn a_meeting_is_confirmed_moved_or_cancelled_and_the_office_is_told_how() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.scene().book("meeting", STARTS).await;
    assert_eq!(answer(&orla, id, 1, LinkAct::Confirm).await, DONE);
    let next = portal::home(&orla, None).await.unwrap().body.next.unwrap();
    assert_eq!(next.told.answer, Some(Reply::Confirmed));
    assert_eq!(
        porch
            .scene()
            .words("select answered_by from appointment_attendees where answer is not null")
            .await,
        ["portal"]
    );
    assert_eq!(answer(&orla, id, 1, LinkAct::AskToMove).await, DONE);
    assert_eq!(porch.scene().calls().await, ["asks_to_move"]);
    assert_eq!(answer(&orla, id, 1, LinkAct::Cancel).await, DONE);
    assert_eq!(answer(&orla, id, 1, LinkAct::Cancel).await, DONE, "twice is once");
    assert_eq!(porch.scene().count("appointments where cancelled_for = 'client'").await, 1);
    let all = portal::appointments(&orla).await.unwrap().body.coming;
    assert_eq!(all[0].told.state, LinkState::Cancelled);
    assert!(all[0].told.by_client);
    let told = porch
        .scene()
        .words("select action || ' ' || resource from audit_events where actor_kind = 'client' and action = 'portal-answer'")
        .await;
    assert_eq!(told.len(), 4);
}

#[tokio::test]
async fn only_the_court_moves_a_hearing() {
    let (porch, orla) = in_the_porch().await;
    for kind in ["hearing", "deposition"] {
        let id = porch.scene().book(kind, STARTS).await;
        for act in [LinkAct::AskToMove, LinkAct::Cancel] {
            assert_eq!(answer(&orla, id, 1, act).await, Answered::As(LinkAnswer::Fixed));
        }
        assert_eq!(answer(&orla, id, 1, LinkAct::Confirm).await, DONE);
        assert_eq!(answer(&orla, id, 1, LinkAct::Decline).await, DONE);
    }
    assert_eq!(porch.scene().count("appointments where cancelled_at is not null").await, 0);
    assert_eq!(porch.scene().calls().await, ["declined", "declined"]);
}

#[tokio::test]
async fn an_answer_to_what_has_moved_since_does_nothing() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.scene().book("meeting", STARTS).await;
    porch.scene().move_to(id, "2026-11-21T15:00:00Z").await;
    assert_eq!(answer(&orla, id, 1, LinkAct::Confirm).await, Answered::As(LinkAnswer::Stale));
    assert_eq!(answer(&orla, id, 2, LinkAct::Confirm).await, DONE);
    porch.scene().cancel(id).await;
    assert_eq!(answer(&orla, id, 2, LinkAct::Confirm).await, Answered::As(LinkAnswer::Over));
    assert!(matches!(portal::calendar(&orla, AppointmentId(id)).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn anothers_appointment_is_not_there() {
    let (porch, orla) = in_the_porch().await;
    let petra = porch.client("Petra Voss").await;
    let id = porch.scene().book("meeting", STARTS).await;
    porch
        .scene()
        .sql(format!(
            "update appointments set client_id = '{petra}' where id = '{id}';
            update appointment_attendees set client_id = '{petra}' where appointment_id = '{id}' and client_id is not null"
        ))
        .await;
    for id in [id, Uuid::new_v4()] {
        let id = AppointmentId(id);
        let answered = portal::answer(&orla, id, 1, LinkAct::Confirm).await;
        assert!(matches!(answered, Err(Error::NotFound)));
        assert!(matches!(portal::calendar(&orla, id).await, Err(Error::NotFound)));
    }
    assert!(portal::home(&orla, None).await.unwrap().body.next.is_none());
    assert!(portal::appointments(&orla).await.unwrap().body.coming.is_empty());
}

#[tokio::test]
async fn whoever_is_asked_no_more_does_not_see_it_and_what_was_brought_in_waits() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.scene().book("meeting", STARTS).await;
    let bend = async |set: String| {
        let replica = "set local session_replication_role = replica";
        porch
            .scene()
            .sql(format!("{replica}; update appointments set {set} where id = '{id}'"))
            .await;
    };
    bend("held = 'imported'".into()).await;
    assert!(portal::home(&orla, None).await.unwrap().body.next.is_none());
    bend(format!("released_at = office_now(), released_by = '{}'", porch.scene().partner)).await;
    assert!(portal::home(&orla, None).await.unwrap().body.next.is_some());
    porch
        .scene()
        .sql(format!("update appointment_attendees set until = office_now() where appointment_id = '{id}' and client_id is not null"))
        .await;
    assert!(portal::home(&orla, None).await.unwrap().body.next.is_none());
}

#[tokio::test]
async fn whoever_may_only_look_answers_nothing() {
    let (porch, orla) = in_the_porch().await;
    let id = porch.scene().book("meeting", STARTS).await;
    let membership = porch.membership(porch.orla()).await;
    portal::change(&porch.partner(), porch.orla(), membership, &AccessForm::default())
        .await
        .unwrap();
    let next = portal::home(&orla, None).await.unwrap().body.next.unwrap();
    assert!(!next.acts);
    assert_eq!(answer(&orla, id, 1, LinkAct::Cancel).await, Answered::ReadsOnly);
    assert_eq!(porch.scene().count("appointments where cancelled_at is not null").await, 0);
}

#[tokio::test]
async fn somebody_who_acts_for_two_sees_what_is_whose() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite_orla().await;
    porch.invite(petra, &form("Orla Finnegan", ORLA)).await.unwrap();
    porch.scene().round().await;
    let first = porch.scene().book("meeting", STARTS).await;
    let second = porch.scene().book("hearing", "2026-11-21T15:00:00Z").await;
    porch
        .scene()
        .sql(format!(
            "update appointments set client_id = '{petra}' where id = '{second}';
            update appointment_attendees set client_id = '{petra}' where appointment_id = '{second}' and client_id is not null"
        ))
        .await;
    let orla = porch.sign_in(ORLA).await;
    let page = portal::appointments(&orla).await.unwrap();
    assert!(page.frame.several);
    let whose: Vec<_> = page.body.coming.iter().map(|it| (it.id.0, it.client.as_str())).collect();
    assert_eq!(whose, [(first, "Orla Finnegan"), (second, "Petra Voss")]);
}
