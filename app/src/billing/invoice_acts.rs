//! What can be done about an invoice: a button where a press is all, else a link that opens the act's form.
//! One form at a time, by the address, so that it works without a script.

use domain::billing::invoices::{SentBy, Stage};
use domain::billing::show::{InvoiceAct, InvoiceActForm, InvoicePage};
use domain::forms::FieldErrors;
use domain::ids::InvoiceId;
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
    let (first, later): (Vec<InvoiceAct>, Vec<InvoiceAct>) = InvoiceAct::ALL
        .into_iter()
        .filter(|act| act.allowed(&page.acts) && Some(*act) != open)
        .partition(|act| comes_next(*act, &page));
    let more = !later.is_empty() || page.acts.link || page.stage == Stage::Issued;
    let first =
        first.into_iter().map(|act| view! { <OpenAct act=act id=page.id /> }).collect_view();
    let later =
        later.into_iter().map(|act| view! { <OpenAct act=act id=page.id /> }).collect_view();
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
                        }
                    })}
                {first}
            </div>
            {more
                .then(|| {
                    view! {
                        <details class="more">
                            <summary>"More"</summary>
                            <div class="cluster">
                                <PressLink page=page.clone() />
                                <OtherPdfs page=page />
                                {later}
                            </div>
                        </details>
                    }
                })}
            {open.map(|act| view! { <Open act=act asked=asked message=message /> })}
        </div>
    }
}

/// Whether an act is what usually comes next; the others stand under *More*.
fn comes_next(act: InvoiceAct, page: &InvoicePage) -> bool {
    match act {
        InvoiceAct::Issue | InvoiceAct::Return => true,
        InvoiceAct::Send => page.sendings.is_empty() && !page.acts.mail,
        InvoiceAct::MoveDue
        | InvoiceAct::Void
        | InvoiceAct::Credit
        | InvoiceAct::WriteOff
        | InvoiceAct::Hold
        | InvoiceAct::Dispute
        | InvoiceAct::Settle => false,
    }
}

/// Leads to an act's form.
#[component]
fn OpenAct(act: InvoiceAct, id: InvoiceId) -> impl IntoView {
    let look = match act {
        InvoiceAct::Issue | InvoiceAct::Send => Look::Primary,
        InvoiceAct::Void | InvoiceAct::WriteOff => Look::Danger,
        _ => Look::Default,
    };
    // on a phone the form stands below the whole paper
    let href = routes::invoice_act(id, act.word()) + "#act-h";
    view! {
        <LinkButton href=href look=look small=true>
            {act.label()}
        </LinkButton>
    }
}

/// Acts that ask nothing.
#[component]
fn Press(page: InvoicePage) -> impl IntoView {
    let InvoicePage { id, revision, acts: may, .. } = page;
    view! {
        {may
            .submit
            .then(|| press(acts::Submit::url(), id, revision, Look::Primary, "Submit for approval"))}
        {may.decide.then(|| press(acts::Approve::url(), id, revision, Look::Primary, "Approve"))}
        {may
            .release
            .then(|| press(acts::Release::url(), id, revision, Look::Default, "Release for reminders"))}
    }
}

#[component]
fn PressLink(page: InvoicePage) -> impl IntoView {
    let InvoicePage { id, revision, acts: may, .. } = page;
    may.link.then(|| {
        press(mailing::MakeLink::url(), id, revision, Look::Default, "Make a payment link")
    })
}

fn press(
    action: &'static str,
    id: InvoiceId,
    revision: i32,
    look: Look,
    words: &'static str,
) -> impl IntoView {
    view! {
        <PostForm action=action class="panel__press">
            <FormMessage />
            <Hidden name="id" value=id.to_string() />
            <Hidden name="revision" value=revision.to_string() />
            <Button look=look>{words}</Button>
        </PostForm>
    }
}

/// The invoice as a file, otherwise than it was sent.
#[component]
fn OtherPdfs(page: InvoicePage) -> impl IntoView {
    let issued = page.stage == Stage::Issued;
    view! {
        {(issued && page.of_payer)
            .then(|| {
                view! {
                    <LinkButton href=routes::invoice_pdf_totals(page.id) small=true>
                        "PDF for the payer"
                    </LinkButton>
                }
            })}
        {(issued && !page.since.is_empty())
            .then(|| {
                view! {
                    <LinkButton href=routes::invoice_pdf_paid(page.id) small=true>
                        "PDF with payments"
                    </LinkButton>
                }
            })}
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
