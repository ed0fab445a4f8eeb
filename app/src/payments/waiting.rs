//! What a provider of payments said that somebody has to decide about, above the list of payments.

use domain::billing::online::EventRow;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::routes;
use crate::ui::button::Button;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::section::Section;
use crate::ui::status::{Status, Tone};

#[component]
pub fn Waiting(rows: Vec<EventRow>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <Section id="waiting" title="To decide" note="from the provider of payments">
                <ul class="people mt-2">
                    {rows.into_iter().map(|row| view! { <One row=row /> }).collect_view()}
                </ul>
            </Section>
            <LiveForms />
        }
    })
}

#[component]
fn One(row: EventRow) -> impl IntoView {
    let EventRow { key, why, amount, at, reference, payment } = row;
    let reference = format!("{at} · {reference}");
    view! {
        <li>
            <div class="stack gap-2">
                <p>
                    <Status kind=Tone::Warn icon="alert">
                        {why.label()}
                    </Status>
                    " "
                    <strong>{amount}</strong>
                </p>
                <p class="sm">{why.says()}</p>
                <p class="xs muted">
                    {reference}
                    {payment
                        .map(|payment| {
                            view! {
                                " · "
                                <a href=routes::payment(payment)>"The payment"</a>
                            }
                        })}
                </p>
                <details class="act">
                    <summary class="sm">"Seen to"</summary>
                    <PostForm action=api::Decide::url() class="stack gap-2 mt-2">
                        <FormMessage />
                        <Hidden name="event" value=key />
                        <label class="field">
                            <span class="field__label">"What was done about it"</span>
                            <input class="input" name="decision" type="text" required=true autocomplete="off" />
                        </label>
                        <Button small=true>"Done"</Button>
                    </PostForm>
                </details>
            </div>
        </li>
    }
}
