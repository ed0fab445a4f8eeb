//! From minutes to money. What is a rule stands in `domain::billing`; what moves money is a function of the
//! database, which locks in one order: payments, then invoices, then entries, then the counter of numbers.

pub(crate) mod beside;
mod drafting;
mod drafts;
mod entry;
mod expenses;
mod finding;
mod history;
mod holds;
mod invoice;
mod issuing;
mod journal;
mod laid_out;
mod ledger;
mod paid;
mod paying;
mod payments;
mod rates;
mod setting;
mod several;
mod sheet;
mod standing;
mod statements;
mod taxes;
mod terms;
mod time;
mod timer;
mod to_bill;

pub use drafting::{draft, edit_draft, new_draft, redraft};
pub use drafts::{decide, rewrite, submit, unbilled, write};
pub use entry::entry;
pub use expenses::{
    ReceiptFile, add_expense, add_receipt, edit_expense, may_record, may_take_receipt,
    record_expense, record_expense_with,
};
pub use holds::{dispute, end_hold, hold, release, settle};
pub use invoice::{Print, invoice, printed};
pub use issuing::{credit, issue, mail, move_due_date, void};
pub use journal::{books, journal};
pub use laid_out::{expense, expenses_of_case};
pub use ledger::{export_invoices, invoices};
pub use paid::{payment, payments};
pub use paying::{give_back, paying, take, use_credit};
pub use payments::{
    Balance, Balances, allocate_credit, balances, end_allocation, record_payment, refund, reverse,
    write_off,
};
pub use rates::{activities, add_activity, add_rate, end_activity, end_rate, rates};
pub use setting::{invoice_setting, save_invoice_setting};
pub use several::{chosen, hold_several, several};
pub use sheet::{day_sheet, ignore_suggestion};
pub(crate) use standing::{currency as in_currency, on_invoice};
pub use statements::{ReadIn, accept, ignore_line, import, imports, may_import, statement};
pub use taxes::{add_tax, end_tax, taxes};
pub(crate) use terms::{TermsRow, terms_line};
pub use terms::{set_terms, terms};
pub use time::{Of, add, edit, quick, record, withdraw};
pub use timer::{change, change_timer, drop_timer, start, start_timer, stop, stop_timer};
pub use to_bill::{Batched, batch, to_bill, write_batch, write_within};
