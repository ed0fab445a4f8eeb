//! The house's wording of invoices and of reminders of what is unpaid. Amounts and numbers, and never what they
//! were for; no amount stands in a subject, which is read by whoever sees the screen.

use super::{NoticeKind, Values, Wording};

const ONLINE: &str = "The link by which it can be paid, a line for each invoice. Nothing where no provider of payments is set up.";

/// The gaps of a reminder of money, and what each stands for.
pub const MONEY_GAPS: [(&str, &str); 8] = [
    ("firm", "The office’s name. Left out for a discreet contact."),
    ("name", "Whom it is written to."),
    ("invoices", "The invoices, one a line: number, due date, what is left to pay."),
    ("total", "What is left to pay of all of them."),
    ("pay", "How to pay: the account, and what the office says about it."),
    ("online", ONLINE),
    ("credit", "What the client has paid in advance, offered; nothing is used by itself."),
    ("phone", "The office’s number."),
];

/// The gaps of a mail that carries an invoice or a credit note, and what each stands for.
pub const INVOICE_GAPS: [(&str, &str); 8] = [
    ("firm", "The office’s name. Left out for a discreet contact."),
    ("name", "Whom it is written to."),
    ("paper", "What is sent: Invoice 1042, or Credit note CN-0003."),
    ("invoices", "Its number, its due date, what it comes to and what of that is left to pay."),
    ("total", "What is left to pay of it; of a credit note, what it takes back."),
    (
        "pay",
        "How to pay: the account, and what the office says about it. Nothing where nothing is left.",
    ),
    ("online", ONLINE),
    ("phone", "The office’s number."),
];

/// What carries an invoice or a credit note. A discreet contact gets no paper, and reads that there is one.
fn invoice(discreet: bool) -> Wording {
    let (subject, body) = match discreet {
        true => (
            "About your account",
            "Dear {name},\n\nThere is something new:\n\n{invoices}\n\n[Questions: {phone}]",
        ),
        false => (
            "{paper} from {firm}",
            "Dear {name},\n\n{paper} is attached.\n\n{invoices}\n\n[{pay}\n\n][Pay online:\n{online}\n\n]If something is unclear, or you cannot pay all of it at once, speak to us[: {phone}].\n\n{firm}",
        ),
    };
    Wording { subject: subject.into(), body: body.into() }
}

pub(super) fn default_for(kind: NoticeKind, discreet: bool) -> Wording {
    if kind == NoticeKind::Invoice {
        return invoice(discreet);
    }
    let subject = match (discreet, kind) {
        (true, _) => "A payment is open",
        (false, NoticeKind::Reminder14) => "Second payment reminder from {firm}",
        (false, NoticeKind::Notice30) => "Final notice from {firm}",
        (false, _) => "Payment reminder from {firm}",
    };
    let body = match (discreet, kind) {
        (true, NoticeKind::Notice30) => {
            "Dear {name},\n\n{total} is still open, and this is the last reminder.\n\n{invoices}\n\n[Questions: {phone}]"
        }
        (true, _) => {
            "Dear {name},\n\n{total} is open and past its due date.\n\n{invoices}\n\n[Questions: {phone}]"
        }
        (false, NoticeKind::Reminder14) => {
            "Dear {name},\n\nWe have not received your payment yet. A statement of your account is attached.\n\n{invoices}\nTogether: {total}\n\nPlease pay this now, or tell us what stands in the way[: {phone}].\n\n[{pay}\n\n][Pay online:\n{online}\n\n][{credit}\n\n]If the payment is on its way, please disregard this message.\n\n{firm}"
        }
        (false, NoticeKind::Notice30) => {
            "Dear {name},\n\nThis is our final notice. A statement of your account is attached.\n\n{invoices}\nTogether: {total}\n\nPlease pay within ten days. If you cannot, or do not agree with what was billed, speak to us before then[: {phone}].\n\n[{pay}\n\n][Pay online:\n{online}\n\n][{credit}\n\n]If the payment is on its way, please disregard this message.\n\n{firm}"
        }
        (false, _) => {
            "Dear {name},\n\nPerhaps it slipped by: this is past its due date.\n\n{invoices}\nTogether: {total}\n\n[{pay}\n\n][Pay online:\n{online}\n\n][{credit}\n\n]You can pay in parts: a word is enough[: {phone}]. If the payment is on its way, please disregard this message.\n\n{firm}"
        }
    };
    Wording { subject: subject.into(), body: body.into() }
}

/// What a preview shows.
pub(super) fn example(values: &mut Values) {
    values.paper = "Invoice 1042".into();
    values.invoices =
        "Invoice 1042, due Oct 1, 2026: $1,240.00\nInvoice 1051, due Oct 7, 2026: $310.50".into();
    values.total = "$1,550.50".into();
    values.pay =
        "Account holder: Client account\nAccount: 00 0000 0000\nReference: 1042, 1051".into();
    values.credit = "You have $200.00 with us in advance. If you wish, we use it for this; nothing is used without your word.".into();
}

/// Why a gap may not stand in a subject: none where it may.
pub(super) fn unfit_for_subject(gap: &str) -> bool {
    matches!(gap, "invoices" | "total" | "pay" | "online" | "credit")
}
