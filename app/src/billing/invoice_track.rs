//! The reminders of an invoice: what was said, what comes next, and why nothing does.

use domain::billing::dunning::{DunningStage, StageState};
use domain::billing::show::InvoicePage;
use domain::billing::track::{Mark, Step};
use domain::locale::Locale;
use leptos::prelude::*;

use crate::ui::status::{Status, Tone};

/// 7 · 14 · 30, drawn small.
#[component]
pub fn Stages(track: Vec<Step>) -> impl IntoView {
    let items = track
        .into_iter()
        .map(|step| {
            let class = match step.mark {
                Mark::Sent => "is-sent",
                Mark::Next => "is-next",
                Mark::Off => "is-off",
                Mark::Later => "",
            };
            view! {
                <li class=class>
                    {step.stage.days()} <span class="vh">{format!(" days, {}", step.mark.label())}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="stages push" aria-label="Stages of reminders">
            {items}
        </ol>
    }
}

/// The days of an invoice in order: sent, due, and each reminder.
#[component]
pub fn Track(page: InvoicePage) -> impl IntoView {
    let locale = page.locale;
    let short = move |iso: &str| iso.parse().map(|on| locale.short_date(on)).unwrap_or_default();
    let sent = page.sendings.iter().find(|it| !it.came_back).map(|it| {
        let whom = match it.recipient.as_str() {
            "" => it.by.clone(),
            whom => format!("{}, to {whom}", it.by),
        };
        (short(&it.on), whom)
    });
    let due = page.due_now.as_deref().or(page.said.due_on.as_deref()).map(short);
    let fell = if page.late > 0 { "Fell due" } else { "Falls due" };
    let asks = page.left.minor > 0;
    view! {
        <ol class="docket docket--narrow">
            {sent
                .map(|(on, how)| {
                    view! {
                        <li class="docket__row">
                            <span class="docket__when">{on}</span>
                            <div class="docket__body">
                                <div class="docket__text">
                                    <p>"Sent"</p>
                                    <p class="docket__sub">{how}</p>
                                </div>
                            </div>
                        </li>
                    }
                })}
            {due
                .map(|on| {
                    view! {
                        <li class="docket__row">
                            <span class="docket__when">{on}</span>
                            <div class="docket__body">
                                <div class="docket__text">
                                    <p>{fell}</p>
                                </div>
                            </div>
                        </li>
                    }
                })}
            {page
                .track
                .iter()
                // what is over stays in sight once nothing is left
                .filter(|step| asks || step.state.is_some())
                .map(|step| view! { <Stage step=*step locale=locale /> })
                .collect_view()}
        </ol>
        {page.silence.map(|why| view! { <p class="sm muted mt-2">{why.label()}</p> })}
    }
}

fn words(step: &Step, locale: Locale) -> String {
    match (step.mark, step.state, step.held_until) {
        (Mark::Sent, ..) => String::new(),
        (_, Some(StageState::Skipped), _) => StageState::Skipped.label().into(),
        (_, _, Some(until)) => format!("Held until {}", locale.date(until)),
        (Mark::Next, Some(StageState::Awaiting), _) => "Waits for a partner’s approval".into(),
        (Mark::Next, Some(StageState::Planned), _) => {
            "Goes with the next e-mails or letters, unless it is paid".into()
        }
        (Mark::Next, ..) => "Goes out unless it is paid".into(),
        (Mark::Off, Some(StageState::Dropped), _) => StageState::Dropped.label().into(),
        (Mark::Off | Mark::Later, ..) => String::new(),
    }
}

#[component]
fn Stage(step: Step, locale: Locale) -> impl IntoView {
    let class = match step.mark {
        Mark::Next => "docket__row docket__row--next",
        Mark::Sent => "docket__row",
        Mark::Off | Mark::Later => "docket__row docket__row--past",
    };
    let says = words(&step, locale);
    let on = step.on.map(|on| locale.short_date(on)).unwrap_or_default();
    let last = step.stage == DunningStage::Final && step.mark == Mark::Later;
    view! {
        <li class=class>
            <span class="docket__when">{on}</span>
            <div class="docket__body">
                <div class="docket__text">
                    <p class="docket__title">{step.stage.label()}</p>
                    {(!says.is_empty()).then(|| view! { <p class="docket__sub">{says}</p> })}
                    {last.then(|| view! { <p class="docket__sub">"The last one"</p> })}
                </div>
                {(step.mark == Mark::Sent)
                    .then(|| {
                        view! {
                            <Status kind=Tone::Ok icon="check">
                                "Sent"
                            </Status>
                        }
                    })}
            </div>
        </li>
    }
}
