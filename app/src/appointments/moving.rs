//! Moving one: a small form, and the way to take a move back.

use domain::appointments::{AppointmentKind, AppointmentPage, CalendarPage, MoveForm, Scope};
use domain::forms::{Choice, FieldErrors};
use domain::ids::AppointmentId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::page::query;
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::{Check, DateField, Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;

/// The form as the appointment stands.
pub fn form_of(appointment: &AppointmentPage) -> MoveForm {
    let (date, starts) = apart(&appointment.starts);
    let (until, ends) = apart(&appointment.ends);
    let all_day = is_all_day(appointment);
    let last = match all_day {
        // whole days end with the midnight after the last of them
        true => day_before(&until).unwrap_or_else(|| date.clone()),
        false => until,
    };
    let room = appointment.rooms.iter().find(|room| room.label == appointment.room);
    MoveForm {
        until: if last == date { String::new() } else { last },
        date,
        starts,
        ends,
        all_day: if all_day { "on".into() } else { String::new() },
        room: room.map(|room| room.value.clone()).unwrap_or_default(),
        revision: appointment.revision.to_string(),
        ..MoveForm::default()
    }
}

/// From midnight to midnight.
fn is_all_day(appointment: &AppointmentPage) -> bool {
    let ((first, from), (last, to)) = (apart(&appointment.starts), apart(&appointment.ends));
    first != last && from == "00:00" && to == "00:00"
}

/// "14:00" as the office writes it.
fn clock(time: &str, twelve: bool) -> String {
    let hour = time.get(..2).and_then(|hour| hour.parse::<u8>().ok()).filter(|_| twelve);
    match hour {
        Some(hour) => {
            let half = if hour < 12 { "am" } else { "pm" };
            format!("{}{} {half}", (hour + 11) % 12 + 1, time.get(2..).unwrap_or_default())
        }
        None => time.to_owned(),
    }
}

fn day_before(date: &str) -> Option<String> {
    Some(date.parse::<jiff::civil::Date>().ok()?.yesterday().ok()?.to_string())
}

/// "2026-10-14" and "14:00" of "2026-10-14T14:00:00-04:00".
fn apart(datetime: &str) -> (String, String) {
    let (date, time) = datetime.split_once('T').unwrap_or((datetime, ""));
    (date.to_owned(), time.get(..5).unwrap_or_default().to_owned())
}

/// Where a move leads: back to where it was made, with what it takes to undo it.
pub fn moved(back: &str, id: AppointmentId, was: &str) -> String {
    let back = routes::with_done(back, "moved");
    match was.is_empty() {
        true => back,
        false => format!("{back}&moved={id}&was={}", routes::encode(was)),
    }
}

/// What "when it was" is made of: its first day, and the hours.
pub(super) fn was(date: &str, starts: &str, ends: &str) -> String {
    format!("{date}T{starts}/{ends}")
}

/// After a move on the calendar: one press puts it back.
#[component]
pub fn Undo(page: CalendarPage, back: String) -> impl IntoView {
    let (moved, was) = (query("moved"), query("was"));
    let slot = page
        .days
        .iter()
        .flat_map(|day| &day.slots)
        .find(|slot| slot.id.is_some_and(|id| id.to_string() == moved))?
        .clone();
    let (starts, ends) = was.split_once('/').map(|(from, to)| (from.to_owned(), to.to_owned()))?;
    let (date, from) = apart(&starts);
    let day = page.days.iter().find(|day| day.head.date == date);
    let day = day.map_or_else(|| date.clone(), |day| day.head.long.clone());
    let twelve = page.hours.first().is_some_and(|hour| hour.ends_with('m'));
    let words = format!("Put it back to {day}, {}", clock(&from, twelve));
    Some(view! {
        <PostForm action=api::Reschedule::url() class="undo">
            <FormMessage />
            <Hidden name="id" value=moved />
            <Hidden name="back" value=back />
            <Hidden name="was" value="" />
            <Hidden name="date" value=date />
            <Hidden name="starts" value=from />
            <Hidden name="ends" value=ends />
            <Hidden name="room" value=slot.room />
            // it stood there before, whatever else did
            <Hidden name="anyway" value="on" />
            <Hidden name="revision" value=slot.revision.to_string() />
            <Button small=true icon="refresh">
                {words}
            </Button>
        </PostForm>
    })
}

/// Day, from, to. `back` is the page it stands on.
#[component]
pub fn Mover(
    appointment: AppointmentPage,
    form: MoveForm,
    message: Option<String>,
    errors: FieldErrors,
    back: String,
) -> impl IntoView {
    let stands = form_of(&appointment);
    let was = was(&stands.date, &stands.starts, &stands.ends);
    let all_day = is_all_day(&appointment);
    // offered where it matters: once it was refused
    let refused = message.is_some() || !errors.is_empty();
    let series = !appointment.series.is_empty();
    let due = appointment.kind == AppointmentKind::Deadline;
    let (at, no_room) = if due { ("Due at", true) } else { ("From", appointment.rooms.is_empty()) };
    let rooms = appointment.rooms;
    // due at an hour: it has no end of its own
    let ends = (!due || form.ends != form.starts).then(|| form.ends.clone());
    view! {
        <PostForm action=api::Reschedule::url() class="stack gap-3 mover">
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="id" value=appointment.id.to_string() />
            <Hidden name="back" value=back />
            <Hidden name="was" value=was />
            <Hidden name="revision" value=form.revision />
            <Hidden name="all_day" value=form.all_day />
            <div class="form-row form-row--times">
                <DateField name="date" label="Day" value=form.date error=errors.of("date") required=true />
                {(!all_day)
                    .then(|| {
                        view! {
                            <TextField
                                name="starts"
                                label=at
                                kind="time"
                                value=form.starts
                                error=errors.of("starts")
                                required=true
                            />
                            {ends
                                .map(|ends| {
                                    view! {
                                        <TextField
                                            name="ends"
                                            label="To"
                                            kind="time"
                                            value=ends
                                            error=errors.of("ends")
                                        />
                                    }
                                })}
                        }
                    })}
            </div>
            {(!form.until.is_empty())
                .then(|| {
                    view! { <DateField name="until" label="Ends on" value=form.until error=errors.of("until") /> }
                })}
            {match no_room {
                true => view! { <Hidden name="room" value=form.room /> }.into_any(),
                false => {
                    view! {
                        <Select
                            name="room"
                            label="Room"
                            options=rooms
                            value=form.room
                            placeholder="No room"
                            error=errors.of("room")
                        />
                    }
                        .into_any()
                }
            }}
            {series.then(|| view! { <Scoped value=form.scope /> })}
            <Said name="owner" words=errors.of("owner").map(str::to_owned) />
            <Said name="staff" words=errors.of("staff").map(str::to_owned) />
            <Anyway ticked=form.anyway == "on" shown=refused error=errors.of("anyway").map(str::to_owned)>
                <Check
                    name="second_time"
                    value="on"
                    label="The second of an hour that comes twice"
                    checked=form.second_time == "on"
                    error=errors.of("second_time")
                />
            </Anyway>
            <Actions>
                <Button look=Look::Primary>{if due { "Move deadline" } else { "Move appointment" }}</Button>
            </Actions>
        </PostForm>
    }
}

/// Which of a series it is about.
#[component]
pub fn Scoped(value: String) -> impl IntoView {
    let options = Scope::ALL
        .iter()
        .map(|scope| Choice { value: scope.word().into(), label: scope.label().into() })
        .collect();
    let value = if value.is_empty() { Scope::This.word().to_owned() } else { value };
    view! { <Select name="scope" label="Which of the series" options=options value=value /> }
}

/// Although somebody or the room is taken. It stands closed until that was said; a script opens it with the
/// complaint.
#[component]
pub fn Anyway(
    ticked: bool,
    shown: bool,
    error: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <details class="act" open=shown || ticked data-on-refusal="">
            <summary class="sm">"If somebody or the room is taken, or the office is closed"</summary>
            <div class="stack gap-3 mt-2">
                <Check
                    name="anyway"
                    value="on"
                    label="Keep this time anyway"
                    checked=ticked
                    hint="What it meets with stays as it is."
                    error=error
                />
                {children.map(|children| children())}
            </div>
        </details>
    }
}

/// A complaint about somebody who has no field here: that they are taken.
#[component]
fn Said(name: &'static str, words: Option<String>) -> impl IntoView {
    let hidden = words.is_none();
    view! {
        <p class="field__error" id=format!("f-{name}") data-error-for=name hidden=hidden>
            <Icon name="alert" small=true />
            <span>{words.unwrap_or_default()}</span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_says_where_it_can_be_taken_back() {
        let id = AppointmentId(uuid::Uuid::nil());
        assert_eq!(
            moved("/calendar?view=week", id, &was("2026-10-14", "14:00", "15:00")),
            format!("/calendar?view=week&done=moved&moved={id}&was=2026-10-14T14%3A00%2F15%3A00")
        );
        assert_eq!(moved("/calendar", id, ""), "/calendar?done=moved");
        assert_eq!(
            apart("2026-10-14T14:00:00-04:00"),
            ("2026-10-14".to_owned(), "14:00".to_owned())
        );
        assert_eq!(clock("14:05", true), "2:05 pm");
        assert_eq!(clock("00:30", true), "12:30 am");
        assert_eq!(clock("14:05", false), "14:05");
        assert_eq!(day_before("2026-03-01").as_deref(), Some("2026-02-28"));
    }
}
