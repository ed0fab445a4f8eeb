//! The page `/billing/{id}`: the sheet, and beside it where the invoice stands.

use domain::billing::invoices::Stage;
use domain::billing::show::{InvoiceAct, InvoiceActForm, InvoicePage};
use domain::forms::FormPage;
use leptos::prelude::*;

use super::api;
use super::invoice_acts::Acts;
use super::invoice_panel::{Happened, Standing, StillToDo};
use super::invoice_paper::Sheet;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, Shell};
use crate::ui::sheet::BillingSheet;
use crate::ui::status::Tone;

#[component]
pub fn Show() -> impl IntoView {
    page("Invoice", "invoice", api::show(param("id"), flash_id()), |page| {
        view! { <Shown page=page /> }
    })
}

#[component]
fn Shown(mut page: FormPage<InvoiceActForm, InvoicePage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: page, .. } = page;
    let open = InvoiceAct::from_word(&query("do"));
    let crumbs =
        vec![("Billing".to_owned(), Some(routes::BILLING.to_owned())), (page.title(), None)];
    let corrects = page.corrects.map(|id| {
        view! {
            <p class="sm">
                <a href=routes::invoice(id)>"The invoice it corrects"</a>
            </p>
        }
    });
    let void = (page.stage == Stage::Void).then(|| {
        let reason = page.void_reason.clone();
        view! {
            <Notice kind=Tone::Info title="This invoice is void" role="note">
                <p>{reason}</p>
                <p>"What it billed can be billed again. Its number stays taken."</p>
            </Notice>
        }
    });
    let draft = page.stage.is_draft();
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs class="page--desk">
            <Done />
            <div class="bench">
                <Sheet page=page.clone() />
                <aside class="panel no-print" aria-label="About this invoice">
                    <Standing page=page.clone() />
                    <Acts page=page.clone() open=open form=form message=message errors=errors />
                    {void}
                    {corrects}
                    {draft.then(|| view! { <StillToDo page=page.clone() /> })}
                    <Happened page=page />
                </aside>
            </div>
            <LiveForms />
        </Shell>
    }
}
