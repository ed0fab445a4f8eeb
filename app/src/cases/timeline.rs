//! What happened to a case, newest first, under its days. What the reader did reads "You".

use domain::cases::{Happened, TimelineEntry};
use domain::ids::{AppointmentId, CaseId, DocumentId};
use leptos::prelude::*;

use crate::routes;
use crate::ui::icon::Icon;

#[component]
pub fn Timeline(
    entries: Vec<TimelineEntry>,
    more: bool,
    me: String,
    case: CaseId,
) -> impl IntoView {
    let mut last_day = String::new();
    let rows = entries
        .into_iter()
        .map(|entry| {
            let day = (entry.day != last_day).then(|| entry.day.clone());
            last_day.clone_from(&entry.day);
            let (icon, said, sub) = words(&entry.what);
            let outside = is_outside(&entry.what);
            let document = document(&entry.what).map(|id| (id, entry.document));
            // named only where the reader may open it
            let id = appointment(&entry.what);
            let appointment = entry.appointment.map(|what| (what, id));
            let who = if entry.who == me { "You".to_owned() } else { entry.who };
            view! {
                {day.map(|day| view! { <li class="docket__day"><h3>{day}</h3></li> })}
                <li class="docket__row">
                    <time class="docket__when" datetime=entry.datetime>
                        {entry.time}
                    </time>
                    <div class="docket__body">
                        <Icon name=icon />
                        <div class="docket__text">
                            <p>
                                <strong>{who}</strong>
                                {format!(" {said}")}
                                {document
                                    .map(|(id, name)| {
                                        match name {
                                            Some(name) => {
                                                view! {
                                                    " "
                                                    <a href=routes::document(id)>{name}</a>
                                                }
                                                    .into_any()
                                            }
                                            None => " one that is no longer kept".into_any(),
                                        }
                                    })}
                                {appointment
                                    .map(|(what, id)| match id {
                                        Some(id) => view! { " " <a href=routes::appointment(id)>{what}</a> }.into_any(),
                                        None => view! { " " <strong>{what}</strong> }.into_any(),
                                    })}
                            </p>
                            {sub.map(|sub| view! { <p class="docket__sub">{sub}</p> })}
                            {outside
                                .then(|| {
                                    view! {
                                        <p class="docket__sub">
                                            <a href=routes::case_outside(case)>"All that was sent outside"</a>
                                        </p>
                                    }
                                })}
                        </div>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="docket">{rows}</ol>
        {more.then(|| view! { <p class="sm muted mt-3">"Older entries are in the audit log."</p> })}
    }
}

/// The icon, what was done, and a line beneath it.
fn words(what: &Happened) -> (&'static str, String, Option<String>) {
    match what {
        Happened::Opened => ("folder-open", "opened the case".into(), None),
        Happened::Edited { changed } => ("edit", format!("changed the {}", and(changed)), None),
        Happened::StageChanged { from, to } => {
            ("flag", format!("moved the case to {to}"), Some(format!("It was in {from}")))
        }
        Happened::Closed { reason } => ("lock", "closed the case".into(), Some(reason.clone())),
        Happened::Reopened { reason } => {
            ("refresh", "reopened the case".into(), Some(reason.clone()))
        }
        Happened::LeadChanged { to } => {
            ("user", format!("made {to} the responsible attorney"), None)
        }
        Happened::GrantGiven { to, level } => {
            ("user-plus", format!("gave {to} access"), Some(format!("Level: {level}")))
        }
        Happened::GrantChanged { to, level } => {
            ("key", format!("changed the access of {to}"), Some(format!("Level: {level}")))
        }
        Happened::GrantEnded { to } => ("key", format!("ended the access of {to}"), None),
        Happened::CoverStarted { by, of } => ("users", format!("set a cover: {by} for {of}"), None),
        Happened::CoverEnded { by, of } => ("users", format!("ended a cover: {by} for {of}"), None),
        Happened::PartyAdded { name, role } => {
            ("users", format!("added a party: {name}"), Some(role.clone()))
        }
        Happened::PartyChanged { name } => ("users", format!("changed the party {name}"), None),
        Happened::PayerAdded { name } => ("users", format!("added {name} as a payer"), None),
        Happened::PayerChanged { name } => ("users", format!("changed the payer {name}"), None),
        Happened::PayerEnded { name } => ("users", format!("took {name} off the payers"), None),
        Happened::PartyEnded { name } => ("users", format!("took {name} off the parties"), None),
        Happened::NoteWritten => ("note", "wrote a note".into(), None),
        Happened::NoteChanged => ("note", "changed a note".into(), None),
        Happened::NoteWithdrawn => ("note", "withdrew a note".into(), None),
        Happened::DocumentAdded { .. } => ("note", "added the document".into(), None),
        Happened::DocumentVersion { .. } => ("note", "added a version of".into(), None),
        Happened::DocumentTrashed { .. } => ("trash", "put in the trash:".into(), None),
        Happened::DocumentRestored { .. } => ("refresh", "took out of the trash:".into(), None),
        Happened::DocumentNarrowed { .. } => ("shield", "narrowed who may open".into(), None),
        Happened::DocumentWidened { .. } => {
            ("shield", "no longer narrows who may open".into(), None)
        }
        Happened::ShareProposed { to, .. } => ("share", format!("proposed to share with {to}:"), None),
        Happened::ShareDeclined { to, .. } => ("no", format!("declined to share with {to}:"), None),
        Happened::ShareWithdrawn { to, .. } => {
            ("refresh", format!("withdrew, before {to} could open it:"), None)
        }
        Happened::ShareRecalled { to, .. } => ("refresh", format!("recalled from {to}:"), None),
        Happened::DocumentShared { to, .. } => ("share", format!("shared with {to}:"), None),
        Happened::DocumentSharedAnyway { to, .. } => (
            "alert",
            format!("shared with {to}, in spite of a warning:"),
            Some("The guard found what may be another client’s. The reason stands beside the document.".into()),
        ),
        Happened::SentOutside { to, .. } => ("share", format!("sent to {to}, outside the office:"), None),
        Happened::SentOutsideAnyway { to, .. } => (
            "alert",
            format!("sent to {to}, outside the office, in spite of a warning:"),
            Some("The guard found what may be another client’s. The reason stands beside what was sent.".into()),
        ),
        Happened::OutsideWithdrawn { to, .. } => {
            ("refresh", format!("withdrew, before {to} could open it:"), None)
        }
        Happened::OutsideRecalled { to, .. } => {
            ("refresh", format!("recalled from {to}, outside the office:"), None)
        }
        Happened::ClientAsked { to, what } => {
            ("upload", format!("asked {to} for something"), Some(what.clone()))
        }
        Happened::RequestWithdrawn { to, what } => {
            ("close", format!("no longer asks {to} for something"), Some(what.clone()))
        }
        Happened::RequestFulfilled { to, what } => {
            ("check", format!("received what {to} was asked for"), Some(what.clone()))
        }
        Happened::UploadAccepted { to, .. } => ("download", format!("accepted from {to}:"), None),
        Happened::UploadRefused { to, file } => {
            ("no", format!("refused a file from {to}"), Some(file.clone()))
        }
        Happened::AppointmentBooked { .. } => ("calendar", "booked".into(), None),
        Happened::AppointmentMoved { .. } => ("calendar", "moved what is now".into(), None),
        Happened::AppointmentCancelled { .. } => ("calendar", "called off".into(), None),
        Happened::AttendanceRecorded { .. } => ("calendar", "recorded who came to".into(), None),
        Happened::DeadlineKept { .. } => ("check", "says that it was kept:".into(), None),
        Happened::WallRaised { against } => ("wall", wall("raised", against), None),
        Happened::WallLifted { against } => ("wall", wall("lifted", against), None),
    }
}

/// Whether it went to somebody outside, or was taken back from there.
const fn is_outside(what: &Happened) -> bool {
    matches!(
        what,
        Happened::SentOutside { .. }
            | Happened::SentOutsideAnyway { .. }
            | Happened::OutsideWithdrawn { .. }
            | Happened::OutsideRecalled { .. }
    )
}

/// The document it was done to.
const fn document(what: &Happened) -> Option<DocumentId> {
    match what {
        Happened::DocumentAdded { document }
        | Happened::DocumentVersion { document }
        | Happened::DocumentTrashed { document }
        | Happened::DocumentRestored { document }
        | Happened::DocumentNarrowed { document }
        | Happened::DocumentWidened { document }
        | Happened::ShareProposed { document, .. }
        | Happened::ShareDeclined { document, .. }
        | Happened::ShareWithdrawn { document, .. }
        | Happened::ShareRecalled { document, .. }
        | Happened::DocumentShared { document, .. }
        | Happened::DocumentSharedAnyway { document, .. }
        | Happened::SentOutside { document, .. }
        | Happened::SentOutsideAnyway { document, .. }
        | Happened::OutsideWithdrawn { document, .. }
        | Happened::OutsideRecalled { document, .. }
        | Happened::UploadAccepted { document, .. } => Some(*document),
        _ => None,
    }
}

/// The appointment it was done to.
const fn appointment(what: &Happened) -> Option<AppointmentId> {
    match what {
        Happened::AppointmentBooked { appointment }
        | Happened::AppointmentMoved { appointment }
        | Happened::AppointmentCancelled { appointment }
        | Happened::AttendanceRecorded { appointment }
        | Happened::DeadlineKept { appointment } => Some(*appointment),
        _ => None,
    }
}

/// "raised an ethical wall against Jonas Hallberg".
fn wall(did: &str, against: &str) -> String {
    match against {
        "" => format!("{did} an ethical wall"),
        name => format!("{did} an ethical wall against {name}"),
    }
}

/// "title, practice area and stage".
fn and(items: &[String]) -> String {
    match items {
        [] => "case".into(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences() {
        let items = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(and(&items(&["title"])), "title");
        assert_eq!(and(&items(&["title", "stage"])), "title and stage");
        assert_eq!(
            and(&items(&["title", "practice area", "stage"])),
            "title, practice area and stage"
        );
    }
}
