//! One notice, for whoever sees what it is about. One about an appointment says when, where and with whom, which
//! is what everybody who sees an appointment may read.

use domain::access::{Decision, act};
use domain::frame::Framed;
use domain::ids::{AppointmentId, NotificationId};
use domain::notices::Channel;
use domain::notices::sent::{
    About, NoticeState, Report, SentNotice, kind_label, reason_label, report_label,
};
use jiff_sqlx::Timestamp;

use super::compose::GAP;
use crate::audit::Event;
use crate::console::Console;
use crate::words::Region;
use crate::{Caller, Error, Result, Tx, access, appointments, audit, frame, words};

/// What it said, where it went, how far it got.
///
/// # Errors
/// NotFound, also for one about another appointment.
pub async fn read(
    caller: &Caller,
    appointment: AppointmentId,
    id: NotificationId,
) -> Result<Framed<SentNotice>> {
    let (tx, permit, _, event) =
        appointments::on_appointment::<act::SeeAppointment>(caller, appointment).await?;
    let event = event.named("see-notice").with("notice", id.to_string());
    found(tx, event, id, About::Appointment(permit.subject())).await
}

/// One notice about what the caller was let see, and the row of the log that says so.
///
/// # Errors
/// NotFound, also for one about something else.
pub(crate) async fn found(
    mut tx: Tx,
    event: Event,
    id: NotificationId,
    about: About,
) -> Result<Framed<SentNotice>> {
    let caller = tx.caller().clone();
    let (kind, subject) = match &about {
        About::Appointment(id) => ("appointment", id.0),
        About::Invoice(id, _) => ("invoice", id.0),
    };
    let row = sqlx::query!(
        r#"select n.kind, n.channel, n.state, n.provider, n.went_to, n.reason, n.attempts, n.due_at, n.next_at, n.sent_at,
            n.delivered_at, n.ended_at, t.subject as "subject?", t.body as "body?"
        from notifications n left join notification_texts t on t.notification_id = n.id
        where n.id = $1 and n.subject_kind = $2 and n.subject_id = $3"#,
        id.0,
        kind,
        subject
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Err(access::deny(tx, event, Decision::Unseen).await?) };
    audit::record(&mut tx, event).await?;
    let reports = sqlx::query!(
        "select state, code, received_at from delivery_reports where notification_id = $1 order by received_at, state",
        id.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    tx.commit().await?;

    let state = NoticeState::from_word(&row.state)
        .ok_or_else(|| Error::internal("a notice of no state"))?;
    let channel = Channel::from_word(&row.channel)
        .ok_or_else(|| Error::internal("a notice of no channel"))?;
    let kept = row.provider == domain::notices::sent::KEPT_BY;
    let waits = (state == NoticeState::Queued && row.next_at.to_jiff() > row.due_at.to_jiff())
        .then_some(row.next_at);
    let moments = [
        ("Due", Some(row.due_at)),
        ("Next try", waits),
        (if kept { "Kept" } else { "Handed over" }, row.sent_at),
        ("Delivered", row.delivered_at),
        ("Ended", row.ended_at),
    ];
    let when = moments
        .into_iter()
        .filter_map(|(said, at)| Some(report(said.to_owned(), at?, &zone)))
        .collect();
    let reports = reports
        .into_iter()
        .map(|row| {
            let code = Some(row.code).filter(|code| !code.is_empty());
            let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
            report(format!("{}{code}", report_label(&row.state)), row.received_at, &zone)
        })
        .collect();
    let body = SentNotice {
        id,
        about,
        kind: kind_label(&row.kind).to_owned(),
        channel,
        state,
        kept,
        has_demo_link: caller.office().demo
            && kept
            && kind == "appointment"
            && row.body.as_deref().is_some_and(|body| body.contains(GAP)),
        went_to: row.went_to,
        reason: reason_label(&row.reason).to_owned(),
        attempts: row.attempts,
        when,
        subject: row.subject.unwrap_or_default(),
        body: row.body,
        reports,
    };
    Ok(Framed { frame, body })
}

/// In the demo, where nobody gets what was sent: the secret of a link like the one in this notice.
///
/// # Errors
/// NotFound outside the demo and as [`read`]; Conflict where the notice carries no link.
pub async fn demo_link(
    caller: &Caller,
    console: &Console,
    appointment: AppointmentId,
    id: NotificationId,
) -> Result<String> {
    if !caller.office().demo {
        return Err(Error::NotFound);
    }
    read(caller, appointment, id).await?;
    console.notice_link(id).await
}

fn report(said: String, at: Timestamp, zone: &Region) -> Report {
    let at = at.to_jiff();
    Report { said, at: words::instant(at, zone), datetime: words::datetime(at, zone) }
}
