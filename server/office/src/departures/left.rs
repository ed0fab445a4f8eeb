//! What waits for somebody who leaves, and what went to whom: as the caller may see it.

use domain::departures::{Deadline, Handed, Left, LeftKind};
use domain::ids::StaffId;

use crate::appointments::{self, When};
use crate::words::{self, Region};
use crate::{Result, Tx};

/// What still waits for somebody, as the caller may see it, and how much is out of view.
pub(super) async fn left(tx: &mut Tx, id: StaffId) -> Result<(Vec<Left>, usize)> {
    let zone = tx.caller().clone().zone(tx).await?;
    let rows = sqlx::query!(
        r#"with waiting as materialized (
            select * from left_to_hand_over($1)
        ), named as materialized (
            select * from appointment_names(array(select w.id from waiting w where w.kind in ('deadline', 'appointment')))
        ), times as materialized (
            select * from times_left($1)
        )
        select l.kind as "kind!", l.id as "id?", l.seen as "seen!", c.number as "number?", c.title as "title?",
            c.limitation_on as "limitation_on?", k.name as "client?", e.name as "enquirer?", e.matter as "matter?",
            p.title as "prepared?", a.kind as "appointment_kind?", a.starts_at as "starts_at?", a.ends_at as "ends_at?",
            a.all_day as "all_day?", case $1 when a.owner_id then 'owner' when d.backup_id then 'backup'
                when d.checker_id then 'checker' end as "part?",
            nullif(b.title, '') as "about?", n.client as "of_client?", n.number as "of_case?", t.times as "times?"
        from waiting l
        left join cases c on c.id = l.id and l.kind = 'case'
        left join clients k on k.id = c.client_id
        left join enquiries e on e.id = l.id and l.kind = 'enquiry'
        left join case_proposals p on p.id = l.id and l.kind = 'prepared'
        left join appointments a on a.id = l.id and l.kind in ('deadline', 'appointment')
        left join deadlines d on d.appointment_id = a.id
        left join appointment_subjects b on b.appointment_id = a.id
        left join named n on n.appointment_id = a.id
        left join times t on t.id = a.id
        order by l.kind in ('deadline', 'appointment'), coalesce(c.limitation_on::timestamptz, a.starts_at) nulls last,
            c.number, e.taken_at, l.id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let unseen = rows.iter().filter(|row| !row.seen).count();
    let now = tx.caller().now();
    let today = words::today(now, &zone);
    let seen = rows
        .into_iter()
        .filter(|row| row.seen)
        .filter_map(|row| {
            let kind = LeftKind::from_word(&row.kind)?;
            let span = row.starts_at.zip(row.ends_at).map(|(starts, ends)| When {
                starts: starts.to_jiff(),
                ends: ends.to_jiff(),
                all_day: row.all_day.unwrap_or_default(),
            });
            let deadline = match (kind, span) {
                (LeftKind::Deadline, Some(span)) => Some(Deadline {
                    day: zone.date(zone.day_of(span.starts)),
                    past: span.ends < now,
                }),
                _ => row.limitation_on.map(|day| Deadline {
                    day: zone.date(day.to_jiff()),
                    past: day.to_jiff() < today,
                }),
            };
            let (title, sub) = match kind {
                LeftKind::Case => (
                    row.title?,
                    format!("Case {} · {}", row.number?, row.client.unwrap_or_default()),
                ),
                LeftKind::Enquiry => (row.enquirer?, format!("Enquiry: {}", row.matter?)),
                LeftKind::Prepared => (row.prepared?, "Prepared case, waiting for approval".into()),
                LeftKind::Deadline | LeftKind::Appointment => {
                    let what = appointments::kind(&row.appointment_kind?).ok()?.label();
                    let client = row.of_client.unwrap_or_default();
                    let title = row.about.unwrap_or_else(|| match client.as_str() {
                        "" => what.to_owned(),
                        client => format!("{what} with {client}"),
                    });
                    let part = match row.part.as_deref() {
                        Some("backup") => "as backup",
                        Some("checker") => "to look over",
                        Some(_) if kind == LeftKind::Deadline => "as owner",
                        _ => "",
                    };
                    let when = match kind {
                        LeftKind::Appointment => span?.here(&zone, now),
                        _ => String::new(),
                    };
                    let what = [what, part].join(" ").trim_end().to_owned();
                    let case = row.of_case.filter(|number| !number.is_empty());
                    let case = case.map(|number| format!("case {number}")).unwrap_or_default();
                    let more = match row.times.unwrap_or(1) {
                        1 => String::new(),
                        2 => "and once more".into(),
                        times => format!("and {} times more", times - 1),
                    };
                    let parts = [what, when, case, client, more];
                    let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
                    (title, parts.join(" · "))
                }
                LeftKind::ConflictsPartner => (
                    "Conflicts partner".into(),
                    "Answers conflict checks. Name another in the settings.".into(),
                ),
                LeftKind::Deputy => (
                    "Conflicts deputy".into(),
                    "Second person for walls. Name another in the settings.".into(),
                ),
            };
            Some(Left {
                kind,
                id: row.id.map(|id| id.to_string()).unwrap_or_default(),
                title,
                sub,
                deadline,
            })
        })
        .collect();
    Ok((seen, unseen))
}

/// What was handed over when somebody left, on whichever page, and to whom.
pub(crate) async fn handed(tx: &mut Tx, id: StaffId, zone: &Region) -> Result<Vec<Handed>> {
    let rows = sqlx::query!(
        r#"with given as materialized (
            select * from handed_over_by($1)
        ), named as materialized (
            select * from appointment_names(array(
                select g.thing_id from given g where g.kind in ('deadline', 'appointment') and g.thing_id is not null))
        )
        select h.kind as "kind!", h.thing_id as "thing_id?", h.handed_at as "handed_at!", h.seen as "seen!",
            s.name as "to?", b.name as "by?", c.number as "number?", c.title as "title?", e.name as "enquirer?",
            p.title as "prepared?", a.kind as "appointment_kind?", nullif(m.title, '') as "about?", n.client as "of_client?"
        from given h
        left join staff s on s.id = h.to_id
        left join staff b on b.id = h.handed_by
        left join cases c on c.id = h.thing_id and h.kind = 'case'
        left join enquiries e on e.id = h.thing_id and h.kind = 'enquiry'
        left join case_proposals p on p.id = h.thing_id and h.kind = 'prepared'
        left join appointments a on a.id = h.thing_id and h.kind in ('deadline', 'appointment')
        left join appointment_subjects m on m.appointment_id = a.id
        left join named n on n.appointment_id = a.id
        order by h.handed_at, c.number, e.taken_at, a.starts_at, h.thing_id"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let kind = LeftKind::from_word(&row.kind)?;
            let title = match kind {
                LeftKind::Case => row
                    .title
                    .zip(row.number)
                    .map(|(title, number)| format!("{title}, case {number}")),
                LeftKind::Enquiry => row.enquirer.map(|name| format!("Enquiry of {name}")),
                LeftKind::Prepared => row.prepared.map(|title| format!("{title}, prepared case")),
                LeftKind::Deadline | LeftKind::Appointment => {
                    let what = row.appointment_kind.and_then(|kind| appointments::kind(&kind).ok());
                    what.map(|what| named(what.label(), row.about, row.of_client))
                }
                LeftKind::ConflictsPartner => Some("Conflicts partner".into()),
                LeftKind::Deputy => Some("Conflicts deputy".into()),
            };
            let title = title.filter(|_| row.seen);
            let id = row.thing_id.filter(|_| title.is_some()).map(|id| id.to_string());
            Some(Handed {
                kind,
                id: id.unwrap_or_default(),
                title: title.unwrap_or_else(|| "Something out of your view".into()),
                to: row.to,
                by: row.by.unwrap_or_else(|| "The office".into()),
                on: words::day(row.handed_at.to_jiff(), zone),
            })
        })
        .collect())
}

/// "Motion to compel, deadline", "Meeting with Dana Ashdown".
fn named(what: &str, about: Option<String>, client: Option<String>) -> String {
    match (about, client.filter(|name| !name.is_empty())) {
        (Some(about), _) => format!("{about}, {}", what.to_lowercase()),
        (None, Some(client)) => format!("{what} with {client}"),
        (None, None) => what.to_owned(),
    }
}
