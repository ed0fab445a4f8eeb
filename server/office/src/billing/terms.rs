//! How a case is paid for, and what an hour of it costs.

use domain::access::{Act, Action, act, may};
use domain::billing::invoices::Arrangement;
use domain::billing::rates::RateRow;
use domain::billing::sheet::SheetCase;
use domain::billing::terms::{Terms, TermsForm, TermsPage, in_a_line};
use domain::forms::{Choice, FieldErrors};
use domain::frame::Frame;
use domain::ids::{CaseId, PayerId, RateId};
use domain::money::Money;
use serde::Deserialize;
use uuid::Uuid;

use super::standing::currency;
use crate::audit::{self, Event, Resource};
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, cases, frame, words};

/// How a case is paid for, as the form shows it, with what stands beside it.
///
/// # Errors
/// As the permission table says.
pub async fn terms(caller: &Caller, case: CaseId) -> Result<(Frame, TermsForm, TermsPage)> {
    let (mut tx, permit, ground) = access::on_case::<act::SeeTime>(caller, case).await?;
    let case = permit.subject();
    let event = Event::new(act::SeeTime::ACTION.word(), Resource::Case(case));
    audit::record(&mut tx, event.by_grant(ground.grant)).await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    let head = sqlx::query!(
        r#"select c.number as "number!", k.name as "client!", c.client_id as "client_id!", c.closed_on is not null as "closed!"
        from case_billing c join clients k on k.id = c.client_id where c.id = $1"#,
        case.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let kept = kept(&mut tx, case).await?;
    let page = TermsPage {
        line: kept.line(&zone),
        may_set: may(caller.role(), Action::SetFeeTerms, &ground.standing),
        closed: head.closed,
        payers: payers(&mut tx, case, kept.terms.payer).await?,
        office_days: kept.office_days,
        rates: rates(&mut tx, case, head.client_id, &zone).await?,
        case: SheetCase { id: case, number: head.number, client: head.client },
    };
    tx.commit().await?;
    Ok((frame, kept.form(&zone), page))
}

/// What is said of a case in one line, for whoever sees its time.
pub(crate) async fn terms_line(tx: &mut Tx, case: CaseId, zone: &Region) -> Result<String> {
    Ok(kept(tx, case).await?.line(zone))
}

/// A row of `terms_of()`.
#[derive(Debug, Deserialize)]
pub(crate) struct TermsRow {
    currency: String,
    arrangement: String,
    fixed_fee: Option<i64>,
    payment_days: Option<i16>,
    payer_id: Option<Uuid>,
    payer: Option<String>,
    dunned: bool,
    reference: String,
    revision: Option<i32>,
    office_days: i16,
}

impl TermsRow {
    pub(crate) fn line(self, zone: &Region) -> Result<String> {
        Ok(self.kept()?.line(zone))
    }

    fn kept(self) -> Result<Kept> {
        let terms = Terms {
            arrangement: Arrangement::from_word(&self.arrangement).unwrap_or_default(),
            fixed_fee: self.fixed_fee,
            currency: currency(&self.currency)?,
            payment_days: self.payment_days,
            payer: self.payer_id.map(PayerId),
            reminded: self.dunned,
            reference: self.reference,
        };
        Ok(Kept {
            terms,
            payer: self.payer,
            office_days: self.office_days,
            revision: self.revision,
        })
    }
}

/// As it stands; where nothing is said, as the office has it.
struct Kept {
    terms: Terms,
    payer: Option<String>,
    office_days: i16,
    /// None while nothing is said.
    revision: Option<i32>,
}

async fn kept(tx: &mut Tx, case: CaseId) -> Result<Kept> {
    sqlx::query_as!(
        TermsRow,
        r#"select currency as "currency!", arrangement as "arrangement!", fixed_fee, payment_days, payer_id, payer,
            dunned as "dunned!", reference as "reference!", revision, office_days as "office_days!"
        from terms_of($1)"#,
        case.0
    )
    .fetch_one(&mut **tx)
    .await?
    .kept()
}

impl Kept {
    fn line(&self, zone: &Region) -> String {
        in_a_line(&self.terms, self.office_days, self.payer.as_deref(), zone.locale)
    }

    fn form(self, zone: &Region) -> TermsForm {
        let Terms { arrangement, fixed_fee, currency, payment_days, payer, reminded, reference } =
            self.terms;
        let fee = fixed_fee.map(|fee| zone.locale.amount(Money::new(fee, currency)));
        TermsForm {
            arrangement: arrangement.word().into(),
            fixed_fee: fee.unwrap_or_default(),
            currency: currency.code().into(),
            payment_days: payment_days.map(|days| days.to_string()).unwrap_or_default(),
            payer: payer.map(|id| id.to_string()).unwrap_or_default(),
            reminded: if reminded { "on".into() } else { String::new() },
            reference,
            revision: self.revision.map(|revision| revision.to_string()).unwrap_or_default(),
        }
    }

    /// What is not as it was, in words for the log.
    fn changed(&self, new: &Terms) -> Vec<String> {
        let old = &self.terms;
        [
            ("arrangement", old.arrangement != new.arrangement),
            ("fixed fee", old.fixed_fee != new.fixed_fee),
            ("currency", old.currency != new.currency),
            ("days to pay", old.payment_days != new.payment_days),
            ("who pays", old.payer != new.payer),
            ("reminders", old.reminded != new.reminded),
            ("reference", old.reference != new.reference),
        ]
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(what, _)| what.to_owned())
        .collect()
    }
}

/// Who can be said to pay: payers of the case in force, and the one that is said.
async fn payers(tx: &mut Tx, case: CaseId, said: Option<PayerId>) -> Result<Vec<Choice>> {
    let rows = sqlx::query!(
        "select id, name, ended_at is not null as \"ended!\" from payers
        where case_id = $1 and (ended_at is null or id = $2) order by name, id",
        case.0,
        said.map(|id| id.0) as Option<Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| Choice {
        value: PayerId(row.id).to_string(),
        label: if row.ended { format!("{} (pays no longer)", row.name) } else { row.name },
    });
    Ok(rows.collect())
}

/// What an hour costs on a case, in force and to come: its own rates, its client's, the office's.
async fn rates(tx: &mut Tx, case: CaseId, client: Uuid, zone: &Region) -> Result<Vec<RateRow>> {
    let today = words::today(tx.caller().now(), zone);
    let rows = sqlx::query!(
        r#"select r.id, s.name as "who?", r.case_id is not null as "on_case!", r.client_id is not null as "on_client!",
            r.currency, r.an_hour, r.since
        from rates r left join staff s on s.id = r.staff_id
        where r.ended_at is null
            and (r.case_id = $1 or (r.case_id is null and (r.client_id = $2 or r.client_id is null)))
        order by r.case_id is null, r.client_id is null, s.name nulls last, r.since desc, r.id"#,
        case.0,
        client
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let since = row.since.to_jiff();
            Ok(RateRow {
                id: RateId(row.id),
                who: row.who.unwrap_or_default(),
                on: match (row.on_case, row.on_client) {
                    (true, _) => "This case".into(),
                    (false, true) => "Every case of this client".into(),
                    (false, false) => String::new(),
                },
                an_hour: zone.locale.money(Money::new(row.an_hour, currency(&row.currency)?)),
                since: zone.date(since),
                ahead: since > today,
            })
        })
        .collect()
}

/// Says how a case is paid for. What is issued keeps what it said; what is drafted, until it is written again.
///
/// # Errors
/// Invalid; Refused on a closed case; Conflict where somebody saved first.
pub async fn set_terms(caller: &Caller, case: CaseId, form: &TermsForm) -> Result<()> {
    let (mut tx, permit, ground) = access::on_case::<act::SetFeeTerms>(caller, case).await?;
    let case = permit.subject();
    let mut errors = FieldErrors::default();
    let parsed = form.parse(&mut errors);
    let old = kept(&mut tx, case).await?;
    if let Some(new) = &parsed {
        fits(&mut tx, case, new, &old, &mut errors).await?;
    }
    let (Some(new), true) = (parsed, errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    if !keep(&mut tx, case, &new, &form.revision).await? {
        return Err(Error::Conflict(
            "Somebody changed how this case is paid for meanwhile. What you typed is kept here and not saved yet: look at it, then save again.".into(),
        ));
    }
    let event = Event::new(act::SetFeeTerms::ACTION.word(), Resource::Case(case))
        .by_grant(ground.grant)
        .with("changed", old.changed(&new));
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// What only the case's own rows can say: who pays for it, and in which currency it is billed already.
async fn fits(
    tx: &mut Tx,
    case: CaseId,
    new: &Terms,
    old: &Kept,
    errors: &mut FieldErrors,
) -> Result<()> {
    if let Some(payer) = new.payer {
        let known = payers(tx, case, old.terms.payer).await?;
        if known.iter().all(|choice| choice.value != payer.to_string()) {
            errors.add("payer", "Choose somebody who pays for this case.");
        }
    }
    if new.currency != old.terms.currency {
        let bound = sqlx::query_scalar!(
            r#"select terms_currency_bound($1, $2) as "bound!""#,
            case.0,
            new.currency.code()
        )
        .fetch_one(&mut **tx)
        .await?;
        if bound {
            let why = format!(
                "Time, expenses or a draft of this case are in {}. Bill or withdraw them first.",
                old.terms.currency.code()
            );
            errors.add("currency", why);
        }
    }
    Ok(())
}

/// Whether it was kept: somebody may have been first.
async fn keep(tx: &mut Tx, case: CaseId, new: &Terms, revision: &str) -> Result<bool> {
    let me = tx.caller().staff_id().0;
    let payer = new.payer.map(|id| id.0);
    let done = match revision {
        "" => sqlx::query!(
            "insert into fee_terms (case_id, currency, arrangement, fixed_fee, payment_days, payer_id, dunned, reference, set_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (case_id) do nothing",
            case.0,
            new.currency.code(),
            new.arrangement.word(),
            new.fixed_fee,
            new.payment_days,
            payer as Option<Uuid>,
            new.reminded,
            new.reference,
            me
        )
        .execute(&mut **tx)
        .await?,
        revision => sqlx::query!(
            "update fee_terms set currency = $3, arrangement = $4, fixed_fee = $5, payment_days = $6, payer_id = $7, dunned = $8,
                reference = $9, set_by = $10, set_at = office_now(), revision = revision + 1
            where case_id = $1 and revision = $2",
            case.0,
            cases::revision(revision)?,
            new.currency.code(),
            new.arrangement.word(),
            new.fixed_fee,
            new.payment_days,
            payer as Option<Uuid>,
            new.reminded,
            new.reference,
            me
        )
        .execute(&mut **tx)
        .await?,
    };
    Ok(done.rows_affected() == 1)
}
