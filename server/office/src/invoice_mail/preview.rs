//! What would go where, were it sent now. Nothing is kept of a look.

use domain::access::act;
use domain::billing::drafts::{Frozen, FrozenOffice};
use domain::billing::mailing::{AT_ONCE, MailPreview, MailRow, Obstacle};
use domain::frame::Framed;
use domain::ids::InvoiceId;
use domain::money::Money;
use domain::notices::Wording;
use sqlx::types::Json;

use super::compose::Said;
use crate::billing::on_invoice;
use crate::{Caller, Error, Result, access, audit, frame};

/// Ids as a form carries them, each once.
///
/// # Errors
/// NotFound for what is no id; Conflict for none or too many.
pub(super) fn chosen<'a, T: PartialEq>(
    typed: &'a str,
    read: impl Fn(&'a str) -> Option<T>,
) -> Result<Vec<T>> {
    let mut chosen: Vec<T> = Vec::new();
    for word in typed.split_whitespace() {
        let one = read(word).ok_or(Error::NotFound)?;
        if !chosen.contains(&one) {
            chosen.push(one);
        }
    }
    match chosen.len() {
        0 => Err(Error::Conflict("Choose the invoices first.".into())),
        some if some > AT_ONCE => {
            Err(Error::Conflict(format!("Choose {AT_ONCE} invoices at most.")))
        }
        _ => Ok(chosen),
    }
}

/// Each of these invoices as it would be e-mailed: where to, in which words, with which file, or why not. `invoices`:
/// ids with spaces between.
///
/// # Errors
/// NotFound for one that is unseen; Refused; Conflict for none or too many.
pub async fn preview(caller: &Caller, invoices: &str) -> Result<Framed<MailPreview>> {
    let picked = match chosen(invoices, |id| id.parse::<InvoiceId>().ok()) {
        Ok(picked) => picked,
        Err(error) => {
            // whoever may not see the list does not read of how many it takes
            let (tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
            drop(tx);
            return Err(error);
        }
    };
    let mut rows = Vec::with_capacity(picked.len());
    for id in picked {
        rows.push(row(caller, id).await?);
    }
    let (mut tx, _permit) = access::on_office::<act::SeeReceivables>(caller).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let stopped = sqlx::query_scalar!(
        r#"select sending_stopped_at is not null as "stopped!" from office_settings"#
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Framed { frame, body: MailPreview { rows, stopped, locale: zone.locale } })
}

async fn row(caller: &Caller, id: InvoiceId) -> Result<MailRow> {
    let (mut tx, permit, case, event) = on_invoice::<act::SendInvoice>(caller, id).await?;
    let row = sqlx::query!(
        r#"select i.frozen as "frozen: Json<Frozen>", i.currency, i.total, i.balance as "left!", i.due_on, i.payer_id is not null as "of_payer!",
            i.sent_on is not null as "again!", k.name as "client!", c.number as "case_number!", w.channel as "channel?", w.shown as "shown!",
            w.name as "name!", w.discreet as "discreet!", w.bar as "bar?", w.nth as "nth!", w.going as "going!",
            office_on_paper() as "paper!: Json<FrozenOffice>", o.name as office, o.locale,
            coalesce(nullif(o.billing_phone, ''), o.phone) as "phone!", t.subject as "subject?", t.body as "body?"
        from invoices i
        cross join office_settings o
        join invoice_mail_ways(array[i.id]) w on w.invoice_id = i.id
        join clients k on k.id = i.client_id
        join case_billing c on c.id = i.case_id
        left join notice_templates t on t.kind = 'invoice' and t.channel = 'email' and t.discreet = w.discreet and t.until is null
        where i.id = $1"#,
        permit.subject().0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    audit::record(&mut tx, event.named("preview-invoice-mail")).await?;
    tx.commit().await?;
    let mut obstacle = Obstacle::of(row.bar.as_deref(), row.channel.as_deref(), row.going);
    let mut shown = MailRow {
        id,
        title: "Draft invoice".into(),
        client: row.client,
        case,
        case_number: row.case_number,
        total: Money::new(row.total, crate::billing::in_currency(&row.currency)?),
        name: row.name.clone(),
        to: row.shown,
        of_payer: row.of_payer,
        discreet: row.discreet,
        again: row.again,
        obstacle,
        key: format!("{id}~{}", row.nth),
        subject: String::new(),
        body: String::new(),
        file: String::new(),
    };
    let Some(Json(frozen)) = row.frozen else {
        obstacle = Some(Obstacle::NotIssued);
        return Ok(MailRow { obstacle, ..shown });
    };
    let said = Said {
        frozen,
        left: row.left,
        due_on: row.due_on.map(|on| on.to_jiff()),
        of_payer: row.of_payer,
        name: row.name,
        discreet: row.discreet,
        paper: row.paper.0,
        office: row.office,
        phone: row.phone,
        locale: row.locale,
        template: row.body.map(|body| Wording { subject: row.subject.unwrap_or_default(), body }),
    };
    let composed = said.compose(&[])?;
    shown.title = said.frozen.title();
    shown.file = said.file().unwrap_or_default();
    (shown.subject, shown.body) = (composed.subject, composed.body);
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_sent_once_however_often_it_is_chosen() {
        let id = "01928000-0000-7000-8000-00000000ef02";
        let read =
            |typed: &str| chosen(typed, |id| id.parse::<InvoiceId>().ok()).map(|it| it.len());
        assert_eq!(read(&format!("{id} {id}")).ok(), Some(1));
        assert!(matches!(read(" "), Err(Error::Conflict(_))));
        assert!(matches!(read("x"), Err(Error::NotFound)));
    }
}
