//! What an application that was taken over may not do to appointments: its own login, its own roles, any SQL.

use sqlx::postgres::PgQueryResult;
use sqlx::{AssertSqlSafe, Executor};

use crate::support::people::{World, id};
use crate::support::{NOW, TestOffice};

struct Street {
    test: TestOffice,
    world: World,
}

impl Street {
    async fn new() -> Street {
        let test = TestOffice::new().await;
        let world = World::make(&mut test.superuser().await).await;
        Street { test, world }
    }

    /// Runs it as that persona's database role; nothing of it stays.
    async fn does(&self, name: &str, sql: &str) -> Result<PgQueryResult, sqlx::Error> {
        let persona = self.world.persona(name);
        let role = match persona.role {
            domain::access::Role::ManagingPartner => "privity_partner",
            domain::access::Role::AssociateAttorney => "privity_attorney",
            domain::access::Role::Paralegal => "privity_paralegal",
            domain::access::Role::Billing => "privity_billing",
        };
        let mut connection = self.test.superuser().await;
        let begin = format!(
            "begin; set local role {role}; set local privity.caller = '{}'; set local privity.now = '{NOW}'",
            persona.id
        );
        connection.execute(AssertSqlSafe(begin)).await.unwrap();
        connection.execute(AssertSqlSafe(sql.to_owned())).await
    }

    /// By a policy or a rule, and not because the statement makes no sense.
    async fn is_refused(&self, name: &str, sql: &str) {
        let refused = match self.does(name, sql).await {
            Ok(done) => panic!("{name} may {sql}: {done:?}"),
            Err(error) => error
                .into_database_error()
                .and_then(|said| said.code().map(|code| code.into_owned())),
        };
        let code: Option<String> = refused;
        assert!(
            matches!(code.as_deref(), Some("42501" | "PV403" | "PV409")),
            "{name}, {sql}: {code:?}"
        );
    }
}

/// An update that reads no column is not asked what may be read.
#[tokio::test]
async fn nobody_marks_replies_read_that_are_out_of_sight() {
    let street = Street::new().await;
    let all = |name: &str| {
        let me = street.world.persona(name).id;
        format!("update replies set read_at = office_now(), read_by = '{me}'")
    };
    for (name, rows) in [("billing", 0), ("attorney-outside", 0), ("attorney-lead", 1)] {
        let done = street.does(name, &all(name)).await.unwrap();
        assert_eq!(done.rows_affected(), rows, "{name}");
    }
}

#[tokio::test]
async fn an_enquiry_opens_no_other_client() {
    let street = Street::new().await;
    let world = &street.world;
    let booked = |client: &str| {
        let me = world.persona("attorney-outside").id;
        format!(
            "insert into appointments (id, kind, client_id, enquiry_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
            values ('{}', 'consultation', {client}, '{}', '{me}', 'UTC', '2026-11-02 10:00', '2026-11-02 11:00',
                '2026-11-02 10:00+00', '2026-11-02 11:00+00', '{me}')",
            id(0xbff),
            world.enquiry
        )
    };
    street.does("attorney-outside", &booked("null")).await.unwrap();
    street.is_refused("attorney-outside", &booked(&format!("'{}'", world.client))).await;
}

#[tokio::test]
async fn what_was_said_of_a_deadline_and_looked_over_stays() {
    let street = Street::new().await;
    let world = &street.world;
    let kept = world.kept_deadline;
    let contributor = "paralegal-contribute";
    for sql in [
        format!(
            "update appointment_words set words = 'Filed late' where appointment_id = '{kept}'"
        ),
        format!("update deadlines set done_at = '2026-10-01' where appointment_id = '{kept}'"),
        format!(
            "update deadlines set reopened_at = office_now(), reopened_by = '{}'
            where appointment_id = '{kept}'",
            world.persona("attorney-view").id
        ),
    ] {
        street.is_refused("attorney-manage", &sql).await;
        street.is_refused(contributor, &sql).await;
    }
    let checked = format!(
        "update deadlines set checked_at = '2026-10-10', checked_by = checker_id where appointment_id = '{kept}'"
    );
    street.test.superuser().await.execute(AssertSqlSafe(checked)).await.unwrap();
    let undone = format!(
        "update deadlines set done_at = null, done_by = null, checked_at = null, checked_by = null,
            reopened_at = office_now(), reopened_by = '{}' where appointment_id = '{kept}'",
        world.persona("attorney-view").id
    );
    for name in ["attorney-view", "attorney-manage", "partner"] {
        street.is_refused(name, &undone).await;
        let added = format!(
            "insert into appointment_words (appointment_id, doing, said_by, words) values ('{kept}', 'kept', '{}', 'Filed late')",
            world.persona(name).id
        );
        street.is_refused(name, &added).await;
    }
}

/// Why it is off, how a deadline was kept and why it is open again may tell what it is about.
#[tokio::test]
async fn the_desk_writes_why_it_is_off_and_reads_no_word_of_it() {
    let street = Street::new().await;
    let hearing = street.world.hearing;
    for (name, rows) in [("paralegal-desk", 0), ("billing-desk", 0), ("attorney-lead", 2)] {
        let me = street.world.persona(name).id;
        let said = format!(
            "update appointments set cancelled_at = office_now(), cancelled_by = '{me}', cancelled_for = 'client' where id = '{hearing}';
            insert into appointment_words (appointment_id, doing, said_by, words) values ('{hearing}', 'cancelled', '{me}', 'They settled')"
        );
        // one row is written by each of the first two
        let read = format!(
            "{said}; select words from appointment_words where appointment_id = '{hearing}'"
        );
        let done = street.does(name, &read).await.unwrap();
        assert_eq!(done.rows_affected(), 2 + rows, "{name}");
    }
}

/// An enquiry may have become a client or a case that somebody is screened from.
#[tokio::test]
async fn nobody_is_asked_to_a_consultation_of_what_they_are_screened_from() {
    let street = Street::new().await;
    let world = &street.world;
    let (partner, made) = (world.persona("partner").id, id(0xbfd));
    let booked = format!(
        "insert into appointments (id, kind, enquiry_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, booked_by)
        values ('{made}', 'consultation', '{}', '{partner}', 'UTC', '2026-11-02 10:00', '2026-11-02 11:00',
            '2026-11-02 10:00+00', '2026-11-02 11:00+00', '{partner}')",
        world.accepted
    );
    street.test.superuser().await.execute(AssertSqlSafe(booked)).await.unwrap();
    let asks = |who: &str| {
        format!(
            "insert into appointment_attendees (id, appointment_id, staff_id, added_by) values (gen_random_uuid(), '{made}', '{}', '{partner}')",
            world.persona(who).id
        )
    };
    street.does("partner", &asks("attorney-outside")).await.unwrap();
    for walled in ["attorney-walled", "attorney-walled-client", "partner-walled"] {
        street.is_refused("partner", &asks(walled)).await;
        let given = format!(
            "update appointments set owner_id = '{}' where id = '{made}'",
            world.persona(walled).id
        );
        street.is_refused("partner", &given).await;
        let sql = format!(
            "select 1 where may_ask('{}', null, null, '{}')",
            world.persona(walled).id,
            world.accepted
        );
        assert_eq!(street.does("partner", &sql).await.unwrap().rows_affected(), 0, "{walled}");
    }
}

#[tokio::test]
async fn nobody_answers_in_a_clients_name() {
    let street = Street::new().await;
    let answered = |by: &str| {
        format!(
            "update appointment_attendees set answer = 'confirmed', answered_at = office_now(), answered_by = '{by}', answer_revision = 1
            where appointment_id = '{}' and client_id is not null",
            street.world.hearing
        )
    };
    street.is_refused("attorney-lead", &answered("link")).await;
    let done = street.does("attorney-lead", &answered("staff")).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
}

/// Whoever has an appointment in a series reads the series' rule.
#[tokio::test]
async fn nobody_joins_a_series_of_somebody_else() {
    let street = Street::new().await;
    let into = |series: String| {
        let me = street.world.persona("attorney-outside").id;
        format!(
            "insert into appointment_series (id, rule, says, made_by) values ('{own}', 'FREQ=DAILY', 'Every day', '{me}');
            insert into appointments (id, kind, owner_id, zone, starts_local, ends_local, starts_at, ends_at, series_id, series_nth, booked_by)
            values ('{}', 'personal', '{me}', 'UTC', '2026-11-02 10:00', '2026-11-02 11:00', '2026-11-02 10:00+00',
                '2026-11-02 11:00+00', '{series}', 1, '{me}')",
            id(0xbff),
            own = id(0xbfe),
        )
    };
    street.does("attorney-outside", &into(id(0xbfe).to_string())).await.unwrap();
    street.is_refused("attorney-outside", &into(id(0xb1a).to_string())).await;
}

/// As a function of its own it would look through the whole table for every list.
#[tokio::test]
async fn what_is_in_sight_is_planned_with_the_statement_that_asks() {
    let street = Street::new().await;
    let me = street.world.persona("attorney-lead").id;
    let mut connection = street.test.superuser().await;
    let begin = format!(
        "begin; set local role privity_attorney; set local privity.caller = '{me}'; set local privity.now = '{NOW}'"
    );
    connection.execute(AssertSqlSafe(begin)).await.unwrap();
    let plan: Vec<String> = sqlx::query_scalar(
        "explain (costs off) select a.id from call_list c
        join appointments_in_sight(false, false, 1::smallint) a on a.id = c.appointment_id where c.done_at is null",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let plan = plan.join("\n");
    assert!(!plan.contains("Function Scan"), "{plan}");
}
