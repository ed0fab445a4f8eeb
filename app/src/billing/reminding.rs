//! How the reminders of an invoice stand, in a list: its three stages, and what comes next.

use domain::billing::dunning::DunningStage;
use domain::billing::next_step::{NextStep, Pip};
use domain::locale::Locale;
use leptos::prelude::*;

use crate::ui::status::{Status, Tone};

/// The stages at 7, 14 and 30 days.
#[component]
pub fn Pips(pips: [Pip; 3]) -> impl IntoView {
    let items = DunningStage::ALL
        .into_iter()
        .zip(pips)
        .map(|(stage, pip)| {
            let class = match pip {
                Pip::Said => "is-sent",
                Pip::Due => "is-due",
                Pip::Next => "is-next",
                Pip::Passed | Pip::Off => "is-off",
                Pip::Later => "",
            };
            view! {
                <li class=class>
                    {stage.days()} <span class="vh">{format!(" days, {}", pip.label())}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="stages" aria-label="Reminders">
            {items}
        </ol>
    }
}

/// What comes next, in words.
#[component]
pub fn Step(step: NextStep, locale: Locale) -> impl IntoView {
    let (tone, icon) = match step {
        NextStep::Goes(_, None) => (Tone::Bad, "mail"),
        NextStep::Send => (Tone::Warn, "mail"),
        NextStep::Asks(..) | NextStep::Release => (Tone::Warn, "key"),
        NextStep::Held(_) | NextStep::Disputed | NextStep::Off => (Tone::Info, "pause"),
        NextStep::AllSaid => (Tone::Bad, "user"),
        NextStep::NotDue(_) | NextStep::Goes(_, Some(_)) => (Tone::Info, "clock"),
    };
    view! {
        <Status kind=tone icon=icon>
            {words(step, locale)}
        </Status>
    }
}

fn words(step: NextStep, locale: Locale) -> String {
    match step {
        NextStep::Send => "Not sent yet".into(),
        NextStep::NotDue(0) => "Due today".into(),
        NextStep::NotDue(1) => "Due tomorrow".into(),
        NextStep::NotDue(days) => format!("Due in {days} days"),
        NextStep::Goes(stage, None) => format!("{} goes today", stage.label()),
        NextStep::Goes(stage, Some(on)) => {
            format!("{} on {}", stage.label(), locale.short_date(on))
        }
        NextStep::Asks(stage, None) => format!("{} asks for approval", stage.label()),
        NextStep::Asks(stage, Some(on)) => {
            format!("{} on {}, asks for approval", stage.label(), locale.short_date(on))
        }
        NextStep::Held(until) => format!("Paused until {}", locale.short_date(until)),
        NextStep::Disputed => "Disputed".into(),
        NextStep::Release => "Entered later: to be released".into(),
        NextStep::AllSaid => "All sent".into(),
        NextStep::Off => "No reminders".into(),
    }
}
