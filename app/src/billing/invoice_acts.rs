//! What can be done about an invoice: a button where a press is all, else a link that opens the act's form.
//! One form at a time, by the address, so that it works without a script.

use domain::billing::invoices::{SentBy, Stage};
use domain::billing::show::{InvoiceAct, InvoiceActForm, InvoicePage};
use domain::forms::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::invoice_forms::{Asked, fields};
use super::{acts, mailing};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::status::Tone;

/// The buttons, and the form that is open.
#[component]
pub fn Acts(
    page: InvoicePage,
    open: Option<InvoiceAct>,
    form: InvoiceActForm,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let open = open.filter(|act| act.allowed(&page.acts));
    let links = InvoiceAct::ALL
        .into_iter()
        .filter(|act| act.allowed(&page.acts) && Some(*act) != open)
        .map(|act| {
            let look = match act {
                InvoiceAct::Issue => Look::Primary,
                InvoiceAct::Send if page.sendings.is_empty() && !page.acts.mail => Look::Primary,
                InvoiceAct::Void | InvoiceAct::WriteOff => Look::Danger,
                _ => Look::Default,
            };
            let small = look != Look::Primary;
            // on a phone the form stands below the whole paper
            let href = routes::invoice_act(page.id, act.word()) + "#act-h";
            view! {
                <LinkButton href=href look=look small=small>
                    {act.label()}
                </LinkButton>
            }
        })
        .collect_view();
    // refused where there is no form to say so
    let said = message.clone().filter(|_| open.is_none());
    // kept for this page alone; a message without words says that
    let (link, said) = (form.link.clone(), said.filter(|said| !said.is_empty()));
    let asked = Asked { page: page.clone(), form, errors };
    view! {
        <div class="stack gap-3">
            {(!link.is_empty())
                .then(|| {
                    view! {
                        <Notice kind=Tone::Info title="A link to pay this invoice by" role="note">
                            <p class="prose">{link}</p>
                            <p class="sm">"It shows the office, the number and what is left, and ends in 180 days or once nothing is left."</p>
                        </Notice>
                    }
                })}
            {said.map(|said| view! { <FormMessage message=Some(said) /> })}
            <div class="cluster">
                <Press page=page.clone() />
                {page
                    .acts
                    .mail
                    .then(|| {
                        let first = page.sendings.is_empty() && page.mailings.is_empty();
                        let (look, words) = match first {
                            true => (Look::Primary, "Send by e-mail"),
                            false => (Look::Default, "Send by e-mail again"),
                        };
                        view! {
                            <LinkButton href=routes::mail_out([page.id]) look=look icon="mail">
                                {words}
                            </LinkButton>
                        }
                    })}
                {page
                    .acts
                    .pay
                    .then(|| {
                        view! {
                            <LinkButton href=routes::payment_of(page.client_id) look=Look::Primary>
                                "Record payment"
                            </LinkButton>
                        }
                    })}
                {page
                    .acts
                    .edit
                    .then(|| {
                        view! {
                            <LinkButton href=routes::draft_edit(page.id) icon="edit">
                                "Write again"
                            </LinkButton>
                        }
                    })}
                {(page.stage == Stage::Issued)
                    .then(|| {
                        view! {
                            <LinkButton href=routes::invoice_pdf(page.id) icon="print">
                                "PDF"
                            </LinkButton>
                            {page
                                .of_payer
                                .then(|| {
                                    view! {
                                        <LinkButton href=routes::invoice_pdf_totals(page.id) small=true>
                                            "PDF for the payer"
                                        </LinkButton>
                                    }
                                })}
                            {(!page.since.is_empty())
                                .then(|| {
                                    view! {
                                        <LinkButton href=routes::invoice_pdf_paid(page.id) small=true>
                                            "PDF with payments"
                                        </LinkButton>
                                    }
                                })}
                        }
                    })}
                {links}
            </div>
            {open.map(|act| view! { <Open act=act asked=asked message=message /> })}
        </div>
    }
}

/// Acts that ask nothing.
#[component]
fn Press(page: InvoicePage) -> impl IntoView {
    let one = |allowed: bool, action: &'static str, look: Look, words: &'static str| {
        let (id, revision) = (page.id.to_string(), page.revision.to_string());
        allowed.then(|| {
            view! {
                <PostForm action=action class="panel__press">
                    <FormMessage />
                    <Hidden name="id" value=id />
                    <Hidden name="revision" value=revision />
                    <Button look=look>{words}</Button>
                </PostForm>
            }
        })
    };
    view! {
        {one(page.acts.submit, acts::Submit::url(), Look::Primary, "Submit for approval")}
        {one(page.acts.decide, acts::Approve::url(), Look::Primary, "Approve")}
        {one(page.acts.link, mailing::MakeLink::url(), Look::Default, "Make a payment link")}
        {one(page.acts.release, acts::Release::url(), Look::Default, "Release for reminders")}
    }
}

const fn action(act: InvoiceAct) -> &'static str {
    match act {
        InvoiceAct::Return => acts::SendBack::PATH,
        InvoiceAct::Issue => acts::Issue::PATH,
        InvoiceAct::Send => acts::Mail::PATH,
        InvoiceAct::MoveDue => acts::MoveDue::PATH,
        InvoiceAct::Void => acts::Void::PATH,
        InvoiceAct::Credit => acts::Credit::PATH,
        InvoiceAct::WriteOff => acts::WriteOff::PATH,
        InvoiceAct::Hold => acts::Hold::PATH,
        InvoiceAct::Dispute => acts::Dispute::PATH,
        InvoiceAct::Settle => acts::Settle::PATH,
    }
}

/// What becomes of it, in a sentence.
fn lead(act: InvoiceAct, page: &InvoicePage) -> String {
    match act {
        InvoiceAct::Return => "Whoever wrote the draft reads the reason, and writes it again.".into(),
        InvoiceAct::Issue => {
            "It gets the next number, and from then on it does not change. Dated before today, nothing goes out about it until it is released.".into()
        }
        InvoiceAct::Send => {
            "Reminders are counted from the first day on which it was sent.".into()
        }
        InvoiceAct::MoveDue => "What was said about the earlier day is over; reminders begin anew.".into(),
        InvoiceAct::Void => match page.stage {
            Stage::Issued => "It is asked for no more. Its number stays taken, and what it billed can be billed again.".into(),
            _ => "The draft is given up. What it billed can be billed again.".into(),
        },
        InvoiceAct::Credit => "Takes back part of what is left, or all of it, with a number of its own.".into(),
        InvoiceAct::WriteOff => "The office gives up part of what is left, or all of it.".into(),
        InvoiceAct::Hold => "No reminder goes out until that day. The hold ends by itself.".into(),
        InvoiceAct::Dispute => "The disputed amount is not asked for; the rest is.".into(),
        InvoiceAct::Settle => "From then on the amount is asked for again, unless it was credited or written off.".into(),
    }
}

#[component]
fn Open(act: InvoiceAct, asked: Asked, message: Option<String>) -> impl IntoView {
    let page = &asked.page;
    let look = match act {
        InvoiceAct::Void | InvoiceAct::WriteOff => Look::DangerFill,
        _ => Look::Primary,
    };
    let words = match act {
        InvoiceAct::Send => "Record that it was sent".to_owned(),
        InvoiceAct::Issue => "Issue invoice".to_owned(),
        InvoiceAct::Return => "Return draft".to_owned(),
        InvoiceAct::Credit => "Issue credit note".to_owned(),
        other => other.label().to_owned(),
    };
    let (id, revision, back) =
        (page.id.to_string(), page.revision.to_string(), routes::invoice(page.id));
    let lead = lead(act, page);
    let errors = asked.errors.clone();
    view! {
        <section class="panel__form" aria-labelledby="act-h">
            <h2 id="act-h" tabindex="-1">{act.label()}</h2>
            <p class="sm muted">{lead}</p>
            <PostForm action=action(act)>
                <FormMessage message=message errors=errors />
                <Hidden name="id" value=id />
                <Hidden name="revision" value=revision />
                {fields(act, asked)}
                <Actions>
                    <Button look=look>{words}</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Cancel"
                    </LinkButton>
                </Actions>
            </PostForm>
        </section>
    }
}

/// The ways in which it may have been sent, the usual first.
pub(super) const WAYS: [SentBy; 3] = [SentBy::Letter, SentBy::Email, SentBy::Hand];
