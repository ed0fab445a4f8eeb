//! The page `/settings/reminders`: the switch, how the ways out of the house do, what is to come, and the
//! way to everything that is worded.

use domain::forms::{Choice, FieldErrors, FormPage};
use domain::notices::sent::NoticeState;
use domain::notices::{Channel, NoticeKind};
use domain::reminders::{
    Coming, RemindersPage, SendingForm, Stopped, TestSent, WayOut, WordingKey,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{api, crumbs};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextField};
use crate::ui::form::{FormMessage, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Status, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Reminders() -> impl IntoView {
    page("Reminders", "page", api::sending(flash_id()), |page| {
        view! { <Shown page=page /> }
    })
}

#[component]
fn Shown(mut page: FormPage<SendingForm, RemindersPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let RemindersPage { stopped, ways, tests, held, coming, coming_total, own } = context;
    // what is wrong with a field stands beside it
    let message = message.filter(|_| errors.is_empty());
    let lead =
        "What is sent to clients by e-mail and text, and to whom. Each change is in the audit log.";
    let wait = match held {
        0 => "Held back".to_owned(),
        count => format!("Held back ({count})"),
    };
    let is_stopped = stopped.is_some();
    let of_test = errors.clone();
    let shown = coming.len() as i64;
    let note = if coming_total > shown {
        format!("the first {shown} of {coming_total}")
    } else {
        String::new()
    };
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs(None)>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Reminders" lead=lead>
                <LinkButton href=routes::REMINDER_CONTACT icon="phone">
                    "How clients answer"
                </LinkButton>
                <LinkButton href=routes::HELD icon="pending">
                    {wait}
                </LinkButton>
            </PageHead>
            <div class="stack gap-8">
                <Section id="sending" title="Sending">
                    <Switch stopped=stopped reason=form.reason errors=errors />
                    <Ways rows=ways />
                </Section>
                <Section id="test" title="A message to yourself" note="to see whether a way works">
                    <Test channel=form.channel number=form.number errors=of_test tests=tests />
                </Section>
                <Section id="coming" title="In the next three days" note=note>
                    <ToCome rows=coming stopped=is_stopped />
                </Section>
                <Section id="wording" title="Wording">
                    <Wordings own=own />
                </Section>
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Switch(stopped: Option<Stopped>, reason: String, errors: FieldErrors) -> impl IntoView {
    let wrong = errors.of("reason").map(str::to_owned);
    let open = wrong.is_some();
    match stopped {
        Some(stopped) => {
            let title = format!("Stopped by {}, {}", stopped.by, stopped.at);
            view! {
                <div class="stack gap-3 mt-3">
                    <Notice kind=Tone::Bad title=title>
                        <p>{stopped.reason}</p>
                        <p>
                            "What is due waits. Once started, what is not too late goes out at once, and the rest never."
                        </p>
                    </Notice>
                    <PostForm action=api::Start::url() class="stack gap-3">
                        <FormMessage />
                        <div>
                            <Button icon="mail">"Start sending again"</Button>
                        </div>
                    </PostForm>
                </div>
            }
            .into_any()
        }
        None => view! {
            <div class="stack gap-3 mt-3">
                <Status kind=Tone::Ok icon="ok">
                    "Messages are sent"
                </Status>
                <details class="more" open=open>
                    <summary>"Stop all sending"</summary>
                    <PostForm action=api::Stop::url() class="stack gap-3 mt-3">
                        <FormMessage />
                        <TextField
                            name="reason"
                            label="Why"
                            value=reason
                            hint="Every page says it to everybody at the office."
                            error=wrong
                            required=true
                        />
                        <div>
                            <Button look=Look::Danger>"Stop all sending"</Button>
                        </div>
                    </PostForm>
                </details>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Ways(rows: Vec<WayOut>) -> impl IntoView {
    let kept = rows.iter().any(|row| row.kept > 0);
    view! {
        <TableWrap label="Ways out of the house" class="mt-4">
            <table class="table table--stack">
                <Caption text="How e-mail and texts do, and what became of the messages of the last day" />
                <thead>
                    <tr>
                        <th scope="col">"By"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">"Sent, last 24 h"</th>
                        {kept.then(|| view! { <th scope="col" class="num">"Kept here"</th> })}
                        <th scope="col" class="num">"Waiting"</th>
                        <th scope="col" class="num">"Failed"</th>
                        <th scope="col" class="num">"Unclear"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let (tone, icon) = if row.well { (Tone::Ok, "ok") } else { (Tone::Warn, "alert") };
                            view! {
                                <tr>
                                    <th scope="row">{row.channel.label()}</th>
                                    <td data-label="State">
                                        <Status kind=tone icon=icon>
                                            {row.says}
                                        </Status>
                                    </td>
                                    <td data-label="Sent" class="num">{row.sent}</td>
                                    {kept.then(|| view! { <td data-label="Kept here" class="num">{row.kept}</td> })}
                                    <td data-label="Waiting" class="num">{row.waiting}</td>
                                    <td data-label="Failed" class="num">{row.failed}</td>
                                    <td data-label="Unclear" class="num">{row.unclear}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

const fn tone(state: NoticeState) -> (Tone, &'static str) {
    match state {
        NoticeState::Accepted | NoticeState::Delivered => (Tone::Ok, "ok"),
        NoticeState::Queued | NoticeState::Sending => (Tone::Info, "clock"),
        NoticeState::Failed => (Tone::Bad, "no"),
        NoticeState::Unknown | NoticeState::Cancelled | NoticeState::Expired => {
            (Tone::Warn, "alert")
        }
    }
}

#[component]
fn Test(
    channel: String,
    number: String,
    errors: FieldErrors,
    tests: Vec<TestSent>,
) -> impl IntoView {
    let channels = Channel::ALL
        .iter()
        .map(|channel| Choice { value: channel.word().into(), label: channel.label().into() })
        .collect();
    let channel = if channel.is_empty() { Channel::Email.word().to_owned() } else { channel };
    view! {
        <PostForm action=api::SendTest::url() class="stack gap-3 mt-3 test-form">
            <FormMessage />
            <div class="form-row">
                <Select name="channel" label="By" options=channels value=channel error=errors.of("channel") />
                <TextField
                    name="number"
                    label="Number"
                    value=number
                    kind="tel"
                    hint="For a text. E-mail goes to your own address."
                    error=errors.of("number")
                    autocomplete="tel"
                />
            </div>
            <div>
                <Button icon="mail">"Send a test"</Button>
            </div>
        </PostForm>
        {(!tests.is_empty())
            .then(|| {
                view! {
                    <TableWrap label="Your tests" class="mt-3">
                        <table class="table table--stack table--dense">
                            <Caption text="Your last tests, and what became of them" />
                            <thead>
                                <tr>
                                    <th scope="col">"Sent"</th>
                                    <th scope="col">"By"</th>
                                    <th scope="col">"To"</th>
                                    <th scope="col">"What became of it"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {tests
                                    .into_iter()
                                    .map(|test| {
                                        let (kind, icon) = tone(test.state);
                                        view! {
                                            <tr>
                                                <th scope="row">
                                                    <time datetime=test.datetime>{test.at}</time>
                                                </th>
                                                <td data-label="By">{if test.text { "Text" } else { "E-mail" }}</td>
                                                <td data-label="To">{test.to}</td>
                                                <td data-label="Became">
                                                    <Status kind=kind icon=icon>
                                                        {test.state.says(test.kept)}
                                                    </Status>
                                                    {(!test.note.is_empty())
                                                        .then(|| view! { <span class="cell-sub">{test.note}</span> })}
                                                </td>
                                            </tr>
                                        }
                                    })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </TableWrap>
                }
            })}
    }
}

#[component]
fn ToCome(rows: Vec<Coming>, stopped: bool) -> impl IntoView {
    if rows.is_empty() {
        let text = "Reminders of what is booked appear here two days ahead.";
        return view! { <Empty icon="mail" title="Nothing is to be sent" text=text /> }.into_any();
    }
    view! {
        {stopped
            .then(|| view! { <p class="muted sm mt-2">"As it would be, were sending not stopped."</p> })}
        <Comings rows=rows label="In the next three days" />
    }
    .into_any()
}

/// What is to be sent, as a table: to whom, when, about which appointment.
#[component]
pub(super) fn Comings(rows: Vec<Coming>, label: &'static str) -> impl IntoView {
    view! {
        <TableWrap label=label>
            <table class="table table--stack table--dense">
                <Caption text=format!("{label}, the soonest first") />
                <thead>
                    <tr>
                        <th scope="col">"Goes out"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"To"</th>
                        <th scope="col">"Appointment"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">
                                        <time datetime=row.datetime>{row.at}</time>
                                        {(!row.note.is_empty()).then(|| view! { <span class="cell-sub">{row.note}</span> })}
                                    </th>
                                    <td data-label="What">{row.what}</td>
                                    <td data-label="To">{row.to}</td>
                                    <td data-label="Appointment">
                                        <a href=routes::appointment(row.appointment)>{row.when}</a>
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

const COLUMNS: [(Channel, bool, &str); 4] = [
    (Channel::Email, false, "E-mail"),
    (Channel::Text, false, "Text"),
    (Channel::Email, true, "E-mail, discreet"),
    (Channel::Text, true, "Text, discreet"),
];

#[component]
fn Wordings(own: Vec<WordingKey>) -> impl IntoView {
    view! {
        <TableWrap label="Wording">
            <table class="table table--stack">
                <Caption text="Each message, by the way it is sent and by whether its reader is a discreet contact" />
                <thead>
                    <tr>
                        <th scope="col">"Message"</th>
                        {COLUMNS.map(|(_, _, head)| view! { <th scope="col">{head}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {NoticeKind::ALL
                        .iter()
                        .map(|kind| {
                            let own = own.clone();
                            view! {
                                <tr>
                                    <th scope="row">{kind.label()}</th>
                                    {COLUMNS
                                        .map(|(channel, discreet, head)| {
                                            if !kind.channels().contains(&channel) {
                                                return view! { <td data-label=head>"—"</td> }.into_any();
                                            }
                                            let key = WordingKey { kind: *kind, channel, discreet };
                                            let is_own = own.contains(&key);
                                            let what = format!(" {}, {head}", kind.label());
                                            view! {
                                                <td data-label=head>
                                                    <a href=routes::wording(key)>
                                                        "Change"
                                                        <span class="vh">{what}</span>
                                                    </a>
                                                    {is_own
                                                        .then(|| view! { " " <Badge kind=Tone::Info>"Yours"</Badge> })}
                                                </td>
                                            }
                                                .into_any()
                                        })
                                        .collect_view()}
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
        <p class="muted sm mt-2">
            "Without the mark it is the house’s wording. A text says who, when, where and a link; never what it is about."
        </p>
    }
}
