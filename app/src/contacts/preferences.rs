//! What a client wants of whoever writes or calls.

use domain::contacts::{PreferencesForm, Preferred, ReachFormContext};
use domain::forms::{Choice, FormPage};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Check, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

/// The page `/clients/:id/preferences`.
#[component]
pub fn Preferences() -> impl IntoView {
    let read = api::preferences_page(param("id"), flash_id());
    page("How to reach a client", "client", read, |page| view! { <Write page=page /> })
}

#[component]
fn Write(mut page: FormPage<PreferencesForm, ReachFormContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ReachFormContext { client, name, zones } = context;
    let back = routes::client(client);
    let crumbs = vec![
        ("Clients".to_owned(), Some(routes::CLIENTS.to_owned())),
        ("Client".to_owned(), Some(back.clone())),
        ("How to reach".to_owned(), None),
    ];
    let ways = Preferred::ALL
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .to_vec();
    view! {
        <Shell frame=frame here=Here::Clients crumbs=crumbs class="page--form">
            <PageHead title="How to reach a client" lead=name />
            <PostForm action=api::SetPreferences::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=client.to_string() />
                <Hidden name="revision" value=form.revision />
                <Select
                    name="preferred"
                    label="Prefers to be reached by"
                    options=ways
                    value=form.preferred
                    placeholder="No preference"
                    error=errors.of("preferred")
                />
                <fieldset>
                    <legend class="h3 mb-2">"Quiet hours"</legend>
                    <p class="sm muted mb-2">
                        "No texts and no calls between these times, by the clock of the time zone below. Empty: the office’s hours."
                    </p>
                    <div class="form-row">
                        <TextField
                            name="quiet_from"
                            label="From"
                            kind="time"
                            value=form.quiet_from
                            error=errors.of("quiet_from")
                            optional_mark=true
                        />
                        <TextField
                            name="quiet_until"
                            label="Until"
                            kind="time"
                            value=form.quiet_until
                            error=errors.of("quiet_until")
                            optional_mark=true
                        />
                    </div>
                </fieldset>
                <Select
                    name="time_zone"
                    label="Time zone"
                    options=zones
                    value=form.time_zone
                    placeholder="The office’s"
                    hint="Where the client lives. Messages tell both times, and booking takes either."
                    error=errors.of("time_zone")
                />
                <fieldset class="stack gap-3">
                    <legend class="h3 mb-2">"Discretion"</legend>
                    <Check
                        name="discreet"
                        label="Discreet contact"
                        hint="Nothing that arrives may say who writes, or that there is a lawyer. The client’s pages and cases warn everybody."
                        checked=!form.discreet.is_empty()
                        value="on"
                        error=errors.of("discreet")
                    />
                    <TextArea
                        name="safe_contact"
                        label="How the client is reached safely"
                        value=form.safe_contact
                        hint="Like “Never call the home number; text the mobile after 10 am”"
                        error=errors.of("safe_contact")
                        rows=3
                    />
                </fieldset>
                <Actions>
                    <Button look=Look::Primary>"Save changes"</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
