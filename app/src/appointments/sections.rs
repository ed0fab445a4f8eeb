//! Parts of an appointment that its card and its page share: what was sent and is to come, who comes, how
//! it stands, and how it went.

use domain::access::{Action, Role, may};
use domain::appointments::{AppointmentPage, Attendance, Notice, Reply, ToCome};
use domain::ids::AppointmentId;
use domain::notices::sent::NoticeState;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::routes;
use crate::ui::button::Button;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::status::{Status, Tone};

/// How it stands, in one word.
#[component]
pub fn Standing(appointment: AppointmentPage) -> impl IntoView {
    let (tone, icon, words) = standing(&appointment);
    view! {
        <Status kind=tone icon=icon>
            {words}
        </Status>
    }
}

fn standing(appointment: &AppointmentPage) -> (Tone, &'static str, &'static str) {
    if appointment.cancelled.is_some() {
        return (Tone::Plain, "close", "Cancelled");
    }
    if let Some(outcome) = appointment.attendance {
        let tone = match outcome {
            Attendance::Attended | Attendance::Late => Tone::Ok,
            Attendance::CancelledInTime => Tone::Plain,
            Attendance::NoShow => Tone::Bad,
        };
        return (tone, "ok", outcome.label());
    }
    if let Some(deadline) = &appointment.deadline {
        return match (&deadline.checked, &deadline.done) {
            (Some(_), _) => (Tone::Ok, "ok", "Kept and confirmed"),
            (None, Some(_)) => (Tone::Info, "pending", "Kept, to be confirmed"),
            (None, None) if deadline.overdue => (Tone::Bad, "alert", "Overdue"),
            (None, None) => (Tone::Warn, "flag", "Due"),
        };
    }
    let answers: Vec<Reply> = appointment.attendees.iter().filter_map(|row| row.answer).collect();
    if answers.contains(&Reply::Declined) {
        (Tone::Warn, "alert", "Cannot come")
    } else if answers.contains(&Reply::AsksToMove) {
        (Tone::Warn, "alert", "Asks to move")
    } else if answers.contains(&Reply::Confirmed) {
        (Tone::Ok, "ok", "Confirmed")
    } else if appointment.over {
        (Tone::Plain, "pending", "Over")
    } else if appointment.begun {
        (Tone::Plain, "pending", "Has begun")
    } else {
        (Tone::Plain, "pending", "Booked")
    }
}

/// In the order it happened: booked, each message, each answer, and what is still to come.
#[component]
pub fn Reminders(appointment: AppointmentPage) -> impl IntoView {
    let answers = appointment.attendees.iter().filter_map(|row| {
        let (answer, answered) = (row.answer?, row.answered.clone()?);
        let words = format!("{}: {}, {}", row.who.name(), answer.label(), answered.how);
        Some(Told {
            datetime: answered.datetime,
            at: answered.at,
            what: What::Answer(answer, words),
        })
    });
    let sent = appointment.notices.iter().cloned().map(|notice| Told {
        datetime: notice.datetime.clone(),
        at: notice.at.clone(),
        what: What::Notice(notice),
    });
    let told = in_order(answers.chain(sent).collect());
    let id = appointment.id;
    let held = held(&appointment.held, appointment.begun);
    let quiet = appointment.notices.is_empty() && appointment.to_come.is_empty() && held.is_none();
    view! {
        <ol class="remind">
            <li>
                <span class="remind__at">{appointment.booked.at}</span>
                <Icon name="calendar" small=true />
                <span>{format!("Booked by {}", appointment.booked.by)}</span>
            </li>
            {told
                .into_iter()
                .map(|Told { datetime, at, what }| match what {
                    What::Notice(notice) => view! { <Sent of=id notice=notice /> }.into_any(),
                    What::Answer(answer, words) => {
                        let (class, icon) = match answer {
                            Reply::Confirmed => ("c-ok", "check"),
                            Reply::AsksToMove | Reply::Declined => ("c-warn", "alert"),
                        };
                        view! {
                            <li>
                                <time datetime=datetime>{at}</time>
                                <span class=class>
                                    <Icon name=icon small=true />
                                </span>
                                <span class="medium">{words}</span>
                            </li>
                        }
                            .into_any()
                    }
                })
                .collect_view()}
            {appointment.to_come.into_iter().map(|next| view! { <Coming next=next /> }).collect_view()}
        </ol>
        {held.map(|words| view! { <p class="sm mt-2">{words}</p> })}
        {quiet.then(|| view! { <p class="sm muted mt-2">"Nobody outside the office is told about it."</p> })}
    }
}

/// What happened about it, and when.
#[derive(Clone)]
struct Told {
    datetime: String,
    at: String,
    what: What,
}

#[derive(Clone)]
enum What {
    Notice(Notice),
    Answer(Reply, String),
}

/// By when each happened; what came at one moment stays as it is.
fn in_order(mut told: Vec<Told>) -> Vec<Told> {
    told.sort_by_key(|told| told.datetime.parse::<jiff::Timestamp>().ok());
    told
}

/// Why nobody is told yet; once it has begun, why nobody was.
pub(super) fn held(why: &str, begun: bool) -> Option<&'static str> {
    match (why, begun) {
        ("", _) => None,
        ("imported", true) => Some("It was brought in from elsewhere, and nobody was told."),
        (_, true) => Some("It was entered after the fact: nobody is told."),
        ("imported", false) => {
            Some("It was brought in from elsewhere: nobody is told until somebody releases it.")
        }
        _ => Some("It was entered after the fact: nobody is told until somebody releases it."),
    }
}

#[component]
fn Sent(of: AppointmentId, notice: Notice) -> impl IntoView {
    let (class, done) = match notice.state {
        NoticeState::Accepted | NoticeState::Delivered => ("c-ok", true),
        NoticeState::Failed | NoticeState::Unknown | NoticeState::Expired => ("c-bad", false),
        NoticeState::Queued | NoticeState::Sending | NoticeState::Cancelled => ("muted", false),
    };
    let icon = match (notice.text, notice.state) {
        (_, NoticeState::Queued | NoticeState::Sending) => "pending",
        (_, NoticeState::Cancelled) => "close",
        (_, NoticeState::Failed | NoticeState::Unknown | NoticeState::Expired) => "alert",
        (true, _) => "sms",
        (false, _) => "mail",
    };
    let words = format!("{}: {}", notice.what, notice.state.says(notice.kept).to_lowercase());
    let note = [notice.to, notice.note].into_iter().filter(|words| !words.is_empty());
    let note = note.collect::<Vec<_>>().join(". ");
    view! {
        <li class=(!done).then_some("is-pending")>
            <time datetime=notice.datetime>{notice.at}</time>
            <span class=class>
                <Icon name=icon small=true />
            </span>
            <span>
                <a href=routes::notice(of, notice.id)>{words}</a>
                {(!note.is_empty()).then(|| view! { <small class="xs">{note}</small> })}
            </span>
        </li>
    }
}

#[component]
fn Coming(next: ToCome) -> impl IntoView {
    let note = [next.to, next.note].into_iter().filter(|words| !words.is_empty());
    let note = note.collect::<Vec<_>>().join(". ");
    view! {
        <li class="is-pending">
            <time datetime=next.datetime>{next.at}</time>
            <Icon name="pending" small=true />
            <span>
                {format!("{}: to come", next.what)}
                {(!note.is_empty()).then(|| view! { <small class="xs">{note}</small> })}
            </span>
        </li>
    }
}

/// How it went: one press each, once it has begun.
#[component]
pub fn Attended(
    appointment: AppointmentPage,
    role: Role,
    back: String,
    #[prop(optional_no_strip)] message: Option<String>,
) -> impl IntoView {
    let records = appointment.kind.is_attended()
        && appointment.cancelled.is_none()
        && may(role, Action::RecordAttendance, &appointment.standing);
    if !records {
        return ().into_any();
    }
    if !appointment.begun {
        return view! { <p class="xs muted">"Attendance opens once it begins."</p> }.into_any();
    }
    let now = appointment.attendance;
    view! {
        <PostForm action=api::RecordAttendance::url() class="taps">
            <FormMessage message=message />
            <Hidden name="id" value=appointment.id.to_string() />
            <Hidden name="back" value=back />
            <div class="cluster gap-2" role="group" aria-label="How it went">
                {Attendance::ALL
                    .iter()
                    .map(|outcome| {
                        let icon = (now == Some(*outcome)).then_some("check");
                        let said = (now == Some(*outcome)).then(|| view! { <span class="vh">" (recorded)"</span> });
                        match icon {
                            Some(icon) => {
                                view! {
                                    <Button small=true name="outcome" value=outcome.word() icon=icon>
                                        {outcome.label()}
                                        {said}
                                    </Button>
                                }
                                    .into_any()
                            }
                            None => {
                                view! {
                                    <Button small=true name="outcome" value=outcome.word()>
                                        {outcome.label()}
                                    </Button>
                                }
                                    .into_any()
                            }
                        }
                    })
                    .collect_view()}
            </div>
        </PostForm>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_in_the_order_it_happened() {
        let told = |datetime: &str, at: &str| Told {
            datetime: datetime.into(),
            at: at.into(),
            what: What::Answer(Reply::Confirmed, String::new()),
        };
        // the clocks went back between the first two
        let order = in_order(vec![
            told("2026-11-01T01:40:00-05:00", "third"),
            told("2026-11-01T01:50:00-04:00", "first"),
            told("2026-11-01T02:00:00-05:00", "last"),
            told("2026-11-01T01:10:00-05:00", "second"),
        ]);
        let order: Vec<_> = order.into_iter().map(|told| told.at).collect();
        assert_eq!(order, ["first", "second", "third", "last"]);
    }
}
