//! How clients are reached: points with their time and history, preferences, consent, discretion.

use domain::appointments::{AppointmentForm, NewAppointment};
use domain::cases::CaseView;
use domain::clients::{ClientFilter, ClientPage};
use domain::contacts::{ConsentForm, Contact, PointForm, PreferencesForm, Purpose, When};
use domain::ids::ClientId;
use office::{Caller, Error, appointments, cases, clients, contacts};

use crate::support::TestOffice;
use crate::support::people::World;

async fn world() -> (TestOffice, World) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    (test, world)
}

fn as_(test: &TestOffice, world: &World, name: &str) -> Caller {
    world.persona(name).caller(&test.office)
}

fn point(channel: &str, value: &str) -> PointForm {
    PointForm {
        channel: channel.into(),
        purpose: "general".into(),
        value: value.into(),
        ..PointForm::default()
    }
}

async fn page(caller: &Caller, id: ClientId) -> ClientPage {
    clients::show(caller, id).await.unwrap().body
}

fn named<'a>(contacts: &'a [Contact], value: &str) -> Option<&'a Contact> {
    contacts.iter().find(|contact| contact.value == value)
}

#[tokio::test]
async fn a_point_is_added_changed_and_ended_and_its_history_is_read() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let home = PointForm {
        label: "home".into(),
        valid_until: "2027-03-03".into(),
        ..point("post", "12 Mill Lane\nCalder")
    };
    contacts::add(&lead, world.client, &home).await.unwrap();
    let again = contacts::add(&lead, world.client, &home).await.unwrap_err();
    assert!(matches!(again, Error::Invalid(_)), "{again:?}");
    let now = page(&lead, world.client).await;
    let first = named(&now.contacts, "12 Mill Lane\nCalder").unwrap().clone();
    assert_eq!((first.when, first.validity.as_str()), (When::Now, "until Mar 3, 2027"));

    // marked anew, the address itself is no past one
    let marked = PointForm { label: "work".into(), preferred: "on".into(), ..home.clone() };
    contacts::change(&lead, world.client, first.id, &marked).await.unwrap();
    let now = page(&lead, world.client).await;
    assert_eq!(now.past_contacts, []);
    let second = named(&now.contacts, "12 Mill Lane\nCalder").unwrap().clone();
    assert!(second.preferred && second.id != first.id);

    // whoever still looks at the first is told, and finds the second in the form
    let stale = contacts::change(&lead, world.client, first.id, &home).await.unwrap_err();
    assert!(matches!(stale, Error::Conflict(_)), "{stale:?}");
    let (_, form, context) = contacts::change_form(&lead, world.client, first.id).await.unwrap();
    assert_eq!((context.point, form.label.as_str()), (Some(second.id), "work"));

    let moved = PointForm { value: "1 Quay\nCalder".into(), ..marked };
    contacts::change(&lead, world.client, second.id, &moved).await.unwrap();
    let now = page(&lead, world.client).await;
    assert_eq!(
        named(&now.past_contacts, "12 Mill Lane\nCalder").unwrap().validity,
        "until Oct 13, 2026"
    );
    let third = named(&now.contacts, "1 Quay\nCalder").unwrap().id;
    contacts::end(&lead, world.client, third).await.unwrap();
    let ended = contacts::end(&lead, world.client, third).await.unwrap_err();
    assert!(matches!(ended, Error::NotFound), "{ended:?}");
    let now = page(&lead, world.client).await;
    assert_eq!(now.past_contacts.len(), 2);

    let mut connection = test.superuser().await;
    let acts: Vec<String> = sqlx::query_scalar(
        "select action from audit_events where action like '%-contact' and outcome = 'done' order by seq",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(acts, ["add-contact", "change-contact", "change-contact", "end-contact"]);
    let detail: String =
        sqlx::query_scalar("select string_agg(detail::text, '') from audit_events")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert!(!detail.contains("Mill Lane"), "{detail}");
}

#[tokio::test]
async fn a_point_to_come_is_not_used_before_its_day_and_the_preferred_comes_first() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let phone = |value: &str, preferred: &str, from: &str| PointForm {
        preferred: preferred.into(),
        valid_from: from.into(),
        ..point("phone", value)
    };
    contacts::add(&lead, world.client, &phone("(212) 555-0101", "", "2026-11-01")).await.unwrap();
    let listed = async |caller: &Caller| {
        let rows = clients::list(caller, ClientFilter::default()).await.unwrap().body.page.rows;
        rows.into_iter().find(|row| row.id == world.client).and_then(|row| row.phone)
    };
    assert_eq!(listed(&lead).await, None);
    contacts::add(&lead, world.client, &phone("(212) 555-0102", "", "")).await.unwrap();
    contacts::add(&lead, world.client, &phone("(212) 555-0103", "on", "")).await.unwrap();
    assert_eq!(listed(&lead).await.as_deref(), Some("(212) 555-0103"));
    // the one marked last is first
    contacts::add(&lead, world.client, &phone("(212) 555-0104", "on", "")).await.unwrap();
    let now = page(&lead, world.client).await;
    let preferred: Vec<_> =
        now.contacts.iter().filter(|it| it.preferred).map(|it| it.value.as_str()).collect();
    assert_eq!(preferred.len(), 1, "{preferred:?}");
    let later = named(&now.contacts, "+12125550101").unwrap();
    assert_eq!((later.when, later.validity.as_str()), (When::Later, "from Nov 1, 2026"));
}

#[tokio::test]
async fn billing_touches_billing_contacts_and_nothing_else() {
    let (test, world) = world().await;
    let billing = as_(&test, &world, "billing");
    // whatever the form says, it is a billing contact
    contacts::add(&billing, world.client, &point("email", "ap@ashdown.example")).await.unwrap();
    let seen = page(&billing, world.client).await;
    assert!(seen.contacts.iter().all(|it| it.purpose == Purpose::Billing));
    assert!(seen.reach.is_none());
    let lead = as_(&test, &world, "attorney-lead");
    let all = page(&lead, world.client).await.contacts;
    assert_eq!(named(&all, "ap@ashdown.example").unwrap().purpose, Purpose::Billing);
    let general = all.iter().find(|it| it.purpose == Purpose::General).unwrap();
    let form = point("email", "smuggled@ashdown.example");
    for tried in [
        contacts::change(&billing, world.client, general.id, &form).await,
        contacts::end(&billing, world.client, general.id).await,
        contacts::change_form(&billing, world.client, general.id).await.map(|_| ()),
    ] {
        assert!(matches!(tried, Err(Error::NotFound)), "{tried:?}");
    }
    let refused = contacts::preferences_form(&billing, world.client).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    // another client's point is not reached through this one
    let other = page(&as_(&test, &world, "partner"), world.closed_client).await.contacts;
    let tried = contacts::end(&lead, world.client, other[0].id).await;
    assert!(matches!(tried, Err(Error::NotFound)), "{tried:?}");
}

#[tokio::test]
async fn preferences_are_saved_once_and_a_discreet_client_warns_everybody() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let (_, form, _) = contacts::preferences_form(&lead, world.client).await.unwrap();
    let form = PreferencesForm {
        preferred: "text".into(),
        quiet_from: "9 pm".into(),
        quiet_until: "8 am".into(),
        discreet: "on".into(),
        safe_contact: "Never call the home number.".into(),
        ..form
    };
    let all_day = PreferencesForm { quiet_until: "21:00".into(), ..form.clone() };
    let refused = contacts::set_preferences(&lead, world.client, &all_day).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused:?}");
    contacts::set_preferences(&lead, world.client, &form).await.unwrap();
    let stale = contacts::set_preferences(&lead, world.client, &form).await.unwrap_err();
    assert!(matches!(stale, Error::Conflict(_)), "{stale:?}");
    let seen = page(&lead, world.client).await;
    assert!(seen.discreet);
    assert_eq!(seen.reach.unwrap().quiet.as_deref(), Some("9:00 pm to 8:00 am"));
    let (_, again, _) = contacts::preferences_form(&lead, world.client).await.unwrap();
    assert_eq!((again.quiet_from.as_str(), again.quiet_until.as_str()), ("21:00", "08:00"));

    let view = as_(&test, &world, "attorney-view");
    let CaseView::Full(case) = cases::show(&view, world.open).await.unwrap().body else { panic!() };
    assert_eq!(case.case.discreet.as_deref(), Some("Never call the home number."));
    // billing is warned, and hears no more
    let billing = as_(&test, &world, "billing");
    let seen = page(&billing, world.client).await;
    assert_eq!((seen.discreet, seen.safe_contact.as_str()), (true, ""));
    let CaseView::Billing(case) = cases::show(&billing, world.open).await.unwrap().body else {
        panic!()
    };
    assert!(case.discreet);
}

#[tokio::test]
async fn the_newest_consent_counts_and_the_ones_before_stay() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let said = |given: &str, on: &str| ConsentForm {
        given: given.into(),
        source: "by_phone".into(),
        said_on: on.into(),
        note: String::new(),
    };
    assert!(page(&lead, world.client).await.reach.unwrap().may_text());
    contacts::record_consent(&lead, world.client, &said("no", "2026-10-12")).await.unwrap();
    let reach = page(&lead, world.client).await.reach.unwrap();
    assert!(!reach.may_text());
    assert_eq!(reach.consents.len(), 2);
    // entered late, it does not undo what was said after it
    contacts::record_consent(&lead, world.client, &said("yes", "2026-10-01")).await.unwrap();
    assert!(!page(&lead, world.client).await.reach.unwrap().may_text());
    let ahead = contacts::record_consent(&lead, world.client, &said("yes", "2026-10-14")).await;
    assert!(matches!(ahead, Err(Error::Invalid(_))), "{ahead:?}");
    let view = as_(&test, &world, "paralegal-view");
    let refused = contacts::record_consent(&view, world.client, &said("yes", "2026-10-13")).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn a_client_abroad_has_a_zone_and_their_appointments_say_both_times() {
    let (test, world) = world().await;
    let lead = as_(&test, &world, "attorney-lead");
    let (_, form, context) = contacts::preferences_form(&lead, world.client).await.unwrap();
    assert!(context.zones.iter().any(|zone| zone.value == "Europe/Lisbon"));
    assert_eq!(form.time_zone, "");
    for zone in ["Europe/Nowhere", "US/Eastern", "UTC+5"] {
        let form = PreferencesForm { time_zone: zone.into(), ..form.clone() };
        let Err(Error::Invalid(errors)) =
            contacts::set_preferences(&lead, world.client, &form).await
        else {
            panic!("{zone}")
        };
        assert!(errors.of("time_zone").is_some(), "{zone}: {errors:?}");
    }
    let form = PreferencesForm { time_zone: "Europe/Lisbon".into(), ..form };
    contacts::set_preferences(&lead, world.client, &form).await.unwrap();
    let changed: serde_json::Value = sqlx::query_scalar(
        "select detail -> 'changed' from audit_events
        where action = 'edit-contact-preferences' and outcome = 'done'",
    )
    .fetch_one(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(changed, serde_json::json!(["time zone"]));
    let seen = page(&lead, world.client).await.reach.unwrap();
    assert_eq!(seen.time_zone.as_deref(), Some("Europe/Lisbon"));

    let wanted = NewAppointment { case: world.open.to_string(), ..NewAppointment::default() };
    let (_, form, context) = appointments::new_form(&lead, &wanted).await.unwrap();
    assert_eq!(context.zones[0].label, "Lisbon");
    let form = AppointmentForm {
        date: "2026-10-15".into(),
        starts: "15:00".into(),
        ends: "16:00".into(),
        zone: context.zones[0].value.clone(),
        ..form
    };
    let booked = appointments::book(&lead, &form).await.unwrap();
    let shown = appointments::show(&lead, booked).await.unwrap().body;
    assert!(shown.when.contains("10:00 am to 11:00 am"), "{}", shown.when);
    assert!(shown.when_abroad.contains("3:00 pm"), "{}", shown.when_abroad);
}
