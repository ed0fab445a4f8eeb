//! The page `/billing/payments/new`: whose payment it is, and then how much, when, and for what.

use domain::billing::paid::{Debtor, OpenRow, Paying, PayingPage, PaymentForm};
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::frame::Frame;
use domain::ids::{ClientId, StatementLineId};
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::show::{Open, methods};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Check, DateField, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::Tone;

#[component]
pub fn New() -> impl IntoView {
    let read = api::paying(query("client"), query("line"), query("words"), flash_id());
    page("Record payment", "page", read, |page| view! { <Asked page=page /> })
}

#[component]
fn Asked(mut page: FormPage<PaymentForm, PayingPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let PayingPage { paying, line, currencies, locale } = context;
    match paying {
        Paying::Whose { words, found } => {
            view! { <Whose frame=frame words=words found=found line=line /> }.into_any()
        }
        Paying::Of { client, name, payers, open, credits } => {
            let who = Who { client, name, payers, open, credits };
            view! {
                <Form
                    frame=frame
                    form=form
                    message=message
                    errors=errors
                    who=who
                    line=line
                    currencies=currencies
                    locale=locale
                />
            }
            .into_any()
        }
    }
}

fn crumbs() -> Vec<(String, Option<String>)> {
    vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Payments".to_owned(), Some(routes::PAYMENTS.to_owned())),
        ("Record payment".to_owned(), None),
    ]
}

/// The line of a bank statement it is about.
#[component]
fn Line(line: Option<(StatementLineId, String)>) -> impl IntoView {
    line.map(|(_, words)| {
        view! {
            <Notice kind=Tone::Info title="From the bank statement" role="note">
                <p>{words}</p>
            </Notice>
        }
    })
}

#[component]
fn Whose(
    frame: Frame,
    words: String,
    found: Vec<Debtor>,
    line: Option<(StatementLineId, String)>,
) -> impl IntoView {
    let id = line.as_ref().map(|(id, _)| *id);
    let address = move |client: ClientId| match id {
        Some(line) => routes::payment_of_line(line, Some(client)),
        None => routes::payment_of(client),
    };
    let head = if words.is_empty() { "Who owes, the longest overdue first" } else { "Found" };
    let nobody = found.is_empty();
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs() class="page--form">
            <PageHead title="Record payment" lead="Whose payment is it?" />
            <Line line=line />
            <form class="ask mt-3" method="get" action=routes::PAYMENT_NEW role="search">
                {id.map(|line| view! { <Hidden name="line" value=line.to_string() /> })}
                <TextField
                    name="words"
                    label="Client, or the number of an invoice"
                    kind="search"
                    value=words
                    autocomplete="off"
                />
                <Button icon="search">
                    "Find"
                </Button>
            </form>
            {match nobody {
                true => {
                    view! {
                        <Empty
                            icon="search"
                            title="Nobody was found"
                            text="Try a part of the name, or the number as it stands on the invoice."
                        />
                    }
                        .into_any()
                }
                false => {
                    view! {
                        <Section id="found" title=head>
                            <ul class="picklist mt-2">
                                {found
                                    .into_iter()
                                    .map(|it| {
                                        view! {
                                            <li>
                                                <a href=address(it.client)>
                                                    <strong>{it.name}</strong>
                                                    <span class="cell-sub">{it.owes}</span>
                                                </a>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                        </Section>
                    }
                        .into_any()
                }
            }}
        </Shell>
    }
}

#[derive(Clone)]
struct Who {
    client: ClientId,
    name: String,
    payers: Vec<Choice>,
    open: Vec<OpenRow>,
    credits: Vec<Money>,
}

#[component]
#[allow(clippy::too_many_arguments)]
fn Form(
    frame: Frame,
    form: PaymentForm,
    message: Option<String>,
    errors: FieldErrors,
    who: Who,
    line: Option<(StatementLineId, String)>,
    currencies: Vec<Choice>,
    locale: Locale,
) -> impl IntoView {
    let Who { client, name, payers, open, credits } = who;
    let from_line = line.is_some();
    let retainer_error = errors.of("retainer").map(str::to_owned);
    let note_error = errors.of("note").map(str::to_owned);
    let parts_errors = errors.clone();
    let over = credits.iter().map(|money| locale.money(*money)).collect::<Vec<_>>().join(", ");
    let back = match line {
        Some((id, _)) => routes::payment_of_line(id, None),
        None => routes::PAYMENT_NEW.to_owned(),
    };
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs()>
            <PageHead title="Record payment" lead=name />
            <Line line=line />
            {(!over.is_empty())
                .then(|| {
                    let title = format!("{over} of earlier payments is still over");
                    view! {
                        <Notice kind=Tone::Info title=title role="note">
                            <p>
                                <a href=routes::with_query(
                                    routes::PAYMENTS,
                                    &[("which", "credit"), ("client", &client.to_string())],
                                )>"Use it first"</a>
                            </p>
                        </Notice>
                    }
                })}
            <PostForm action=api::Take::url() class="stack gap-4 mt-3">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="client" value=client.to_string() />
                <Hidden name="once" value=form.once.clone() />
                <Hidden name="line" value=form.line.clone() />
                <div class="form-row">
                    <TextField
                        name="amount"
                        label="Amount"
                        value=form.amount
                        error=errors.of("amount")
                        inputmode="decimal"
                        autocomplete="off"
                        required=true
                        readonly=from_line
                    />
                    <Select
                        name="currency"
                        label="Currency"
                        options=currencies
                        value=form.currency
                        error=errors.of("currency")
                    />
                    <DateField
                        name="received_on"
                        label="Received"
                        value=form.received_on
                        error=errors.of("received_on")
                        required=true
                    />
                    <Select name="method" label="How" options=methods() value=form.method error=errors.of("method") />
                </div>
                <div class="form-row">
                    <TextField
                        name="reference"
                        label="Reference"
                        value=form.reference
                        hint="What the bank or the check says."
                        error=errors.of("reference")
                        autocomplete="off"
                        optional_mark=true
                    />
                    {(!payers.is_empty())
                        .then(|| {
                            view! {
                                <Select
                                    name="payer"
                                    label="Paid by"
                                    options=payers
                                    value=form.payer
                                    placeholder="The client"
                                    error=errors.of("payer")
                                />
                            }
                        })}
                </div>
                {match open.is_empty() {
                    true => {
                        view! { <p class="muted">"Nothing is open: all of it stays as credit."</p> }.into_any()
                    }
                    false => {
                        view! {
                            <Section
                                id="open"
                                title="What it is for"
                                note="Left empty, it goes to the oldest first. What is over stays as credit."
                            >
                                <Open typed=form.parts errors=parts_errors open=open locale=locale />
                            </Section>
                        }
                            .into_any()
                    }
                }}
                <Check
                    name="retainer"
                    label="Paid in advance"
                    hint="It stays as credit until work is billed, whatever is open."
                    checked=form.retainer == "true"
                    error=retainer_error
                />
                <TextArea
                    name="note"
                    label="Note"
                    value=form.note
                    hint="For the office alone."
                    error=note_error
                    rows=2
                    optional_mark=true
                />
                <Actions>
                    <Button look=Look::Primary>"Record payment"</Button>
                    <LinkButton href=back look=Look::Quiet>
                        "Choose another client"
                    </LinkButton>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
