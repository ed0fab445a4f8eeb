//! One invoice with all that became of it, and the paper that is made of it. What an issued one says is read
//! from what was kept when it was issued, never worked out again.

use domain::access::{Action, act, may};
use domain::billing::drafts::Frozen;
use domain::billing::dunning::Debt;
use domain::billing::invoices::{Facts, Kind, Stage};
use domain::billing::show::{Change, InvoiceActs, InvoicePage};
use domain::billing::track::{Silence, track};
use domain::frame::Framed;
use domain::ids::{ClientId, InvoiceId};
use domain::money::{Currency, Money};
use jiff::civil::Date;
use sqlx::types::Json;

use super::history::{self, Told};
use super::issuing::said;
use super::standing::{Ground, currency, on_ground, on_invoice};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, audit, frame, words};

struct Head {
    facts: Facts,
    kind: Kind,
    currency: Currency,
    due_revision: i32,
    sent_on: Option<Date>,
    /// Held back until somebody releases it.
    held_back: bool,
    of_payer: bool,
    approval: bool,
    dunned: bool,
    dunning_since: Option<Date>,
    frozen: Option<Frozen>,
    case_number: String,
    client_id: ClientId,
    client: String,
    corrects: Option<InvoiceId>,
    void_reason: String,
    revision: i32,
    /// The day of issue, from which a due date that moved is told.
    first_due: Option<Date>,
}

/// All of one invoice, as the caller may see it.
///
/// # Errors
/// NotFound.
pub async fn invoice(caller: &Caller, id: InvoiceId) -> Result<Framed<InvoicePage>> {
    let (mut tx, _permit, ground, event) = on_ground::<act::SeeInvoice>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &zone);
    let head = head(&mut tx, id).await?;
    let said = match head.frozen.clone() {
        Some(frozen) => frozen,
        None => said(&mut tx, id).await?,
    };
    let told = history::load(&mut tx, id, head.due_revision).await?;
    audit::record(&mut tx, event).await?;
    tx.commit().await?;
    let body = page(caller, id, ground, head, said, told, today, &zone);
    Ok(Framed { frame, body })
}

async fn head(tx: &mut Tx, id: InvoiceId) -> Result<Head> {
    let row = sqlx::query!(
        r#"select i.kind, i.stage, i.currency, i.total, i.paid, i.credited, i.written_off, i.sent_on, i.due_on, i.due_revision,
            i.held is not null and i.released_at is null as "held_back!", i.payer_id is not null as "of_payer!", i.frozen as "frozen: Json<Frozen>", i.void_reason,
            i.revision, i.corrects_id, c.number as "case_number!", k.id as "client_id!", k.name as "client!", coalesce(f.dunned, true) as "dunned!",
            o.approve_drafts, o.dunning_since, d.due_on as "first_due?"
        from invoices i
        cross join office_settings o
        join case_billing c on c.id = i.case_id
        join clients k on k.id = i.client_id
        left join fee_terms f on f.case_id = i.case_id
        left join invoice_due_dates d on d.invoice_id = i.id and d.due_revision = 1
        where i.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Head {
        facts: Facts {
            stage: Stage::from_word(&row.stage)
                .ok_or_else(|| Error::internal("an invoice of no stage"))?,
            sent: row.sent_on.is_some(),
            total: row.total,
            paid: row.paid,
            credited: row.credited,
            written_off: row.written_off,
            due_on: row.due_on.map(|on| on.to_jiff()),
        },
        kind: Kind::from_word(&row.kind).ok_or_else(|| Error::internal("an invoice of no kind"))?,
        currency: currency(&row.currency)?,
        due_revision: row.due_revision,
        sent_on: row.sent_on.map(|on| on.to_jiff()),
        held_back: row.held_back,
        of_payer: row.of_payer,
        approval: row.approve_drafts,
        dunned: row.dunned,
        dunning_since: row.dunning_since.map(|on| on.to_jiff()),
        frozen: row.frozen.map(|Json(frozen)| frozen),
        case_number: row.case_number,
        client_id: ClientId(row.client_id),
        client: row.client,
        corrects: row.corrects_id.map(InvoiceId),
        void_reason: row.void_reason,
        revision: row.revision,
        first_due: row.first_due.map(|on| on.to_jiff()),
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "each is read once, in one place, and put together here"
)]
fn page(
    caller: &Caller,
    id: InvoiceId,
    ground: Ground,
    head: Head,
    said: Frozen,
    told: Told,
    today: Date,
    zone: &Region,
) -> InvoicePage {
    let money = |minor| Money::new(minor, head.currency);
    let debt = Debt {
        due_on: head.facts.due_on.unwrap_or(today),
        sent_on: head.sent_on,
        balance: if head.kind == Kind::CreditNote { 0 } else { head.facts.balance() },
        disputed: told.disputed(),
        holds: told.standing_holds(),
        past: told.past(),
        dunned: head.dunned,
    };
    let silence = silence(&head, &debt);
    InvoicePage {
        id,
        kind: head.kind,
        stage: head.facts.stage,
        state: head.facts.state(today),
        revision: head.revision,
        case: ground.case,
        case_number: head.case_number.clone(),
        client_id: head.client_id,
        client: head.client.clone(),
        corrects: head.corrects,
        late: head.facts.due_on.map_or(0, |due| i64::from((today - due).get_days())),
        due_now: head
            .facts
            .due_on
            .filter(|due| head.first_due.is_some_and(|first| first != *due))
            .map(|due| due.to_string()),
        since: told.since(head.currency),
        total: money(head.facts.total),
        left: money(debt.balance),
        disputed: money(debt.disputed),
        void_reason: head.void_reason.clone(),
        held_back: head.held_back,
        approval: head.approval,
        track: track(&debt, &told.stages(), silence, today),
        silence,
        sendings: told.sendings(),
        mailings: told.mailings(zone),
        of_payer: head.of_payer,
        holds: told.holds(zone),
        disputes: told.disputes(head.currency, zone),
        history: told.history(head.currency, zone),
        acts: acts(caller, &ground, &head, &debt, &told),
        owners: told.owners.clone(),
        today: today.to_string(),
        locale: zone.locale,
        said,
    }
}

fn silence(head: &Head, debt: &Debt) -> Option<Silence> {
    match head.facts.stage {
        Stage::Draft | Stage::Review | Stage::Approved => Some(Silence::NotIssued),
        Stage::Issued | Stage::Void if debt.balance == 0 => Some(Silence::NothingLeft),
        Stage::Issued | Stage::Void if !head.dunned => Some(Silence::NeverReminded),
        Stage::Issued | Stage::Void if head.held_back => Some(Silence::HeldBack),
        Stage::Issued | Stage::Void if head.sent_on.is_none() => Some(Silence::NotSent),
        Stage::Issued | Stage::Void
            if head.dunning_since.is_none_or(|since| debt.due_on < since) =>
        {
            Some(Silence::NotSwitchedOn)
        }
        Stage::Issued | Stage::Void => (debt.undisputed() == 0).then_some(Silence::AllDisputed),
    }
}

/// By right and by where it stands; the verbs and the database ask both again.
fn acts(caller: &Caller, ground: &Ground, head: &Head, debt: &Debt, told: &Told) -> InvoiceActs {
    let may = |action| may(caller.role(), action, &ground.standing);
    let stage = head.facts.stage;
    let is_invoice = head.kind == Kind::Invoice;
    let issued = is_invoice && stage == Stage::Issued;
    let open = issued && debt.balance > 0;
    let edits = is_invoice && stage.is_draft() && may(Action::EditDraft);
    InvoiceActs {
        edit: edits,
        submit: edits && stage == Stage::Draft && head.approval,
        decide: stage == Stage::Review && may(Action::ApproveDraft),
        issue: is_invoice
            && stage.can_become(Stage::Issued, head.approval)
            && may(Action::IssueInvoice),
        send: stage == Stage::Issued && may(Action::SendInvoice),
        mail: stage == Stage::Issued
            && !head.held_back
            && !head.facts.is_taken_back()
            && !told.is_going()
            && may(Action::SendInvoice),
        release: stage == Stage::Issued && head.held_back && may(Action::SendInvoice),
        move_due: open && may(Action::SendInvoice),
        void: is_invoice
            && stage != Stage::Void
            && head.facts.void_obstacle().is_none()
            && may(Action::VoidInvoice),
        credit: open && may(Action::VoidInvoice),
        write_off: open && may(Action::WriteOff),
        pay: open && may(Action::RecordPayment),
        hold: open && may(Action::PauseDunning),
        dispute: open && debt.undisputed() > 0 && may(Action::DisputeInvoice),
        end_hold: !told.holds.is_empty() && may(Action::PauseDunning),
        settle: !told.disputes.is_empty() && may(Action::DisputeInvoice),
        link: open && debt.undisputed() > 0 && may(Action::SendInvoice),
    }
}

/// What a paper is made of.
#[derive(Clone, Debug)]
pub struct Print {
    pub said: Frozen,
    /// The oldest first: day, what, minor units.
    pub since: Vec<(Date, Change, i64)>,
}

/// What an issued invoice or credit note is printed from. What came of it since is in it where `with_payments`;
/// for whoever pays for another's case nothing of what was done is.
///
/// # Errors
/// Conflict, in words, for what is not issued or is void.
pub async fn printed(
    caller: &Caller,
    id: InvoiceId,
    with_payments: bool,
    for_payer: bool,
) -> Result<Print> {
    let (mut tx, permit, _, event) = on_invoice::<act::SeeInvoice>(caller, id).await?;
    let row = sqlx::query!(
        r#"select stage, frozen as "frozen: Json<Frozen>" from invoices where id = $1"#,
        permit.subject().0
    )
    .fetch_one(&mut *tx)
    .await?;
    let refusal = match Stage::from_word(&row.stage) {
        Some(Stage::Issued) => None,
        Some(Stage::Void) => {
            Some("This invoice is void: it is asked for no more, and not printed.")
        }
        _ => Some("This is a draft: it has no number yet, and is printed once it is issued."),
    };
    let (None, Some(Json(said))) = (refusal, row.frozen) else {
        return Err(Error::Conflict(refusal.unwrap_or("There is nothing to print.").into()));
    };
    let mut since = Vec::new();
    if with_payments {
        since = history::since(&mut tx, id).await?;
    }
    audit::record(&mut tx, event.named("print-invoice")).await?;
    tx.commit().await?;
    let said = if for_payer { said.for_payer() } else { said };
    Ok(Print { said, since })
}
