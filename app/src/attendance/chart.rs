//! Rates as bars with their intervals. Lengths are attributes; the table beneath holds the same figures, and
//! what is of few is outlined and says so.

use domain::attendance::{Baseline, By, TallyRow, percent};
use leptos::prelude::*;

/// Bars that are drawn: the last ones.
const MOST: usize = 24;
/// In the drawing's own units: the whole, the words on the left, the bars, and the words on the right.
const WIDTH: f64 = 720.0;
const LEFT: f64 = 190.0;
const BARS: f64 = 400.0;
const ROW: f64 = 28.0;
const HEAD: f64 = 24.0;

/// A length, to a tenth of a unit.
fn len(units: f64) -> String {
    format!("{units:.1}")
}

/// The share at the right end of the bars: the next tenth above all that is drawn.
fn scale(rows: &[TallyRow], baseline: Option<&Baseline>) -> f64 {
    let highest = rows
        .iter()
        .filter_map(|row| row.tally.no_shows().interval())
        .map(|(_, high)| high)
        .chain(baseline.map(|before| before.share))
        .fold(0.1, f64::max);
    ((highest * 10.0).ceil() / 10.0).clamp(0.1, 1.0)
}

/// What a reader hears in its place: each bar in a few words.
fn spoken(rows: &[TallyRow], by: By, baseline: Option<&Baseline>) -> String {
    let bars: Vec<String> = rows
        .iter()
        .map(|row| {
            let rate = row.tally.no_shows();
            format!("{}: {} of {}, {}", row.label, rate.hits, rate.of, rate.words())
        })
        .collect();
    let before =
        baseline.map(|before| format!(" Before: {}.", percent(before.share))).unwrap_or_default();
    format!("No-show rate {}. {}.{before}", by.label().to_lowercase(), bars.join("; "))
}

#[component]
pub(super) fn Chart(rows: Vec<TallyRow>, by: By, baseline: Option<Baseline>) -> impl IntoView {
    let skipped = rows.len().saturating_sub(MOST);
    let rows: Vec<TallyRow> = rows.into_iter().skip(skipped).collect();
    let scale = scale(&rows, baseline.as_ref());
    let label = spoken(&rows, by, baseline.as_ref());
    let x = move |share: f64| LEFT + share.min(scale) / scale * BARS;
    let height = HEAD + ROW * rows.len() as f64 + 4.0;
    let ticks: Vec<f64> = (0..=4).map(|quarter| scale * f64::from(quarter) / 4.0).collect();
    let before = baseline.map(|before| {
        let at = len(x(before.share));
        view! {
            <line class="rates__before" x1=at.clone() x2=at y1=len(HEAD - 4.0) y2=len(height) />
        }
    });
    view! {
        <svg
            class="rates"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {WIDTH} {height}")
            width=len(WIDTH)
            height=len(height)
        >
            {ticks
                .into_iter()
                .map(|share| {
                    let at = len(x(share));
                    view! {
                        <line class="rates__tick" x1=at.clone() x2=at.clone() y1=len(HEAD) y2=len(height) />
                        <text class="rates__scale" x=at y=len(HEAD - 8.0) text-anchor="middle">
                            {format!("{:.0} %", share * 100.0)}
                        </text>
                    }
                })
                .collect_view()}
            {rows.into_iter().enumerate().map(|(nth, row)| bar(nth, &row, x)).collect_view()}
            {before}
        </svg>
        {(skipped > 0)
            .then(|| view! { <p class="muted sm">{format!("Drawn: the last {MOST}. The table has all.")}</p> })}
    }
}

fn bar(nth: usize, row: &TallyRow, x: impl Fn(f64) -> f64) -> AnyView {
    let top = HEAD + ROW * nth as f64;
    let middle = top + ROW / 2.0;
    let rate = row.tally.no_shows();
    let class = if rate.is_of_few() { "rates__bar rates__bar--few" } else { "rates__bar" };
    let says = match rate.of {
        0 => "none counted".to_owned(),
        of if rate.is_of_few() => format!("{} of {of}, few", rate.words()),
        of => format!("{} of {of}", rate.words()),
    };
    let bar = rate.share().map(|share| {
        view! {
            <rect
                class=class
                x=len(LEFT)
                y=len(top + 7.0)
                width=len((x(share) - LEFT).max(0.0))
                height=len(ROW - 14.0)
            />
        }
    });
    let whisker = rate.interval().map(|(low, high)| {
        let (from, to) = (len(x(low)), len(x(high)));
        let d = format!(
            "M{from} {m}H{to}M{from} {a}v8M{to} {a}v8",
            m = len(middle),
            a = len(middle - 4.0)
        );
        view! {
            <path class="rates__halo" d=d.clone() />
            <path class="rates__reach" d=d />
        }
    });
    let base = len(middle + 4.5);
    view! {
        <text class="rates__label" x=len(LEFT - 10.0) y=base.clone() text-anchor="end">
            {short(&row.label)}
        </text>
        {bar}
        {whisker}
        <text class="rates__value" x=len(LEFT + BARS + 12.0) y=base>
            {says}
        </text>
    }
    .into_any()
}

/// As much of a name as there is room for.
fn short(label: &str) -> String {
    const ROOM: usize = 26;
    match label.chars().count() > ROOM {
        true => label.chars().take(ROOM - 1).chain(['…']).collect(),
        false => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::attendance::Tally;

    use super::*;

    fn row(no_show: u32, attended: u32) -> TallyRow {
        let tally = Tally { no_show, attended, ..Tally::default() };
        TallyRow { label: "Oct 2026".into(), tally }
    }

    #[test]
    fn the_scale_holds_every_whisker_and_the_baseline() {
        assert_eq!(scale(&[], None), 0.1);
        let before = Baseline { share: 0.34, period: String::new() };
        assert_eq!(scale(&[row(1, 199)], Some(&before)), 0.4);
        assert_eq!(scale(&[row(1, 0)], None), 1.0);
    }

    #[test]
    fn a_reader_hears_each_figure_with_what_it_is_a_share_of() {
        let said = spoken(&[row(1, 3)], By::Month, None);
        assert_eq!(said, "No-show rate by month. Oct 2026: 1 of 4, 25.0 %.");
    }
}
