//! The e-mails with an invoice: how far each got, and what to do about the last where it went wrong.

use domain::billing::mailing::MailingRow;
use domain::ids::InvoiceId;
use domain::notices::sent::NoticeState;
use leptos::prelude::*;

use crate::routes;
use crate::ui::notice::Notice;
use crate::ui::section::Section;
use crate::ui::status::{Status, Tone};

#[component]
pub fn Mailings(id: InvoiceId, mailings: Vec<MailingRow>) -> impl IntoView {
    let trouble = mailings.iter().find_map(|it| it.trouble);
    (!mailings.is_empty()).then(|| {
        view! {
            <Section id="mailings" title="E-mails">
                {trouble
                    .map(|trouble| {
                        view! {
                            <div class="mt-2">
                                <Notice kind=Tone::Warn title=trouble.label() role="note">
                                    <p>{trouble.says()}</p>
                                </Notice>
                            </div>
                        }
                    })}
                <ul class="people people--tight mt-2">
                    {mailings.into_iter().map(|it| view! { <One id=id mailing=it /> }).collect_view()}
                </ul>
            </Section>
        }
    })
}

const fn look(state: NoticeState) -> (Tone, &'static str) {
    match state {
        NoticeState::Queued | NoticeState::Sending => (Tone::Info, "clock"),
        NoticeState::Accepted | NoticeState::Delivered => (Tone::Ok, "check"),
        NoticeState::Unknown | NoticeState::Expired => (Tone::Warn, "alert"),
        NoticeState::Failed => (Tone::Bad, "no"),
        NoticeState::Cancelled => (Tone::Plain, "no"),
    }
}

#[component]
fn One(id: InvoiceId, mailing: MailingRow) -> impl IntoView {
    let (tone, icon) = look(mailing.state);
    let (tone, icon) = if mailing.kept { (Tone::Info, "info") } else { (tone, icon) };
    let to = if mailing.to.is_empty() { "E-mail".to_owned() } else { format!("To {}", mailing.to) };
    let asked = format!("{} · {}", mailing.at, mailing.by);
    view! {
        <li>
            <span>
                <a href=routes::invoice_mail(id, mailing.id)>{to}</a>
                <small class="xs">{asked}</small>
                {(!mailing.why.is_empty()).then(|| view! { <small class="xs">{mailing.why}</small> })}
            </span>
            <span class="people__right">
                <Status kind=tone icon=icon>
                    {mailing.state.says(mailing.kept)}
                </Status>
            </span>
        </li>
    }
}
