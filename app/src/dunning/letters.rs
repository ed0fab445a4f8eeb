//! Letters: those that wait, those that were printed, and when they were mailed.

use domain::billing::reminding::{BatchRow, LetterRow};
use domain::forms::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::routes;
use crate::ui::button::Button;
use crate::ui::field::DateField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::section::Section;

fn letters(count: usize) -> String {
    if count == 1 { "1 letter".into() } else { format!("{count} letters") }
}

/// `refused`: the batch whose day came back, the day as typed, and what is wrong with it.
#[component]
pub fn Letters(
    waiting: Vec<LetterRow>,
    batches: Vec<BatchRow>,
    today: String,
    refused: Option<(String, String, FieldErrors)>,
) -> impl IntoView {
    let count = waiting.len();
    // those that were printed first were mailed first
    let asked = batches.iter().rev().find(|batch| batch.mailed.is_empty()).map(|batch| batch.id);
    view! {
        <Section id="letters" title="Letters" note="to debtors without an address for mail">
            {if waiting.is_empty() {
                view! { <p class="muted mt-2">"No letter waits to be printed."</p> }.into_any()
            } else {
                view! {
                    <ul class="stack gap-2 mt-2">
                        {waiting
                            .into_iter()
                            .map(|row| {
                                view! {
                                    <li>
                                        <span class="medium">{row.debtor}</span>
                                        {format!(": invoice {}, since {}", row.numbers, row.since)}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                    <PostForm action=api::Print::url() class="mt-3">
                        <FormMessage />
                        <Button icon="note">{format!("Print {}", letters(count))}</Button>
                    </PostForm>
                }
                    .into_any()
            }}
            <ol class="stack gap-4 mt-4" id="printed">
                {batches
                    .into_iter()
                    .map(|batch| {
                        let refused = refused.clone().filter(|(id, ..)| *id == batch.id.to_string());
                        let ask = asked == Some(batch.id);
                        view! { <Batch batch=batch ask=ask today=today.clone() refused=refused /> }
                    })
                    .collect_view()}
            </ol>
        </Section>
    }
}

#[component]
fn Batch(
    batch: BatchRow,
    /// When it was mailed.
    ask: bool,
    today: String,
    refused: Option<(String, String, FieldErrors)>,
) -> impl IntoView {
    let count = letters(usize::try_from(batch.letters).unwrap_or_default());
    let (on, errors) = match refused {
        Some((_, on, errors)) => (on, errors),
        None => (today.clone(), FieldErrors::default()),
    };
    let id = batch.id;
    view! {
        <li>
            <p>
                <a href=routes::letters_pdf(id) rel="external">
                    {format!("{count}, printed {}", batch.made)}
                </a>
                {(!batch.mailed.is_empty())
                    .then(|| view! { <span class="muted">{format!(", mailed {}", batch.mailed)}</span> })}
            </p>
            {(!batch.take_out.is_empty())
                .then(|| {
                    view! {
                        <p class="sm">
                            <strong>"Take out: "</strong>
                            {format!("{}. Settled since it was printed.", batch.take_out.join(", "))}
                        </p>
                    }
                })}
            {ask
                .then(|| {
                    view! {
                        <PostForm action=api::Mailed::url() class="stack gap-2 mt-2">
                            <FormMessage />
                            <Hidden name="batch" value=id.to_string() />
                            <DateField
                                name="on"
                                label="Mailed on"
                                value=on
                                min=batch.made_on
                                max=today
                                error=errors.of("on")
                                required=true
                            />
                            <div>
                                <Button small=true>"Record as mailed"</Button>
                            </div>
                        </PostForm>
                    }
                })}
        </li>
    }
}
