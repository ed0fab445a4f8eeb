//! The page `/settings/reminders/contact`: how clients reach the office, and what was counted before.

use domain::forms::FormPage;
use domain::reminders::ContactForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{api, crumbs};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Contact() -> impl IntoView {
    page("How clients answer", "page", api::contact_page(flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

#[component]
fn Write(mut page: FormPage<ContactForm>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, .. } = page;
    let lead = "Stands in messages to clients, and in the answers they get by themselves.";
    view! {
        <Shell frame=frame here=Here::Settings crumbs=crumbs(Some("How clients answer")) class="page--form">
            <Done />
            <PageHead title="How clients answer" lead=lead />
            <PostForm action=api::SaveContact::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="revision" value=form.revision />
                <TextField
                    name="reply_to"
                    label="Answers to e-mail go to"
                    value=form.reply_to
                    kind="email"
                    hint="A mailbox that somebody reads every day. Empty: the sender’s."
                    error=errors.of("reply_to")
                    autocomplete="off"
                    optional_mark=true
                />
                <div class="form-row">
                    <TextField
                        name="phone"
                        label="Phone"
                        value=form.phone
                        kind="tel"
                        hint="For questions, and for dates only the court can move"
                        error=errors.of("phone")
                        autocomplete="off"
                        optional_mark=true
                    />
                    <TextField
                        name="urgent_phone"
                        label="Urgent phone"
                        value=form.urgent_phone
                        kind="tel"
                        hint="In the answer to whoever writes out of hours"
                        error=errors.of("urgent_phone")
                        autocomplete="off"
                        optional_mark=true
                    />
                </div>
                <fieldset class="stack gap-3">
                    <legend class="h3 mb-2">"Before reminders"</legend>
                    <p class="muted sm">
                        "What share of appointments nobody came to, counted before. The attendance figures stand beside it."
                    </p>
                    <TextField
                        name="baseline"
                        label="No-shows in percent"
                        value=form.baseline
                        inputmode="decimal"
                        error=errors.of("baseline")
                        autocomplete="off"
                        optional_mark=true
                    />
                    <div class="form-row">
                        <DateField
                            name="baseline_from"
                            label="Counted from"
                            value=form.baseline_from
                            error=errors.of("baseline_from")
                        />
                        <DateField
                            name="baseline_until"
                            label="To"
                            value=form.baseline_until
                            error=errors.of("baseline_until")
                        />
                    </div>
                </fieldset>
                <Actions>
                    <Button look=Look::Primary>"Save"</Button>
                    <LinkButton href=routes::REMINDERS look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
