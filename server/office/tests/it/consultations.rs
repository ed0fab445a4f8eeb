//! The first consultation: it goes with the enquiry, to the case or away, and whoever was told of it hears of it.

use std::sync::Arc;

use domain::appointments::Who;
use domain::cases::{CaseForm, ReasonForm};
use domain::enquiries::EnquiryForm;
use domain::ids::{AppointmentId, EnquiryId};
use domain::notices::Channel;
use office::cases::Opened;
use office::{Caller, Error, appointments, cases, enquiries, notices};

use crate::notices::{Sink, carriers};
use crate::support::TestOffice;
use crate::support::people::World;

const MAIL: &str = "lena@mail.example";

struct Desk {
    test: TestOffice,
    world: World,
    sink: Arc<Sink>,
}

impl Desk {
    async fn new() -> Desk {
        let test = TestOffice::new().await;
        let world = World::make(&mut test.superuser().await).await;
        Desk { test, world, sink: Arc::new(Sink::default()) }
    }

    fn as_(&self, name: &str) -> Caller {
        self.world.persona(name).caller(&self.test.office)
    }

    fn enquiry(&self) -> EnquiryForm {
        EnquiryForm {
            kind: "person".into(),
            given_name: "Lena".into(),
            family_name: "Vance".into(),
            email: MAIL.into(),
            matter: "Dismissed after a complaint".into(),
            source: "Recommended".into(),
            assigned: self.world.persona("attorney-outside").id.to_string(),
            consultation_on: "2026-10-20".into(),
            consultation_at: "2:30 pm".into(),
            ..EnquiryForm::default()
        }
    }

    async fn take(&self, by: &str) -> (EnquiryId, AppointmentId) {
        let (id, _) = enquiries::take(&self.as_(by), &self.enquiry()).await.unwrap();
        let appointment = sqlx::query_scalar("select id from appointments where enquiry_id = $1")
            .bind(id.0)
            .fetch_one(&mut self.test.superuser().await)
            .await
            .unwrap();
        (id, AppointmentId(appointment))
    }

    /// What has gone to the enquirer so far, after every loop went round.
    async fn told(&self) -> Vec<String> {
        let carriers = carriers(&self.sink);
        notices::plan(&self.test.office, false).await.unwrap();
        notices::catch_up(&self.test.office).await.unwrap();
        notices::dispatch(&self.test.office, &carriers, Channel::Email).await.unwrap();
        let emails = self.sink.emails.lock().unwrap();
        let mine = emails.iter().filter(|email| email.to.address.as_str() == MAIL);
        mine.map(|email| email.subject.clone()).collect()
    }
}

fn case_form(lead: &Caller) -> CaseForm {
    CaseForm {
        title: "Vance v. Harrow Mills".into(),
        practice_area: "Employment".into(),
        stage: "intake".into(),
        lead: lead.staff_id().to_string(),
        opened_on: "2026-10-13".into(),
        no_adverse: "on".into(),
        limitation_on: "2028-10-01".into(),
        ..CaseForm::default()
    }
}

#[tokio::test]
async fn declining_an_enquiry_calls_its_consultation_off_and_says_so() {
    let desk = Desk::new().await;
    let attorney = desk.as_("attorney-outside");
    let (id, appointment) = desk.take("attorney-outside").await;
    assert_eq!(desk.told().await.len(), 1, "booked");
    let (_, context) = enquiries::decline_form(&attorney, id).await.unwrap();
    assert_eq!(context.booked, ["Tue, Oct 20, 2:30 pm to 3:30 pm"]);

    let unsaid = enquiries::decline(&attorney, id, &ReasonForm::default()).await;
    assert!(matches!(unsaid, Err(Error::Invalid(_))));
    assert!(appointments::show(&attorney, appointment).await.unwrap().body.cancelled.is_none());
    let reason = ReasonForm { reason: "Outside our field.".into(), revision: String::new() };
    enquiries::decline(&attorney, id, &reason).await.unwrap();
    assert!(appointments::show(&attorney, appointment).await.unwrap().body.cancelled.is_some());
    let told = desk.told().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].starts_with("Off: "), "{told:?}");
    let page = enquiries::show(&attorney, id).await.unwrap().body;
    assert_eq!(page.row.consultation, None, "nothing is booked any more");
}

#[tokio::test]
async fn a_consultation_that_was_held_stays_when_the_enquiry_is_declined() {
    let desk = Desk::new().await;
    let (id, appointment) = desk.take("paralegal-outside").await;
    desk.test.office.clock.set("2026-10-20T20:00:00Z".parse().unwrap());
    let attorney = desk.as_("attorney-outside");
    let (_, context) = enquiries::decline_form(&attorney, id).await.unwrap();
    assert!(context.booked.is_empty());
    let reason = ReasonForm { reason: "Outside our field.".into(), revision: String::new() };
    enquiries::decline(&attorney, id, &reason).await.unwrap();
    assert!(appointments::show(&attorney, appointment).await.unwrap().body.cancelled.is_none());
}

#[tokio::test]
async fn accepting_takes_the_consultation_to_the_case_and_the_client_hears_of_it_once() {
    let desk = Desk::new().await;
    let attorney = desk.as_("attorney-outside");
    // taken by somebody who is not on the case afterwards
    let (id, appointment) = desk.take("paralegal-outside").await;
    assert_eq!(desk.told().await.len(), 1);
    let opened = cases::accept(&attorney, id, &case_form(&attorney)).await.unwrap();
    let Opened::Case(case) = opened else { panic!("{opened:?}") };
    let page = appointments::show(&attorney, appointment).await.unwrap().body;
    assert_eq!(page.case.map(|it| it.0), Some(case));
    let who: Vec<_> = page.attendees.into_iter().map(|it| it.who).collect();
    assert_eq!(who, [Who::Client { name: "Lena Vance".into() }]);
    assert_eq!(desk.told().await.len(), 1, "neither called off nor booked anew");
    // the reminder goes to the client
    desk.test.office.clock.set("2026-10-18T18:31:00Z".parse().unwrap());
    assert_eq!(desk.told().await.len(), 2);
    let outside = desk.as_("paralegal-outside");
    assert!(matches!(appointments::show(&outside, appointment).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_lead_holds_the_consultation_where_its_attorney_is_not_on_the_case() {
    let desk = Desk::new().await;
    let (id, appointment) = desk.take("attorney-outside").await;
    let partner = desk.as_("partner");
    let lead = desk.as_("attorney-view");
    cases::accept(&partner, id, &case_form(&lead)).await.unwrap();
    let page = appointments::show(&lead, appointment).await.unwrap().body;
    assert_eq!(page.owner.id, lead.staff_id());
    let before = desk.as_("attorney-outside");
    assert!(matches!(appointments::show(&before, appointment).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_attorney_who_is_taken_is_said_and_not_by_what_and_it_can_be_booked_anyway() {
    let desk = Desk::new().await;
    desk.take("attorney-outside").await;
    // who asks sees nothing of what stands there
    let taker = desk.as_("paralegal-outside");
    let meets = EnquiryForm {
        family_name: "Brask".into(),
        consultation_at: "3:00 pm".into(),
        ..desk.enquiry()
    };
    let refused = enquiries::take(&taker, &meets).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(
        errors.of("consultation_at"),
        Some(
            "attorney-outside is taken: Tue, Oct 20, 2:30 pm to 3:30 pm. Choose another time, or confirm."
        )
    );
    let anyway = EnquiryForm { anyway: "on".into(), ..meets.clone() };
    let (id, _) = enquiries::take(&taker, &anyway).await.unwrap();
    // what stays where it is meets with nothing new, and does not stand in its own way
    let (_, form, _) = enquiries::edit_form(&taker, id).await.unwrap();
    enquiries::edit(&taker, id, &form).await.unwrap();
    let (_, form, _) = enquiries::edit_form(&taker, id).await.unwrap();
    let moved = EnquiryForm { consultation_at: "4:00 pm".into(), ..form };
    enquiries::edit(&taker, id, &moved).await.unwrap();
    let (_, form, _) = enquiries::edit_form(&taker, id).await.unwrap();
    let back = EnquiryForm { consultation_at: "3:15 pm".into(), ..form };
    assert!(matches!(enquiries::edit(&taker, id, &back).await, Err(Error::Invalid(_))));
}
