//! The page `/today`: what stands in the day, what is due, and what was left open.

use domain::appointments::{
    AppointmentKind, SlotState, TodayDue, TodayLine, TodayPage, UnrecordedRow,
};
use domain::frame::Framed;
use leptos::prelude::*;

use super::api;
use crate::attendance::card::NoShowRate;
use crate::page::{page, query};
use crate::routes;
use crate::ui::button::{LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::Who;
use crate::ui::section::Section;
use crate::ui::sheet::AppointmentsSheet;
use crate::ui::status::{Status, Tone};

#[component]
pub fn Today() -> impl IntoView {
    page("Today", "page", api::today(query("whose")), |page| view! { <Shown page=page /> })
}

#[component]
fn Shown(page: Framed<TodayPage>) -> impl IntoView {
    let Framed { frame, body: day } = page;
    let lead = match day.holiday.as_str() {
        "" => day.lead(),
        holiday => format!("{holiday}: the office is closed. {}", day.lead()),
    };
    let (office, switches) = (day.office, day.sees_others);
    let days = (day.title.clone(), day.hours_ahead(), day.date.clone(), day.now.clone());
    let rate = day.no_shows.map(|shown| view! { <NoShowRate shown=shown /> });
    view! {
        <AppointmentsSheet />
        <Shell frame=frame here=Here::Today crumbs=vec![("Today".to_owned(), None)]>
            <PageHead title=days.0 lead=lead>
                {switches.then(|| view! { <Whose office=office /> })}
            </PageHead>
            <div class="cols cols--7-5">
                <MyDay lines=day.lines ahead=days.1 date=days.2 now=days.3 office=office />
                <Due rows=day.dues all=day.due late=day.late office=office />
            </div>
            <div class="cols cols--7-5 today__below">
                <Unrecorded rows=day.unrecorded more=day.more_unrecorded office=office />
                {rate}
            </div>
        </Shell>
    }
}

#[component]
fn Whose(office: bool) -> impl IntoView {
    let whole = routes::with_query(routes::TODAY, &[("whose", "office")]);
    view! {
        <nav class="seg" aria-label="Whose day">
            <a href=routes::TODAY aria-current=(!office).then_some("page")>
                "My day"
            </a>
            <a href=whole aria-current=office.then_some("page")>
                "Whole firm"
            </a>
        </nav>
    }
}

#[component]
fn MyDay(
    lines: Vec<TodayLine>,
    ahead: String,
    date: String,
    now: String,
    office: bool,
) -> impl IntoView {
    let title = if office { "Whole firm" } else { "My day" };
    let calendar = routes::with_query(routes::CALENDAR, &[("view", "day")]);
    let link = Some((calendar, "Open calendar".to_owned()));
    let body = if lines.is_empty() {
        view! {
            <Empty icon="calendar" title="Nothing today" text="Appointments and hearings of this day appear here.">
                <LinkButton href=routes::appointment_on(&date, "") look=Look::Primary icon="plus">
                    "Book an appointment"
                </LinkButton>
            </Empty>
        }
        .into_any()
    } else {
        // after what has begun
        let nth = lines.iter().take_while(|line| line.begun).count();
        let mut before = lines;
        let after = before.split_off(nth);
        let rows = |lines: Vec<TodayLine>| {
            lines.into_iter().map(|line| view! { <Line line=line /> }).collect_view()
        };
        view! {
            <ol class="docket">
                {rows(before)}
                <li class="docket__now">
                    <span>
                        <span class="vh">"Now "</span>
                        {now}
                    </span>
                </li> {rows(after)}
            </ol>
        }
        .into_any()
    };
    view! {
        <Section id="day" title=title note=ahead link=link>
            {body}
        </Section>
    }
}

/// How one stands: a word with its glyph. None where there is nothing to say.
fn said(line: &TodayLine) -> Option<(Tone, &'static str, String)> {
    let plain = |words: &str| words.to_owned();
    if line.is_unrecorded() {
        return Some((Tone::Warn, "alert", plain("Not recorded")));
    }
    Some(match line.state {
        SlotState::Cancelled => (Tone::Plain, "close", plain("Cancelled")),
        SlotState::Attended => (Tone::Plain, "check", plain("Attended")),
        SlotState::NoShow => (Tone::Bad, "no", with(", ", "No-show", &line.how)),
        SlotState::Confirmed => (Tone::Ok, "ok", with(" ", "Confirmed", &line.how)),
        SlotState::Wavers => (Tone::Warn, "alert", plain("Asks to move")),
        SlotState::Kept => (Tone::Ok, "ok", plain("Kept")),
        SlotState::Overdue => (Tone::Bad, "alert", plain("Overdue")),
        SlotState::Busy => return None,
        SlotState::Booked => match line.kind {
            AppointmentKind::Hearing => (Tone::Info, "court", plain("Court date")),
            AppointmentKind::Deposition => (Tone::Info, "court", plain("Deposition")),
            AppointmentKind::Personal => (Tone::Plain, "lock", plain("Personal")),
            _ if !line.outside => (Tone::Plain, "lock", plain("Internal")),
            _ => (Tone::Warn, "pending", plain("Unconfirmed")),
        },
    })
}

fn with(between: &str, words: &str, how: &str) -> String {
    if how.is_empty() { words.to_owned() } else { format!("{words}{between}{how}") }
}

#[component]
fn Line(line: TodayLine) -> impl IntoView {
    let said = said(&line);
    let class = if line.over { "docket__row docket__row--past" } else { "docket__row" };
    let off = if line.state == SlotState::Cancelled { "is-off" } else { "" };
    let (clock, half) = line.at;
    let people = line.people;
    view! {
        <li class=class>
            <time class="docket__when" datetime=line.datetime>
                <b>{clock}</b>
                " "
                {half}
            </time>
            <div class="docket__body">
                <div class="docket__text">
                    <p class="docket__title">
                        <a class=off href=routes::appointment(line.id)>
                            {line.head}
                        </a>
                    </p>
                    {(!line.sub.is_empty()).then(|| view! { <p class="docket__sub">{line.sub}</p> })}
                </div>
                {said
                    .map(|(tone, icon, words)| {
                        view! {
                            <Status kind=tone icon=icon>
                                {words}
                            </Status>
                        }
                    })}
                {(!people.is_empty())
                    .then(|| {
                        let stack = people
                            .into_iter()
                            .map(|person| view! { <Who person=person small=true alone=true /> })
                            .collect_view();
                        view! { <span class="who-stack">{stack}</span> }
                    })}
            </div>
        </li>
    }
}

#[component]
fn Due(rows: Vec<TodayDue>, all: usize, late: usize, office: bool) -> impl IntoView {
    let which = if office { "all" } else { "mine" };
    let href = routes::with_query(routes::DEADLINES, &[("which", which)]);
    let words = if all > rows.len() { format!("All {all}") } else { "All deadlines".to_owned() };
    let body = if rows.is_empty() {
        let text = "What one answers for, steps in for or looks over appears here.";
        view! { <Empty icon="flag" title="No deadlines" text=text /> }.into_any()
    } else {
        let rows = rows.into_iter().map(|due| view! { <DueLine due=due /> }).collect_view();
        view! { <ol class="docket">{rows}</ol> }.into_any()
    };
    view! {
        <section aria-labelledby="due">
            <div class="sect__head">
                <h2 id="due">"Deadlines"</h2>
                {(late > 0)
                    .then(|| {
                        view! {
                            <span class="sect__note">
                                <strong class="c-bad">{format!("{late} late")}</strong>
                            </span>
                        }
                    })}
                <a class="push" href=href>
                    {words}
                </a>
            </div>
            {body}
        </section>
    }
}

#[component]
fn DueLine(due: TodayDue) -> impl IntoView {
    let class = due.late.then_some("c-bad");
    view! {
        <li class="docket__row">
            <time class="docket__when" datetime=due.datetime>
                <b class=class>{due.day}</b>
                <small class=class>{due.nearness}</small>
            </time>
            <div class="docket__body">
                <div class="docket__text">
                    <p class="docket__title">
                        <a href=routes::appointment(due.id)>{due.head}</a>
                    </p>
                    {(!due.sub.is_empty()).then(|| view! { <p class="docket__sub">{due.sub}</p> })}
                </div>
                {due
                    .to_check
                    .then(|| {
                        view! {
                            <Status kind=Tone::Info icon="pending">
                                "To be confirmed"
                            </Status>
                        }
                    })}
                {due.owner.map(|owner| view! { <Who person=owner small=true alone=true /> })}
            </div>
        </li>
    }
}

/// What ended on the days before, and nobody wrote down who came.
#[component]
fn Unrecorded(rows: Vec<UnrecordedRow>, more: bool, office: bool) -> impl IntoView {
    let words = if more { "Record all of them" } else { "Record who came" };
    let none = rows.is_empty();
    let nothing = match office {
        true => "Who came is written down for everything that is over.",
        false => "Who came to your own appointments is all written down.",
    };
    let link = (!none).then(|| (routes::UNRECORDED.to_owned(), words.to_owned()));
    view! {
        <Section id="unrecorded" title="Unrecorded" note="of earlier days" link=link>
            {none.then(|| view! { <p class="sm muted mt-2">{nothing}</p> })}
            <ul class="people">
                {rows
                    .into_iter()
                    .map(|row| {
                        let head = if row.head.is_empty() { row.kind.label().to_owned() } else { row.head };
                        view! {
                            <li>
                                {office.then(|| view! { <Who person=row.owner small=true alone=true /> })}
                                <span>
                                    <a class="people__name" href=routes::appointment(row.id)>
                                        {head}
                                    </a>
                                    <small>
                                        {format!("{}, ", row.kind.label())}
                                        <time datetime=row.datetime>{row.when}</time>
                                    </small>
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::AppointmentId;

    use super::*;

    fn line(kind: AppointmentKind, state: SlotState) -> TodayLine {
        TodayLine {
            id: AppointmentId(uuid::Uuid::nil()),
            kind,
            at: ("9:30".into(), "am".into()),
            datetime: String::new(),
            head: String::new(),
            sub: String::new(),
            state,
            how: String::new(),
            outside: true,
            over: false,
            begun: false,
            people: Vec::new(),
        }
    }

    #[test]
    fn every_state_has_a_word() {
        let words = |line: &TodayLine| said(line).map(|(_, _, words)| words).unwrap_or_default();
        let meeting = line(AppointmentKind::Meeting, SlotState::Booked);
        assert_eq!(words(&meeting), "Unconfirmed");
        assert_eq!(words(&TodayLine { outside: false, ..meeting.clone() }), "Internal");
        assert_eq!(words(&TodayLine { over: true, ..meeting }), "Not recorded");
        assert_eq!(words(&line(AppointmentKind::Hearing, SlotState::Booked)), "Court date");
        let by_text = TodayLine {
            how: "by text".into(),
            ..line(AppointmentKind::Call, SlotState::Confirmed)
        };
        assert_eq!(words(&by_text), "Confirmed by text");
        let missed = TodayLine {
            how: "recorded 10:30 am".into(),
            over: true,
            ..line(AppointmentKind::Call, SlotState::NoShow)
        };
        assert_eq!(words(&missed), "No-show, recorded 10:30 am");
    }
}
