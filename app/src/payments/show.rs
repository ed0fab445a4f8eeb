//! The page `/billing/payments/{id}`: one payment, where it went, and what may be done about it.

use domain::billing::paid::{CreditForm, OpenRow, PartRow, PaymentPage, RefundRow, part_field};
use domain::billing::payments::Method;
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::ids::PaymentId;
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::facts::{Fact, Facts, Pairs};
use crate::ui::field::{Select, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Show() -> impl IntoView {
    page("Payment", "payment", api::show(param("id"), flash_id()), |page| {
        view! { <Shown page=page /> }
    })
}

#[component]
fn Shown(mut page: FormPage<CreditForm, PaymentPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: it, .. } = page;
    let locale = it.locale;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Payments".to_owned(), Some(routes::PAYMENTS.to_owned())),
        (it.on.clone(), None),
    ];
    let mut pairs = vec![("Recorded".to_owned(), it.recorded.clone())];
    if !it.payer.is_empty() {
        pairs.insert(0, ("Paid by".to_owned(), it.payer.clone()));
    }
    for (term, value) in [("Reference", &it.reference), ("Note", &it.note)] {
        if !value.is_empty() {
            pairs.push((term.to_owned(), value.clone()));
        }
    }
    if it.retainer {
        pairs.push(("Paid in advance".to_owned(), "Yes: it is used as work is billed".to_owned()));
    }
    let over = it.credit.minor > 0;
    let used = it.amount.minor - it.credit.minor;
    let facts = vec![
        Fact::new("Amount", locale.money(it.amount)),
        Fact::new("Credit", locale.money(it.credit)),
        Fact::new("How", it.method.label()),
        Fact::new("Received", it.on.clone()),
    ];
    let reversed = it.reversed.clone().map(|(when, why)| {
        view! {
            <Notice kind=Tone::Bad title=format!("Reversed by {when}") role="note">
                <p>{why}</p>
            </Notice>
        }
    });
    let no_refunds = it.refunds.is_empty();
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <Done />
            <PageHead title=format!("Payment of {}", locale.money(it.amount)) lead=it.client_name.clone() />
            <Facts items=facts />
            <div class="stack gap-6 mt-4">
                {reversed}
                <FormMessage message=message />
                <Pairs items=pairs />
                <p class="sm">
                    <a href=routes::client(it.client)>"The client"</a>
                    ", "
                    <a href=routes::payments_of(it.client)>"all payments of theirs"</a>
                </p>
                <Parts id=it.id parts=it.parts uses=it.uses used=used typed=form.clone() locale=locale />
                {(it.uses && over)
                    .then(|| {
                        let (form, errors) = (form.clone(), errors.clone());
                        view! { <Spend id=it.id form=form errors=errors open=it.open locale=locale /> }
                    })}
                {(!no_refunds).then(|| view! { <Refunds rows=it.refunds locale=locale /> })}
                {it
                    .uses
                    .then(|| {
                        view! {
                            <Undo
                                id=it.id
                                over=over
                                given_back=!no_refunds
                                once=it.once
                                typed=form
                                errors=errors
                            />
                        }
                    })}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Parts(
    id: PaymentId,
    parts: Vec<PartRow>,
    uses: bool,
    used: i64,
    typed: CreditForm,
    locale: Locale,
) -> impl IntoView {
    if parts.is_empty() {
        let text = if used == 0 {
            "Nothing of it is on an invoice."
        } else {
            "It is on invoices out of your sight."
        };
        return view! {
            <Section id="parts" title="Where it went">
                <p class="muted">{text}</p>
            </Section>
        }
        .into_any();
    }
    view! {
        <Section id="parts" title="Where it went">
            <TableWrap label="Invoices it is on">
                <table class="table table--stack">
                    <Caption text="Invoices it is on, or was" />
                    <thead>
                        <tr>
                            <th scope="col">"Invoice"</th>
                            <th scope="col">"Case"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col" class="num">
                                "Amount"
                            </th>
                            <th scope="col">
                                <span class="vh">"Change"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {parts.into_iter().map(|row| {
                                let again = typed.doing == "take-off"
                                    && typed.invoice == row.invoice.to_string();
                                let why = again.then(|| typed.reason.clone());
                                view! { <Part id=id row=row uses=uses typed=why locale=locale /> }
                            }).collect_view()}
                    </tbody>
                </table>
            </TableWrap>
        </Section>
    }
    .into_any()
}

#[component]
fn Part(
    id: PaymentId,
    row: PartRow,
    uses: bool,
    /// The reason, where this form came back refused.
    typed: Option<String>,
    locale: Locale,
) -> impl IntoView {
    let (again, why) = (typed.is_some(), typed.unwrap_or_default());
    let ended = row.ended.clone();
    let may_end = uses && ended.is_none();
    let said = format!(" of invoice {}", row.number);
    view! {
        <tr>
            <th scope="row">
                <a href=routes::invoice(row.invoice)>{row.number}</a>
            </th>
            <td data-label="Case">
                <a href=routes::case(row.case)>{row.case_number}</a>
            </td>
            <td data-label="Since">
                {row.on}
                {ended.map(|(on, why)| view! { <span class="cell-sub">{format!("Taken off {on}: {why}")}</span> })}
            </td>
            <td data-label="Amount" class="num">
                {locale.money(row.amount)}
            </td>
            <td class="tight">
                {may_end
                    .then(|| {
                        view! {
                            <details class="act act--cell" open=again>
                                <summary class="sm">"Take off" <span class="vh">{said}</span></summary>
                                <PostForm action=api::TakeOff::url() class="stack gap-2 mt-2">
                                    <FormMessage />
                                    <Hidden name="id" value=id.to_string() />
                                    <Hidden name="doing" value="take-off" />
                                    <Hidden name="invoice" value=row.invoice.to_string() />
                                    <Why value=why />
                                    <Button small=true look=Look::Danger>
                                        "Take off"
                                    </Button>
                                </PostForm>
                            </details>
                        }
                    })}
            </td>
        </tr>
    }
}

/// A reason that stays with what is done. No id: several stand on a page.
#[component]
fn Why(value: String) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field__label">"Reason"</span>
            <input class="input" name="reason" type="text" value=value required=true autocomplete="off" />
        </label>
    }
}

#[component]
fn Spend(
    id: PaymentId,
    form: CreditForm,
    errors: FieldErrors,
    open: Vec<OpenRow>,
    locale: Locale,
) -> impl IntoView {
    if open.is_empty() {
        return view! {
            <Section id="use" title="Use the credit">
                <p class="muted">"Nothing is open in this currency. It stays until something is billed, or is given back."</p>
            </Section>
        }
        .into_any();
    }
    view! {
        <Section id="use" title="Use the credit">
            <PostForm action=api::Spend::url() class="stack gap-3 mt-3">
                <FormMessage />
                <Hidden name="id" value=id.to_string() />
                <Hidden name="doing" value="use" />
                <Open typed=form.parts errors=errors open=open locale=locale />
                <Actions>
                    <Button look=Look::Primary>"Use credit"</Button>
                </Actions>
            </PostForm>
        </Section>
    }
    .into_any()
}

/// Open invoices, each with a field for so much of a payment.
#[component]
pub(super) fn Open(
    typed: std::collections::BTreeMap<String, String>,
    errors: FieldErrors,
    open: Vec<OpenRow>,
    locale: Locale,
) -> impl IntoView {
    view! {
        <TableWrap label="Open invoices">
            <table class="table table--stack">
                <Caption text="Open invoices, the oldest first" />
                <thead>
                    <tr>
                        <th scope="col">"Invoice"</th>
                        <th scope="col">"Case"</th>
                        <th scope="col">"Due"</th>
                        <th scope="col" class="num">
                            "Left"
                        </th>
                        <th scope="col">"Of this payment"</th>
                    </tr>
                </thead>
                <tbody>
                    {open
                        .into_iter()
                        .map(|row| {
                            let field = part_field(row.invoice);
                            let value = typed.get(&row.invoice.to_string()).cloned().unwrap_or_default();
                            let late = match row.late {
                                ..1 => String::new(),
                                1 => "1 day late".into(),
                                days => format!("{days} days late"),
                            };
                            view! {
                                <tr>
                                    <th scope="row"><a href=routes::invoice(row.invoice)>{row.number.clone()}</a></th>
                                    <td data-label="Case">
                                        {row.case_number}
                                        {(!row.debtor.is_empty())
                                            .then(|| view! { <span class="cell-sub">{format!("Asked of {}", row.debtor)}</span> })}
                                    </td>
                                    <td data-label="Due">
                                        {row.due}
                                        {(!late.is_empty()).then(|| view! { <span class="cell-sub">{late}</span> })}
                                    </td>
                                    <td data-label="Left" class="num">
                                        {locale.money(row.left)}
                                    </td>
                                    <td data-label="Of this payment">
                                        <TextField
                                            name=field.clone()
                                            label=format!("For invoice {}", row.number)
                                            value=value
                                            error=errors.of(&field)
                                            inputmode="decimal"
                                            autocomplete="off"
                                            class="field--bare"
                                        />
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Refunds(rows: Vec<RefundRow>, locale: Locale) -> impl IntoView {
    view! {
        <Section id="refunds" title="Given back">
            <ul class="stack gap-2 mt-2">
                {rows
                    .into_iter()
                    .map(|row| {
                        view! {
                            <li>
                                <strong>{locale.money(row.amount)}</strong>
                                {format!(", {}, {}", row.on, row.method.label())}
                                <span class="cell-sub">{format!("{}: {}", row.by, row.reason)}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Section>
    }
}

/// The ways a payment may be given back. A link of a provider is given back there.
pub(super) fn methods() -> Vec<Choice> {
    Method::ALL
        .into_iter()
        .filter(|method| *method != Method::Link)
        .map(|method| Choice { value: method.word().into(), label: method.label().into() })
        .collect()
}

#[component]
fn Undo(
    id: PaymentId,
    over: bool,
    given_back: bool,
    once: String,
    typed: CreditForm,
    errors: FieldErrors,
) -> impl IntoView {
    let refunding = typed.doing == "refund";
    let reversing = typed.doing == "reverse";
    // the same form again, as long as it was refused
    let once = if refunding && !typed.once.is_empty() { typed.once.clone() } else { once };
    let method =
        if typed.method.is_empty() { "bank_transfer".to_owned() } else { typed.method.clone() };
    let (amount, reason) = match refunding {
        true => (typed.amount.clone(), typed.reason.clone()),
        false => Default::default(),
    };
    let why = if reversing { typed.reason } else { String::new() };
    let errors = if refunding { errors } else { FieldErrors::default() };
    view! {
        <div class="stack gap-3">
            {over
                .then(|| {
                    view! {
                        <details class="act" open=refunding>
                            <summary class="sm">"Give back what is over"</summary>
                            <PostForm action=api::Refund::url() class="stack gap-3 mt-2">
                                <FormMessage />
                                <Hidden name="id" value=id.to_string() />
                                <Hidden name="doing" value="refund" />
                                <Hidden name="once" value=once />
                                <div class="form-row">
                                    <TextField
                                        name="amount"
                                        label="Amount"
                                        value=amount
                                        error=errors.of("amount")
                                        inputmode="decimal"
                                        autocomplete="off"
                                        required=true
                                    />
                                    <Select
                                        name="method"
                                        label="How"
                                        options=methods()
                                        value=method
                                        error=errors.of("method")
                                    />
                                </div>
                                <TextField
                                    name="reason"
                                    label="Reason"
                                    value=reason
                                    error=errors.of("reason")
                                    autocomplete="off"
                                    required=true
                                />
                                <Actions>
                                    <Button look=Look::Danger>"Record as given back"</Button>
                                </Actions>
                            </PostForm>
                        </details>
                    }
                })}
            {given_back
                .then(|| {
                    view! {
                        <p class="sm muted">
                            "Something of it was given back, so it can be reversed no more: what is left of it can be taken off and given back."
                        </p>
                    }
                })}
            {(!given_back)
                .then(|| {
                    view! {
                        <details class="act" open=reversing>
                            <summary class="sm">"Reverse this payment"</summary>
                            <PostForm action=api::Reverse::url() class="stack gap-3 mt-2">
                                <FormMessage />
                                <Hidden name="id" value=id.to_string() />
                                <p class="sm muted">
                                    "It bounced, or never was. Every invoice it paid is open again, and reminders go on."
                                </p>
                                <Hidden name="doing" value="reverse" />
                                <Why value=why />
                                <Actions>
                                    <Button look=Look::Danger>"Reverse payment"</Button>
                                </Actions>
                            </PostForm>
                        </details>
                    }
                })}
        </div>
    }
}
