//! The clock of a running timer, counting on where there is a script. Without one it says how long it ran when
//! the page was made.
//!
//! All markup is the server's: the island writes into it.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

/// The element that shows it.
const SHOWN: &str = "timer-clock";

/// "1:08:07", of whole seconds.
fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `ran` seconds so far. Counted from the moment the page came alive: the clocks of two machines need not agree.
#[component]
pub fn Ticking(ran: i64) -> impl IntoView {
    view! {
        <span id=SHOWN>{clock(ran)}</span>
        <Ticker ran=ran />
    }
}

#[island(lazy)]
fn Ticker(ran: i64) -> impl IntoView {
    Effect::new(move || count(ran));
    view! { <span hidden=true></span> }
}

/// What the browser can do and the first bundle does not use is asked for by name, so that no page pays for it.
fn count(ran: i64) {
    let window = JsValue::from(window());
    let (Some(date), Some(repeat)) =
        (function(&window, &["Date", "now"]), function(&window, &["setInterval"]))
    else {
        return;
    };
    let now = move || {
        date.call0(&JsValue::UNDEFINED).ok().and_then(|now| now.as_f64()).unwrap_or_default()
    };
    let since = now();
    let tick = Closure::<dyn Fn(Event)>::new(move |_| {
        // whole seconds, far below what an i64 can hold
        #[expect(clippy::cast_possible_truncation)]
        let seconds = ran + ((now() - since) / 1000.0) as i64;
        if let Some(shown) = document().get_element_by_id(SHOWN) {
            shown.set_text_content(Some(&clock(seconds)));
        }
    });
    if repeat.call2(&window, tick.as_ref(), &JsValue::from_f64(1000.0)).is_ok() {
        tick.forget();
    }
}

fn function(from: &JsValue, path: &[&str]) -> Option<Function> {
    let found =
        path.iter().try_fold(from.clone(), |at, name| Reflect::get(&at, &(*name).into()).ok())?;
    found.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_clock_counts_hours_minutes_and_seconds() {
        assert_eq!(
            [0, 67, 4_087, 360_000, -5].map(clock),
            ["0:00:00", "0:01:07", "1:08:07", "100:00:00", "0:00:00"]
        );
    }
}
