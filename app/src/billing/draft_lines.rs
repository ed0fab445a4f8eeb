//! The lines of a draft: each with a tick, its words, what is taken off it, its tax and its place.

use domain::billing::drafting::{DraftContext, DraftForm, DraftLineForm, LineFacts, recorded_word};
use domain::billing::time::hours;
use domain::forms::{Choice, FieldErrors};
use domain::locale::Locale;
use leptos::prelude::*;

use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::form::Hidden;

#[component]
pub fn Lines(form: DraftForm, context: DraftContext, errors: FieldErrors) -> impl IntoView {
    let taxes: Vec<Choice> = context
        .taxes
        .iter()
        .map(|tax| Choice { value: tax.id.to_string(), label: tax.label.clone() })
        .collect();
    let fixed = context.unbilled.arrangement != domain::billing::invoices::Arrangement::Hourly;
    let lines = form
        .lines
        .into_iter()
        .map(|(name, line)| {
            let facts = context.facts.iter().find(|it| recorded_word(Some(it.of)) == line.of);
            let row = Row {
                name,
                line,
                facts: facts.cloned(),
                taxes: taxes.clone(),
                fixed,
                errors: errors.clone(),
                locale: context.locale,
            };
            view! { <Line row=row /> }
        })
        .collect_view();
    view! {
        <fieldset class="draft">
            <legend class="h3">"Lines"</legend>
            <p class="field__hint">
                "What is ticked stands on the invoice, in the order of its number. A line without an entry is a fee."
            </p>
            <ol class="draft__lines">{lines}</ol>
        </fieldset>
    }
}

#[derive(Clone)]
struct Row {
    name: String,
    line: DraftLineForm,
    facts: Option<LineFacts>,
    taxes: Vec<Choice>,
    /// Time can be paid for by the fixed fee.
    fixed: bool,
    errors: FieldErrors,
    locale: Locale,
}

impl Row {
    fn field(&self, what: &str) -> String {
        format!("lines[{}][{what}]", self.name)
    }

    fn error(&self, what: &str) -> Option<String> {
        self.errors.of(&self.field(what)).map(str::to_owned)
    }

    /// What the line is, for those who do not see where it stands.
    fn label(&self) -> String {
        match (&self.facts, self.line.narrative.trim()) {
            (Some(facts), words) => format!("{}, {words}", facts.on),
            (None, "") => "Another charge".into(),
            (None, words) => words.to_owned(),
        }
    }

    fn worth(&self) -> Vec<String> {
        let Some(facts) = &self.facts else { return Vec::new() };
        let time = facts.minutes.map(|minutes| match facts.rate {
            Some(rate) => {
                format!("{} h at {}", hours(i64::from(minutes)), self.locale.amount(rate))
            }
            None => format!("{} h without a rate", hours(i64::from(minutes))),
        });
        let who = (!facts.who.is_empty()).then(|| facts.who.clone());
        [Some(facts.on.clone()), who, time].into_iter().flatten().collect()
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let folded = ["less", "less_reason", "discount", "tax", "grouped"]
        .iter()
        .all(|field| row.error(field).is_none());
    let label = row.label();
    let is_fee = row.line.of.is_empty();
    let said = row.worth().join(" · ");
    let worth = row.facts.as_ref().map(|facts| row.locale.money(facts.worth));
    let tick = row.field("take");
    let order = row.field("order");
    view! {
        <li class="draft__line">
            <Hidden name=row.field("of") value=row.line.of.clone() />
            <input
                class="tick"
                type="checkbox"
                name=tick
                value="true"
                checked=row.line.take == "true"
                aria-label=format!("Bill: {label}")
            />
            <div class="draft__words">
                {(!said.is_empty()).then(|| view! { <p class="sm muted">{said}</p> })}
                <TextArea
                    name=row.field("narrative")
                    label=if is_fee { "Fee for" } else { "Work done" }
                    value=row.line.narrative.clone()
                    error=row.error("narrative")
                    rows=2
                />
                <details class="act" open=!folded>
                    <summary class="sm">"Less, tax, group"</summary>
                    <Terms row=row.clone() />
                </details>
            </div>
            <div class="draft__amount">
                {match worth {
                    Some(worth) => view! { <p class="medium num">{worth}</p> }.into_any(),
                    None => {
                        view! {
                            <TextField
                                name=row.field("amount")
                                label="Amount"
                                value=row.line.amount.clone()
                                error=row.error("amount")
                                inputmode="decimal"
                                autocomplete="off"
                            />
                        }
                            .into_any()
                    }
                }} <label class="draft__place">
                    <span class="xs muted">"Place"</span>
                    <input
                        class="input"
                        name=order
                        value=row.line.order.clone()
                        inputmode="decimal"
                        aria-label=format!("Place of: {label}")
                    />
                </label>
            </div>
        </li>
    }
}

/// What is taken off a line, its tax, and what it stands together with.
#[component]
fn Terms(row: Row) -> impl IntoView {
    let in_fee = (row.fixed && !row.line.of.is_empty()).then(|| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    name=row.field("in_fee")
                    value="true"
                    checked=row.line.in_fee == "true"
                />
                <span>"Paid for by the fixed fee: shown, and counts for nothing"</span>
            </label>
        }
    });
    view! {
        <div class="stack gap-3 mt-2">
            <div class="form-row">
                <TextField
                    name=row.field("less")
                    label="Written down by"
                    value=row.line.less.clone()
                    error=row.error("less")
                    hint="The client does not read of it."
                    inputmode="decimal"
                    autocomplete="off"
                />
                <TextField
                    name=row.field("less_reason")
                    label="Why"
                    value=row.line.less_reason.clone()
                    error=row.error("less_reason")
                    autocomplete="off"
                />
                <TextField
                    name=row.field("discount")
                    label="Discount"
                    value=row.line.discount.clone()
                    error=row.error("discount")
                    hint="Shown: 10 %, or 25.00."
                    autocomplete="off"
                />
            </div>
            <div class="form-row">
                {(!row.taxes.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                name=row.field("tax")
                                label="Tax"
                                options=row.taxes.clone()
                                value=row.line.tax.clone()
                                placeholder="None"
                                error=row.error("tax")
                            />
                        }
                    })}
                <TextField
                    name=row.field("grouped")
                    label="Shown together under"
                    value=row.line.grouped.clone()
                    error=row.error("grouped")
                    autocomplete="off"
                />
            </div>
            {in_fee}
        </div>
    }
}
