//! The clock of a running timer, counting on where there is a script. Without one it says how long it ran when
//! the page was made.

use std::time::Duration;

use leptos::prelude::*;

/// "1:08:07", of whole seconds.
pub fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `ran` seconds so far. Counted from the moment the page came alive: the clocks of two machines need not agree.
#[island(lazy)]
pub fn Ticking(ran: i64) -> impl IntoView {
    let shown = RwSignal::new(clock(ran));
    Effect::new(move || {
        let since = js_sys::Date::now();
        // whole seconds, far below what an i64 can hold
        #[expect(clippy::cast_possible_truncation)]
        let tick = move || shown.set(clock(ran + ((js_sys::Date::now() - since) / 1000.0) as i64));
        // without intervals the page keeps the time at which it was made
        let _ = set_interval(tick, Duration::from_secs(1));
    });
    view! { <span>{shown}</span> }
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
