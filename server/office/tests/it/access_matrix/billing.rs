//! The statements about time and money: what each act is in SQL, and what nobody may write.

use domain::ids::{CaseId, StaffId};
use uuid::Uuid;

use super::expectations::Cell;
use crate::support::billing::BOOKS;
use crate::support::people::{Persona, World};

/// A draft of one line without tax.
const HEAD: &str = r#"{"tax_basis": "added", "tax_rounding": "per_rate", "subtotal": 100, "discount": 0, "tax": 0, "total": 100}"#;

fn lines() -> String {
    format!(
        r#"[{{"id": "{}", "kind": "fee", "narrative": "Advice", "gross": 100, "amount": 100, "net": 100}}]"#,
        Uuid::from_u128(0x0192_8000_0000_7000_8000_0000_0000_ef01)
    )
}

fn drafted(invoice: &str, case: CaseId, revision: &str) -> String {
    format!("select write_draft({invoice}, '{case}', {revision}, '{HEAD}', '{}')", lines())
}

/// Everything about an invoice of the open or of the closed case.
struct Of {
    case: CaseId,
    review: Uuid,
    approved: Uuid,
    issued: Uuid,
    open: bool,
}

fn of(world: &World, heading: &str) -> Of {
    let b = &BOOKS;
    match heading.contains("closed") {
        true => Of {
            case: world.closed,
            review: b.closed_review,
            approved: b.closed_approved,
            issued: b.closed_issued,
            open: false,
        },
        false => Of {
            case: world.open,
            review: b.review,
            approved: b.approved,
            issued: b.issued,
            open: true,
        },
    }
}

/// The statements of an act about time or money; none for any other.
pub(super) fn statements(world: &World, persona: &Persona, cell: &Cell) -> Option<Vec<String>> {
    let of = of(world, &cell.heading);
    on_case(world, persona, cell, &of)
        .or_else(|| on_invoice(world, cell, &of))
        .or_else(|| on_books(world, persona, cell))
}

fn on_case(world: &World, persona: &Persona, cell: &Cell, of: &Of) -> Option<Vec<String>> {
    let (me, case) = (persona.id, of.case);
    let day = if of.open { "2026-10-12" } else { "2025-08-01" };
    let (entry, expense) = recorded(&cell.heading);
    Some(match cell.act.as_str() {
        "record-time" => vec![
            format!(
                "insert into time_entries (id, staff_id, case_id, worked_on, minutes, narrative, recorded_by)
                values (gen_random_uuid(), '{me}', '{case}', '{day}', 24, 'Call', '{me}')"
            ),
            format!(
                "insert into expenses (id, case_id, spent_on, description, amount, recorded_by)
                values (gen_random_uuid(), '{case}', '{day}', 'Courier', 4000, '{me}')"
            ),
        ],
        "add-receipt" => receipt_sent(case, me, day),
        "see-time" => vec![
            format!("select worth from time_entries where case_id = '{case}' and staff_id <> '{me}'"),
            format!("select amount from expenses where case_id = '{case}' and recorded_by <> '{me}'"),
        ],
        "see-time-entry" => {
            let mut all = vec![format!("select narrative from time_entries where id = '{entry}'")];
            all.extend(expense.map(|it| format!("select amount from expenses where id = '{it}'")));
            all
        }
        "edit-time" => {
            let changed = format!("changed_by = '{me}', changed_at = office_now(), revision = revision + 1");
            let withdrawn = format!("withdrawn_at = office_now(), withdrawn_by = '{me}'");
            let mut all = vec![
                format!("update time_entries set minutes = 30, {changed} where id = '{entry}'"),
                format!("update time_entries set {withdrawn}, {changed} where id = '{entry}'"),
            ];
            all.extend(
                expense.map(|it| format!("update expenses set amount = 5, {withdrawn}, {changed} where id = '{it}'")),
            );
            all
        }
        "set-fee-terms" if !of.open => vec![format!(
            "update fee_terms set payment_days = 10, set_by = '{me}', set_at = office_now() where case_id = '{case}'"
        )],
        "set-fee-terms" => vec![
            format!(
                "insert into fee_terms (case_id, currency, arrangement, set_by) values ('{case}', 'USD', 'hourly', '{me}')"
            ),
            format!(
                "update fee_terms set payment_days = 10, set_by = '{me}', set_at = office_now() where case_id = '{case}'"
            ),
        ],
        "see-balances" => vec![format!("select balance from invoices where case_id = '{case}' and stage = 'issued'")],
        "draft-invoice" => vec![drafted("gen_random_uuid()", case, "null")],
        "record-payment" => vec![format!(
            "select record_payment(gen_random_uuid(), '{}',
                '{{\"currency\": \"USD\", \"amount\": 100, \"method\": \"check\", \"received_on\": \"2026-10-13\"}}', '[]', null)",
            world.client
        )],
        _ => return None,
    })
}

const UPLOAD: &str = "01928000-0000-7000-8000-00000000ef03";
const EXPENSE: &str = "01928000-0000-7000-8000-00000000ef04";

/// An expense, and what was sent with it.
fn receipt_sent(case: CaseId, me: StaffId, day: &str) -> Vec<String> {
    vec![
        format!(
            "select id from keep_case_key(gen_random_uuid(), '{case}', 'mine', 'first') where wrapped = 'wrapped'"
        ),
        coming(case, me, "null", true),
        format!(
            "insert into expenses (id, case_id, spent_on, description, amount, recorded_by)
            values ('{EXPENSE}', '{case}', '{day}', 'Courier', 4000, '{me}')"
        ),
        format!("select 1 where {}", published(case, EXPENSE)),
    ]
}

fn coming(case: CaseId, me: StaffId, document: &str, for_receipt: bool) -> String {
    format!(
        "insert into document_uploads (id, case_id, document_id, object_name, started_by, for_receipt)
        values ('{UPLOAD}', '{case}', {document}, 'fresh', '{me}', {for_receipt})"
    )
}

fn published(case: CaseId, expense: impl std::fmt::Display) -> String {
    format!(
        "publish_receipt('{UPLOAD}', gen_random_uuid(), '{expense}', gen_random_uuid(), 'Receipt.pdf', null, 5, 1, 'application/pdf',
            sha256('x'), (select id from case_keys where case_id = '{case}'), 'wrapped')"
    )
}

/// The entry a heading is about, and the expense beside it.
fn recorded(heading: &str) -> (Uuid, Option<Uuid>) {
    let b = &BOOKS;
    match heading {
        "time of attorney-view" => (b.attorneys_entry, None),
        "time of billing" => (b.billings_entry, None),
        "time of attorney-contribute" => (b.closed_entry, Some(b.closed_expense)),
        _ => (b.entry, Some(b.expense)),
    }
}

fn on_invoice(world: &World, cell: &Cell, of: &Of) -> Option<Vec<String>> {
    let (b, issued) = (&BOOKS, of.issued);
    let owner = world.persona("partner").id;
    let also = |sql: String| of.open.then_some(sql);
    Some(match cell.act.as_str() {
        "see-invoice" => {
            let which = if cell.heading.contains("draft") { of.review } else { issued };
            vec![format!("select total from invoices where id = '{which}'")]
        }
        "edit-draft" => vec![
            drafted(&format!("'{}'", of.review), of.case, "1"),
            format!("select submit_draft('{}', 2)", of.review),
        ],
        "approve-draft" => vec![format!("select decide_draft('{}', 1, true, '')", of.review)],
        "issue-invoice" => vec![
            format!("select issue_invoice('{}', 1, '2026-10-13')", of.approved),
            format!("select freeze_invoice('{}', '{{}}')", of.approved),
        ],
        "send-invoice" => vec![
            format!("select record_sending(gen_random_uuid(), '{issued}', 'letter', '2026-10-13', 'The client')"),
            format!("select move_due_date('{issued}', 1, '2026-12-01', 'They asked.')"),
            format!("select shown from invoice_mail_ways(array['{issued}'::uuid])"),
            format!("select mail_invoice(gen_random_uuid(), '{issued}', 1)"),
            format!("select make_pay_link(gen_random_uuid(), '{issued}', sha256('new'))"),
        ],
        "void-invoice" => [format!("select void_invoice('{issued}', 1, 'Wrong case.')")]
            .into_iter()
            .chain(also(format!("select issue_credit_note(gen_random_uuid(), '{}', 10, 'Too much.')", b.part_paid)))
            .collect(),
        "write-off" => vec![format!("select write_off(gen_random_uuid(), '{issued}', 10, 'Small.')")],
        "approve-notice" => vec![format!("select approve_notice('{issued}')")],
        "pause-dunning" => {
            [format!("select hold_dunning(gen_random_uuid(), '{issued}', null, 'They asked.', '{owner}', '2026-11-01')")]
                .into_iter()
                .chain(also(format!("select end_hold('{}')", b.hold)))
                .collect()
        }
        "dispute-invoice" => {
            [format!("select dispute_invoice(gen_random_uuid(), '{issued}', 10, 'Not agreed.', '{owner}')")]
                .into_iter()
                .chain(also(format!("select settle_dispute('{}', 'Agreed.')", b.dispute)))
                .collect()
        }
        "see-payment" => vec![format!("select amount from payments where id = '{}'", b.payment)],
        "use-payment" => vec![
            format!(
                "select allocate_payment('{}', '[{{\"invoice\": \"{issued}\", \"amount\": 100}}]')",
                b.payment
            ),
            format!("select end_allocation('{}', 'Not theirs.')", b.allocation),
            format!("select refund_payment(gen_random_uuid(), '{}', 10, 'check', '2026-10-13', 'Over.')", b.payment),
        ],
        _ => return None,
    })
}

fn on_books(world: &World, persona: &Persona, cell: &Cell) -> Option<Vec<String>> {
    let me = persona.id;
    Some(match cell.act.as_str() {
        "keep-time-sheet" => vec![
            format!("insert into timers (id, staff_id, narrative) values (gen_random_uuid(), '{me}', 'Call')"),
            format!("update timers set stopped_at = office_now() where staff_id = '{me}' and stopped_at is null"),
            format!("insert into ignored_suggestions (staff_id, on_day, subject_id) values ('{me}', '2026-10-12', '{}')", world.open),
            "select subject_id from ignored_suggestions".into(),
        ],
        "see-receivables" => vec!["select name from taxes".into()],
        "import-statement" => vec![
            "select import_statement(gen_random_uuid(), '{\"format\": \"csv\", \"account\": \"77-1\", \"currency\": \"USD\"}', sha256('b'),
                '[{\"id\": \"01928000-0000-7000-8000-00000000ef02\", \"bank_reference\": \"r3\", \"booked_on\": \"2026-10-12\", \"amount\": 5}]')"
                .into(),
            format!("select ignore_statement_line('{}', 'A fee.')", BOOKS.bank_line),
            "select decide_provider_event('stripe', 'evt_2', 'Looked up.')".into(),
        ],
        "export-books" => vec!["select count(*) from collected('2026-01-01', 'USD')".into()],
        "mail-reminders" => vec!["select letters_of((select max(id::text)::uuid from letter_batches))".into()],
        "manage-billing" => {
            let ended = format!("ended_at = office_now(), ended_by = '{me}'");
            vec![
                format!("insert into activity_codes (id, code, label, added_by) values (gen_random_uuid(), 'A102', 'Research', '{me}')"),
                format!("update activity_codes set {ended} where id = '{}'", BOOKS.code),
                format!("insert into rates (id, currency, an_hour, since, set_by) values (gen_random_uuid(), 'USD', 100, '2026-10-01', '{me}')"),
                format!("update rates set {ended} where id = '{}'", BOOKS.own_rate),
                format!("insert into taxes (id, name, millionths, since, set_by) values (gen_random_uuid(), 'VAT', 190000, '2026-10-01', '{me}')"),
                format!("update taxes set {ended} where id = '{}'", BOOKS.tax),
                "update office_settings set time_step = 15, payment_days = 14, approve_drafts = false, tax_basis = 'included',
                    tax_rounding = 'per_line', tax_number = '12', invoice_pattern = '{year}-{seq}', iban = '',
                    invoices_revision = invoices_revision + 1, dunning_since = '2026-10-01',
                    reminder_minutes = 5".into(),
            ]
        }
        _ => return None,
    })
}

/// A row of these tables; none for any other.
pub(super) fn readable(world: &World, row: &str) -> Option<String> {
    let b = &BOOKS;
    let of_invoice = |what: &str, table: &str| {
        format!("select {what} from {table} where invoice_id = '{}'", b.part_paid)
    };
    Some(match row {
        "terms" => format!("select arrangement from fee_terms where case_id = '{}'", world.closed),
        "code" => "select label from activity_codes".into(),
        "rate" => format!("select an_hour from rates where id = '{}'", b.rate),
        "own-rate" => {
            "select an_hour from rates where case_id is null and staff_id = office_caller()".into()
        }
        "timer" => "select started_at from timers".into(),
        "firm" => format!("select narrative from time_entries where id = '{}'", b.firm_entry),
        "ignored" => "select on_day from ignored_suggestions".into(),
        "outlay" => format!("select description from expenses where id = '{}'", b.expense),
        "tax" => "select name from taxes".into(),
        "line" => of_invoice("narrative", "invoice_lines"),
        "line-tax" => of_invoice("tax", "invoice_taxes"),
        "due-date" => of_invoice("due_on", "invoice_due_dates"),
        "sending" => of_invoice("sent_on", "invoice_sendings"),
        "said" => of_invoice("kind", "invoice_events"),
        "allocation" => of_invoice("amount", "allocations"),
        "refund" => format!("select amount from refunds where payment_id = '{}'", b.payment),
        "written-off" => of_invoice("amount", "write_offs"),
        "statement" => "select account from statement_imports".into(),
        "bank-line" => format!("select says from statement_lines where id = '{}'", b.bank_line),
        "matched" => format!("select says from statement_lines where payment_id = '{}'", b.payment),
        "looked" => "select wrong from billing_checks".into(),
        "dunned" => of_invoice("state", "dunning_stages"),
        "pause" => of_invoice("reason", "dunning_holds"),
        "disputed" => of_invoice("amount", "disputes"),
        "dunning" => format!("select on_day from dunning_deliveries where id = '{}'", b.delivery),
        "letters" => "select made_at from letter_batches".into(),
        "dunning-notice" => {
            format!("select state from notifications where subject_id = '{}'", b.delivery)
        }
        "pay-link" => of_invoice("made_at", "pay_links"),
        "provider-said" => {
            format!("select note from provider_events where payment_id = '{}'", b.payment)
        }
        "mailing" => of_invoice("nth", "invoice_mailings"),
        "mail-text" => {
            format!("select body from notification_texts where notification_id = '{}'", b.mailing)
        }
        "invoice-notice" => {
            format!("select state from notifications where subject_id = '{}'", b.part_paid)
        }
        _ => return None,
    })
}

/// What nobody may write, whatever the role.
pub(super) fn never(world: &World) -> Vec<(&'static str, String)> {
    let b = &BOOKS;
    let by = |name: &str| world.persona(name).id;
    let (partner, lead) = (by("partner"), by("attorney-lead"));
    let (open, closed, client) = (world.open, world.closed, world.client);
    let entered = |who, by| {
        format!(
            "insert into time_entries (id, staff_id, case_id, worked_on, minutes, narrative, recorded_by)
            values (gen_random_uuid(), '{who}', '{open}', '2026-10-12', 5, 'x', '{by}')"
        )
    };
    let touched = |set: &str| {
        format!(
            "update time_entries set {set}, changed_by = '{partner}', changed_at = office_now() where id = '{}'",
            b.entry
        )
    };
    let mut never = vec![
        // nobody records in somebody else's name, sets what a trigger sets, or dates it when there was no case
        ("partner", entered(lead, partner)),
        ("attorney-lead", entered(by("attorney-view"), lead)),
        ("partner", touched("rate = 1")),
        ("partner", touched("billed_minutes = 1")),
        ("partner", touched("currency = 'EUR'")),
        ("partner", touched(&format!("invoice_id = '{}'", b.review))),
        ("partner", touched("worked_on = '2025-12-31'")),
        ("partner", touched("worked_on = '2026-10-14'")),
        ("partner", touched(&format!("case_id = '{closed}'"))),
        ("attorney-view", format!(
            "update time_entries set narrative = 'x', changed_by = '{lead}', changed_at = office_now() where id = '{}'",
            b.attorneys_entry
        )),
        ("attorney-view", format!(
            "update time_entries set withdrawn_at = '2026-01-01', withdrawn_by = office_caller(), changed_by = office_caller(),
                changed_at = office_now() where id = '{}'",
            b.attorneys_entry
        )),
        ("attorney-lead", format!("insert into timers (id, staff_id) values (gen_random_uuid(), '{}')", by("attorney-view"))),
        ("attorney-outside", format!("insert into timers (id, staff_id, case_id) values (gen_random_uuid(), office_caller(), '{open}')")),
        ("partner", format!("insert into ignored_suggestions (staff_id, on_day, subject_id) values ('{lead}', '2026-10-12', '{open}')")),
        // a closed case keeps its terms
        ("partner", format!("insert into fee_terms (case_id, currency, set_by) values ('{closed}', 'USD', '{partner}')")),
        ("billing", format!(
            "update fee_terms set payment_days = 1, set_by = office_caller(), set_at = office_now() where case_id = '{closed}'"
        )),
        ("partner", format!("insert into fee_terms (case_id, currency, set_by) values ('{open}', 'USD', '{lead}')")),
        // a rate, a tax and a kind of work are set in one's own name, and ended once, now
        ("partner", format!("insert into rates (id, currency, an_hour, since, set_by) values (gen_random_uuid(), 'USD', 1, '2026-10-01', '{lead}')")),
        ("partner", format!("update rates set ended_at = '2026-01-01', ended_by = '{partner}' where id = '{}'", b.rate)),
        ("partner", format!("update rates set an_hour = 1 where id = '{}'", b.rate)),
        ("partner", format!("insert into taxes (id, name, millionths, since, set_by) values (gen_random_uuid(), 'x', 1, '2026-10-01', '{lead}')")),
        ("partner", format!("update taxes set millionths = 1 where id = '{}'", b.tax)),
        ("partner", format!("update activity_codes set ended_at = office_now(), ended_by = '{lead}' where id = '{}'", b.code)),
        // Billing sends a receipt with an expense and nothing else; a receipt hangs where it was sent
        ("billing", coming(open, by("billing"), "null", false)),
        ("billing", coming(open, by("billing"), &format!("'{}'", world.fee_agreement), true)),
        ("billing", coming(closed, by("billing"), "null", true)),
        ("billing", coming(open, partner, "null", true)),
        ("attorney-view", coming(open, by("attorney-view"), "null", true)),
        ("billing", format!("select {}", published(open, b.expense))),
        ("partner", format!(
            "update expenses set receipt_id = '{}', changed_by = '{partner}', changed_at = office_now() where id = '{}'",
            world.fee_agreement, b.expense
        )),
        ("billing", format!(
            "insert into expenses (id, case_id, spent_on, description, amount, receipt_id, recorded_by)
            values (gen_random_uuid(), '{open}', '2026-10-12', 'Courier', 4000, '{}', office_caller())",
            world.document
        )),
        ("attorney-lead", format!("select terms_currency_bound('{open}', 'EUR')")),
        ("partner", format!("select in_another_currency('{open}', 'EUR')")),
        // what only the verbs write
        ("partner", format!("update invoices set total = 1 where id = '{}'", b.review)),
        ("partner", format!("update invoices set stage = 'approved' where id = '{}'", b.review)),
        ("billing", format!("select decide_draft('{}', 1, true, '')", b.review)),
        ("billing", format!("select write_off(gen_random_uuid(), '{}', 1, 'x')", b.issued)),
        ("partner", format!("select issue_invoice('{}', 1, '2026-10-13')", b.review)),
        ("partner", format!("select issue_invoice('{}', 1, '2026-10-14')", b.approved)),
        ("partner", format!("select void_invoice('{}', 1, 'Paid.')", b.part_paid)),
        ("partner", format!("select freeze_invoice('{}', '{{}}')", b.issued)),
        ("partner", "select next_number('invoice', '2026-10-13')".into()),
        ("partner", format!("select tell_invoice('{}', 'paid', '{{}}')", b.issued)),
        ("partner", "select last from invoice_counters".into()),
        ("partner", "select * from billing_check()".into()),
        ("partner", "select * from dunning_due('2026-12-01')".into()),
        ("partner", "select plan_dunning()".into()),
        ("partner", format!("select dunning_asks('{}')", b.delivery)),
        ("partner", format!("select dunning_account('{}', 'USD')", b.delivery)),
        ("partner", format!("select dunning_reach('{client}', null, '2026-12-01')")),
        ("partner", format!("select dunning_said('{}')", b.delivery)),
        ("billing", format!("select approve_notice('{}')", b.issued)),
        ("partner", format!("select look_at_invoice('{}', gen_random_uuid(), '1 minute', true)", b.mailing)),
        ("partner", format!("select give_up_invoice_mail('{}', gen_random_uuid())", b.mailing)),
        ("billing", "update invoice_mailings set trouble = 'failed'".into()),
        ("billing", format!(
            "insert into invoice_mailings (id, invoice_id, nth, address_key, asked_by)
            values ('{}', '{}', 2, sha256('a'), office_caller())",
            b.mailing, b.part_paid
        )),
        // a provider is believed by its signature, and none of the staff speaks for it
        ("partner", "select take_provider_event('stripe', 'evt_9', 'paid', null, 'pi_9', 100, 'USD', true)".into()),
        ("partner", format!("select offer_payment(gen_random_uuid(), '{}', sha256('x'), null)", b.issued)),
        ("partner", format!("select put_on_invoice('{}', '{}', 1)", b.payment, b.issued)),
        ("partner", "select gate_pay_link(sha256('link'))".into()),
        ("partner", "select token_hash from pay_links".into()),
        ("partner", "select url from pay_orders".into()),
        ("partner-walled", "select decide_provider_event('stripe', 'evt_1', 'Not theirs.')".into()),
        ("attorney-lead", "select decide_provider_event('stripe', 'evt_1', 'Not theirs.')".into()),
        ("partner", "update provider_events set note = ''".into()),
        // what is of no payment is of no client either: only being in force stands before it
        ("partner-suspended", "select note from provider_events where payment_id is null".into()),
        // not the next one, and none that was taken for another
        ("billing", format!("select mail_invoice(gen_random_uuid(), '{}', 3)", b.part_paid)),
        ("billing", format!("select mail_invoice(gen_random_uuid(), '{}', 1)", b.review)),
        // only what waits
        ("partner", format!("select approve_notice('{}')", b.part_paid)),
        ("billing", format!(
            "insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount)
            values (gen_random_uuid(), '{}', '{}', '{client}', '{open}', 'USD', 1)",
            b.payment, b.issued
        )),
        ("partner", format!("select reverse_payment('{}', 'Refunded in part.')", b.payment)),
    ];
    for name in ["partner", "attorney-lead", "paralegal-manage", "billing"] {
        for table in [
            "fee_terms",
            "activity_codes",
            "rates",
            "timers",
            "time_entries",
            "expenses",
            "taxes",
            "invoices",
            "invoice_lines",
            "invoice_taxes",
            "invoice_due_dates",
            "invoice_sendings",
            "invoice_events",
            "invoice_mailings",
            "pay_links",
            "pay_orders",
            "provider_events",
            "invoice_counters",
            "payments",
            "allocations",
            "refunds",
            "write_offs",
            "statement_imports",
            "statement_lines",
            "dunning_deliveries",
            "dunning_stages",
            "dunning_holds",
            "disputes",
            "letter_batches",
        ] {
            never.push((name, format!("delete from {table}")));
            never.push((name, format!("truncate {table} cascade")));
        }
        for table in ["invoices", "payments", "allocations", "statement_lines", "dunning_stages"] {
            never.push((name, format!("update {table} set id = id")));
        }
    }
    never
}
