//! Settings hold at once, are refused by field, and say who changed them.

use domain::settings::SettingsForm;
use office::{Caller, Error, settings};

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
            "conflicts deputy"
        ])
    );
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
        conflicts_partner: world.persona("paralegal-manage").id.to_string(),
        deputy: "x".into(),
        ..good.clone()
    };
    let Err(Error::Invalid(errors)) = settings::save(&partner, &bad).await else { panic!() };
    for field in
        ["name", "time_zone", "case_number_pattern", "second_factor", "conflicts_partner", "deputy"]
    {
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
    assert_eq!(settings::form(&partner).await.unwrap().1, good);
}
