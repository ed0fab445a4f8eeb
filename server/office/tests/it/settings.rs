//! Settings hold at once, are refused by field, and say who changed them.

use domain::cases::CaseView;
use domain::settings::{HolidayForm, HoursForm, SettingsContext, SettingsForm};
use office::{Caller, Error, hours, settings};

use crate::support::TestOffice;
use crate::support::people::World;

async fn partner() -> (TestOffice, World, Caller) {
    let test = TestOffice::new().await;
    let world = World::make(&mut test.superuser().await).await;
    let partner = world.persona("partner").caller(&test.office);
    (test, world, partner)
}

#[tokio::test]
async fn settings_are_saved_by_revision_and_audited_by_field() {
    let (test, world, partner) = partner().await;
    let (_, mut form, context) = settings::form(&partner).await.unwrap();
    assert!(context.zones.iter().any(|zone| zone.value == "America/Chicago"));
    form.name = "Ashdown, Reyes & Kim".into();
    form.time_zone = "America/Chicago".into();
    form.case_number_pattern = "AR {year}/{seq}".into();
    form.locale = "en-GB".into();
    form.currency = "EUR".into();
    form.conflicts_partner = world.persona("partner-second").id.to_string();
    form.deputy = world.persona("attorney-lead").id.to_string();
    settings::save(&partner, &form).await.unwrap();
    let stale = settings::save(&partner, &form).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");

    let (frame, again, context) = settings::form(&partner).await.unwrap();
    assert_eq!(frame.office, "Ashdown, Reyes & Kim");
    assert!(context.next_number.starts_with("AR 2026/"), "{}", context.next_number);
    assert_eq!(again, SettingsForm { revision: "2".into(), ..form });
    let mut connection = test.superuser().await;
    let set_by: uuid::Uuid = sqlx::query_scalar("select deputy_set_by from office_settings")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(set_by, partner.staff_id().0);
    let changed: serde_json::Value = sqlx::query_scalar(
        "select detail -> 'changed' from audit_events where action = 'manage-settings' and outcome = 'done'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(
        changed,
        serde_json::json!([
            "name",
            "time zone",
            "case numbers",
            "conflicts partner",
            "conflicts deputy",
            "dates and times",
            "currency"
        ])
    );
}

#[tokio::test]
async fn days_and_times_are_written_as_the_office_chose() {
    let (_test, world, partner) = partner().await;
    let seen = async || {
        let case = office::cases::show(&partner, world.open).await.unwrap().body;
        let CaseView::Full(case) = case else { panic!("billing's view") };
        (case.case.opened_on.shown(), case.team[0].since.clone())
    };
    let before = seen().await;
    assert_eq!(before.0, "Jan 5, 2026");
    let (_, mut form, _) = settings::form(&partner).await.unwrap();
    form.locale = "de-DE".into();
    settings::save(&partner, &form).await.unwrap();
    let after = seen().await;
    assert_eq!(after.0, "05.01.2026");
    assert!(before.1.contains(", 20") && !after.1.contains(", 20"), "{before:?} {after:?}");
}

#[tokio::test]
async fn a_bad_value_is_refused_with_its_field_and_nothing_is_saved() {
    let (_test, world, partner) = partner().await;
    let (_, good, _) = settings::form(&partner).await.unwrap();
    let bad = SettingsForm {
        name: " ".into(),
        time_zone: "America/Atlantis".into(),
        case_number_pattern: "{seq}".into(),
        second_factor: "some".into(),
        locale: "xx-XX".into(),
        currency: "BTC".into(),
        conflicts_partner: world.persona("paralegal-manage").id.to_string(),
        deputy: "x".into(),
        ..good.clone()
    };
    let Err(Error::Invalid(errors)) = settings::save(&partner, &bad).await else { panic!() };
    for field in [
        "name",
        "time_zone",
        "case_number_pattern",
        "second_factor",
        "conflicts_partner",
        "deputy",
        "locale",
        "currency",
    ] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    assert_eq!(settings::form(&partner).await.unwrap().1, good);
}

#[tokio::test]
async fn older_names_of_time_zones_are_not_offered_and_one_that_is_kept_stays_good() {
    let (test, _world, partner) = partner().await;
    let (_, form, context) = settings::form(&partner).await.unwrap();
    let offered = |context: &SettingsContext, name: &str| {
        context.zones.iter().filter(|zone| zone.value == name).count()
    };
    for name in ["America/New_York", "Pacific/Honolulu", "Europe/Kyiv", "Asia/Kolkata", "Etc/UTC"] {
        assert_eq!(offered(&context, name), 1, "{name}");
    }
    for name in ["US/Eastern", "Europe/Kiev", "Asia/Calcutta", "America/Buenos_Aires", "EST5EDT"] {
        assert_eq!(offered(&context, name), 0, "{name}");
        let old = SettingsForm { time_zone: name.into(), ..form.clone() };
        let Err(Error::Invalid(errors)) = settings::save(&partner, &old).await else { panic!() };
        assert!(errors.of("time_zone").is_some(), "{name}: {errors:?}");
    }
    sqlx::query("update office_settings set time_zone = 'US/Eastern'")
        .execute(&mut test.superuser().await)
        .await
        .unwrap();
    let (_, form, context) = settings::form(&partner).await.unwrap();
    assert_eq!(offered(&context, "US/Eastern"), 1);
    assert_eq!(context.zones[0].label, "US/Eastern (an older name)");
    settings::save(&partner, &form).await.unwrap();
}

#[tokio::test]
async fn hours_are_set_by_day_and_audited_by_day() {
    let (test, _world, partner) = partner().await;
    let form = hours::week(&partner).await.unwrap().1;
    assert_eq!((form.mon_opens.as_str(), form.mon_closes.as_str()), ("09:00", "17:00"));
    assert_eq!((form.sat_opens.as_str(), form.sat_closes.as_str()), ("", ""));
    let bad = HoursForm {
        mon_opens: "18:00".into(),
        tue_closes: String::new(),
        wed_opens: "noon".into(),
        ..form.clone()
    };
    let Err(Error::Invalid(errors)) = hours::save(&partner, &bad).await else { panic!() };
    for field in ["mon_closes", "tue_closes", "wed_opens"] {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    assert_eq!(hours::week(&partner).await.unwrap().1, form);
    let new = HoursForm {
        fri_closes: "2 pm".into(),
        sat_opens: "10:00".into(),
        sat_closes: "12:00".into(),
        ..form
    };
    hours::save(&partner, &new).await.unwrap();
    let stale = hours::save(&partner, &new).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let kept = hours::week(&partner).await.unwrap().1;
    assert_eq!((kept.fri_closes.as_str(), kept.sat_closes.as_str()), ("14:00", "12:00"));
    let changed: serde_json::Value = sqlx::query_scalar(
        "select detail -> 'changed' from audit_events where action = 'change-hours'",
    )
    .fetch_one(&mut test.superuser().await)
    .await
    .unwrap();
    assert_eq!(changed, serde_json::json!(["Friday", "Saturday"]));
}

#[tokio::test]
async fn a_day_is_a_holiday_once_and_is_taken_back() {
    let (test, world, partner) = partner().await;
    let day = |on: &str, name: &str| HolidayForm { on: on.into(), name: name.into() };
    for (form, field) in [
        (day("2026-12-25", "Again"), "on"),
        (day("2026-10-12", "Yesterday"), "on"),
        (day("never", "x"), "on"),
        (day("2026-12-26", " "), "name"),
    ] {
        let Err(Error::Invalid(errors)) = hours::add_holiday(&partner, &form).await else {
            panic!()
        };
        assert!(errors.of(field).is_some(), "{form:?}: {errors:?}");
    }
    hours::end_holiday(&partner, world.holiday).await.unwrap();
    let again = hours::end_holiday(&partner, world.holiday).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    hours::add_holiday(&partner, &day("2026-12-25", "Christmas Day")).await.unwrap();
    hours::add_holiday(&partner, &day("2026-11-26", "Thanksgiving")).await.unwrap();
    let days = hours::holidays(&partner).await.unwrap().body;
    let days: Vec<_> =
        days.iter().map(|h| (h.on.as_str(), h.weekday.as_str(), h.name.as_str())).collect();
    assert_eq!(
        days,
        [("2026-11-26", "Thursday", "Thanksgiving"), ("2026-12-25", "Friday", "Christmas Day")]
    );
    let attorney = world.persona("attorney-lead").caller(&test.office);
    assert!(matches!(hours::holidays(&attorney).await, Err(Error::Refused(_))));
    assert!(matches!(hours::week(&attorney).await, Err(Error::Refused(_))));
}
