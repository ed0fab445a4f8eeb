//! One's own day: what runs, what was recorded, what could still be, and the week around it.

use domain::billing::sheet::{DaySheet, EntryRow, SheetDay, TimeForm, WeekSum};
use domain::billing::time::{Rounding, RoundingRule, Treatment, hours};
use domain::forms::{Choice, FieldErrors, FormPage};
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::case_field::{CaseField, Cases};
use super::suggested::Suggested;
use super::timer::Timer;
use crate::enhance::LiveForms;
use crate::expenses::day::OfDay;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, IconLink, LinkButton, Look};
use crate::ui::field::{Select, TextArea, TextField};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::table::{Caption, TableWrap};

/// A working day, against which the bars of the week are drawn.
const FULL_DAY: i64 = 6 * 60;

/// The page `/time`.
#[component]
pub fn Day() -> impl IntoView {
    let of = if !query("timer").is_empty() {
        Of::Timer
    } else if !query("expense").is_empty() {
        Of::Expense
    } else {
        Of::Entry
    };
    page("Time", "day", api::day(query("on"), query("expense"), flash_id()), move |page| {
        view! { <Sheet page=page of=of /> }
    })
}

/// Which of the page's forms comes back refused.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Entry,
    Timer,
    Expense,
}

#[component]
fn Sheet(mut page: FormPage<TimeForm, DaySheet>, of: Of) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context: sheet, .. } = page;
    let refused = message.is_some() || !errors.is_empty();
    let fresh = || TimeForm { on: sheet.on.clone(), ..TimeForm::default() };
    let none = || (None, FieldErrors::default());
    let (timers, of_timer, of_sheet, of_expense) = match (refused, of) {
        (true, Of::Timer) => (Some(form), (message, errors), (fresh(), none()), none()),
        (true, Of::Expense) => (None, none(), (fresh(), none()), (message, errors)),
        _ => (None, none(), (form, (message, errors)), none()),
    };
    let DaySheet {
        on,
        day,
        entries,
        expenses,
        laid_out,
        timer,
        suggestions,
        week,
        in_week,
        before,
        after,
        rounding,
        locale,
        cases,
        activities,
    } = sheet;
    let crumbs = vec![("Time".to_owned(), None)];
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Time crumbs=crumbs>
            <PageHead title="Time" />
            <Done />
            <Timer timer=timer form=timers message=of_timer.0 errors=of_timer.1 />
            <Week on=on.clone() week=week before=before after=after />
            <div class="cols cols--aside mt-6">
                <div>
                    <Entries day=day entries=entries locale=locale />
                    <Add form=of_sheet.0 message=of_sheet.1.0 errors=of_sheet.1.1 activities=activities />
                    <div class="mt-6">
                        <OfDay
                            rows=expenses
                            locale=locale
                            form=laid_out
                            message=of_expense.0
                            errors=of_expense.1
                        />
                    </div>
                </div>
                <aside class="stack gap-6">
                    <Suggested on=on suggestions=suggestions />
                    <Summed sum=in_week rounding=rounding locale=locale />
                </aside>
            </div>
            <Cases cases=cases />
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Week(on: String, week: Vec<SheetDay>, before: String, after: String) -> impl IntoView {
    view! {
        <nav class="daystrip mt-4" aria-label="Days of the week">
            <a class="daystrip__step" href=routes::time_on(&before) aria-label="Previous week">
                "‹"
            </a>
            {week
                .into_iter()
                .map(|day| {
                    let current = (day.on == on).then_some("date");
                    // on the ground of the day at hand it could not be read
                    let faint = (day.minutes == 0 && current.is_none()).then_some("faint");
                    let share = (day.minutes * 100 / FULL_DAY).min(100);
                    view! {
                        <a href=routes::time_on(&day.on) aria-current=current>
                            <span>{day.words}</span>
                            <b class=faint>{format!("{} h", hours(day.minutes))}</b>
                            <svg class="bar mt-1" aria-hidden="true">
                                <rect class="bar__track" width="100%" height="100%" />
                                <rect width=format!("{share}%") height="100%" />
                            </svg>
                        </a>
                    }
                })
                .collect_view()}
            <a class="daystrip__step" href=routes::time_on(&after) aria-label="Next week">
                "›"
            </a>
        </nav>
    }
}

/// What entries come to where all are of one currency.
fn total(entries: &[EntryRow]) -> Option<Money> {
    let billable = entries.iter().filter(|row| row.treatment == Treatment::Billable);
    let mut amounts = billable.filter_map(|row| row.amount);
    let first = amounts.next()?;
    amounts.try_fold(first, |sum, next| sum.plus(next).ok())
}

#[component]
fn Entries(day: String, entries: Vec<EntryRow>, locale: Locale) -> impl IntoView {
    let billable = |row: &&EntryRow| row.treatment == Treatment::Billable;
    let of = |rows: i64| hours(rows);
    let billed: i64 =
        entries.iter().filter(billable).map(|row| i64::from(row.billed_minutes)).sum();
    let other: i64 =
        entries.iter().filter(|row| !billable(row)).map(|row| i64::from(row.minutes)).sum();
    let all: i64 = entries.iter().map(|row| i64::from(row.minutes)).sum();
    let note = match (billed, other) {
        (0, 0) => String::new(),
        (billed, 0) => format!("{} h billable", of(billed)),
        (billed, other) => format!("{} h billable, {} h not", of(billed), of(other)),
    };
    let sum = total(&entries).map(|sum| locale.money(sum)).unwrap_or_default();
    view! {
        <Section id="sheet" title=day note=note>
            {if entries.is_empty() {
                view! { <p class="muted mt-3">"Nothing is recorded on this day yet."</p> }.into_any()
            } else {
                view! {
                    <TableWrap label="Entries">
                        <table class="table table--stack table--day">
                            <Caption text="Entries of this day" />
                            <thead>
                                <tr>
                                    <th scope="col">"Case and work"</th>
                                    <th scope="col" class="num">
                                        "Hours"
                                    </th>
                                    <th scope="col" class="num">
                                        "Amount"
                                    </th>
                                    <th scope="col" class="tight">
                                        <span class="vh">"Change"</span>
                                    </th>
                                </tr>
                            </thead>
                            <tbody>
                                {entries.into_iter().map(|row| view! { <Row row=row locale=locale /> }).collect_view()}
                            </tbody>
                            <tfoot>
                                <tr>
                                    <th scope="row">"Recorded"</th>
                                    <td class="num" data-label="Hours">
                                        {hours(all)}
                                    </td>
                                    <td class="num" data-label="Amount">
                                        {sum}
                                    </td>
                                    <td></td>
                                </tr>
                            </tfoot>
                        </table>
                    </TableWrap>
                }
                    .into_any()
            }}
        </Section>
    }
}

#[component]
fn Row(row: EntryRow, locale: Locale) -> impl IntoView {
    let EntryRow {
        id,
        case,
        span,
        minutes,
        billed_minutes,
        narrative,
        treatment,
        amount,
        invoice,
        ..
    } = row;
    let label = match &case {
        Some(case) => format!("Change the entry on {}", case.number),
        None => "Change the office’s entry".to_owned(),
    };
    let head = match case {
        Some(case) => view! {
            <a class="medium" href=routes::case(case.id)>
                {case.number}
            </a>
            " "
            {case.client}
        }
        .into_any(),
        None => view! { <span class="medium">"Office"</span> }.into_any(),
    };
    let worth = match (treatment, amount) {
        (Treatment::Billable, Some(amount)) => locale.amount(amount),
        (Treatment::Billable, None) => "No rate".into(),
        (other, _) => other.label().to_owned(),
    };
    let faint = treatment != Treatment::Billable || amount.is_none();
    let rounded = (treatment == Treatment::Billable && billed_minutes != minutes)
        .then(|| format!("billed {}", hours(i64::from(billed_minutes))));
    view! {
        <tr>
            <th scope="row">
                {head}
                <span class="cell-sub">{narrative}</span>
                {(!span.is_empty()).then(|| view! { <span class="cell-sub">{span}</span> })}
                {invoice.map(|_| view! { <span class="cell-sub">"On an invoice"</span> })}
            </th>
            <td class="num" data-label="Hours">
                {hours(i64::from(minutes))}
                {rounded.map(|said| view! { <span class="cell-sub">{said}</span> })}
            </td>
            <td class="num" class:faint=faint data-label="Amount">
                {worth}
            </td>
            <td>
                <IconLink href=routes::time_entry(id) label=label icon="edit" small=true />
            </td>
        </tr>
    }
}

/// An entry without a timer: three fields, the rest folded.
#[component]
fn Add(
    form: TimeForm,
    message: Option<String>,
    errors: FieldErrors,
    activities: Vec<Choice>,
) -> impl IntoView {
    let folded = !["activity", "treatment", "written_down", "write_down_reason"]
        .iter()
        .any(|field| errors.of(field).is_some());
    view! {
        <PostForm action=api::Add::url() class="quickadd">
            <h3 class="vh">"Add time without a timer"</h3>
            <FormMessage message=message errors=errors.clone() />
            <Hidden name="on" value=form.on.clone() />
            <div class="quickadd__row">
                <TextField
                    name="time"
                    label="Hours"
                    value=form.time.clone()
                    error=errors.of("time")
                    placeholder="0.3"
                    autocomplete="off"
                />
                <CaseField id="q-case" value=form.case.clone() errors=errors.clone() />
                <TextField
                    name="narrative"
                    label="Work done"
                    value=form.narrative.clone()
                    error=errors.of("narrative")
                    placeholder="Review, draft, call …"
                    autocomplete="off"
                />
                <Button>"Add entry"</Button>
            </div>
            <p class="field__hint">
                "A number alone is hours; 24 min and 1:30 are read too. Or leave the hours empty and begin the work with them: 0.4 call with the client. Without a case it is the office’s own time."
            </p>
            <details class="act" open=!folded data-on-refusal="">
                <summary class="sm">"How it is billed"</summary>
                <Terms form=form errors=errors activities=activities />
            </details>
        </PostForm>
    }
}

/// Kind of work, treatment, and what is written down: for a new entry and for one that is changed.
#[component]
pub(super) fn Terms(form: TimeForm, errors: FieldErrors, activities: Vec<Choice>) -> impl IntoView {
    let treatments = Treatment::ALL
        .map(|it| Choice { value: it.word().into(), label: it.label().into() })
        .to_vec();
    view! {
        <div class="stack gap-3 mt-2">
            <div class="form-row">
                {(!activities.is_empty())
                    .then(|| {
                        view! {
                            <Select
                                name="activity"
                                label="Kind of work"
                                options=activities
                                value=form.activity
                                placeholder="None"
                                error=errors.of("activity")
                                optional_mark=true
                            />
                        }
                    })}
                <Select
                    name="treatment"
                    label="Billing"
                    options=treatments
                    value=form.treatment
                    placeholder="As usual"
                    error=errors.of("treatment")
                    hint="No charge stands on the invoice at nothing; not billable never does."
                />
                <TextField
                    name="written_down"
                    label="Less by"
                    value=form.written_down
                    error=errors.of("written_down")
                    inputmode="decimal"
                    autocomplete="off"
                    optional_mark=true
                />
            </div>
            <TextArea
                name="write_down_reason"
                label="Why less"
                value=form.write_down_reason
                error=errors.of("write_down_reason")
                rows=2
                optional_mark=true
            />
        </div>
    }
}

#[component]
fn Summed(sum: WeekSum, rounding: Rounding, locale: Locale) -> impl IntoView {
    let worth = sum.worth.iter().map(|it| locale.money(*it)).collect::<Vec<_>>().join(", ");
    let steps = match rounding.rule {
        RoundingRule::Exact => "to the minute".to_owned(),
        RoundingRule::Up => format!("up to the next {} minutes", rounding.step),
        RoundingRule::Nearest => format!("to the nearest {} minutes", rounding.step),
    };
    let billable = match worth.is_empty() {
        true => format!("{} h", hours(sum.billable)),
        false => format!("{} h, {worth}", hours(sum.billable)),
    };
    view! {
        <Section id="this-week" title="This week">
            <dl class="dl mt-2">
                <dt>"Billable"</dt>
                <dd>{billable}</dd>
                <dt>"Other"</dt>
                <dd>{format!("{} h", hours(sum.other))}</dd>
                <dt>"Rounded"</dt>
                <dd>{steps}</dd>
            </dl>
        </Section>
    }
}

/// The way back to a day, for the page of an entry.
#[component]
pub(super) fn Back(on: String) -> impl IntoView {
    view! {
        <LinkButton href=routes::time_on(&on) look=Look::Quiet>
            "Cancel"
        </LinkButton>
    }
}
