//! The clock of a running timer, counting on where there is a script. Without one it says how long it ran when
//! the page was made.
//!
//! All markup is the server's: the island writes into it.

use std::time::Duration;

use leptos::prelude::*;

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

fn count(ran: i64) {
    let since = js_sys::Date::now();
    let tick = move || {
        // whole seconds, far below what an i64 can hold
        #[expect(clippy::cast_possible_truncation)]
        let seconds = ran + ((js_sys::Date::now() - since) / 1000.0) as i64;
        if let Some(shown) = document().get_element_by_id(SHOWN) {
            shown.set_text_content(Some(&clock(seconds)));
        }
    };
    // without intervals the page keeps the time at which it was made
    let _ = set_interval(tick, Duration::from_secs(1));
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
