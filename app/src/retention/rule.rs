//! The page `/retention/rules/:area`: for how long the documents of one practice area are kept.

use domain::forms::FormPage;
use domain::retention::RuleForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

#[component]
pub fn Rule() -> impl IntoView {
    let read = api::rule_page(param("area"), flash_id());
    page("How long documents are kept", "page", read, |mut page: FormPage<RuleForm, RuleForm>| {
        let (message, errors) = complaints(&mut page);
        let FormPage { frame, form, context, .. } = page;
        let footer = view! {
            <LinkButton href=routes::RETENTION>"Leave it as it is"</LinkButton>
            <Button look=Look::Primary form="rule">
                "Save"
            </Button>
        }
        .into_any();
        view! {
            <DialogPage
                frame=frame
                here=Here::Retention
                title=format!("{}: how long are documents kept?", context.area)
                back=routes::RETENTION
                small=true
                footer=footer
            >
                <p>
                    "Counted from the day a case was closed. Nothing is destroyed by this: when the time has \
                    passed, the case is listed, one managing partner asks and a second person destroys."
                </p>
                <PostForm action=api::SetRule::url() id="rule">
                    <FormMessage message=message errors=errors.clone() />
                    <Hidden name="area" value=context.area />
                    <TextField
                        name="years"
                        label="Years"
                        value=form.years
                        hint="1 to 100. Empty: they are kept until somebody decides."
                        error=errors.of("years")
                    />
                </PostForm>
                <LiveForms />
            </DialogPage>
        }
    })
}
