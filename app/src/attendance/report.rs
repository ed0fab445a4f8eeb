//! The page `/attendance`: a rate with what it counts, its interval, and what it was before.

use domain::attendance::{AttendanceFilter, AttendancePage, By, FEW, Tally, TallyRow, percent};
use domain::frame::{Frame, Framed};
use leptos::prelude::*;

use super::api;
use super::chart::Chart;
use crate::page::{page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::field::DateField;
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn Report() -> impl IntoView {
    let filter = AttendanceFilter { from: query("from"), until: query("until"), by: query("by") };
    page("Attendance", "page", api::report(filter), |Framed { frame, body }| {
        view! { <Shown frame=frame page=body /> }
    })
}

fn address(path: &str, filter: &AttendanceFilter, by: By) -> String {
    let pairs = [("from", filter.from.as_str()), ("until", &filter.until), ("by", by.word())];
    routes::with_query(path, &pairs)
}

#[component]
fn Shown(frame: Frame, page: AttendancePage) -> impl IntoView {
    let AttendancePage { filter, by, period, total, rows, unrecorded, baseline, errors } = page;
    let tabs = By::ALL
        .iter()
        .map(|other| {
            Tab::new(address(routes::ATTENDANCE, &filter, *other), other.label(), *other == by)
        })
        .collect();
    let export = address(routes::ATTENDANCE_EXPORT, &filter, by);
    let lead = format!("{period}, of the appointments you can see.");
    let key = match &baseline {
        Some(before) => format!(
            "The line across a bar is its 95 % interval; pale bars are of fewer than {FEW}. Dashed: {} before ({}).",
            percent(before.share),
            before.period
        ),
        None => format!(
            "The line across a bar is its 95 % interval; pale bars are of fewer than {FEW}."
        ),
    };
    let against = baseline.as_ref().map(|before| before.against(total.no_shows()));
    view! {
        <Shell frame=frame here=Here::Attendance crumbs=vec![("Attendance".to_owned(), None)]>
            <PageHead title="Attendance" lead=lead>
                <LinkButton href=export icon="download">
                    "Download CSV"
                </LinkButton>
            </PageHead>
            <div class="stack gap-6">
                <form class="filters rates-days" method="get" action=routes::ATTENDANCE>
                    <DateField name="from" label="From" value=filter.from.clone() error=errors.of("from") />
                    <DateField name="until" label="To" value=filter.until.clone() error=errors.of("until") />
                    <input type="hidden" name="by" value=by.word() />
                    <Button>"Show"</Button>
                </form>
                <Whole total=total against=against />
                {(unrecorded > 0).then(|| view! { <Unrecorded count=unrecorded /> })}
                <Tabs label="What the rates go by" items=tabs />
                {if rows.is_empty() {
                    view! {
                        <Empty
                            icon="calendar"
                            title="Nothing recorded in this period"
                            text="Once it is recorded who came, the rates stand here. Choose other days, or record who came."
                        />
                    }
                        .into_any()
                } else {
                    view! {
                        <Section id="rates" title=by.label() note="no-shows, with the range they can be trusted to">
                            <div class="table-wrap rates-wrap" role="region" tabindex="0" aria-label="Chart">
                                <Chart rows=rows.clone() by=by baseline=baseline />
                            </div>
                            <p class="muted sm mb-3">{key}</p>
                            <Table rows=rows total=total by=by />
                        </Section>
                        <Notes />
                    }
                        .into_any()
                }}
            </div>
        </Shell>
    }
}

/// The one figure, with its share, its interval and what it was before.
#[component]
fn Whole(total: Tally, against: Option<String>) -> impl IntoView {
    let rate = total.no_shows();
    let counted =
        format!("{} no-shows of {} appointments people were expected at", rate.hits, rate.of);
    let apart = match total.cancelled_in_time {
        0 => String::new(),
        1 => " One more was cancelled in time and is not counted.".to_owned(),
        many => format!(" {many} more were cancelled in time and are not counted."),
    };
    let reach = match rate.interval() {
        None => String::new(),
        Some(_) => format!(" 95 % interval: {}.", rate.interval_words()),
    };
    let few = (rate.of > 0 && rate.is_of_few()).then(|| {
        format!("These are fewer than {FEW}: one person more or less changes the rate a lot.")
    });
    view! {
        <div>
            <p class="rates__whole">
                <span class="figure">{rate.words()}</span>
                " "
                <span>{counted}</span>
            </p>
            <p class="muted measure">
                {against.map(|words| words + " ")} {reach.trim().to_owned()} {apart}
            </p>
            {few
                .map(|words| {
                    view! {
                        <div class="mt-3">
                            <Notice kind=Tone::Info title="A small number">
                                <p>{words}</p>
                            </Notice>
                        </div>
                    }
                })}
        </div>
    }
}

#[component]
fn Unrecorded(count: u32) -> impl IntoView {
    let title = match count {
        1 => "Of one appointment nobody recorded who came".to_owned(),
        many => format!("Of {many} appointments nobody recorded who came"),
    };
    view! {
        <Notice kind=Tone::Warn title=title>
            <p>
                "They are in no rate. " <a href=routes::UNRECORDED>"Record who came"</a> "."
            </p>
        </Notice>
    }
}

#[component]
fn Table(rows: Vec<TallyRow>, total: Tally, by: By) -> impl IntoView {
    view! {
        <TableWrap label="The figures">
            <table class="table table--dense">
                <Caption text=format!("Attendance, {}", by.label().to_lowercase()) />
                <thead>
                    <tr>
                        <th scope="col">{by.head()}</th>
                        <th scope="col" class="num">"Attended"</th>
                        <th scope="col" class="num">"Late"</th>
                        <th scope="col" class="num">"No-show"</th>
                        <th scope="col" class="num">"Counted"</th>
                        <th scope="col" class="num">"No-show rate"</th>
                        <th scope="col" class="num">"95 % interval"</th>
                        <th scope="col" class="num">"Cancelled in time"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| figures(row.label, row.tally)).collect_view()}
                </tbody>
                <tfoot>{figures("All".to_owned(), total)}</tfoot>
            </table>
        </TableWrap>
    }
}

fn figures(label: String, tally: Tally) -> impl IntoView {
    let rate = tally.no_shows();
    let few = rate.of > 0 && rate.is_of_few();
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td class="num">{tally.attended}</td>
            <td class="num">{tally.late}</td>
            <td class="num">{tally.no_show}</td>
            <td class="num">{rate.of} {few.then(|| view! { " " <small class="muted">"few"</small> })}</td>
            <td class="num">{rate.words()}</td>
            <td class="num">{rate.interval_words()}</td>
            <td class="num">{tally.cancelled_in_time}</td>
        </tr>
    }
}

#[component]
fn Notes() -> impl IntoView {
    view! {
        <div class="muted sm measure stack gap-2">
            <p>
                "Counted: who attended, came late, or did not come. Not counted: what the client cancelled in time, what the office or the court called off, and what nobody recorded."
            </p>
            <p>
                "Told: a message about the time that then held reached the provider. The interval is Wilson’s, at 95 %. Where two intervals overlap, the difference may be chance; and people who confirm differ from those who do not, with or without a reminder."
            </p>
        </div>
    }
}
