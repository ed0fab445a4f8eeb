//! Invoices: what is open, all of them, and one with what it was for.

use domain::portal::{
    PortalDisputeForm, PortalInvoice, PortalInvoicePage, PortalInvoices, by_case,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Here, api, head_of, page};
use crate::door::Asked;
use crate::page::{flash_id, param};
use crate::reply::call;
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::TextArea;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;
use crate::ui::section::Section;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

/// The page `/portal/invoices`.
#[component]
pub fn Invoices() -> impl IntoView {
    page("Invoices", Here::Invoices, api::invoices(), |frame, body| {
        view! { <All several=frame.several all=body /> }
    })
}

#[component]
fn All(several: bool, all: PortalInvoices) -> impl IntoView {
    let PortalInvoices { rows, pays } = all;
    let none = rows.is_empty();
    let groups = by_case(rows, |row| (row.case.clone(), row.client.clone()));
    view! {
        <h1 class="portal__hello">"Invoices"</h1>
        <div class="stack gap-8">
            {none.then(|| view! { <p class="portal__none">"There is no invoice yet. Each stands here as soon as it is issued."</p> })}
            {groups
                .into_iter()
                .enumerate()
                .map(|(nth, ((case, client), rows))| {
                    view! {
                        <Section id=format!("case-{nth}") title=head_of(&case, &client, several)>
                            <ToPay rows=rows several=false pays=pays />
                        </Section>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// A list of invoices, each a link.
#[component]
pub(super) fn ToPay(rows: Vec<PortalInvoice>, several: bool, pays: bool) -> impl IntoView {
    view! {
        <ul class="todo">
            {rows
                .into_iter()
                .map(|row| {
                    let head = if several { head_of(&row.case, &row.client, true) } else { String::new() };
                    let pay = (pays && row.asked).then(|| row.id.to_string());
                    let (state, late) = state(&row);
                    let title = match row.left.as_str() {
                        "" => format!("{}, {}", row.title, row.total),
                        left => format!("{}, {left} left to pay", row.title),
                    };
                    view! {
                        <li>
                            <a href=routes::portal_invoice(row.id)>
                                <Icon name="doc" />
                                <span>
                                    <span class="todo__title">{title}</span>
                                    <small class=late.then_some("c-bad")>{state}</small>
                                    {(!head.is_empty()).then(|| view! { <small dir="auto">{head}</small> })}
                                </span>
                                <Icon name="right" />
                            </a>
                            {pay.map(|id| view! { <Pay id=id /> })}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// How it stands in a few words, and whether it is late.
pub(super) fn state(row: &PortalInvoice) -> (String, bool) {
    if row.void {
        return ("Taken back by the office. Nothing is to be paid.".to_owned(), false);
    }
    if row.credit_note {
        return (format!("Issued {}", row.issued), false);
    }
    match (row.left.is_empty(), row.due.as_deref(), row.overdue) {
        (true, ..) => (format!("Settled. Issued {}", row.issued), false),
        (false, Some(due), true) => (format!("Was due {due}"), true),
        (false, Some(due), false) => (format!("Due {due}"), false),
        (false, None, _) => (format!("Issued {}", row.issued), false),
    }
}

#[component]
fn Pay(id: String) -> impl IntoView {
    view! {
        <PostForm action=api::Pay::url() class="todo__act">
            <Hidden name="id" value=id />
            <Button look=Look::Primary>"Pay online"</Button>
        </PostForm>
    }
}

/// The page `/portal/invoices/:id`.
#[component]
pub fn Invoice() -> impl IntoView {
    page("Invoice", Here::Invoices, api::invoice(param("id")), |frame, body| {
        view! { <One several=frame.several page=body /> }
    })
}

#[component]
fn One(several: bool, page: PortalInvoicePage) -> impl IntoView {
    let PortalInvoicePage { invoice, lines, sums, how_to_pay, billing_phone, pays, may_dispute } =
        page;
    let head = head_of(&invoice.case, &invoice.client, several);
    let (state, late) = state(&invoice);
    let open = invoice.asked && !how_to_pay.is_empty();
    let left = (!invoice.left.is_empty()).then(|| format!("{} left to pay", invoice.left));
    let pay = (pays && invoice.asked).then(|| invoice.id.to_string());
    let wrong = may_dispute.then(|| routes::portal_dispute(invoice.id));
    let disputed = invoice.disputed;
    let pdf = (!invoice.void).then(|| routes::portal_invoice_pdf(invoice.id));
    view! {
        <p>
            <a class="portal__line" href=routes::PORTAL_INVOICES>
                "All invoices"
            </a>
        </p>
        <h1 class="portal__hello">{invoice.title}</h1>
        <div class="stack gap-6">
            <div class="stack gap-2">
                {left.map(|words| view! { <p class="portal__sum">{words}</p> })}
                <p>
                    <Status kind=if late { Tone::Bad } else { Tone::Plain } icon=if late { "alert" } else { "info" }>
                        {state}
                    </Status>
                </p>
                {(!disputed.is_empty())
                    .then(|| {
                        view! {
                            <p>{format!("You told us that something is wrong: {disputed} is not asked for until we have answered you.")}</p>
                        }
                    })}
                {(!head.is_empty()).then(|| view! { <p dir="auto">{head}</p> })}
            </div>
            <div class="portal__acts">
                {pay.map(|id| view! { <Pay id=id /> })}
                {pdf
                    .map(|href| {
                        view! {
                            <LinkButton href=href icon="download">
                                "Download as PDF"
                            </LinkButton>
                        }
                    })}
                {wrong
                    .map(|href| {
                        view! {
                            <LinkButton href=href look=Look::Quiet>
                                "Something is wrong with it"
                            </LinkButton>
                        }
                    })}
            </div>
            {(!lines.is_empty())
                .then(|| {
                    view! {
                        <Section id="lines" title="What it is for">
                            <TableWrap label="What it is for">
                                <table class="table">
                                    <Caption text="What it is for" />
                                    <thead>
                                        <tr>
                                            <th scope="col">"What"</th>
                                            <th scope="col" class="num">
                                                "Amount"
                                            </th>
                                        </tr>
                                    </thead>
                                    <tbody>{rows(lines)}</tbody>
                                    <tfoot>{rows(sums)}</tfoot>
                                </table>
                            </TableWrap>
                        </Section>
                    }
                })}
            {open
                .then(|| {
                    view! {
                        <Section id="how" title="How to pay">
                            <p class="portal__prose">{how_to_pay}</p>
                        </Section>
                    }
                })}
            {(!billing_phone.is_empty())
                .then(|| view! { <p>"A question about it, or to pay in parts? Call " {call(&billing_phone)} "."</p> })}
        </div>
    }
}

/// The page `/portal/invoices/:id/dispute`.
#[component]
pub fn Dispute() -> impl IntoView {
    let read = api::dispute_page(param("id"), flash_id());
    page("Something is wrong", Here::Invoices, read, |_, asked| view! { <Wrong asked=asked /> })
}

#[component]
fn Wrong(asked: Asked<PortalDisputeForm, PortalInvoice>) -> impl IntoView {
    let Asked { form, message, errors, context: invoice } = asked;
    view! {
        <p>
            <a class="portal__line" href=routes::portal_invoice(invoice.id)>
                {invoice.title.clone()}
            </a>
        </p>
        <h1 class="portal__hello">"What is wrong with it?"</h1>
        <div class="stack gap-6">
            <p>
                {format!(
                    "{} is left to pay. Tell us what is wrong, and we send no reminders of it and ask for none of it until we have answered you.",
                    invoice.left,
                )}
            </p>
            <PostForm action=api::Dispute::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=invoice.id.to_string() />
                <TextArea
                    name="reason"
                    label="In your own words"
                    value=form.reason
                    error=errors.of("reason")
                    required=true
                    rows=5
                />
                <Button look=Look::Primary block=true>
                    "Send"
                </Button>
            </PostForm>
        </div>
    }
}

fn rows(rows: Vec<(String, String)>) -> impl IntoView {
    rows.into_iter()
        .map(|(what, amount)| {
            view! {
                <tr>
                    <th scope="row" dir="auto">
                        {what}
                    </th>
                    <td class="num">{amount}</td>
                </tr>
            }
        })
        .collect_view()
}
