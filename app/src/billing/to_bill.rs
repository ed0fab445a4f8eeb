//! The page `/billing/to-bill`: work in progress by case, from which drafts are written, one or several at once.

use domain::billing::invoices::Arrangement;
use domain::billing::time::hours;
use domain::billing::to_bill::{Batch, BatchRow, ToBillFilter, ToBillList, ToBillRow, ToBillSum};
use domain::forms::FormPage;
use domain::frame::{Frame, Framed};
use domain::ids::CaseId;
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::drafting;
use super::sections::{Part, Sections};
use crate::enhance::LiveForms;
use crate::page::{Done, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::TextField;
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn ToBill() -> impl IntoView {
    let filter = ToBillFilter { q: query("q"), after: query("after") };
    page("To bill", "page", drafting::to_bill(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame list=body /> }
    })
}

fn address(filter: &ToBillFilter, after: &str) -> String {
    routes::with_query(routes::TO_BILL, &[("q", &filter.q), ("after", after)])
}

#[component]
fn Listed(frame: Frame, list: ToBillList) -> impl IntoView {
    let ToBillList { filter, page, sums, drafts, others, locale } = list;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("To bill".to_owned(), None),
    ];
    let next = page.next.as_deref().map(|after| address(&filter, after));
    let first = (!filter.after.is_empty()).then(|| address(&filter, ""));
    let narrowed = !filter.q.is_empty();
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let role = frame.role;
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <Done />
            <PageHead title="To bill" lead="What was worked and laid out, and is on no invoice yet." />
            <div class="stack gap-6">
                <Sections here=Part::ToBill role=role />
                {sums.into_iter().map(|sum| view! { <Sum sum=sum locale=locale /> }).collect_view()}
                <Filters q=filter.q drafts=drafts />
                {if page.rows.is_empty() {
                    let (title, text) = match narrowed {
                        true => ("Nothing of these waits to be billed", "Try fewer words."),
                        false => (
                            "Nothing waits to be billed",
                            "Billable time and expenses of cases appear here until an invoice bills them.",
                        ),
                    };
                    view! { <Empty icon="note" title=title text=text /> }.into_any()
                } else {
                    view! {
                        <form method="get" action=routes::BATCH class="stack gap-3">
                            <Rows rows=page.rows drafts=drafts locale=locale />
                            {drafts
                                .then(|| {
                                    view! {
                                        <div class="form-acts">
                                            <Button>"Draft the chosen cases"</Button>
                                        </div>
                                    }
                                })}
                        </form>
                        <Pager
                            shown=shown
                            total_words=total_words
                            one="case"
                            many="cases"
                            next=next
                            first=first
                        />
                    }
                        .into_any()
                }}
                {(!others.is_empty()).then(|| view! { <Others others=others /> })}
            </div>
        </Shell>
    }
}

#[component]
fn Filters(q: String, drafts: bool) -> impl IntoView {
    let narrowed = !q.is_empty();
    let hint = if drafts { "Any open case is found here, to write an invoice for it." } else { "" };
    view! {
        <form class="filters" method="get" action=routes::TO_BILL role="search" aria-label="Filter cases to bill">
            <TextField
                name="q"
                label="Case or client"
                hint=hint
                value=q
                kind="search"
                class="field--w"
                icon="search"
                autocomplete="off"
            />
            <Button icon="filter">"Filter"</Button>
            {narrowed
                .then(|| {
                    view! {
                        <LinkButton href=routes::TO_BILL look=Look::Quiet>
                            "Clear"
                        </LinkButton>
                    }
                })}
        </form>
    }
}

/// Cases of which nothing waits, and that are written an invoice for nevertheless: a fee, a retainer.
#[component]
fn Others(others: Vec<(CaseId, String)>) -> impl IntoView {
    view! {
        <Section id="others" title="Other open cases">
            <ul class="picklist mt-2">
                {others
                    .into_iter()
                    .map(|(case, label)| {
                        view! {
                            <li>
                                <a href=routes::draft_new(case)>
                                    <strong>{label}</strong>
                                    <span class="cell-sub">"Write an invoice with lines of your own"</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Section>
    }
}

#[component]
fn Sum(sum: ToBillSum, locale: Locale) -> impl IntoView {
    let all = Money::new(sum.time.minor + sum.expenses.minor, sum.time.currency);
    let made_of = format!(
        "{} h worth {}, and {} of expenses",
        hours(sum.minutes),
        locale.money(sum.time),
        locale.money(sum.expenses)
    );
    view! {
        <div class="aged__sum">
            <p class="aged__all">{locale.money(all)}</p>
            <p class="sm muted">{made_of}</p>
        </div>
    }
}

#[component]
fn Rows(rows: Vec<ToBillRow>, drafts: bool, locale: Locale) -> impl IntoView {
    view! {
        <TableWrap label="Cases to bill">
            <table class="table table--stack">
                <Caption text="Cases to bill, the longest waiting first" />
                <thead>
                    <tr>
                        {drafts
                            .then(|| {
                                view! {
                                    <th scope="col" class="tight">
                                        <span class="vh">"Choose"</span>
                                    </th>
                                }
                            })}
                        <th scope="col">"Client and case"</th>
                        <th scope="col">"Oldest"</th>
                        <th scope="col" class="num">
                            "Hours"
                        </th>
                        <th scope="col" class="num">
                            "Time"
                        </th>
                        <th scope="col" class="num">
                            "Expenses"
                        </th>
                        {drafts
                            .then(|| {
                                view! {
                                    <th scope="col" class="tight">
                                        <span class="vh">"Draft"</span>
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| view! { <Row row=row drafts=drafts locale=locale /> })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

fn days_ago(days: i64) -> String {
    match days {
        ..=0 => "today".into(),
        1 => "yesterday".into(),
        days => format!("{days} days ago"),
    }
}

#[component]
fn Row(row: ToBillRow, drafts: bool, locale: Locale) -> impl IntoView {
    let tick = match row.closed {
        true => ().into_any(),
        false => view! {
            <input
                class="tick"
                type="checkbox"
                name="case"
                value=row.case.to_string()
                aria-label=format!("Choose {}", row.case_number)
            />
        }
        .into_any(),
    };
    let tick = drafts.then(|| view! { <td class="tight">{tick}</td> });
    let write = match row.closed {
        true => view! { <span class="sm muted">"Closed"</span> }.into_any(),
        false => {
            let label = format!("Draft for {}", row.case_number);
            view! {
                <a class="btn btn--sm" href=routes::draft_new(row.case) aria-label=label>
                    "Draft"
                </a>
            }
            .into_any()
        }
    };
    let write = drafts.then(|| view! { <td>{write}</td> });
    let under = (row.arrangement != Arrangement::Hourly)
        .then(|| view! { <span class="cell-sub">{row.arrangement.label()}</span> });
    view! {
        <tr>
            {tick} <th scope="row">
                <span class="medium">{row.client}</span>
                " "
                <a href=routes::case(row.case)>{row.case_number}</a>
                {under}
            </th>
            <td data-label="Oldest">
                {row.oldest} <span class="cell-sub">{days_ago(row.age)}</span>
            </td>
            <td data-label="Hours" class="num">
                {hours(row.minutes)}
            </td>
            <td data-label="Time" class="num">
                {locale.money(row.time)}
            </td>
            <td data-label="Expenses" class="num">
                {locale.money(row.expenses)}
            </td>
            {write}
        </tr>
    }
}

/// The page `/billing/batch`: what drafts of the chosen cases would come to, before any is written.
#[component]
pub fn Together() -> impl IntoView {
    let cases =
        use_query_map().with_untracked(|map| map.get_all("case")).unwrap_or_default().join(" ");
    page("Several drafts", "page", drafting::preview(cases.clone(), flash_id()), move |page| {
        view! { <Preview page=page cases=cases /> }
    })
}

#[component]
fn Preview(page: FormPage<(), Batch>, cases: String) -> impl IntoView {
    let FormPage { frame, message, context: batch, .. } = page;
    let Batch { rows, sums, locale } = batch;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("To bill".to_owned(), Some(routes::TO_BILL.to_owned())),
        ("Several drafts".to_owned(), None),
    ];
    let good = rows.iter().filter(|row| row.obstacle.is_empty()).count();
    let sum = sums.iter().map(|it| locale.money(*it)).collect::<Vec<_>>().join(", ");
    let lead = match good {
        0 => "None of these cases has anything that could be drafted.".to_owned(),
        1 => format!("1 draft that comes to {sum}."),
        some => format!("{some} drafts that come to {sum}."),
    };
    let words = if good == 1 { "Write 1 draft".into() } else { format!("Write {good} drafts") };
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <PageHead title="Several drafts" lead=lead />
            <div class="stack gap-6">
                <TableWrap label="Chosen cases">
                    <table class="table table--stack">
                        <Caption text="What each draft comes to" />
                        <thead>
                            <tr>
                                <th scope="col">"Client and case"</th>
                                <th scope="col" class="num">
                                    "Lines"
                                </th>
                                <th scope="col" class="num">
                                    "Total"
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows
                                .into_iter()
                                .map(|row| view! { <Chosen row=row locale=locale /> })
                                .collect_view()}
                        </tbody>
                    </table>
                </TableWrap>
                <PostForm action=drafting::WriteBatch::url()>
                    <FormMessage message=message />
                    <Hidden name="cases" value=cases />
                    <Actions>
                        {(good > 0).then(|| view! { <Button look=Look::Primary>{words}</Button> })}
                        <LinkButton href=routes::TO_BILL look=Look::Quiet>
                            "Back"
                        </LinkButton>
                    </Actions>
                </PostForm>
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Chosen(row: BatchRow, locale: Locale) -> impl IntoView {
    let total = row.total.map(|it| locale.money(it)).unwrap_or_default();
    view! {
        <tr>
            <th scope="row">
                <span class="medium">{row.client}</span>
                " "
                <a href=routes::case(row.case)>{row.case_number}</a>
                {(!row.payer_name.is_empty())
                    .then(|| view! { <span class="cell-sub">"Billed to " {row.payer_name}</span> })}
                {(!row.obstacle.is_empty()).then(|| view! { <span class="cell-sub">{row.obstacle}</span> })}
            </th>
            <td data-label="Lines" class="num">
                {row.lines}
            </td>
            <td data-label="Total" class="num">
                {total}
            </td>
        </tr>
    }
}
