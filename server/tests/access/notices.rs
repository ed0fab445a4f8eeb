//! What was sent, over HTTP: whoever sees the appointment reads it, each look is on record, and for everybody
//! else it is not there.

use http::StatusCode;
use uuid::Uuid;

use super::Street;
use super::endpoints::Endpoint;

const SAID: &str = "Adair &amp; Lowe: booked for Wednesday";

/// An appointment about the open case, and a text about it that stayed in the house.
async fn sent(street: &Street) -> (Uuid, Uuid) {
    let (appointment, notice) = (Uuid::from_u128(0xa1), Uuid::from_u128(0xa2));
    let (case, client) = (street.world.open, street.world.client);
    let owner = street.world.persona("attorney-lead").id;
    let sql = format!(
        "set privity.now = '{now}';
        insert into appointments (id, kind, case_id, client_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
        values ('{appointment}', 'meeting', '{case}', '{client}', '{owner}', 'UTC', '2026-10-21 14:00', '2026-10-21 15:00',
            '2026-10-21T14:00:00Z', '2026-10-21T15:00:00Z', '{owner}');
        insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at,
            next_at, state, provider, went_to, attempts, sent_at)
        values ('{notice}', 'appointment', '{appointment}', 1, 'booked', 'text', gen_random_uuid(), '{now}', '2026-10-21T14:00:00Z',
            '{now}', 'accepted', 'outbox', 'number ending 0142', 1, '{now}');
        insert into notification_texts (notification_id, body) values ('{notice}', 'Adair & Lowe: booked for Wednesday, Oct 21');
        insert into delivery_reports (notification_id, state, code) values ('{notice}', 'failed', '34')",
        now = super::support::NOW,
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(&mut street.test.superuser().await)
        .await
        .unwrap();
    (appointment, notice)
}

async fn get(street: &Street, path: &str, who: &str) -> (StatusCode, String) {
    let endpoint = Endpoint {
        act: String::new(),
        heading: String::new(),
        method: "GET".into(),
        path: path.into(),
        form: String::new(),
    };
    street.ask(&endpoint, Some(street.world.persona(who))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_read_by_whoever_sees_the_appointment() {
    let street = Street::new().await;
    let (appointment, notice) = sent(&street).await;
    let path = format!("/appointments/{appointment}/notices/{notice}");
    for who in [
        "partner",
        "attorney-lead",
        "attorney-view",
        "paralegal-view",
        "paralegal-desk",
        "billing-desk",
    ] {
        let (status, text) = get(&street, &path, who).await;
        assert_eq!(status, StatusCode::OK, "{who}: {text}");
        for part in [SAID, "number ending 0142", "Kept here", "Not delivered (34)", "Booked, Text"]
        {
            assert!(text.contains(part), "{who}: {part}");
        }
    }
    let looks: i64 = sqlx::query_scalar(
        "select count(*) from audit_events where action = 'see-notice' and outcome = 'done' and resource = 'appointment'
            and resource_id = $1 and case_id = $2 and detail->>'notice' = $3",
    )
    .bind(appointment)
    .bind(street.world.open.0)
    .bind(notice.to_string())
    .fetch_one(&mut street.test.superuser().await)
    .await
    .unwrap();
    assert_eq!(looks, 6);
    for who in [
        "attorney-outside",
        "attorney-ended",
        "attorney-walled-member",
        "partner-walled",
        "billing",
    ] {
        let (status, text) = get(&street, &path, who).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{who}");
        assert!(!text.contains(SAID), "{who}");
    }
    // about another appointment, or none: it is not there for anybody
    let elsewhere = format!("/appointments/{notice}/notices/{notice}");
    let nothing = format!("/appointments/{appointment}/notices/{appointment}");
    for path in [elsewhere, nothing] {
        let (status, _) = get(&street, &path, "partner").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}
