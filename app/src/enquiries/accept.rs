//! Accepting an enquiry: the case it becomes, with everything known filled in.

use domain::cases::CaseForm;
use domain::enquiries::AcceptContext;
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::cases::form::{Adverse, Lead, Limits, What};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Accept() -> impl IntoView {
    page("Accept enquiry", "enquiry", api::accept_page(param("id"), flash_id()), |page| {
        view! { <Write page=page /> }
    })
}

#[component]
fn Write(mut page: FormPage<CaseForm, AcceptContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let AcceptContext { enquiry, name, attorneys } = context;
    let back = routes::enquiry(enquiry);
    let crumbs = vec![
        ("Enquiries".to_owned(), Some(routes::ENQUIRIES.to_owned())),
        ("Enquiry".to_owned(), Some(back.clone())),
        ("Accept".to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Enquiries crumbs=crumbs class="page--form">
            <PageHead
                title=format!("Accept {name}")
                lead="The client goes on file and the case opens, both from what was taken down. The names are checked once more."
            />
            <PostForm action=api::Accept::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=enquiry.to_string() />
                <What form=form.clone() errors=errors.clone() />
                <Lead form=form.clone() attorneys=attorneys prepares=false errors=errors.clone() />
                <Adverse form=form.clone() errors=errors.clone() />
                <Limits form=form errors=errors />
                <Actions>
                    <Button look=Look::Primary>"Accept and open the case"</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
