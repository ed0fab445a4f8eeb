//! Sending: first the documents are chosen, each by itself; then it is said to whom they go. Where something speaks
//! against it, the safe button is the filled and focused one.

use domain::forms::{FieldErrors, FormPage};
use domain::outside::{
    ChooseForm, MOST_DAYS, OutsideAsk, OutsideForm, OutsideRole, ToChoose, versions,
};
use domain::sharing::Outcome;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::documents::row::Sheet;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::sharing::found::Found;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::{Select, TextField};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::Here;
use crate::ui::status::Tone;

const FORM: &str = "send";
const TITLE: &str = "Send to somebody outside";

/// The page `/cases/:id/outside/new`.
#[component]
pub fn New() -> impl IntoView {
    let documents = query("documents");
    if domain::outside::from_address(&documents).is_empty() {
        let read = api::choose_page(param("id"), flash_id());
        return page(TITLE, "case", read, |page| view! { <Choosing page=page /> }).into_any();
    }
    let read = api::ask_page(param("id"), documents, flash_id());
    page(TITLE, "document", read, |page| view! { <Question page=page /> }).into_any()
}

#[component]
fn Choosing(mut page: FormPage<ChooseForm, OutsideAsk>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let OutsideAsk { case, all, .. } = context;
    let back = routes::case_outside(case.id);
    let none = all.is_empty();
    let footer = view! {
        {(!none).then(|| view! { <Button look=Look::Primary form=FORM>"Go on"</Button> })}
        <LinkButton href=back.clone()>"Don’t send"</LinkButton>
    };
    view! {
        <DialogPage frame=frame here=Here::Cases title=TITLE back=back footer=footer.into_any()>
            <p class="muted sm">{format!("{} · {}", case.title, case.number)}</p>
            {none
                .then(|| view! { <p>"This case has no document that could be sent."</p> })}
            <PostForm id=FORM action=api::Choose::url() class="stack gap-4">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=case.id.to_string() />
                <Documents all=all ticked=form.documents error=errors.of("documents").map(str::to_owned) />
            </PostForm>
        </DialogPage>
        <LiveForms />
    }
}

#[component]
fn Documents(all: Vec<ToChoose>, ticked: Vec<String>, error: Option<String>) -> impl IntoView {
    let hidden = error.is_none();
    let rows = all
        .into_iter()
        .enumerate()
        .map(|(nth, document)| {
            let value = document.id.to_string();
            let checked = ticked.contains(&value);
            let id = (nth == 0).then_some("f-documents");
            let label = format!("Include {}", document.name);
            view! {
                <li>
                    <Sheet media=document.media />
                    <span>
                        <span class="people__name" dir="auto">{document.name}</span>
                        <small>{document.facts}</small>
                    </span>
                    <span class="people__right">
                        <label class="check">
                            <input type="checkbox" id=id name="documents[]" value=value checked=checked aria-label=label />
                            <span aria-hidden="true">"Include"</span>
                        </label>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby="f-documents-e">
            <legend class="field__label mb-2">"Choose each document that goes"</legend>
            <ul class="people">{rows}</ul>
            <p class="field__error" id="f-documents-e" data-error-for="documents" hidden=hidden>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </fieldset>
    }
}

#[component]
fn Question(mut page: FormPage<OutsideForm, OutsideAsk>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let OutsideAsk { case, chosen, findings, bar, .. } = context;
    let back = routes::case_outside(case.id);
    let stops = findings.outcome == Outcome::Stop;
    let goes = bar.is_none() && findings.may_override();
    let asks = stops || errors.of("anyway").is_some();
    let number = format!("{} · {}", case.title, case.number);
    // as the page shows them now, and not as an earlier one did
    let looked = versions(&chosen);
    let warned = if stops { "yes" } else { "" };
    let documents = chosen
        .into_iter()
        .map(|row| {
            let facts = format!("Version {} · {}", row.version, row.size);
            view! {
                <li>
                    <Sheet media=row.media />
                    <span>
                        <a class="people__name" href=routes::document(row.id) dir="auto">{row.name}</a>
                        <small>{facts}</small>
                    </span>
                    <span></span>
                </li>
            }
        })
        .collect_view();
    let (look, words) = match stops {
        true => (Look::Danger, "Send anyway"),
        false => (Look::Primary, "Send"),
    };
    let safe = if stops || !goes { Look::Primary } else { Look::Default };
    let footer = view! {
        {goes
            .then(|| {
                view! {
                    <p class="foot-note">
                        "It goes out after two minutes. Until then you can withdraw it."
                    </p>
                    <Button look=look form=FORM icon="share">{words}</Button>
                }
            })}
        <LinkButton href=back.clone() look=safe autofocus=true>
            "Don’t send"
        </LinkButton>
    };
    let body = match bar {
        Some(bar) => {
            view! { <Notice kind=Tone::Warn title="These cannot be sent now"><p>{bar}</p></Notice> }
                .into_any()
        }
        None => view! {
            <Found findings=findings to="somebody outside the office" case=number.clone() />
            <PostForm id=FORM action=api::SendIt::url() class="stack gap-4">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=case.id.to_string() />
                <Hidden name="key" value=form.key.clone() />
                <Hidden name="documents" value=looked />
                <Hidden name="warned" value=warned />
                <Fields form=form client=case.client.clone() asks=asks errors=errors />
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <DialogPage frame=frame here=Here::Cases title=TITLE back=back footer=footer.into_any()>
            <div class="stack gap-1">
                <p class="muted sm">{number}</p>
                <ul class="people" aria-label="Documents that go">{documents}</ul>
                <p class="sm">
                    <a href=routes::outside_new(case.id, "")>"Choose others"</a>
                </p>
            </div>
            {body}
        </DialogPage>
        <LiveForms />
    }
}

#[component]
fn Fields(form: OutsideForm, client: String, asks: bool, errors: FieldErrors) -> impl IntoView {
    view! {
        <div class="form-row">
            <TextField name="name" label="Name" value=form.name error=errors.of("name") required=true autocomplete="off" />
            <TextField
                name="email"
                label="E-mail address"
                kind="email"
                value=form.email
                error=errors.of("email")
                hint="The link and each code go there, and nowhere else."
                required=true
                autocomplete="off"
            />
        </div>
        <div class="form-row">
            <Select
                name="role"
                label="Who this is"
                options=OutsideRole::choices()
                value=form.role
                placeholder="Choose"
                error=errors.of("role")
                required=true
            />
            <TextField name="firm" label="Firm or court" value=form.firm error=errors.of("firm") optional_mark=true autocomplete="off" />
        </div>
        <div class="form-row">
            <TextField
                name="days"
                label="Can be opened for so many days"
                value=form.days
                hint=format!("At most {MOST_DAYS}.")
                inputmode="numeric"
                error=errors.of("days")
                required=true
            />
            <TextField name="reason" label="Reason, kept on record" value=form.reason error=errors.of("reason") required=true />
        </div>
        <TextField
            name="last_name"
            label="Type the client’s last name"
            value=form.last_name
            hint=format!("These are documents of {client}. For a firm, the last word of its name.")
            error=errors.of("last_name")
            required=true
            autocomplete="off"
        />
        {asks
            .then(|| {
                view! {
                    <TextField
                        name="anyway"
                        label="Why it goes all the same"
                        value=form.anyway
                        hint="Kept on record beside the warning."
                        error=errors.of("anyway")
                    />
                }
            })}
    }
}
