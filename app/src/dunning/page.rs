//! The page `/billing/reminders`: what goes out in the next days and what stands in its way, letters to print,
//! what was said, and the work it saved.

use domain::billing::dunning::StageState;
use domain::billing::reminding::{ComingRow, MailedForm, RemindingPage, SaidRow};
use domain::forms::FormPage;
use domain::locale::Locale;
use domain::paging::Rows;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::letters::Letters;
use crate::billing::sections::{Part, Sections};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Reminding() -> impl IntoView {
    let read = api::reminding(query("after"), flash_id());
    page("Reminders", "page", read, |page| view! { <Shown page=page /> })
}

#[component]
fn Shown(mut page: FormPage<MailedForm, RemindingPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let (role, saved) = (frame.role, context.saved());
    let RemindingPage {
        since,
        stopped,
        may_set,
        may_mail,
        coming,
        more,
        letters,
        batches,
        today,
        said,
        minutes,
        history,
        locale,
    } = context;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Reminders".to_owned(), None),
    ];
    let lead = match since.as_str() {
        "" => "Unpaid invoices are spoken of 7, 14 and 30 days after they were due. None go yet."
            .to_owned(),
        since => format!(
            "Invoices due from {since} on are spoken of 7, 14 and 30 days after that day, until they are paid."
        ),
    };
    let batch_error = (!form.batch.is_empty()).then_some((form.batch, form.on, errors));
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead title="Reminders" lead=lead />
            <div class="stack gap-8">
                <Sections here=Part::Reminders role=role />
                {stopped
                    .then(|| {
                        view! { <Notice kind=Tone::Warn title="All sending is stopped: nothing goes until it starts again." /> }
                    })}
                <Saved said=said minutes=minutes saved=saved may_set=may_set />
                <Coming rows=coming more=more may_approve=may_set locale=locale />
                {may_mail
                    .then(|| {
                        view! { <Letters waiting=letters batches=batches today=today refused=batch_error /> }
                    })}
                <History history=history locale=locale />
            </div>
            <LiveForms />
        </Shell>
    }
}

/// What nobody had to write by hand: a figure with its count beside it.
#[component]
fn Saved(said: i64, minutes: i64, saved: String, may_set: bool) -> impl IntoView {
    let sent = match said {
        1 => "1 reminder sent".to_owned(),
        many => format!("{many} reminders sent"),
    };
    view! {
        <section class="aged" aria-label="Work saved">
            <div class="aged__sum">
                <p class="aged__all">{saved}</p>
                <p class="sm muted">
                    {format!("of writing by hand saved: {sent}, at {minutes} minutes each")}
                </p>
            </div>
            {may_set
                .then(|| {
                    view! {
                        <p class="mt-2">
                            <LinkButton href=routes::DUNNING_SETTINGS icon="edit">
                                "Settings of reminders"
                            </LinkButton>
                        </p>
                    }
                })}
        </section>
    }
}

#[component]
fn Coming(rows: Vec<ComingRow>, more: bool, may_approve: bool, locale: Locale) -> impl IntoView {
    view! {
        <Section id="coming" title="Until three days from now" note="each as it stands now">
            {if rows.is_empty() {
                view! {
                    <Empty
                        icon="ok"
                        title="Nothing is due to be said"
                        text="No sent invoice is 7, 14 or 30 days late within three days."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <TableWrap label="What is to be said">
                        <table class="table table--stack">
                            <Caption text="Reminders that are due within three days, the soonest first" />
                            <thead>
                                <tr>
                                    <th scope="col">"Day"</th>
                                    <th scope="col">"Debtor"</th>
                                    <th scope="col">"Invoice"</th>
                                    <th scope="col">"Reminder"</th>
                                    <th scope="col" class="num">
                                        "Asked for"
                                    </th>
                                    <th scope="col">"By"</th>
                                    <th scope="col">"State"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {rows
                                    .into_iter()
                                    .map(|row| view! { <Row row=row may_approve=may_approve locale=locale /> })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </TableWrap>
                }
                    .into_any()
            }}
            {more.then(|| view! { <p class="muted sm mt-2">"The first 200. The others follow once these have gone."</p> })}
        </Section>
    }
}

#[component]
fn Row(row: ComingRow, may_approve: bool, locale: Locale) -> impl IntoView {
    let about = format!(" the final notice of invoice {}", row.number);
    let state = match (row.awaiting, row.why_not.is_empty()) {
        (_, false) => {
            view! { <Status kind=Tone::Plain icon="no">{row.why_not}</Status> }.into_any()
        }
        (true, true) if may_approve => view! {
            <PostForm action=api::Approve::url()>
                <FormMessage />
                <Hidden name="id" value=row.invoice.to_string() />
                <Button small=true>
                    "Approve" <span class="vh">{about}</span>
                </Button>
            </PostForm>
        }
        .into_any(),
        (true, true) => {
            view! { <Status kind=Tone::Warn icon="pending">"Awaiting approval"</Status> }.into_any()
        }
        (false, true) => view! { <Status kind=Tone::Info icon="clock">"Goes"</Status> }.into_any(),
    };
    view! {
        <tr>
            <td data-label="Day">{row.day}</td>
            <th scope="row">{row.debtor}</th>
            <td data-label="Invoice">
                <a href=routes::invoice(row.invoice)>{row.number}</a>
            </td>
            <td data-label="Reminder">{row.stage.label()}</td>
            <td data-label="Asked for" class="num">
                {locale.money(row.asked)}
            </td>
            <td data-label="By">{row.way.label()}</td>
            <td data-label="State">{state}</td>
        </tr>
    }
}

#[component]
fn History(history: Rows<SaidRow>, locale: Locale) -> impl IntoView {
    let address = |after: &str| routes::with_query(routes::DUNNING, &[("after", after)]);
    let next = history.next.as_deref().map(|after| address(after) + "#history");
    let first = (!query("after").is_empty()).then(|| address("") + "#history");
    let (shown, total_words) = (history.rows.len(), history.total_words());
    view! {
        <Section id="history" title="What was said" note="the latest first">
            {if history.rows.is_empty() {
                view! { <p class="muted mt-2">"Nothing was said so far."</p> }.into_any()
            } else {
                view! {
                    <TableWrap label="What was said">
                        <table class="table table--stack">
                            <Caption text="Reminders that were sent, and those that were not needed any more" />
                            <thead>
                                <tr>
                                    <th scope="col">"Day"</th>
                                    <th scope="col">"Debtor"</th>
                                    <th scope="col">"Invoice"</th>
                                    <th scope="col">"Reminder"</th>
                                    <th scope="col" class="num">
                                        "Asked for"
                                    </th>
                                    <th scope="col">"State"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {history
                                    .rows
                                    .into_iter()
                                    .map(|row| view! { <SaidOne row=row locale=locale /> })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </TableWrap>
                    <Pager
                        shown=shown
                        total_words=total_words
                        one="reminder"
                        many="reminders"
                        next=next
                        first=first
                    />
                }
                    .into_any()
            }}
        </Section>
    }
}

#[component]
fn SaidOne(row: SaidRow, locale: Locale) -> impl IntoView {
    let (tone, icon) = match row.state {
        StageState::Sent => (Tone::Ok, "ok"),
        _ => (Tone::Plain, "no"),
    };
    let state = match (row.state, row.way) {
        (StageState::Sent, Some(way)) => format!("Sent, {}", way.label().to_lowercase()),
        (state, _) => state.label().to_owned(),
    };
    view! {
        <tr>
            <td data-label="Day">{row.day}</td>
            <th scope="row">{row.debtor}</th>
            <td data-label="Invoice">
                <a href=routes::invoice(row.invoice)>{row.number}</a>
            </td>
            <td data-label="Reminder">{row.stage.label()}</td>
            <td data-label="Asked for" class="num">
                {row.asked.map(|asked| locale.money(asked))}
            </td>
            <td data-label="State">
                <Status kind=tone icon=icon>
                    {state}
                </Status>
                {(!row.note.is_empty()).then(|| view! { <span class="cell-sub">{row.note}</span> })}
            </td>
        </tr>
    }
}
