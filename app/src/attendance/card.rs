//! The rate of no-shows in a few square inches, for the page of the day: the figure, what it counts, and its way
//! from month to month.

use domain::appointments::NoShows;
use domain::attendance::TallyRow;
use leptos::prelude::*;

use crate::routes;
use crate::ui::section::Section;

/// The drawing's own units.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 96.0;
/// Kept free above and below, so that the line's ends are whole.
const EDGE: f64 = 8.0;

#[component]
pub fn NoShowRate(shown: NoShows) -> impl IntoView {
    let NoShows { total, months, against } = shown;
    let rate = total.no_shows();
    let link = match rate.of {
        0 => "Attendance".to_owned(),
        1 => format!("{} of 1 visit", rate.hits),
        of => format!("{} of {of} visits", rate.hits),
    };
    let small = match rate.interval_words() {
        words if words.is_empty() => "Nothing recorded in a year".to_owned(),
        words => format!("in a year, 95 % interval {words}"),
    };
    view! {
        <Section id="no-shows" title="No-show rate" link=Some((routes::ATTENDANCE.to_owned(), link))>
            <p class="figure mt-2">
                {rate.words()} " " <small>{small}</small>
            </p>
            {(!against.is_empty()).then(|| view! { <p class="xs muted">{against}</p> })}
            <Spark months=months />
        </Section>
    }
}

/// Where each month lies: its share, and where it is drawn.
fn points(months: &[TallyRow]) -> Vec<(f64, f64, f64)> {
    let shares: Vec<f64> =
        months.iter().filter_map(|month| month.tally.no_shows().share()).collect();
    let most = shares.iter().copied().fold(0.05, f64::max);
    let steps = shares.len().saturating_sub(1).max(1) as f64;
    let at = |(nth, share): (usize, &f64)| {
        let x = WIDTH * nth as f64 / steps;
        let y = HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * share / most;
        (*share, x, y)
    };
    shares.iter().enumerate().map(at).collect()
}

#[component]
fn Spark(months: Vec<TallyRow>) -> impl IntoView {
    let months: Vec<TallyRow> =
        months.into_iter().filter(|month| month.tally.no_shows().of > 0).collect();
    let points = points(&months);
    // two points are no course yet
    let (Some(first), Some(last), 3..) = (months.first(), months.last(), months.len()) else {
        return ().into_any();
    };
    let said: Vec<String> = months
        .iter()
        .map(|month| format!("{} {}", month.label, month.tally.no_shows().words()))
        .collect();
    let label = format!("No-show rate by the month: {}", said.join(", "));
    let line: Vec<String> = points.iter().map(|(_, x, y)| format!("{x:.1} {y:.1}")).collect();
    let line = format!("M{}", line.join("L"));
    let area = format!("{line}V{HEIGHT}H0z");
    let dot = points.last().map(|(_, x, y)| format!("M{x:.1} {y:.1}h.01"));
    view! {
        <svg
            class="spark mt-2"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            <path class="spark__area" d=area />
            <path class="spark__line" d=line />
            <path class="spark__dot" d=dot />
        </svg>
        <p class="spark__axis xs muted" aria-hidden="true">
            <span>{first.label.clone()}</span>
            <span>{last.label.clone()}</span>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::attendance::Tally;

    use super::*;

    #[test]
    fn the_highest_month_reaches_the_top_and_none_lies_at_the_foot() {
        let month = |no_show, attended| TallyRow {
            label: String::new(),
            tally: Tally { no_show, attended, ..Tally::default() },
        };
        let drawn = points(&[month(0, 4), month(2, 2), month(1, 3)]);
        let ys: Vec<f64> = drawn.iter().map(|(_, _, y)| *y).collect();
        assert_eq!(ys, [HEIGHT - EDGE, EDGE, HEIGHT / 2.0]);
        assert_eq!(drawn.last().map(|(_, x, _)| *x), Some(WIDTH));
        assert!(points(&[]).is_empty());
    }
}
