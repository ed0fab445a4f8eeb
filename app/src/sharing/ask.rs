//! The question before a document goes to a client. The client is chosen; where something speaks against it, the
//! safe button is the filled and focused one.

use domain::documents::DocumentsOf;
use domain::forms::{FieldErrors, FormPage};
use domain::ids::{DocumentId, ShareId};
use domain::sharing::{Outcome, Recipient, ShareClient, ShareContext, ShareForm};
use domain::text::initials;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::found::Found;
use crate::documents::row::Sheet;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::{Choices, Radio, TextField};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::Here;
use crate::ui::status::{Badge, Tone};

const FORM: &str = "share";

#[component]
pub fn Ask() -> impl IntoView {
    let read = api::ask_page(param("id"), query("client"), flash_id());
    page("Share with client", "document", read, |page| {
        let id = page.context.document.id;
        let action = match page.context.releases {
            true => api::Share::url(),
            false => api::Propose::url(),
        };
        view! { <Question page=page action=action id=id.to_string() back=routes::document(id) /> }
    })
}

#[component]
pub fn Decide() -> impl IntoView {
    let read = api::proposal_page(param("id"), flash_id());
    page("Approve sharing", "proposal", read, |page| {
        let back = routes::document(page.context.document.id);
        view! { <Question page=page action=api::Approve::url() id=param("id") back=back /> }
    })
}

#[component]
pub fn Decline() -> impl IntoView {
    let read = api::proposal_page(param("id"), flash_id());
    page("Decline sharing", "proposal", read, |page| view! { <Declining page=page /> })
}

#[component]
fn Question(
    mut page: FormPage<ShareForm, ShareContext>,
    action: &'static str,
    id: String,
    back: String,
) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ShareContext { of, document, clients, looked, findings, releases, proposal, bar, .. } =
        context;
    let (case, number) = match &of {
        DocumentsOf::Case { case, .. } => {
            (Some(case.id), format!("{} · {}", case.title, case.number))
        }
        DocumentsOf::Billing { .. } | DocumentsOf::Office => (None, String::new()),
    };
    let chosen = looked.and_then(|id| clients.iter().find(|client| client.id == id).cloned());
    let stops = findings.outcome == Outcome::Stop;
    let overrides = findings.may_override();
    let goes = bar.is_none()
        && overrides
        && chosen.as_ref().is_some_and(|client| client.people.iter().any(|p| !p.has_it));
    let title = match (&proposal, releases) {
        (Some(_), _) => "Approve sharing with client",
        (None, true) => "Share with client",
        (None, false) => "Propose sharing with client",
    };
    let facts = format!("Version {} · {}", document.version, document.size);
    let picture = (bar.is_none() && document.media.has_picture).then(|| {
        view! {
            <a class="thumbnail" href=routes::document_view(document.id, document.version) aria-label="View the document">
                <img
                    src=routes::document_thumbnail(document.id, document.version)
                    alt="First page"
                    width="160"
                    height="208"
                />
            </a>
        }
    });
    let view_it = (bar.is_none() && document.media.can_preview).then(|| {
        view! {
            <a href=routes::document_view(document.id, document.version)>"View the document"</a>
        }
    });
    let said = proposal.as_ref().map(|proposal| {
        let text = format!("Proposed by {}, {}.", proposal.by, proposal.at);
        view! { <p class="muted sm">{text}</p> }
    });
    let is_barred = bar.is_some();
    let deciding = proposal.as_ref().map(|proposal| proposal.id);
    let fixed = deciding.is_some();
    let asks = stops && overrides;
    let body = match (&bar, &chosen) {
        (Some(bar), _) => {
            let bar = bar.clone();
            view! { <Notice kind=Tone::Warn title="This cannot be shared now"><p>{bar}</p></Notice> }.into_any()
        }
        (None, None) => view! { <WhoFor id=document.id clients=clients.clone() /> }.into_any(),
        (None, Some(client)) => {
            let client = client.clone();
            view! {
                <Found findings=findings to=client.name.clone() case=number.clone() />
                <PostForm id=FORM action=action class="stack gap-4">
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="id" value=id.clone() />
                    <Hidden name="key" value=form.key.clone() />
                    <Hidden name="nth" value=form.nth.clone() />
                    <Hidden name="looked" value=client.id.to_string() />
                    <Hidden name="warned" value=form.warned.clone() />
                    <Fields form=form client=client clients=clients case=number asks=asks fixed=fixed errors=errors />
                </PostForm>
            }
            .into_any()
        }
    };
    let footer = view! {
        <Foot goes=goes stops=stops releases=releases proposal=deciding back=back.clone() barred=is_barred />
    };
    let people = chosen.filter(|client| client.people.is_empty()).map(|client| {
        let text = format!("Nobody uses the portal for {} yet.", client.name);
        view! {
            <Notice kind=Tone::Info title=text>
                <p>"Invite somebody on " <a href=routes::client(client.id)>"the client’s page"</a> " first."</p>
            </Notice>
        }
    });
    view! {
        <DialogPage frame=frame here=Here::Cases title=title back=back footer=footer.into_any()>
            <div class="sharing__head">
                {picture}
                <div class="stack gap-1">
                    <p class="row gap-2">
                        <Sheet media=document.media.clone() />
                        <span>
                            <strong dir="auto">{document.name.clone()}</strong>
                            " "
                            <span class="muted sm">{facts}</span>
                        </span>
                    </p>
                    {case.map(|id| view! { <p class="sm"><a href=routes::case(id)>{number_of(&of)}</a></p> })}
                    {said}
                    {view_it}
                </div>
            </div>
            {people}
            {body}
        </DialogPage>
        <LiveForms />
    }
}

fn number_of(of: &DocumentsOf) -> String {
    match of {
        DocumentsOf::Case { case, .. } => format!("{} · {}", case.title, case.number),
        DocumentsOf::Billing { number, .. } => number.clone(),
        DocumentsOf::Office => String::new(),
    }
}

/// Several clients are in the case: it is compared for one of them.
#[component]
fn WhoFor(id: DocumentId, clients: Vec<ShareClient>) -> impl IntoView {
    let links = clients
        .into_iter()
        .map(|client| {
            view! {
                <li>
                    <a class="btn btn--block" href=routes::document_share(id, &client.id.to_string()) dir="auto">
                        {client.name}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="stack gap-3">
            <h2 class="h3">"Which client is it for?"</h2>
            <p class="muted sm">"Several clients are in this case. Each gets what is shared with them alone."</p>
            <ul class="stack gap-2">{links}</ul>
        </div>
    }
}

#[component]
fn Fields(
    form: ShareForm,
    client: ShareClient,
    clients: Vec<ShareClient>,
    case: String,
    /// A last name and a reason, since something speaks against it.
    asks: bool,
    /// Who gets it was proposed.
    fixed: bool,
    errors: FieldErrors,
) -> impl IntoView {
    let options: Vec<Radio> = clients
        .into_iter()
        .map(|client| Radio::new(client.id.to_string(), client.name, case.clone()))
        .collect();
    view! {
        <Choices
            name="client"
            label="Choose the client it goes to"
            options=options
            value=form.client
            error=errors.of("client")
        />
        <People people=client.people ticked=form.people fixed=fixed error=errors.of("people").map(str::to_owned) />
        {asks
            .then(|| {
                view! {
                    <div class="form-row">
                        <TextField
                            name="last_name"
                            label="Type the recipient’s last name to share anyway"
                            value=form.last_name
                            hint="Of somebody who gets it."
                            error=errors.of("last_name")
                        />
                        <TextField
                            name="reason"
                            label="Reason, kept on record"
                            value=form.reason
                            hint="It is reported to the responsible attorney."
                            error=errors.of("reason")
                        />
                    </div>
                }
            })}
    }
}

#[component]
fn People(
    people: Vec<Recipient>,
    ticked: Vec<String>,
    fixed: bool,
    error: Option<String>,
) -> impl IntoView {
    let hidden = error.is_none();
    let rows = people
        .into_iter()
        .enumerate()
        .map(|(nth, person)| {
            let value = person.id.to_string();
            let checked = ticked.contains(&value);
            let id = (nth == 0).then_some("f-people");
            let label = format!("Include {}", person.name);
            let state = match (person.has_it, person.verified) {
                (true, _) => view! { <Badge kind=Tone::Info>"Has it"</Badge> }.into_any(),
                (false, Some(verified)) => {
                    view! { <Badge kind=Tone::Ok icon="check">{verified}</Badge> }.into_any()
                }
                (false, None) => view! { <Badge>"Not signed in yet"</Badge> }.into_any(),
            };
            let include = match (fixed, person.has_it) {
                (true, _) => view! { <Hidden name="people[]" value=value /> }.into_any(),
                (false, true) => ().into_any(),
                (false, false) => view! {
                    <label class="check">
                        <input type="checkbox" id=id name="people[]" value=value checked=checked aria-label=label />
                        <span aria-hidden="true">"Include"</span>
                    </label>
                }
                .into_any(),
            };
            view! {
                <li>
                    <span class="who" aria-hidden="true">{initials(&person.name)}</span>
                    <span>
                        <span class="people__name" dir="auto">{person.name}</span>
                        <small>{person.acts_as} " · " {person.email}</small>
                    </span>
                    <span class="people__right row gap-3">{state} {include}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby="f-people-e">
            <legend class="field__label mb-2">"If you share it, these people can open it"</legend>
            <ul class="people people--recip">{rows}</ul>
            <p class="field__error" id="f-people-e" data-error-for="people" hidden=hidden>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </fieldset>
    }
}

#[component]
fn Foot(
    goes: bool,
    stops: bool,
    releases: bool,
    proposal: Option<ShareId>,
    back: String,
    barred: bool,
) -> impl IntoView {
    let act = goes.then(|| {
        let (look, words) = match (stops, proposal.is_some(), releases) {
            (true, _, true) => (Look::Danger, "Share anyway"),
            (true, _, false) => (Look::Danger, "Propose anyway"),
            (false, true, _) => (Look::Primary, "Approve and share"),
            (false, false, true) => (Look::Primary, "Share"),
            (false, false, false) => (Look::Primary, "Propose"),
        };
        view! { <Button look=look form=FORM icon="share">{words}</Button> }
    });
    let decline = proposal.map(|id| {
        view! { <LinkButton href=routes::share_decline(id)>"Decline"</LinkButton> }
    });
    let note = goes.then(|| {
        let text = match releases {
            true => {
                "It opens for them two minutes after you share it. Until then you can withdraw it."
            }
            false => "Somebody with the release right decides whether it goes.",
        };
        view! { <p class="foot-note">{text}</p> }
    });
    // the safe act is the filled one wherever something speaks against the other
    let safe = if stops || !goes { Look::Primary } else { Look::Default };
    let words = if barred { "Close" } else { "Don’t share" };
    view! {
        {note}
        {act}
        {decline}
        <LinkButton href=back look=safe autofocus=true>
            {words}
        </LinkButton>
    }
}

#[component]
fn Declining(mut page: FormPage<ShareForm, ShareContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let id = context.proposal.as_ref().map(|proposal| proposal.id);
    let back = id.map(routes::share).unwrap_or_default();
    let said = context.proposal.map(|proposal| {
        format!(
            "{} proposed to share “{}” with {}.",
            proposal.by, context.document.name, proposal.client
        )
    });
    let footer = view! {
        <Button look=Look::Danger form="decline">"Decline"</Button>
        <LinkButton href=back.clone() look=Look::Primary autofocus=true>
            "Back"
        </LinkButton>
    };
    view! {
        <DialogPage frame=frame here=Here::Cases title="Decline sharing" back=back small=true footer=footer.into_any()>
            <p>{said}</p>
            <PostForm id="decline" action=api::Decline::url() class="stack gap-4">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=param("id") />
                <TextField
                    name="reason"
                    label="Reason"
                    value=form.reason
                    hint="Whoever proposed it reads it."
                    error=errors.of("reason")
                />
            </PostForm>
        </DialogPage>
        <LiveForms />
    }
}
