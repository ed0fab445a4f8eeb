//! Entries, expenses, the timer, what is suggested.

use domain::billing::expenses::ExpenseForm;
use domain::billing::sheet::{SuggestionKind, TimeForm};
use domain::billing::time::{MOST_MINUTES, Recorded, Rounding, RoundingRule, STEPS};
use office::Error;
use office::billing::{self, Of};
use sqlx::{AssertSqlSafe, Executor};

use super::{Desk, conflict, entry, said};

#[tokio::test]
async fn an_entry_is_rounded_and_priced_as_the_office_set_it() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-view");
    billing::quick(&me, Some(desk.case()), "2026-10-12", "0.33 call with the client")
        .await
        .unwrap();
    let sheet = billing::day_sheet(&me, "2026-10-12").await.unwrap().body;
    let row = &sheet.entries[0];
    assert_eq!(
        (row.minutes, row.billed_minutes, row.narrative.as_str()),
        (20, 24, "Call with the client")
    );
    assert_eq!(row.amount.map(|it| it.minor), Some(11_600));
    let minutes: Vec<i64> = sheet.week.iter().map(|day| day.minutes).collect();
    assert_eq!(minutes, [20, 0, 0, 0, 0, 0, 0]);
    assert_eq!((sheet.in_week.billable, sheet.in_week.other), (24, 0));
}

#[tokio::test]
async fn the_database_rounds_as_the_domain_does() {
    let desk = Desk::open().await;
    let mut connection = desk.test.superuser().await;
    for rule in RoundingRule::ALL {
        for step in STEPS {
            let set = format!(
                "update office_settings set time_rounding = '{}', time_step = {step}",
                rule.word()
            );
            connection.execute(AssertSqlSafe(set)).await.unwrap();
            let rounded: Vec<(i32, i32)> = sqlx::query_as(
                "select n, billed_minutes(n) from generate_series(1, $1) as n order by n",
            )
            .bind(MOST_MINUTES)
            .fetch_all(&mut connection)
            .await
            .unwrap();
            let rounding = Rounding { rule, step };
            assert!(
                rounded.iter().all(|(n, billed)| rounding.billed(*n) == *billed),
                "{rule:?} {step}"
            );
        }
    }
}

#[tokio::test]
async fn the_most_specific_rate_that_has_begun_wins() {
    let desk = Desk::open().await;
    let (me, case, client, partner) =
        (desk.id("attorney-view"), desk.case(), desk.client(), desk.id("partner"));
    let mut connection = desk.test.superuser().await;
    let cost = async |connection: &mut sqlx::PgConnection| -> Option<i64> {
        sqlx::query_scalar("select rate_for($1, $2, '2026-10-12')")
            .bind(me.0)
            .bind(case.0)
            .fetch_one(connection)
            .await
            .unwrap()
    };
    assert_eq!(cost(&mut connection).await, Some(29_000));
    // each beats the ones before it
    for (nth, (staff, of, client, since)) in [
        ("null".to_owned(), "null".to_owned(), "null".to_owned(), "2026-01-01"),
        (format!("'{me}'"), "null".into(), "null".into(), "2025-01-01"),
        ("null".into(), "null".into(), format!("'{client}'"), "2025-01-01"),
        (format!("'{me}'"), "null".into(), format!("'{client}'"), "2025-01-01"),
        ("null".into(), format!("'{case}'"), format!("'{client}'"), "2025-01-01"),
        (format!("'{me}'"), format!("'{case}'"), format!("'{client}'"), "2025-01-01"),
    ]
    .into_iter()
    .enumerate()
    {
        let sql = format!(
            "insert into rates (id, staff_id, case_id, client_id, currency, an_hour, since, set_by)
            values (gen_random_uuid(), {staff}, {of}, {client}, 'USD', {nth}, '{since}', '{partner}'),
                (gen_random_uuid(), {staff}, {of}, {client}, 'USD', 777, '2026-10-13', '{partner}'),
                (gen_random_uuid(), {staff}, {of}, {client}, 'EUR', 888, '{since}', '{partner}')"
        );
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        assert_eq!(cost(&mut connection).await, i64::try_from(nth).ok());
    }
}

#[tokio::test]
async fn what_could_not_have_been_is_refused() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-view");
    let record = async |case, on: &str, time: &str| {
        billing::record(&me, case, &entry(on, time), Of::DaySheet).await
    };
    let case = Some(desk.case());
    for (on, time, field) in [
        ("2026-10-12", "-1", "time"),
        ("2026-10-12", "25", "time"),
        ("2026-10-14", "0.4", "on"),
        ("2026-01-04", "0.4", "on"),
        ("no day", "0.4", "on"),
    ] {
        assert!(said(record(case, on, time).await).of(field).is_some(), "{on} {time}");
    }
    record(case, "2026-10-12", "13").await.unwrap();
    assert!(said(record(None, "2026-10-12", "12").await).of("time").is_some());
    // and past the verb
    let raw = |minutes: i32, on: &str| {
        format!(
            "insert into time_entries (id, staff_id, case_id, worked_on, minutes, narrative, recorded_by)
            values (gen_random_uuid(), office_caller(), '{}', '{on}', {minutes}, 'x', office_caller())",
            desk.case()
        )
    };
    for (minutes, on, code) in [
        (0, "2026-10-12", "23514"),
        (-5, "2026-10-12", "23514"),
        (700, "2026-10-12", "PV409"),
        (5, "2026-10-14", "PV409"),
        (5, "2026-01-04", "PV409"),
    ] {
        assert_eq!(
            desk.raw("attorney-view", &raw(minutes, on)).await,
            Err(code.into()),
            "{minutes} {on}"
        );
    }
    let closed =
        billing::record(&me, Some(desk.world.closed), &entry("2025-08-01", "0.4"), Of::DaySheet)
            .await;
    assert!(matches!(closed, Err(Error::Refused(_))), "{closed:?}");
}

#[tokio::test]
async fn a_write_down_is_no_more_than_the_worth_and_has_a_reason() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-view");
    let form = |down: &str, why: &str| TimeForm {
        written_down: down.into(),
        write_down_reason: why.into(),
        ..entry("2026-10-12", "0.4")
    };
    let record =
        async |form: TimeForm| billing::record(&me, Some(desk.case()), &form, Of::DaySheet).await;
    assert!(said(record(form("10", "")).await).of("write_down_reason").is_some());
    assert!(said(record(form("116.01", "Too long")).await).of("written_down").is_some());
    record(form("116", "Too long")).await.unwrap();
}

#[tokio::test]
async fn one_timer_runs_for_each_person_on_every_device() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-view");
    let starts = (0..20).map(|_| {
        let (me, case) = (me.clone(), desk.case());
        tokio::spawn(async move { billing::start_timer(&me, Some(case), "Call").await })
    });
    let mut started = Vec::new();
    for start in starts.collect::<Vec<_>>() {
        started.extend(start.await.unwrap().ok());
    }
    assert_eq!(started.len(), 1);
    let timer = billing::day_sheet(&me, "").await.unwrap().body.timer.unwrap();
    assert_eq!(timer.id, started[0]);
    billing::change_timer(&me, timer.id, None, "Filing", &timer.revision.to_string())
        .await
        .unwrap();
    let form = TimeForm { narrative: "Call with the client".into(), ..TimeForm::default() };
    // somebody else's is not there to stop
    conflict(
        billing::stop_timer(&desk.caller("attorney-lead"), timer.id, Some(desk.case()), &form)
            .await,
    );
    billing::stop_timer(&me, timer.id, Some(desk.case()), &form).await.unwrap();
    conflict(billing::stop_timer(&me, timer.id, Some(desk.case()), &form).await);
    let sheet = billing::day_sheet(&me, "").await.unwrap().body;
    assert_eq!((sheet.timer, sheet.entries.len(), sheet.entries[0].minutes), (None, 1, 1));
}

#[tokio::test]
async fn what_one_did_is_suggested_until_it_is_recorded_or_turned_down() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-lead");
    let suggested = async || billing::day_sheet(&me, "2026-10-12").await.unwrap().body.suggestions;
    let before = suggested().await;
    let hearing = before.iter().find(|it| it.subject == desk.world.hearing.0).unwrap();
    assert_eq!((hearing.kind, hearing.minutes), (SuggestionKind::Appointment, 60));
    let of = Of::Suggestion(Some(desk.world.hearing));
    billing::record(&me, Some(desk.case()), &entry("2026-10-12", "1:00"), of).await.unwrap();
    assert!(suggested().await.iter().all(|it| it.subject != desk.world.hearing.0));
    for it in suggested().await {
        billing::ignore_suggestion(&me, "2026-10-12", it.subject).await.unwrap();
    }
    assert_eq!(suggested().await, []);
    // nobody is told of somebody else's day
    let other = desk.caller("attorney-outside");
    let day = billing::day_sheet(&other, "2026-10-12").await.unwrap().body;
    assert!(day.suggestions.iter().all(|it| it.case.id != desk.case()));
}

#[tokio::test]
async fn what_stands_on_an_invoice_is_locked_and_comes_free_when_that_is_void() {
    let desk = Desk::open().await;
    desk.worked("attorney-view", 12, 24).await;
    let me = desk.caller("attorney-view");
    let row = async || billing::day_sheet(&me, "2026-10-12").await.unwrap().body.entries.remove(0);
    let drafted = desk.drafted().await;
    let locked = row().await;
    assert_eq!(locked.invoice, Some(drafted.invoice));
    let revision = locked.revision.to_string();
    let again = TimeForm { revision: revision.clone(), ..entry("2026-10-12", "0.8") };
    conflict(billing::edit(&me, locked.id, &again).await);
    conflict(billing::withdraw(&me, Recorded::Entry(locked.id), &revision).await);
    billing::void(&desk.caller("billing"), drafted.invoice, drafted.revision, "Wrong client.")
        .await
        .unwrap();
    assert_eq!(row().await.invoice, None);
    // the void invoice still says whose it was
    assert!(said(billing::edit(&me, locked.id, &again).await).of("case").is_some());
    let on_its_case = TimeForm { case: "A-1".into(), ..again };
    billing::edit(&me, locked.id, &on_its_case).await.unwrap();
    assert_eq!(row().await.billed_minutes, 48);
    desk.agrees().await;
}

#[tokio::test]
async fn an_entry_moves_to_the_case_that_its_form_means() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-lead");
    let on = |case: &str| TimeForm { case: case.into(), ..entry("2026-10-12", "0.8") };
    let id = billing::add(&me, &on(""), Of::DaySheet).await.unwrap();
    let row = async || {
        let rows = billing::day_sheet(&me, "2026-10-12").await.unwrap().body.entries;
        rows.into_iter().find(|row| row.id == id).unwrap()
    };
    assert_eq!((row().await.case, row().await.amount), (None, None));
    let moved = TimeForm { revision: "1".into(), ..on("matter of a-1") };
    billing::edit(&me, id, &moved).await.unwrap();
    let there = row().await;
    assert_eq!(there.case.map(|case| case.id), Some(desk.case()));
    assert!(there.amount.is_some());
    // a case out of sight, and a closed one, are not found
    for unseen in ["A-2", "no such case"] {
        let form = TimeForm { revision: "2".into(), ..on(unseen) };
        assert!(said(billing::edit(&me, id, &form).await).of("case").is_some(), "{unseen}");
    }
}

#[tokio::test]
async fn a_line_may_begin_with_its_time() {
    let desk = Desk::open().await;
    let me = desk.caller("attorney-lead");
    let form = TimeForm {
        on: "2026-10-12".into(),
        case: "A-1".into(),
        narrative: "0.4 call with the client".into(),
        ..TimeForm::default()
    };
    billing::add(&me, &form, Of::DaySheet).await.unwrap();
    let row = billing::day_sheet(&me, "2026-10-12").await.unwrap().body.entries.remove(0);
    assert_eq!((row.minutes, row.narrative.as_str()), (24, "Call with the client"));
}

#[tokio::test]
async fn a_receipt_is_a_document_of_the_case_that_one_sees() {
    let desk = Desk::open().await;
    let form = |receipt: String| ExpenseForm {
        on: "2026-10-12".into(),
        amount: "435".into(),
        description: "Filing fee".into(),
        receipt,
        ..ExpenseForm::default()
    };
    let me = desk.caller("billing");
    let record =
        async |receipt: String| billing::record_expense(&me, desk.case(), &form(receipt)).await;
    // a pleading is nothing that Billing reads; the other is of another case
    for unseen in [desk.world.document, desk.world.closed_document] {
        assert!(said(record(unseen.to_string()).await).of("receipt").is_some());
    }
    let expense = record(desk.world.fee_agreement.to_string()).await.unwrap();
    let raw = format!(
        "update expenses set receipt_id = '{}', changed_by = office_caller(), changed_at = office_now() where id = '{expense}'",
        desk.world.document
    );
    assert_eq!(desk.raw("billing", &raw).await, Err("42501".into()));
    billing::withdraw(&me, Recorded::Expense(expense), "1").await.unwrap();
    conflict(billing::withdraw(&me, Recorded::Expense(expense), "2").await);
}
