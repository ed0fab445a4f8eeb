//! Calls of those who ask how things stand, month by month beside the use of the portal: bars, and a table beneath.

use domain::frame::Framed;
use domain::portal::{PortalUse, StatusMonth};
use leptos::prelude::*;

use super::api;
use crate::page::page;
use crate::routes;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::table::{Caption, TableWrap};

/// In the drawing's own units.
const WIDTH: f64 = 720.0;
const LEFT: f64 = 90.0;
const BARS: f64 = 560.0;
const ROW: f64 = 34.0;
const BAR: f64 = 12.0;

/// The page `/calls/status`.
#[component]
pub fn Status() -> impl IntoView {
    page(
        "Calls for status",
        "page",
        api::status_by_month(),
        |framed| view! { <Shown framed=framed /> },
    )
}

#[component]
fn Shown(framed: Framed<PortalUse>) -> impl IntoView {
    let Framed { frame, body: PortalUse { months } } = framed;
    let crumbs = vec![
        ("Calls".to_owned(), Some(routes::CALLS.to_owned())),
        ("Calls for status".to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Calls crumbs=crumbs>
            <PageHead
                title="Calls for status"
                lead="How often clients rang to ask how things stand, and how often they looked in the portal."
            />
            <div class="stack gap-6">
                <div class="table-wrap rates-wrap" role="region" tabindex="0" aria-label="Chart">
                    {chart(&months)}
                </div>
                <p class="sm muted">"Filled: calls for status. Outlined: sign-ins to the portal."</p>
                {table(months)}
                <p class="muted sm measure">
                    "Counted are call slips whose reason is “Asked for status”: a call that nobody wrote down is in no figure. Fewer calls while more clients sign in is what the portal is for; other things move both, and the last month is not over."
                </p>
            </div>
        </Shell>
    }
}

/// What a reader hears in place of the bars.
fn spoken(months: &[StatusMonth]) -> String {
    let months: Vec<String> = months
        .iter()
        .map(|month| {
            format!(
                "{}: {} calls for status, {} sign-ins",
                month.label, month.status_calls, month.visits
            )
        })
        .collect();
    months.join("; ")
}

fn chart(months: &[StatusMonth]) -> impl IntoView + use<> {
    let most = months.iter().map(|month| month.status_calls.max(month.visits)).max();
    let most = most.unwrap_or_default().max(1) as f64;
    let height = ROW * months.len() as f64 + 4.0;
    let length = move |count: i64| format!("{:.1}", count as f64 / most * BARS);
    let bars = months
        .iter()
        .enumerate()
        .map(|(nth, month)| {
            let top = ROW * nth as f64 + 4.0;
            let bar = |class: &'static str, y: f64, count: i64| {
                view! {
                    <rect class=class x=LEFT.to_string() y=format!("{y:.1}") width=length(count) height=BAR.to_string() />
                    <text
                        class="rates__scale"
                        x=format!("{:.1}", LEFT + count as f64 / most * BARS + 6.0)
                        y=format!("{:.1}", y + BAR - 2.0)
                    >
                        {count}
                    </text>
                }
            };
            view! {
                <text class="rates__scale" x="0" y=format!("{:.1}", top + BAR + 4.0)>
                    {month.label.clone()}
                </text>
                {bar("rates__bar", top, month.status_calls)}
                {bar("rates__bar rates__bar--few", top + BAR + 2.0, month.visits)}
            }
        })
        .collect_view();
    view! {
        <svg
            class="rates"
            role="img"
            aria-label=spoken(months)
            viewBox=format!("0 0 {WIDTH} {height}")
            width=WIDTH.to_string()
            height=height.to_string()
        >
            {bars}
        </svg>
    }
}

fn table(months: Vec<StatusMonth>) -> impl IntoView {
    view! {
        <TableWrap label="The figures">
            <table class="table table--dense">
                <Caption text="Calls for status and the use of the portal, by month" />
                <thead>
                    <tr>
                        <th scope="col">"Month"</th>
                        <th scope="col" class="num">"Calls for status"</th>
                        <th scope="col" class="num">"All calls"</th>
                        <th scope="col" class="num">"Sign-ins to the portal"</th>
                        <th scope="col" class="num">"People who signed in"</th>
                    </tr>
                </thead>
                <tbody>
                    {months
                        .into_iter()
                        .map(|month| {
                            view! {
                                <tr>
                                    <th scope="row">{month.label}</th>
                                    <td class="num">{month.status_calls}</td>
                                    <td class="num">{month.calls}</td>
                                    <td class="num">{month.visits}</td>
                                    <td class="num">{month.people}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_hears_both_figures_of_each_month() {
        let month = |label: &str, status_calls, visits| StatusMonth {
            label: label.into(),
            calls: 9,
            status_calls,
            visits,
            people: 1,
        };
        assert_eq!(
            spoken(&[month("Oct 2026", 4, 2), month("Nov 2026", 1, 8)]),
            "Oct 2026: 4 calls for status, 2 sign-ins; Nov 2026: 1 calls for status, 8 sign-ins"
        );
    }
}
