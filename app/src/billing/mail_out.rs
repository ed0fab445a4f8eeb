//! The page `/billing/send`: invoices looked over before they are e-mailed, one or several; and
//! `/billing/{id}/mail/{mailing}`, what one of them said.

use domain::billing::mailing::{MailPreview, MailRow};
use domain::forms::FormPage;
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::mailing;
use crate::enhance::LiveForms;
use crate::notices::One;
use crate::page::{flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn MailOut() -> impl IntoView {
    let picked =
        use_query_map().with_untracked(|map| map.get_all("invoice")).unwrap_or_default().join(" ");
    page("Send invoices", "page", mailing::preview(picked, flash_id()), |page| {
        view! { <Preview page=page /> }
    })
}

#[component]
pub fn Mailed() -> impl IntoView {
    let read = mailing::read(param("id"), param("mailing"));
    page("E-mail", "e-mail", read, |page| view! { <One page=page /> })
}

#[component]
fn Preview(page: FormPage<(), MailPreview>) -> impl IntoView {
    let FormPage { frame, message, context: preview, .. } = page;
    let keys = preview.keys();
    let MailPreview { rows, stopped, locale } = preview;
    let good = rows.iter().filter(|row| row.obstacle.is_none()).count();
    let back = match rows.as_slice() {
        [one] => routes::invoice(one.id),
        _ => routes::with_query(routes::BILLING, &[("which", "unsent")]),
    };
    let mut crumbs = vec![("Billing".to_owned(), Some(routes::BILLING.to_owned()))];
    if let [one] = rows.as_slice() {
        crumbs.push((one.title.clone(), Some(routes::invoice(one.id))));
    }
    crumbs.push(("Send".to_owned(), None));
    let lead = match (good, rows.len()) {
        (0, _) => "Nothing of this can be e-mailed now. Beside each it says why, and what to do."
            .to_owned(),
        (1, 1) => {
            "Look it over: where it goes, what it says, and the paper that goes with it.".to_owned()
        }
        (good, all) if good == all => {
            format!("Look them over: {good} e-mails, each with its paper.")
        }
        (good, all) => {
            format!("{good} of {all} can be e-mailed now. Beside the others it says why not.")
        }
    };
    let words = if good == 1 { "Send 1 e-mail".into() } else { format!("Send {good} e-mails") };
    let texts: Vec<MailRow> = rows.iter().filter(|row| row.obstacle.is_none()).cloned().collect();
    let only = texts.len() == 1;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <PageHead title="Send by e-mail" lead=lead />
            <div class="stack gap-6">
                {stopped
                    .then(|| {
                        view! {
                            <Notice
                                kind=Tone::Warn
                                title="All sending is stopped: it waits, and goes once that is over."
                            />
                        }
                    })}
                <TableWrap label="Where they go">
                    <table class="table table--stack">
                        <Caption text="Where each goes, or why it does not" />
                        <thead>
                            <tr>
                                <th scope="col">"Invoice"</th>
                                <th scope="col">"Client and case"</th>
                                <th scope="col">"To"</th>
                                <th scope="col" class="num">
                                    "Total"
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows.into_iter().map(|row| view! { <Row row=row locale=locale /> }).collect_view()}
                        </tbody>
                    </table>
                </TableWrap>
                <PostForm action=mailing::Dispatch::url()>
                    <FormMessage message=message />
                    <Hidden name="invoices" value=keys />
                    <Actions>
                        {(good > 0).then(|| view! { <Button look=Look::Primary icon="mail">{words}</Button> })}
                        <LinkButton href=back look=Look::Quiet>
                            "Back"
                        </LinkButton>
                    </Actions>
                </PostForm>
                {(!texts.is_empty())
                    .then(|| {
                        view! {
                            <Section id="texts" title="What it says">
                                {texts.into_iter().map(|row| view! { <Text row=row open=only /> }).collect_view()}
                            </Section>
                        }
                    })}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Row(row: MailRow, locale: Locale) -> impl IntoView {
    let note = match (row.discreet, row.of_payer, row.again) {
        (true, ..) => "A discreet contact: without the office’s name, and without the paper.",
        (_, true, _) => {
            "They pay for somebody else: the paper says what it comes to, and nothing of what was done."
        }
        (_, _, true) => "It was sent before.",
        _ => "",
    };
    let to = match row.obstacle {
        Some(why) => view! {
            <Status kind=Tone::Warn icon="alert">
                "Not by e-mail"
            </Status>
            <span class="cell-sub">{why.says()}</span>
        }
        .into_any(),
        None => view! {
            <span class="medium">{row.name}</span>
            <span class="cell-sub">{row.to}</span>
            {(!note.is_empty()).then(|| view! { <span class="cell-sub">{note}</span> })}
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="medium" href=routes::invoice(row.id)>
                    {row.title}
                </a>
            </th>
            <td data-label="Client and case">
                <span class="medium">{row.client}</span>
                " "
                <a href=routes::case(row.case)>{row.case_number}</a>
            </td>
            <td data-label="To">{to}</td>
            <td data-label="Total" class="num">
                {locale.money(row.total)}
            </td>
        </tr>
    }
}

#[component]
fn Text(row: MailRow, open: bool) -> impl IntoView {
    let file = match (row.file.is_empty(), row.of_payer) {
        (true, _) => view! { <p class="sm muted">"Nothing is attached."</p> }.into_any(),
        (false, payer) => {
            let href = match payer {
                true => routes::invoice_pdf_totals(row.id),
                false => routes::invoice_pdf(row.id),
            };
            view! {
                <p class="sm">
                    "Attached: " <a href=href>{row.file}</a>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <details class="mt-2" open=open>
            <summary>{row.title}</summary>
            <div class="stack gap-3 mt-2">
                <p class="strong">{row.subject}</p>
                <pre class="letter">{row.body}</pre>
                {file}
            </div>
        </details>
    }
}
