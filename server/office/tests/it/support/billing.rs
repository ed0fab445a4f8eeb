//! The time and the money of the matrix: on each case, and what hangs on an invoice that was paid in part.

use domain::ids::{CaseId, ClientId};
use uuid::Uuid;

use super::people::{World, id};

/// The books of the matrix, by what they are called there.
pub(crate) struct Books {
    /// By paralegal-contribute, on the open case; an entry and an expense.
    pub(crate) entry: Uuid,
    pub(crate) expense: Uuid,
    pub(crate) attorneys_entry: Uuid,
    pub(crate) billings_entry: Uuid,
    /// By attorney-contribute, on the closed case.
    pub(crate) closed_entry: Uuid,
    pub(crate) closed_expense: Uuid,
    /// By attorney-outside, on no case.
    pub(crate) firm_entry: Uuid,
    pub(crate) review: Uuid,
    pub(crate) approved: Uuid,
    pub(crate) issued: Uuid,
    /// Issued; a payment is on it, and a hold, a dispute, a reminder.
    pub(crate) part_paid: Uuid,
    pub(crate) closed_review: Uuid,
    pub(crate) closed_approved: Uuid,
    pub(crate) closed_issued: Uuid,
    pub(crate) payment: Uuid,
    pub(crate) allocation: Uuid,
    pub(crate) hold: Uuid,
    pub(crate) dispute: Uuid,
    pub(crate) delivery: Uuid,
    /// An e-mail with the invoice that was paid in part.
    pub(crate) mailing: Uuid,
    /// A batch of letters with none in it.
    pub(crate) letters: Uuid,
    pub(crate) code: Uuid,
    pub(crate) rate: Uuid,
    /// Of attorney-outside, whatever the case.
    pub(crate) own_rate: Uuid,
    pub(crate) tax: Uuid,
    /// A line of a bank statement that nobody decided about.
    pub(crate) bank_line: Uuid,
}

pub(crate) const BOOKS: Books = Books {
    entry: id(0xe10),
    expense: id(0xe11),
    attorneys_entry: id(0xe12),
    billings_entry: id(0xe13),
    closed_entry: id(0xe14),
    closed_expense: id(0xe15),
    firm_entry: id(0xe16),
    review: id(0xe20),
    approved: id(0xe21),
    issued: id(0xe22),
    part_paid: id(0xe23),
    closed_review: id(0xe24),
    closed_approved: id(0xe25),
    closed_issued: id(0xe26),
    payment: id(0xe30),
    allocation: id(0xe31),
    hold: id(0xe32),
    dispute: id(0xe33),
    delivery: id(0xe34),
    mailing: id(0xe37),
    letters: id(0xe35),
    code: id(0xe40),
    rate: id(0xe41),
    own_rate: id(0xe45),
    tax: id(0xe42),
    bank_line: id(0xe43),
};

/// Written past the triggers, which ask who the caller is and what day it is.
pub(super) fn books(world: &World, sql: &mut String) {
    *sql += "set session_replication_role = replica;";
    settings(world, sql);
    time(world, sql);
    invoices(world, sql);
    payments(world, sql);
    dunning(world, sql);
    *sql += "set session_replication_role = origin;";
}

fn settings(world: &World, sql: &mut String) {
    let (partner, outside, view) =
        (world.staff("partner"), world.staff("attorney-outside"), world.staff("paralegal-view"));
    let b = &BOOKS;
    *sql += &format!(
        "insert into activity_codes (id, code, label, added_by) values ('{code}', 'A101', 'Plan and prepare', '{partner}');
        insert into taxes (id, name, millionths, since, set_by) values ('{tax}', 'Sales tax', 88750, '2026-01-05', '{partner}');
        insert into rates (id, staff_id, case_id, client_id, currency, an_hour, since, set_by) values
            ('{rate}', null, '{open}', '{client}', 'USD', 29000, '2026-01-05', '{partner}'),
            ('{own_rate}', '{outside}', null, null, 'USD', 29000, '2026-01-05', '{partner}'),
            (gen_random_uuid(), '{view}', null, null, 'USD', 14000, '2026-01-05', '{partner}');
        insert into fee_terms (case_id, client_id, currency, set_by) values ('{closed}', '{closed_client}', 'USD', '{partner}');
        insert into statement_imports (id, format, account, currency, file_sha256, imported_by)
        values ('{import}', 'csv', '77-1', 'USD', sha256('a'), '{partner}');
        insert into statement_lines (id, import_id, account, bank_reference, booked_on, amount, currency, payment_id) values
            ('{line}', '{import}', '77-1', 'r1', '2026-10-01', -500, 'USD', null),
            (gen_random_uuid(), '{import}', '77-1', 'r2', '2026-10-01', 1000, 'USD', '{payment}');
        insert into billing_checks (wrong, found) values (0, '[]');
        insert into letter_batches (id, made_by, made_at) values ('{letters}', '{partner}', '2026-10-08');",
        letters = b.letters,
        code = b.code,
        tax = b.tax,
        rate = b.rate,
        own_rate = b.own_rate,
        line = b.bank_line,
        payment = b.payment,
        import = id(0xe44),
        open = world.open,
        client = world.client,
        closed = world.closed,
        closed_client = world.closed_client,
    );
}

fn time(world: &World, sql: &mut String) {
    let b = &BOOKS;
    let of = |case: CaseId, client: ClientId| format!("'{case}', '{client}'");
    let (open, closed) = (of(world.open, world.client), of(world.closed, world.closed_client));
    for (entry, of, treatment, who, day) in [
        (b.entry, open.as_str(), "billable", "paralegal-contribute", "2026-10-12"),
        (b.attorneys_entry, &open, "billable", "attorney-view", "2026-10-12"),
        (b.billings_entry, &open, "billable", "billing", "2026-10-12"),
        (b.closed_entry, &closed, "billable", "attorney-contribute", "2025-08-01"),
        (b.firm_entry, "null, null", "not_billable", "attorney-outside", "2026-10-12"),
    ] {
        *sql += &format!(
            "insert into time_entries (id, staff_id, case_id, client_id, treatment, worked_on, minutes, billed_minutes, narrative,
                currency, rate, recorded_by)
            values ('{entry}', '{who}', {of}, '{treatment}', '{day}', 20, 24, 'Call with the client', 'USD', 29000, '{who}');",
            who = world.staff(who)
        );
    }
    for (expense, of, who, day) in [
        (b.expense, &open, "paralegal-contribute", "2026-10-12"),
        (b.closed_expense, &closed, "attorney-contribute", "2025-08-01"),
    ] {
        *sql += &format!(
            "insert into expenses (id, case_id, client_id, spent_on, description, currency, amount, recorded_by)
            values ('{expense}', {of}, '{day}', 'Filing fee', 'USD', 43500, '{}');",
            world.staff(who)
        );
    }
    for (who, case) in [
        ("attorney-lead", "null".to_owned()),
        ("attorney-suspended", "null".to_owned()),
        ("attorney-walled-member", format!("'{}'", world.open)),
    ] {
        let who = world.staff(who);
        *sql += &format!(
            "insert into timers (id, staff_id, case_id, started_at, stopped_at)
            values (gen_random_uuid(), '{who}', {case}, '2026-10-12 14:00+00', '2026-10-12 15:00+00');
            insert into ignored_suggestions (staff_id, on_day, subject_id) values ('{who}', '2026-10-12', gen_random_uuid());"
        );
    }
    *sql += &format!(
        "delete from ignored_suggestions where staff_id = '{}';",
        world.staff("attorney-walled-member")
    );
}

fn invoices(world: &World, sql: &mut String) {
    let b = &BOOKS;
    let partner = world.staff("partner");
    let (open, closed) = ((world.open, world.client), (world.closed, world.closed_client));
    for (invoice, (case, client), stage, seq) in [
        (b.review, open, "review", None),
        (b.approved, open, "approved", None),
        (b.issued, open, "issued", Some(1)),
        (b.part_paid, open, "issued", Some(2)),
        (b.closed_review, closed, "review", None),
        (b.closed_approved, closed, "approved", None),
        (b.closed_issued, closed, "issued", Some(3)),
    ] {
        let given = seq.map_or("null, null, null, null, null, null, null, null, null".to_owned(), |seq: i32| {
            format!(
                "0, {seq}, '{seq:04}', '2026-09-01', '2026-10-01', '2026-09-01', '{}', '{partner}', '2026-09-01'",
                frozen(seq)
            )
        });
        let said = if stage == "approved" {
            format!("'{partner}', '2026-09-01'")
        } else {
            "null, null".to_owned()
        };
        *sql += &format!(
            "insert into invoices (id, case_id, client_id, currency, stage, tax_basis, tax_rounding, subtotal, tax, total,
                series_year, seq, number, issued_on, due_on, sent_on, frozen, issued_by, issued_at, approved_by, approved_at, drafted_by)
            values ('{invoice}', '{case}', '{client}', 'USD', '{stage}', 'added', 'per_rate', 10000, 888, 10888, {given}, {said}, '{partner}');
            insert into invoice_lines (id, invoice_id, case_id, currency, position, kind, narrative, gross, amount, net, tax_id,
                tax_name, tax_millionths, tax)
            values (gen_random_uuid(), '{invoice}', '{case}', 'USD', 1, 'fee', 'Advice', 10000, 10000, 10000, '{tax}', 'Sales tax', 88750, 888);
            insert into invoice_taxes (invoice_id, tax_id, name, millionths, taxable, tax)
            values ('{invoice}', '{tax}', 'Sales tax', 88750, 10000, 888);",
            tax = b.tax
        );
        if seq.is_some() {
            *sql += &format!(
                "insert into invoice_due_dates (invoice_id, due_revision, due_on, set_by) values ('{invoice}', 1, '2026-10-01', '{partner}');
                insert into invoice_sendings (id, invoice_id, sent_by, sent_on) values (gen_random_uuid(), '{invoice}', 'letter', '2026-09-01');
                insert into invoice_events (invoice_id, kind) values ('{invoice}', 'issued');"
            );
        }
    }
    *sql += "insert into invoice_counters (series, year, first, last) values ('invoice', 0, 1, 3);";
}

/// What each of them said when it was issued.
fn frozen(seq: i32) -> String {
    format!(
        r#"{{"version": 1, "number": "{seq:04}", "corrects": null, "office": {{"name": "Ashdown & Reyes", "address": "", "phone": "",
            "email": "", "tax_number": "", "payee": "", "iban": "", "bic": "", "how_to_pay": "", "locale": "en-US"}},
            "billed_to": ["Ashdown Estate"], "reference": "", "case_number": "A-1", "title": "", "note": "",
            "issued_on": "2026-09-01", "due_on": "2026-10-01", "currency": "USD", "basis": "added",
            "lines": [{{"kind": "fee", "grouped": "", "dated": "", "narrative": "Advice", "by": "", "minutes": null, "rate": null,
                "amount": 10000, "discount": 0, "net": 10000, "in_fee": false, "tax": "Sales tax"}}],
            "taxes": [{{"name": "Sales tax", "rate": {{"millionths": 88750}}, "taxable": 10000, "tax": 888}}],
            "subtotal": 10000, "discount": 0, "tax": 888, "total": 10888}}"#
    )
}

fn payments(world: &World, sql: &mut String) {
    let b = &BOOKS;
    *sql += &format!(
        "insert into payments (id, client_id, currency, amount, method, received_on, allocated, refunded, case_ids)
        values ('{payment}', '{client}', 'USD', 1000, 'check', '2026-10-01', 400, 100, array['{open}'::uuid]);
        insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount, allocated_on)
        values ('{allocation}', '{payment}', '{invoice}', '{client}', '{open}', 'USD', 400, '2026-10-01');
        insert into refunds (id, payment_id, client_id, currency, amount, method, refunded_on, reason, refunded_by)
        values (gen_random_uuid(), '{payment}', '{client}', 'USD', 100, 'check', '2026-10-02', 'Over', '{partner}');
        insert into write_offs (id, invoice_id, amount, reason, written_off_by)
        values (gen_random_uuid(), '{invoice}', 50, 'Small', '{partner}');
        update invoices set paid = 400, written_off = 50 where id = '{invoice}';",
        payment = b.payment,
        allocation = b.allocation,
        invoice = b.part_paid,
        client = world.client,
        open = world.open,
        partner = world.staff("partner"),
    );
}

fn dunning(world: &World, sql: &mut String) {
    let b = &BOOKS;
    *sql += &format!(
        "insert into dunning_deliveries (id, client_id, on_day, channel, case_ids)
        values ('{delivery}', '{client}', '2026-10-08', 'email', array['{open}'::uuid]);
        insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, asked, delivery_id, ended_at)
        values (gen_random_uuid(), '{invoice}', '{client}', 'USD', 1, 'reminder_7', 'sent', '2026-10-08', 500, '{delivery}', '2026-10-08');
        insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, asked) values
            (gen_random_uuid(), '{issued}', '{client}', 'USD', 1, 'notice_30', 'awaiting', '2026-10-31', 10888),
            (gen_random_uuid(), '{closed_issued}', '{closed_client}', 'USD', 1, 'notice_30', 'awaiting', '2026-10-31', 10888);
        insert into dunning_deliveries (id, client_id, on_day, channel, case_ids)
        values ('{letter}', '{client}', '2026-10-12', 'letter', array['{open}'::uuid]);
        insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, asked, delivery_id)
        values (gen_random_uuid(), '{issued}', '{client}', 'USD', 1, 'reminder_7', 'planned', '2026-10-08', 10888, '{letter}');
        update office_settings set dunning_since = '2026-01-01';
        insert into dunning_holds (id, invoice_id, reason, owner_id, since, until, set_by)
        values ('{hold}', '{invoice}', 'They asked', '{partner}', '2026-10-09', '2026-11-01', '{partner}');
        insert into disputes (id, invoice_id, client_id, currency, amount, reason, owner_id)
        values ('{dispute}', '{invoice}', '{client}', 'USD', 100, 'Not agreed', '{partner}');
        insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at,
            next_at, state) values
            (gen_random_uuid(), 'dunning', '{delivery}', 1, 'dunning', 'email', '{client}', '2026-10-08', '2026-10-09', '2026-10-08', 'delivered'),
            ('{mailing}', 'invoice', '{invoice}', 1, 'invoice', 'email', '{client}', '2026-09-01', '2026-09-02', '2026-09-01', 'delivered');
        insert into pay_links (id, invoice_id, token_hash, made_by, ends_at)
        values (gen_random_uuid(), '{invoice}', sha256('link'), '{partner}', '2027-04-01');
        insert into provider_events (provider, event_id, happened, payment_reference, amount, currency, payment_id, note) values
            ('stripe', 'evt_1', 'refunded', 'pi_1', 100, 'USD', '{payment}', 'refunded'),
            ('stripe', 'evt_2', 'paid', 'pi_2', 100, 'USD', null, 'nobodys');
        insert into notification_texts (notification_id, subject, body) values ('{mailing}', 'Invoice 0002', 'Dear client');
        insert into invoice_mailings (id, invoice_id, nth, address_key, asked_by) values ('{mailing}', '{invoice}', 1, sha256('a'), '{partner}');",
        mailing = b.mailing,
        payment = b.payment,
        delivery = b.delivery,
        invoice = b.part_paid,
        issued = b.issued,
        letter = id(0xe36),
        closed_issued = b.closed_issued,
        closed_client = world.closed_client,
        hold = b.hold,
        dispute = b.dispute,
        client = world.client,
        open = world.open,
        partner = world.staff("partner"),
    );
}
