//! What was sent about an appointment, what came back, and who has to be rung for it.

use domain::appointments::Notice;
use domain::ids::{AppointmentId, CallListId, NotificationId};
use domain::notices::sent::{KEPT_BY, NoticeState, reason_label};

use crate::notices::what;
use crate::words::Region;
use crate::{Result, Tx, words};

pub(super) async fn notices(tx: &mut Tx, id: AppointmentId, zone: &Region) -> Result<Vec<Notice>> {
    let rows = sqlx::query!(
        r#"select n.id, n.kind, n.channel, n.state, n.provider, n.went_to, n.due_at, n.sent_at, n.reason,
            coalesce(r.name, s.name, '') as "name!",
            (select max(l.opened_at) from notice_links l where l.notification_id = n.id) as "opened_at?: jiff_sqlx::Timestamp"
        from notifications n
        left join appointment_reach($1) r on r.attendee_id = n.recipient_id
        left join appointment_attendees t on t.id = n.recipient_id
        left join staff s on s.id = coalesce(t.staff_id, n.recipient_id)
        where n.subject_kind = 'appointment' and n.subject_id = $1
        order by n.due_at desc, n.id desc limit 100"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    // the latest are read, and told in the order in which they went out
    let mut notices: Vec<(jiff::Timestamp, Notice)> = rows
        .into_iter()
        .map(|row| {
            let at = row.sent_at.unwrap_or(row.due_at).to_jiff();
            let text = row.channel == "text";
            let opened = row
                .opened_at
                .map(|at| format!("Link opened {}", words::instant(at.to_jiff(), zone)));
            let notice = Notice {
                id: NotificationId(row.id),
                what: what(&row.kind, &row.channel),
                text,
                state: NoticeState::from_word(&row.state).unwrap_or(NoticeState::Unknown),
                kept: row.provider == KEPT_BY,
                to: [row.name, row.went_to]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                at: words::instant(at, zone),
                datetime: words::datetime(at, zone),
                note: match (opened, row.reason.as_str()) {
                    (Some(opened), _) => opened,
                    (None, "") => String::new(),
                    (None, reason) => reason_label(reason).to_owned(),
                },
            };
            (at, notice)
        })
        .rev()
        .collect();
    notices.sort_by_key(|(at, _)| *at);
    Ok(notices.into_iter().map(|(_, notice)| notice).collect())
}

/// What waits on the call list: its id, why, since when.
pub(super) async fn calls(
    tx: &mut Tx,
    id: AppointmentId,
    zone: &Region,
) -> Result<Vec<(CallListId, String, String)>> {
    let rows = sqlx::query!(
        "select id, reason, since from call_list where appointment_id = $1 and done_at is null order by since, id",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let why = match row.reason.as_str() {
                "not_told" => "A message did not reach them",
                "unclear" => "It is unclear whether a message reached them",
                "no_way" => "There is no way to write to them",
                "opted_out" => "They want no texts",
                "unconfirmed" => "They have not confirmed",
                "declined" => "They cannot come",
                "asks_to_move" => "They ask to move it",
                "waits" => "A message to them waits to be sent",
                "wrote" => "They wrote",
                "cancelled" => "They cancelled it",
                "cancelled_late" => "It was called off late",
                _ => "They have to be rung",
            };
            (CallListId(row.id), why.to_owned(), words::instant(row.since.to_jiff(), zone))
        })
        .collect())
}

/// What they wrote: when and what.
pub(super) async fn replies(
    tx: &mut Tx,
    id: AppointmentId,
    zone: &Region,
) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select received_at, body from replies where appointment_id = $1 order by received_at desc, id desc limit 50",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (words::instant(row.received_at.to_jiff(), zone), row.body))
        .collect())
}
