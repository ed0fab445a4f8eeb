//! What will be sent, were nothing to change meanwhile: found by the arithmetic by which it is planned.

use domain::appointments::{AppointmentKind, ToCome};
use domain::ids::AppointmentId;
use domain::notices::{Channel, NoticeKind};
use domain::reminders::Coming;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::words::{self, Region};
use crate::{Result, Tx};

/// From when to when; no end: whatever is to come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

struct Row {
    appointment_id: uuid::Uuid,
    kind: String,
    channel: String,
    recipient: String,
    goes_at: jiff_sqlx::Timestamp,
    note: String,
    planned: bool,
    appointment_kind: String,
    starts_at: jiff_sqlx::Timestamp,
}

/// What is still to come of one appointment, and has no row yet.
///
/// # Errors
/// As the database says.
pub async fn to_come(tx: &mut Tx, id: AppointmentId) -> Result<Vec<ToCome>> {
    let caller = tx.caller().clone();
    let region = caller.zone(tx).await?;
    let now = caller.now();
    let span = Span { from: now, until: None };
    let rows = rows(tx, span, Some(id)).await?;
    Ok(rows
        .into_iter()
        .filter(|row| !row.planned)
        .map(|row| {
            let at = row.goes_at.to_jiff();
            ToCome {
                what: what(&row.kind, &row.channel),
                text: row.is_text(),
                at: words::coming(at, now, &region),
                datetime: words::datetime(at, &region),
                note: note(&row.note).to_owned(),
                to: row.recipient,
            }
        })
        .collect())
}

/// What goes out in a span: of one appointment, or of all in sight.
pub(crate) async fn coming(
    tx: &mut Tx,
    span: Span,
    about: Option<AppointmentId>,
    region: &Region,
) -> Result<Vec<Coming>> {
    let now = tx.caller().now();
    let rows = rows(tx, span, about).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = row.goes_at.to_jiff();
            let kind = AppointmentKind::from_word(&row.appointment_kind)
                .map_or("", AppointmentKind::label);
            Coming {
                appointment: AppointmentId(row.appointment_id),
                what: what(&row.kind, &row.channel),
                text: row.is_text(),
                at: words::coming(at, now, region),
                datetime: words::datetime(at, region),
                when: format!("{kind}, {}", words::coming(row.starts_at.to_jiff(), now, region)),
                note: note(&row.note).to_owned(),
                to: row.recipient,
            }
        })
        .collect())
}

async fn rows(tx: &mut Tx, span: Span, about: Option<AppointmentId>) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        r#"select c.appointment_id as "appointment_id!", c.kind as "kind!", c.channel as "channel!",
            c.recipient as "recipient!", c.goes_at as "goes_at!", c.note as "note!", c.planned as "planned!",
            a.kind as "appointment_kind!", a.starts_at as "starts_at!"
        from notices_to_come($1, coalesce($2, 'infinity'::timestamptz), $3) c
        join appointments a on a.id = c.appointment_id
        order by c.goes_at, c.appointment_id, c.kind, c.channel, c.recipient"#,
        span.from.to_sqlx() as jiff_sqlx::Timestamp,
        span.until.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        about.map(|id| id.0)
    )
    .fetch_all(&mut **tx)
    .await?)
}

impl Row {
    fn is_text(&self) -> bool {
        self.channel == Channel::Text.word()
    }
}

/// "48-hour text", "Booking, by e-mail".
pub(crate) fn what(kind: &str, channel: &str) -> String {
    let by = match Channel::from_word(channel) {
        Some(Channel::Text) => "text",
        Some(Channel::Email) | None => "e-mail",
    };
    match NoticeKind::from_word(kind) {
        Some(NoticeKind::Remind48h) => format!("48-hour {by}"),
        Some(NoticeKind::Remind2h) => format!("2-hour {by}"),
        Some(NoticeKind::Booked) => format!("Booking, by {by}"),
        Some(NoticeKind::Moved) => format!("New time, by {by}"),
        Some(NoticeKind::Cancelled) => format!("That it is off, by {by}"),
        Some(kind) => format!("{}, by {by}", kind.label()),
        None => match kind.strip_prefix("deadline_ahead_") {
            Some("1") => format!("Deadline warning, a day ahead, by {by}"),
            Some(days) => format!("Deadline warning, {days} days ahead, by {by}"),
            None if kind == "deadline_to_lead" => format!("Deadline warning to the lead, by {by}"),
            None if kind.starts_with("deadline_check") => {
                format!("Deadline to be looked over, by {by}")
            }
            None => format!("Deadline warning to the managing partners, by {by}"),
        },
    }
}

/// Why it comes when it does.
fn note(word: &str) -> &'static str {
    match word {
        "before_quiet" => "Earlier, so that it comes before the quiet hours",
        "after_quiet" => "Waits for the end of the quiet hours",
        "unless_kept" => "Unless the deadline is kept by then",
        _ => "",
    }
}
