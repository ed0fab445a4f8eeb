//! What became of an invoice: payments, credit notes, sendings, reminders, holds, disputes, and who did what.
//! Read in one round trip, and put into words here.

use domain::billing::dunning::{DunningStage, Hold, StageState};
use domain::billing::invoices::SentBy;
use domain::billing::mailing::{MailingRow, Trouble};
use domain::billing::payments::Method;
use domain::billing::show::{Change, DisputeRow, HistoryRow, HoldRow, SendingRow, Since};
use domain::forms::Choice;
use domain::ids::{InvoiceId, NotificationId};
use domain::money::{Currency, Money};
use domain::notices::sent::{KEPT_BY, NoticeState, reason_label};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::words::{self, Region};
use crate::{Result, Tx};

/// As the database hands it over.
pub(super) struct Told {
    since: Vec<Came>,
    sendings: Vec<Sent>,
    mailings: Vec<Mailed>,
    stages: Vec<Kept>,
    pub(super) holds: Vec<Held>,
    pub(super) disputes: Vec<Disputed>,
    events: Vec<Happened>,
    /// Who can see to a hold or a dispute.
    pub(super) owners: Vec<Choice>,
}

#[derive(Clone, Debug, Deserialize)]
struct Came {
    on: Date,
    change: Change,
    amount: i64,
    method: Option<String>,
    says: String,
    who: Option<String>,
    note: Option<Uuid>,
}

#[derive(Clone, Debug, Deserialize)]
struct Sent {
    by: String,
    on: Date,
    recipient: String,
    who: Option<String>,
    came_back: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct Mailed {
    id: Uuid,
    at: Timestamp,
    who: String,
    to: String,
    state: NoticeState,
    kept: bool,
    why: String,
    trouble: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Kept {
    stage: String,
    state: StageState,
    on: Date,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Held {
    id: Uuid,
    stage: Option<String>,
    reason: String,
    owner: String,
    since: Date,
    until: Date,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Disputed {
    id: Uuid,
    amount: i64,
    reason: String,
    owner: String,
    at: Timestamp,
}

#[derive(Clone, Debug, Deserialize)]
struct Happened {
    at: Timestamp,
    who: Option<String>,
    kind: String,
    says: Value,
}

/// The latest events; nobody reads further back than this on a page.
const EVENTS: i64 = 100;

pub(super) async fn load(tx: &mut Tx, id: InvoiceId, due_revision: i32) -> Result<Told> {
    let row = sqlx::query!(
        r#"select
            coalesce((select json_agg(w order by w.on, w.at) from (
                select a.allocated_on as on, a.allocated_at as at, 'received' as change, a.amount, p.method,
                    coalesce(p.reference, '') as says, s.name as who, null::uuid as note
                from allocations a
                left join payments p on p.id = a.payment_id
                left join staff s on s.id = a.allocated_by
                where a.invoice_id = $1 and a.ended_at is null
                union all
                select n.issued_on, n.issued_at, 'credited', n.total, null, n.number, s.name, n.id
                from invoices n left join staff s on s.id = n.issued_by
                where n.corrects_id = $1 and n.stage = 'issued'
                union all
                select (w.written_off_at at time zone o.time_zone)::date, w.written_off_at, 'written_off', w.amount, null, w.reason,
                    s.name, null
                from write_offs w cross join office_settings o left join staff s on s.id = w.written_off_by
                where w.invoice_id = $1
            ) as w), '[]') as "since!: Json<Vec<Came>>",
            coalesce((select json_agg(x order by x.on, x.id) from (
                select x.id, x.sent_by as by, x.sent_on as on, x.recipient, s.name as who, coalesce(n.state = 'failed', false) as came_back
                from invoice_sendings x left join staff s on s.id = x.recorded_by left join notifications n on n.id = x.notification_id
                where x.invoice_id = $1
            ) as x), '[]') as "sendings!: Json<Vec<Sent>>",
            coalesce((select json_agg(m order by m.nth desc) from (
                select m.id, m.nth, m.asked_at as at, s.name as who, n.went_to as to, n.state, n.provider = $4 as kept, n.reason as why,
                    m.trouble
                from invoice_mailings m join notifications n on n.id = m.id join staff s on s.id = m.asked_by
                where m.invoice_id = $1 order by m.nth desc limit $3
            ) as m), '[]') as "mailings!: Json<Vec<Mailed>>",
            coalesce((select json_agg(d) from (
                select d.stage, d.state, d.due_on as on from dunning_stages d where d.invoice_id = $1 and d.due_revision = $2
            ) as d), '[]') as "stages!: Json<Vec<Kept>>",
            coalesce((select json_agg(h order by h.until, h.id) from (
                select h.id, h.stage, h.reason, s.name as owner, h.since, h.until
                from dunning_holds h join staff s on s.id = h.owner_id
                where h.invoice_id = $1 and h.ended_at is null and h.until >= office_today()
            ) as h), '[]') as "holds!: Json<Vec<Held>>",
            coalesce((select json_agg(d order by d.at, d.id) from (
                select d.id, d.amount, d.reason, s.name as owner, d.raised_at as at
                from disputes d join staff s on s.id = d.owner_id where d.invoice_id = $1 and d.settled_at is null
            ) as d), '[]') as "disputes!: Json<Vec<Disputed>>",
            coalesce((select json_agg(e order by e.id desc) from (
                select e.id, e.at, coalesce(s.name, e.says ->> 'who') as who, e.kind, e.says
                from invoice_events e left join staff s on s.id = e.actor_id
                where e.invoice_id = $1 order by e.id desc limit $3
            ) as e), '[]') as "events!: Json<Vec<Happened>>",
            coalesce((select json_agg(json_build_object('value', o.id, 'label', o.name) order by o.name, o.id)
                from invoice_owners($1) o), '[]') as "owners!: Json<Vec<Choice>>""#,
        id.0,
        due_revision,
        EVENTS,
        KEPT_BY
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Told {
        since: row.since.0,
        sendings: row.sendings.0,
        mailings: row.mailings.0,
        stages: row.stages.0,
        holds: row.holds.0,
        disputes: row.disputes.0,
        events: row.events.0,
        owners: row.owners.0,
    })
}

/// What left less to pay, the oldest first: day, what, minor units.
pub(super) async fn since(tx: &mut Tx, id: InvoiceId) -> Result<Vec<(Date, Change, i64)>> {
    let told = load(tx, id, 0).await?;
    Ok(told.since.iter().map(|it| (it.on, it.change, it.amount)).collect())
}

impl Told {
    pub(super) fn disputed(&self) -> i64 {
        self.disputes.iter().map(|it| it.amount).sum()
    }

    pub(super) fn standing_holds(&self) -> Vec<Hold> {
        let hold = |it: &Held| Hold {
            stage: it.stage.as_deref().and_then(DunningStage::from_word),
            since: it.since,
            until: it.until,
        };
        self.holds.iter().map(hold).collect()
    }

    pub(super) fn stages(&self) -> Vec<(DunningStage, StageState, Date)> {
        let kept = |it: &Kept| Some((DunningStage::from_word(&it.stage)?, it.state, it.on));
        self.stages.iter().filter_map(kept).collect()
    }

    /// What is over for this due date.
    pub(super) fn past(&self) -> Vec<DunningStage> {
        let over = |state| matches!(state, StageState::Sent | StageState::Skipped);
        self.stages()
            .into_iter()
            .filter(|(_, state, _)| over(*state))
            .map(|(stage, ..)| stage)
            .collect()
    }

    pub(super) fn since(&self, currency: Currency) -> Vec<Since> {
        self.since.iter().map(|it| it.shown(currency)).collect()
    }

    pub(super) fn sendings(&self) -> Vec<SendingRow> {
        let row = |it: &Sent| SendingRow {
            on: it.on.to_string(),
            by: SentBy::from_word(&it.by).map(SentBy::label).unwrap_or_default().to_owned(),
            recipient: it.recipient.clone(),
            who: it.who.clone().unwrap_or_default(),
            came_back: it.came_back,
        };
        self.sendings.iter().map(row).collect()
    }

    pub(super) fn mailings(&self, zone: &Region) -> Vec<MailingRow> {
        let row = |it: &Mailed| MailingRow {
            id: NotificationId(it.id),
            at: words::instant(it.at, zone),
            by: it.who.clone(),
            to: it.to.clone(),
            state: it.state,
            kept: it.kept,
            why: reason_label(&it.why).to_owned(),
            trouble: Trouble::from_word(&it.trouble),
        };
        self.mailings.iter().map(row).collect()
    }

    /// One waits to be sent, or is being sent.
    pub(super) fn is_going(&self) -> bool {
        let going = |it: &Mailed| matches!(it.state, NoticeState::Queued | NoticeState::Sending);
        self.mailings.iter().any(going)
    }

    pub(super) fn holds(&self, zone: &Region) -> Vec<HoldRow> {
        let row = |it: &Held| HoldRow {
            id: it.id,
            stage: it.stage.as_deref().and_then(DunningStage::from_word),
            until: zone.date(it.until),
            owner: it.owner.clone(),
            reason: it.reason.clone(),
        };
        self.holds.iter().map(row).collect()
    }

    pub(super) fn disputes(&self, currency: Currency, zone: &Region) -> Vec<DisputeRow> {
        let row = |it: &Disputed| DisputeRow {
            id: it.id,
            amount: Money::new(it.amount, currency),
            since: words::day(it.at, zone),
            owner: it.owner.clone(),
            reason: it.reason.clone(),
        };
        self.disputes.iter().map(row).collect()
    }

    pub(super) fn history(&self, currency: Currency, zone: &Region) -> Vec<HistoryRow> {
        let row = |it: &Happened| {
            let (what, says) = it.words(currency, zone);
            let at = words::instant(it.at, zone);
            HistoryRow { at, who: it.who.clone().unwrap_or_default(), what, says }
        };
        self.events.iter().map(row).collect()
    }
}

impl Came {
    fn shown(&self, currency: Currency) -> Since {
        let method = self.method.as_deref().and_then(Method::from_word).map(Method::label);
        let says = match (method, self.says.as_str()) {
            (Some(method), "") => method.to_owned(),
            (Some(method), reference) => format!("{method}, {reference}"),
            (None, says) => says.to_owned(),
        };
        Since {
            on: self.on.to_string(),
            change: self.change,
            amount: Money::new(self.amount, currency),
            says,
            who: self.who.clone().unwrap_or_default(),
            note: self.note.map(InvoiceId),
        }
    }
}

impl Happened {
    /// What happened, and the reason somebody gave.
    fn words(&self, currency: Currency, zone: &Region) -> (String, String) {
        let text = |name: &str| self.says[name].as_str().unwrap_or_default();
        let day =
            |name: &str| text(name).parse::<Date>().map(|on| zone.date(on)).unwrap_or_default();
        let sum = || {
            let minor = self.says["amount"].as_i64().unwrap_or_default();
            zone.locale.money(Money::new(minor, currency))
        };
        let stage = || match DunningStage::from_word(text("stage")) {
            Some(stage) => stage.label().to_owned(),
            None => "All reminders".to_owned(),
        };
        let what = match self.kind.as_str() {
            "drafted" => "Drafted".to_owned(),
            "rewritten" => "Written again".to_owned(),
            "submitted" => "Handed over for approval".to_owned(),
            "approved" => "Approved".to_owned(),
            "returned" => "Returned".to_owned(),
            "issued" => format!("Issued as {}", text("number")),
            "sent" => {
                let by = SentBy::from_word(text("by")).map(SentBy::label).unwrap_or_default();
                format!("Sent {}, {}", by.to_lowercase(), day("on"))
            }
            "voided" => "Made void".to_owned(),
            "due_moved" => format!("Due date moved from {} to {}", day("from"), day("to")),
            "credited" => format!("Credit note {} of {}", text("number"), sum()),
            "paid" => format!("{} received", sum()),
            "unpaid" => "A payment was taken off".to_owned(),
            "written_off" => format!("{} written off", sum()),
            "released" => "Released: reminders may go out".to_owned(),
            "held" => format!("{} held until {}", stage(), day("until")),
            "hold_ended" => "Hold ended".to_owned(),
            "disputed" => format!("{} disputed", sum()),
            "dispute_settled" => "Dispute settled".to_owned(),
            "dunned" => format!("{} sent", stage()),
            "mailing" => format!("To be e-mailed to {}", text("to")),
            "mail_failed" => "The e-mail was not taken".to_owned(),
            "mail_bounced" => "The e-mail came back".to_owned(),
            "mail_unclear" => "Unclear whether the e-mail arrived".to_owned(),
            "mail_dropped" => "The e-mail did not go".to_owned(),
            "mail_kept" => "The e-mail was kept here and not sent".to_owned(),
            "mail_bare" => "Told of it by e-mail, without the paper".to_owned(),
            other => other.to_owned(),
        };
        let says = match (text("outcome"), text("why")) {
            ("", "") => text("reason"),
            ("", why) => reason_label(why),
            (outcome, _) => outcome,
        };
        (what, says.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn what_happened_is_told_with_its_amounts_days_and_reason() {
        let zone = Region { zone: TimeZone::UTC, locale: domain::locale::Locale::UnitedStates };
        let told = |kind: &str, says: Value| {
            let at = "2026-10-13T14:00:00Z".parse().expect("an instant");
            Happened { at, who: None, kind: kind.into(), says }.words(Currency::UsDollar, &zone)
        };
        let held =
            serde_json::json!({"stage": null, "until": "2026-11-02", "reason": "They asked."});
        assert_eq!(
            told("held", held),
            ("All reminders held until Nov 2, 2026".into(), "They asked.".into())
        );
        let paid = serde_json::json!({"amount": 100_000});
        assert_eq!(told("paid", paid).0, "$1,000.00 received");
        let settled = serde_json::json!({"outcome": "Half of it was given up."});
        assert_eq!(told("dispute_settled", settled).1, "Half of it was given up.");
    }
}
