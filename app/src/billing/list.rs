//! The page `/billing`: what is owed by age, as a bar with its figures, and the invoices beneath.

use domain::access::{Action, Standing, may};
use domain::billing::invoices::{Age, Kind, State};
use domain::billing::ledger::{InvoiceBox, InvoiceFilter, InvoiceList, InvoiceRow, Receivables};
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use domain::locale::Locale;
use leptos::prelude::*;

use super::api;
use super::reminding::{Pips, Step};
use super::sections::{Part, Sections};
use crate::page::{Done, page, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::field::{Select, TextField};
use crate::ui::form::Hidden;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::pagination::Pager;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};
use crate::ui::tabs::{Tab, Tabs};

#[component]
pub fn List() -> impl IntoView {
    let filter = InvoiceFilter {
        which: query("which"),
        age: query("age"),
        q: query("q"),
        of: query("of"),
        after: query("after"),
    };
    page("Invoices", "page", api::list(filter), |Framed { frame, body }| {
        view! { <Listed frame=frame list=body /> }
    })
}

fn to(path: &str, filter: &InvoiceFilter, after: &str) -> String {
    let word = if filter.which == InvoiceBox::Open.word() { "" } else { &filter.which };
    let of = [
        ("which", word),
        ("age", &filter.age),
        ("q", &filter.q),
        ("of", &filter.of),
        ("after", after),
    ];
    routes::with_query(path, &of)
}

#[component]
fn Listed(frame: Frame, list: InvoiceList) -> impl IntoView {
    let InvoiceList { filter, page, sends, owed, acts, locale } = list;
    let here = InvoiceBox::from_word(&filter.which).unwrap_or_default();
    let tabs = InvoiceBox::ALL
        .into_iter()
        .map(|which| {
            let other = InvoiceFilter {
                which: which.word().to_owned(),
                age: String::new(),
                ..filter.clone()
            };
            Tab::new(to(routes::BILLING, &other, ""), which.label(), which == here)
        })
        .collect();
    let next = page.next.as_deref().map(|after| to(routes::BILLING, &filter, after));
    let first = (!filter.after.is_empty()).then(|| to(routes::BILLING, &filter, ""));
    let (shown, total_words) = (page.rows.len(), page.total_words());
    let role = frame.role;
    let drafts = may(role, Action::DraftInvoice, &Standing::OUTSIDE);
    let narrowed = !(filter.q.is_empty() && filter.age.is_empty() && filter.of.is_empty());
    let age = Age::from_word(&filter.age);
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=vec![("Billing".to_owned(), None)]>
            <Done />
            <PageHead title="Invoices" lead="What is owed, since when, and what was paid.">
                {drafts
                    .then(|| {
                        view! {
                            <LinkButton href=routes::TO_BILL look=Look::Primary icon="plus">
                                "New invoice"
                            </LinkButton>
                        }
                    })}
            </PageHead>
            <div class="stack gap-6">
                <Sections here=Part::Invoices role=role />
                {owed
                    .into_iter()
                    .map(|owed| view! { <Aged owed=owed here=age locale=locale /> })
                    .collect_view()}
                <Tabs label="Which invoices" items=tabs />
                <Filters filter=filter.clone() here=here />
                {if page.rows.is_empty() {
                    let (title, text) = match narrowed {
                        true => ("No invoice fits", "Nothing here has these words or this age."),
                        false => nothing(here),
                    };
                    view! { <Empty icon="note" title=title text=text /> }.into_any()
                } else {
                    let export = to(routes::INVOICES_EXPORT, &filter, "");
                    let picks = acts && here != InvoiceBox::Drafts;
                    let owes = matches!(here, InvoiceBox::Open | InvoiceBox::Overdue);
                    let rows = view! { <Rows rows=page.rows picks=picks owes=owes locale=locale /> };
                    view! {
                        {if picks {
                            view! {
                                <form method="get" action=routes::INVOICES_PDF class="stack gap-3">
                                    {rows} <ForChosen owes=owes sends=sends && here == InvoiceBox::Unsent />
                                </form>
                            }
                                .into_any()
                        } else {
                            rows.into_any()
                        }}
                        <Pager
                            shown=shown
                            total_words=total_words
                            one="invoice"
                            many="invoices"
                            next=next
                            first=first
                        />
                        <p class="sm">
                            <a href=export>"Take this list away as CSV"</a>
                        </p>
                    }
                        .into_any()
                }}
            </div>
        </Shell>
    }
}

#[component]
fn Filters(filter: InvoiceFilter, here: InvoiceBox) -> impl IntoView {
    let ages =
        Age::ALL.map(|age| Choice { value: age.word().into(), label: age.label().into() }).to_vec();
    let narrowed = !(filter.q.is_empty() && filter.age.is_empty() && filter.of.is_empty());
    let whole = to(
        routes::BILLING,
        &InvoiceFilter { which: filter.which.clone(), ..InvoiceFilter::default() },
        "",
    );
    view! {
        <form class="filters" method="get" action=routes::BILLING role="search" aria-label="Filter invoices">
            <TextField
                name="q"
                label="Number or client"
                value=filter.q
                kind="search"
                class="field--w"
                icon="search"
                autocomplete="off"
            />
            {(!filter.of.is_empty()).then(|| view! { <Hidden name="of" value=filter.of /> })}
            {match here {
                InvoiceBox::Open => {
                    view! { <Select name="age" label="How late" options=ages value=filter.age placeholder="Any" /> }
                        .into_any()
                }
                InvoiceBox::Overdue
                | InvoiceBox::Unsent
                | InvoiceBox::Drafts
                | InvoiceBox::Settled
                | InvoiceBox::All => {
                    view! { <Hidden name="which" value=here.word() /> }.into_any()
                }
            }}
            <Button icon="filter">"Filter"</Button>
            {narrowed
                .then(|| {
                    view! {
                        <LinkButton href=whole look=Look::Quiet>
                            "Clear"
                        </LinkButton>
                    }
                })}
        </form>
    }
}

/// What can be done about several at once.
#[component]
fn ForChosen(owes: bool, sends: bool) -> impl IntoView {
    view! {
        <div class="form-acts">
            {sends
                .then(|| {
                    view! {
                        <Button look=Look::Primary icon="mail" formaction=routes::MAIL_OUT>
                            "Send the chosen by e-mail"
                        </Button>
                    }
                })}
            {owes
                .then(|| {
                    view! {
                        <Button icon="pause" formaction=routes::HOLD_SEVERAL>
                            "Pause reminders of the chosen"
                        </Button>
                    }
                })}
            <Button icon="download" formaction=routes::INVOICES_PDF>
                "PDFs of the chosen"
            </Button>
        </div>
    }
}

const fn nothing(which: InvoiceBox) -> (&'static str, &'static str) {
    match which {
        InvoiceBox::Open => ("Nothing is owed", "Issued invoices stay here until they are paid."),
        InvoiceBox::Overdue => {
            ("Nothing is overdue", "Sent invoices appear here the day after they were due.")
        }
        InvoiceBox::Unsent => (
            "Nothing waits to be sent",
            "Issued invoices stay here until they were sent, and those whose e-mail did not arrive come back.",
        ),
        InvoiceBox::Drafts => ("No drafts", "Invoices that are not issued yet appear here."),
        InvoiceBox::Settled => ("Nothing is settled", "Invoices come here once nothing is left."),
        InvoiceBox::All => ("No invoices yet", "Drafts and invoices appear here."),
    }
}

const fn shade(age: Age) -> &'static str {
    match age {
        Age::NotDue => "age age--0",
        Age::UpTo7 => "age age--1",
        Age::UpTo14 => "age age--2",
        Age::UpTo30 => "age age--3",
        Age::Older => "age age--4",
    }
}

/// What is owed of each age: a bar, and the figures it is drawn from.
#[component]
fn Aged(owed: Receivables, here: Option<Age>, locale: Locale) -> impl IntoView {
    let Receivables { ages, invoices, all, overdue } = owed;
    let open =
        if invoices == 1 { "1 open invoice".into() } else { format!("{invoices} open invoices") };
    let mut from = 0.0;
    let whole = (all.minor.max(1)) as f64;
    let bars = ages
        .iter()
        .map(|it| {
            let share = it.sum.minor as f64 * 100.0 / whole;
            let x = from;
            from += share;
            view! { <rect class=shade(it.age) x=format!("{x:.3}%") width=format!("{share:.3}%") height="100%" /> }
        })
        .collect_view();
    view! {
        <section class="aged" aria-label="What is owed">
            <div class="aged__sum">
                <p class="aged__all">{locale.money(all)}</p>
                <p class="sm muted">
                    {open}
                    {(overdue.minor > 0)
                        .then(|| {
                            view! {
                                ", "
                                <strong class="aged__late">{format!("{} overdue", locale.money(overdue))}</strong>
                            }
                        })}
                </p>
            </div>
            <dl class="aged__ages">
                {ages
                    .iter()
                    .map(|it| {
                        let href = routes::with_query(routes::BILLING, &[("age", it.age.word())]);
                        let current = (here == Some(it.age)).then_some("true");
                        view! {
                            <div>
                                <dt>
                                    <svg class="aged__key" aria-hidden="true">
                                        <rect class=shade(it.age) width="100%" height="100%" />
                                    </svg>
                                    <a href=href aria-current=current>
                                        {it.age.label()}
                                    </a>
                                </dt>
                                <dd>
                                    {locale.money(it.sum)} " " <small>{it.invoices}<span class="vh">" invoices"</span></small>
                                </dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
            <svg class="aged__bar" aria-hidden="true">
                {bars}
            </svg>
        </section>
    }
}

pub(super) const fn look(state: State) -> (Tone, &'static str) {
    match state {
        State::Draft => (Tone::Info, "edit"),
        State::AwaitingApproval => (Tone::Info, "pending"),
        State::Approved => (Tone::Info, "check"),
        State::Issued => (Tone::Warn, "mail"),
        State::Sent | State::PartlyPaid => (Tone::Info, "clock"),
        State::Overdue => (Tone::Bad, "alert"),
        State::Paid => (Tone::Ok, "ok"),
        State::Credited | State::WrittenOff | State::Void => (Tone::Info, "no"),
    }
}

fn late(row: &InvoiceRow) -> String {
    match (row.age, row.late) {
        (None, _) => String::new(),
        (Some(Age::NotDue), 0) => "due today".into(),
        (Some(Age::NotDue), -1) => "due tomorrow".into(),
        (Some(Age::NotDue), days) => format!("due in {} days", -days),
        (Some(_), 1) => "1 day late".into(),
        (Some(_), days) => format!("{days} days late"),
    }
}

#[component]
fn Rows(rows: Vec<InvoiceRow>, picks: bool, owes: bool, locale: Locale) -> impl IntoView {
    view! {
        <TableWrap label="Invoices">
            <table class="table table--stack">
                <Caption text="Invoices" />
                <thead>
                    <tr>
                        {picks
                            .then(|| {
                                view! {
                                    <th scope="col" class="tight">
                                        <span class="vh">"Choose"</span>
                                    </th>
                                }
                            })} <th scope="col">"Invoice"</th> <th scope="col">"Client and case"</th>
                        <th scope="col">"Due"</th> <th scope="col">"State"</th> <th scope="col" class="num">
                            "Billed"
                        </th> <th scope="col" class="num">
                            "Left"
                        </th>
                        {owes
                            .then(|| {
                                view! {
                                    <th scope="col">"Reminders"</th>
                                    <th scope="col">"Next step"</th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| view! { <Row row=row picks=picks owes=owes locale=locale /> })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: InvoiceRow, picks: bool, owes: bool, locale: Locale) -> impl IntoView {
    let (tone, icon) = look(row.state);
    let late = late(&row);
    let name = match (row.kind, row.number.is_empty()) {
        (Kind::Invoice, true) => "Draft".to_owned(),
        (Kind::Invoice, false) => row.number.clone(),
        (Kind::CreditNote, _) => format!("Credit note {}", row.number),
    };
    let tick = (!row.number.is_empty()).then(|| {
        view! {
            <input
                class="tick"
                type="checkbox"
                name="invoice"
                value=row.id.to_string()
                aria-label=format!("Choose {name}")
            />
        }
    });
    view! {
        <tr>
            {picks.then(|| view! { <td class="tight">{tick}</td> })} <th scope="row">
                <a class="medium" href=routes::invoice(row.id)>
                    {name}
                </a>
            </th> <td data-label="Client and case">
                <span class="medium">{row.client}</span>
                " "
                <a href=routes::case(row.case)>{row.case_number}</a>
            </td> <td data-label="Due">
                {row.due} {(!late.is_empty()).then(|| view! { <span class="cell-sub">{late}</span> })}
            </td> <td data-label="State">
                <Status kind=tone icon=icon>
                    {row.state.label()}
                </Status>
                {row.trouble.map(|trouble| view! { <span class="cell-sub">{trouble.label()}</span> })}
            </td> <td data-label="Billed" class="num">
                {locale.money(row.total)}
            </td> <td data-label="Left" class="num">
                {locale.money(row.left)}
            </td>
            {owes
                .then(|| {
                    view! {
                        <td data-label="Reminders">{row.reminding.map(|it| view! { <Pips pips=it.pips /> })}</td>
                        <td data-label="Next step">
                            {row.reminding.map(|it| view! { <Step step=it.step locale=locale /> })}
                        </td>
                    }
                })}
        </tr>
    }
}
