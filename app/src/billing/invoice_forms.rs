//! What each act about an invoice asks.

use domain::billing::dunning::DunningStage;
use domain::billing::show::{InvoiceAct, InvoiceActForm, InvoicePage};
use domain::forms::{Choice, FieldErrors};
use leptos::prelude::*;

use super::invoice_acts::WAYS;
use crate::ui::field::{Choices, DateField, Radio, Select, TextArea, TextField};

/// A form as it stands: fresh, or as it was typed.
#[derive(Clone)]
pub(super) struct Asked {
    pub page: InvoicePage,
    pub form: InvoiceActForm,
    pub errors: FieldErrors,
}

impl Asked {
    fn day(&self, label: &'static str, hint: &'static str, usual: &str) -> impl IntoView + use<> {
        let value = if self.form.on.is_empty() { usual } else { &self.form.on };
        view! {
            <DateField
                name="on"
                label=label
                value=value.to_owned()
                hint=hint
                error=self.errors.of("on")
                required=true
            />
        }
    }

    fn reason(&self, label: &'static str) -> impl IntoView + use<> {
        view! {
            <TextArea
                name="reason"
                label=label
                value=self.form.reason.clone()
                error=self.errors.of("reason")
                rows=3
                required=true
            />
        }
    }

    fn amount(&self, label: &'static str) -> impl IntoView + use<> {
        let page = &self.page;
        let undisputed = page.left.minus(page.disputed).unwrap_or(page.left);
        let value = match self.form.amount.as_str() {
            "" if label == DISPUTED => page.locale.amount(undisputed),
            "" => page.locale.amount(page.left),
            typed => typed.to_owned(),
        };
        let hint = format!("{} is left to pay.", page.locale.money(page.left));
        view! {
            <TextField
                name="amount"
                label=label
                value=value
                hint=hint
                error=self.errors.of("amount")
                inputmode="decimal"
                autocomplete="off"
                required=true
            />
        }
    }

    fn owner(&self) -> impl IntoView + use<> {
        view! {
            <Select
                name="owner"
                label="Who sees to it"
                options=self.page.owners.clone()
                value=self.form.owner.clone()
                placeholder="Choose somebody"
                error=self.errors.of("owner")
                required=true
            />
        }
    }
}

const DISPUTED: &str = "Disputed amount";

pub(super) fn fields(act: InvoiceAct, asked: Asked) -> AnyView {
    match act {
        InvoiceAct::Return => asked.reason("Why it is returned").into_any(),
        InvoiceAct::Issue => {
            let today = asked.page.today.clone();
            asked.day("Date of the invoice", "Not ahead of today.", &today).into_any()
        }
        InvoiceAct::Send => sending(&asked).into_any(),
        InvoiceAct::MoveDue => {
            let due = asked.page.said.due_on.clone().unwrap_or_default();
            view! { {asked.day("Due on", "", &due)} {asked.reason("Why it moves")} }.into_any()
        }
        InvoiceAct::Void => asked.reason("Why it is made void").into_any(),
        InvoiceAct::Credit => {
            view! { {asked.amount("Amount to take back")} {asked.reason("Why, as the credit note says it")} }
                .into_any()
        }
        InvoiceAct::WriteOff => {
            view! { {asked.amount("Amount to give up")} {asked.reason("Why it is given up")} }.into_any()
        }
        InvoiceAct::Hold => hold(&asked).into_any(),
        InvoiceAct::Dispute => {
            view! { {asked.amount(DISPUTED)} {asked.reason("What is disputed")} {asked.owner()} }.into_any()
        }
        InvoiceAct::Settle => settle(&asked).into_any(),
    }
}

fn sending(asked: &Asked) -> impl IntoView + use<> {
    let ways = WAYS.map(|by| Radio::new(by.word(), by.label(), "")).to_vec();
    let by = match asked.form.by.as_str() {
        "" => WAYS[0].word().to_owned(),
        typed => typed.to_owned(),
    };
    let today = asked.page.today.clone();
    view! {
        <Choices name="by" label="How" options=ways value=by />
        {asked.day("Sent on", "From its issue until today.", &today)}
        <TextField
            name="recipient"
            label="To"
            value=asked.form.recipient.clone()
            error=asked.errors.of("recipient")
            autocomplete="off"
            optional_mark=true
        />
    }
}

fn hold(asked: &Asked) -> impl IntoView + use<> {
    let stages = DunningStage::ALL
        .map(|stage| Choice { value: stage.word().into(), label: stage.label().into() })
        .to_vec();
    view! {
        <Select
            name="stage"
            label="Which"
            options=stages
            value=asked.form.stage.clone()
            placeholder="All reminders"
            error=asked.errors.of("stage")
        />
        <DateField
            name="until"
            label="Until"
            value=asked.form.until.clone()
            hint="The last day on which they are held."
            error=asked.errors.of("until")
            min=asked.page.today.clone()
            required=true
        />
        {asked.owner()}
        {asked.reason("Why")}
    }
}

fn settle(asked: &Asked) -> impl IntoView + use<> {
    let locale = asked.page.locale;
    let disputes: Vec<Choice> = asked
        .page
        .disputes
        .iter()
        .map(|it| Choice {
            value: it.id.to_string(),
            label: format!("{}: {}", locale.money(it.amount), it.reason),
        })
        .collect();
    let which = match asked.form.which.as_str() {
        "" => disputes.first().map(|it| it.value.clone()).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    view! {
        <Select name="which" label="Dispute" options=disputes value=which error=asked.errors.of("which") />
        {asked.reason("What came of it")}
    }
}
