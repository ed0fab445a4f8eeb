//! What the office asks for, with a form beside each by which it is sent, and what was sent.

use domain::forms::Choice;
use domain::portal::PortalFramed;
use domain::requests::{PortalRequest, PortalRequests, PortalUpload, UploadState};
use leptos::prelude::*;

use super::{Here, api, head_of, page};
use crate::documents::upload::Token;
use crate::page::flash_id;
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::Select;
use crate::ui::form::Hidden;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The page `/portal/requests`.
#[component]
pub fn Requests() -> impl IntoView {
    let flash = flash_id();
    let read = async move {
        let asked = api::requests(flash).await?;
        let PortalFramed { frame, body } = asked.context;
        Ok(PortalFramed { frame, body: (asked.message, body) })
    };
    page("What we need from you", Here::Requests, read, |frame, (message, body)| {
        view! { <All several=frame.several message=message all=body /> }
    })
}

#[component]
fn All(several: bool, message: Option<String>, all: PortalRequests) -> impl IntoView {
    let PortalRequests { open, done, others, places, limit } = all;
    let none = open.is_empty();
    let sends = !places.is_empty();
    let each = limit.clone();
    view! {
        <h1 class="portal__hello">"What we need from you"</h1>
        {message
            .map(|message| {
                view! {
                    <Notice kind=Tone::Bad title="Not everything was sent" role="alert" focus=true>
                        <p class="portal__prose">{message}</p>
                    </Notice>
                }
            })}
        <div class="stack gap-8">
            {none.then(|| view! { <p class="portal__none">"Nothing just now. Thank you."</p> })}
            {open
                .into_iter()
                .map(|one| view! { <One one=one several=several limit=each.clone() /> })
                .collect_view()}
            {sends
                .then(|| {
                    view! {
                        <Section id="else" title="Send something else">
                            <div class="stack gap-3">
                                <p class="portal__small">
                                    "For something that we did not ask for. Somebody here looks at it before it is put to your case."
                                </p>
                                <SendFiles key="else".to_owned() limit=limit places=places request=None />
                            </div>
                        </Section>
                    }
                })}
            {(!others.is_empty())
                .then(|| {
                    view! {
                        <Section id="others" title="What you sent besides">
                            <Sent files=others several=several />
                        </Section>
                    }
                })}
            {(!done.is_empty())
                .then(|| {
                    let rows = done
                        .into_iter()
                        .map(|one| {
                            let head = head_of(&one.case, &one.client, several);
                            view! {
                                <li>
                                    <strong dir="auto">{one.title}</strong>
                                    <small>
                                        {format!("Done, {}. ", one.done.unwrap_or_default())}
                                        <bdi>{head}</bdi>
                                    </small>
                                    <Sent files=one.sent several=false />
                                </li>
                            }
                        })
                        .collect_view();
                    view! {
                        <Section id="done" title="Done">
                            <ul class="portal__list">{rows}</ul>
                        </Section>
                    }
                })}
        </div>
    }
}

#[component]
fn One(one: PortalRequest, several: bool, limit: String) -> impl IntoView {
    let head = head_of(&one.case, &one.client, several);
    let key = one.id.to_string();
    let waits = one.waits();
    view! {
        <Section id=format!("request-{key}") title=one.title>
            <div class="stack gap-3">
                <p class="portal__small">
                    {due(one.due, one.late)} " " <bdi>{head}</bdi>
                </p>
                {(!one.details.is_empty())
                    .then(|| view! { <p class="portal__prose" dir="auto">{one.details}</p> })}
                {waits
                    .then(|| {
                        view! {
                            <Notice kind=Tone::Ok title="Something arrived, and we look at it" role="note">
                                <p>"You can send more until we have all of it."</p>
                            </Notice>
                        }
                    })}
                <Sent files=one.sent several=false />
                {if one.sends {
                    view! { <SendFiles key=key limit=limit places=Vec::new() request=Some(one.id.to_string()) /> }.into_any()
                } else {
                    view! { <p class="portal__small">"You can read this, and not send files. Call us if that is wrong."</p> }
                        .into_any()
                }}
            </div>
        </Section>
    }
}

/// "By Oct 20, 2026." Nobody is scolded.
pub(super) fn due(due: Option<String>, late: bool) -> String {
    match (due, late) {
        (None, _) => "No date is set.".to_owned(),
        (Some(day), false) => format!("By {day}."),
        (Some(day), true) => {
            format!("We hoped to have it by {day}. Please send it as soon as you can.")
        }
    }
}

/// Files for a request, or for a case that is chosen. Hidden fields stand before the files: they are read in this order.
#[component]
fn SendFiles(
    key: String,
    limit: String,
    places: Vec<Choice>,
    request: Option<String>,
) -> impl IntoView {
    let (field, hint) = (format!("f-file-{key}"), format!("f-file-{key}-h"));
    let only = match places.as_slice() {
        [only] => Some(only.value.clone()),
        _ => None,
    };
    let most = (!limit.is_empty()).then(|| format!("Up to {limit} each. "));
    view! {
        <form
            class="stack gap-3"
            method="post"
            action=routes::PORTAL_UPLOADS
            enctype="multipart/form-data"
        >
            <Token />
            {request.map(|id| view! { <Hidden name="request" value=id /> })}
            {match only {
                Some(place) => view! { <Hidden name="place" value=place /> }.into_any(),
                None if places.is_empty() => ().into_any(),
                None => {
                    view! {
                        <Select name="place" label="For which case?" options=places placeholder="Choose" required=true />
                    }
                        .into_any()
                }
            }}
            <div class="field">
                <label class="field__label" for=field.clone()>
                    "Files"
                </label>
                <input
                    class="input"
                    id=field
                    type="file"
                    name="file"
                    multiple=true
                    required=true
                    aria-describedby=hint.clone()
                />
                <p class="field__hint" id=hint>
                    {most}
                    "Photographs, scans and PDF are fine."
                </p>
            </div>
            <p>
                <Button look=Look::Primary icon="upload">
                    "Send"
                </Button>
            </p>
        </form>
    }
}

/// What was sent, and what became of it.
#[component]
fn Sent(files: Vec<PortalUpload>, several: bool) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let rows = files
            .into_iter()
            .map(|file| {
                let head = if several { head_of(&file.case, &file.client, true) } else { String::new() };
                let (tone, icon, words) = match (file.state, file.held) {
                    (UploadState::Waiting, false) => (Tone::Info, "check", "Arrived"),
                    (UploadState::Waiting, true) => (Tone::Warn, "alert", "Stopped by our virus scanner"),
                    (UploadState::Accepted, _) => (Tone::Ok, "ok", "We have it"),
                    (UploadState::Refused, _) => (Tone::Warn, "alert", "We could not use it"),
                };
                view! {
                    <li>
                        <span>
                            <Icon name="doc" small=true />
                            " "
                            <bdi>{file.name}</bdi>
                            " "
                            <Badge kind=tone icon=icon>
                                {words}
                            </Badge>
                        </span>
                        <small>
                            {format!("{}, sent ", file.size)}
                            <time datetime=file.datetime>{file.at}</time>
                            " by "
                            <bdi>{file.by}</bdi>
                            {(!head.is_empty()).then(|| view! { ". " <bdi>{head}</bdi> })}
                        </small>
                        {file.because.map(|why| view! { <small dir="auto">{format!("Why: {why}")}</small> })}
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="portal__list">{rows}</ul> }
    })
}

/// What is asked, on the first page: each leads to its form.
#[component]
pub(super) fn Needed(rows: Vec<PortalRequest>, several: bool) -> impl IntoView {
    view! {
        <ul class="todo">
            {rows
                .into_iter()
                .map(|row| {
                    let head = if several { head_of(&row.case, &row.client, true) } else { String::new() };
                    let waits = row.waits();
                    view! {
                        <li>
                            <a href=format!("{}#request-{}", routes::PORTAL_REQUESTS, row.id)>
                                <Icon name="upload" />
                                <span>
                                    <span class="todo__title" dir="auto">
                                        {row.title}
                                    </span>
                                    <small>
                                        {if waits { "Something arrived, and we look at it.".to_owned() } else { due(row.due, row.late) }}
                                    </small>
                                    {(!head.is_empty()).then(|| view! { <small dir="auto">{head}</small> })}
                                </span>
                                <Icon name="right" />
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::due;

    #[test]
    fn what_is_late_is_said_kindly() {
        assert_eq!(due(None, false), "No date is set.");
        assert_eq!(due(Some("Oct 20, 2026".into()), false), "By Oct 20, 2026.");
        let late = due(Some("Oct 1, 2026".into()), true);
        assert!(late.contains("We hoped") && !late.contains("overdue"), "{late}");
    }
}
