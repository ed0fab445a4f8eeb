//! The sheet itself: what an invoice says, as it is read and printed. Of a draft, as it would look.

use domain::billing::drafts::{Frozen, FrozenOffice, FrozenTax};
use domain::billing::invoices::{Kind, Stage};
use domain::billing::paper::{Paper, PaperGroup, PaperLine};
use domain::billing::show::{Change, InvoicePage, Since};
use domain::billing::time::hours;
use domain::billing::totals::TaxBasis;
use domain::locale::Locale;
use domain::money::Money;
use leptos::prelude::*;

/// How the office wrote when it was issued.
#[derive(Clone, Copy)]
struct Ways {
    locale: Locale,
    currency: domain::money::Currency,
}

impl Ways {
    fn of(said: &Frozen) -> Ways {
        Ways {
            locale: Locale::from_word(&said.office.locale).unwrap_or_default(),
            currency: said.currency,
        }
    }

    fn money(self, minor: i64) -> String {
        self.locale.money(Money::new(minor, self.currency))
    }

    fn amount(self, minor: i64) -> String {
        self.locale.amount(Money::new(minor, self.currency))
    }

    /// Of an ISO date; what cannot be read says nothing.
    fn date(self, iso: &str) -> String {
        iso.parse().map(|on| self.locale.date(on)).unwrap_or_default()
    }

    fn short(self, iso: &str) -> String {
        iso.parse().map(|on| self.locale.short_date(on)).unwrap_or_default()
    }
}

#[component]
pub fn Sheet(page: InvoicePage) -> impl IntoView {
    let ways = Ways::of(&page.said);
    let title = page.title();
    let said = &page.said;
    let paper = said.paper();
    let tax_number = match said.office.tax_number.trim() {
        "" => String::new(),
        number => format!("Tax ID {number}"),
    };
    let stamp = match page.stage {
        Stage::Void => Some("Void"),
        Stage::Draft | Stage::Review | Stage::Approved => Some("Draft"),
        Stage::Issued => None,
    };
    let opening = said.corrects.as_ref().map(|number| {
        view! { <p class="paper__opening">{format!("This credit note corrects invoice {number}.")}</p> }
    });
    let note = (!said.note.trim().is_empty()).then(|| said.note.clone());
    let slip = (page.kind == Kind::Invoice
        && page.left.minor > 0
        && matches!(ways.locale, Locale::UnitedStates | Locale::Canada))
    .then(|| {
        let whom = said.billed_to.first().cloned().unwrap_or_default();
        view! {
            <div class="slip print-only">
                <p>
                    <strong>"Please return this slip with a check."</strong>
                    {format!(" {title} · {whom} · Balance due {}", ways.money(page.left.minor))}
                </p>
            </div>
        }
    });
    view! {
        <article class="paper" class:paper--stamped=stamp.is_some() aria-labelledby="inv-h">
            <header class="paper__head">
                <div>
                    <p class="paper__firm">{said.office.name.clone()}</p>
                    <address>{reached(&said.office)}</address>
                </div>
                <div class="paper__no">
                    <h1 id="inv-h" tabindex="-1">
                        {title.clone()}
                    </h1>
                    <p class="sm muted">{tax_number}</p>
                    {stamp.map(|word| view! { <p class="paper__stamp">{word}</p> })}
                </div>
            </header>
            {meta(&page, &paper, ways)}
            {opening}
            {(!said.lines.is_empty()).then(|| lines(&paper, ways))}
            {totals(&page, ways)}
            {note
                .map(|note| {
                    view! {
                        <div class="paper__note">
                            <h2>{if page.kind == Kind::CreditNote { "Reason" } else { "Note" }}</h2>
                            <p class="prose">{note}</p>
                        </div>
                    }
                })}
            {remit(&page, &paper)}
            {slip}
        </article>
    }
}

/// Address, phone and e-mail, a line each way.
fn reached(office: &FrozenOffice) -> impl IntoView + use<> {
    let ways = [office.phone.trim(), office.email.trim()];
    let ways: Vec<&str> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    let mut lines: Vec<String> = office
        .address
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if !ways.is_empty() {
        lines.push(ways.join(" · "));
    }
    lines.into_iter().map(|line| view! { <span class="paper__line">{line}</span> }).collect_view()
}

fn meta(page: &InvoicePage, paper: &Paper<'_>, ways: Ways) -> impl IntoView + use<> {
    let said = &page.said;
    let mut to = said.billed_to.iter();
    let whom = to.next().cloned().unwrap_or_default();
    let address =
        to.map(|line| view! { <span class="paper__line">{line.clone()}</span> }).collect_view();
    let served = paper.served.map(|(from, to)| match from == to {
        true => format!("Services {}", ways.locale.date(to)),
        false => format!("Services {} – {}", ways.locale.date(from), ways.locale.date(to)),
    });
    let reference = (!said.reference.trim().is_empty())
        .then(|| format!("Your reference {}", said.reference.trim()));
    let (head, rest) = match said.title.trim() {
        "" => (said.case_number.clone(), None),
        title => (title.to_owned(), Some(said.case_number.clone())),
    };
    let issued = match said.issued_on.as_str() {
        "" => "Not issued yet".to_owned(),
        on => ways.date(on),
    };
    let due = said.due_on.as_deref().map(|on| ways.date(on));
    let due_now = page.due_now.as_deref().map(|on| ways.date(on));
    view! {
        <dl class="paper__meta">
            <div>
                <dt>"Billed to"</dt>
                <dd>
                    <strong>{whom}</strong>
                    {address}
                </dd>
            </div>
            <div>
                <dt>"Case"</dt>
                <dd>
                    <strong>{head}</strong>
                    {[rest, served, reference]
                        .into_iter()
                        .flatten()
                        .map(|line| view! { <span class="paper__line">{line}</span> })
                        .collect_view()}
                </dd>
            </div>
            <div>
                <dt>"Issued"</dt>
                <dd>{issued}</dd>
                {due
                    .map(|due| {
                        view! {
                            <dt class="mt-1">"Due"</dt>
                            <dd>
                                <strong>{due}</strong>
                                {due_now
                                    .map(|now| {
                                        view! { <span class="paper__line">{format!("now {now}")}</span> }
                                    })}
                            </dd>
                        }
                    })}
            </div>
        </dl>
    }
}

/// What the columns of the lines depend on.
#[derive(Clone, Copy)]
struct Table {
    ways: Ways,
    /// Whether there are columns for who, how long and at which rate.
    timed: bool,
    /// Whether each line says how it is taxed.
    apart: bool,
}

impl Table {
    const fn before_amount(self) -> &'static str {
        if self.timed { "5" } else { "2" }
    }
}

fn lines(paper: &Paper<'_>, ways: Ways) -> impl IntoView + use<> {
    let timed = paper.groups.iter().any(|group| group.minutes > 0);
    let table = Table { ways, timed, apart: paper.taxed_apart };
    let groups = paper.groups.iter().map(|it| group(it, table)).collect_view();
    view! {
        <table class="lines">
            <caption class="vh">"Charges"</caption>
            <thead>
                <tr>
                    <th scope="col">"Date"</th>
                    <th scope="col">"Description"</th>
                    {timed
                        .then(|| {
                            view! {
                                <th scope="col">"By"</th>
                                <th scope="col" class="num">
                                    "Hours"
                                </th>
                                <th scope="col" class="num">
                                    "Rate"
                                </th>
                            }
                        })}
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            {groups}
        </table>
    }
}

fn group(group: &PaperGroup<'_>, table: Table) -> impl IntoView + use<> {
    let head = group.head.to_owned();
    let sum = table.ways.amount(group.net);
    let last = match group.minutes {
        0 => view! {
            <td colspan=table.before_amount()>{head.clone()}</td>
            <td class="num">{sum}</td>
        }
        .into_any(),
        minutes => view! {
            <td colspan="3">{head.clone()}</td>
            <td class="num">{hours(minutes)}</td>
            <td></td>
            <td class="num">{sum}</td>
        }
        .into_any(),
    };
    let all = if table.timed { "6" } else { "3" };
    view! {
        <tbody>
            <tr class="lines__group">
                <th colspan=all scope="rowgroup">
                    {head}
                </th>
            </tr>
            {group.lines.iter().map(|it| line(it, table)).collect_view()}
            <tr class="lines__sub">{last}</tr>
        </tbody>
    }
}

fn line(row: &PaperLine<'_>, table: Table) -> impl IntoView + use<> {
    let (line, ways) = (row.line, table.ways);
    let less = (line.discount > 0).then(|| {
        let said = format!("{} less {}", ways.amount(line.amount), ways.amount(line.discount));
        view! { <span class="lines__less">{said}</span> }
    });
    let tax = (table.apart && !line.in_fee).then(|| match line.tax.as_str() {
        "" => " (untaxed)".to_owned(),
        tax => format!(" ({tax})"),
    });
    let amount = match line.in_fee {
        true => "in the fee".to_owned(),
        false => ways.amount(line.net),
    };
    let dated = ways.short(&line.dated);
    let narrative = line.narrative.clone();
    match line.minutes.filter(|_| table.timed) {
        Some(minutes) => {
            let rate = line.rate.map(|rate| ways.amount(rate)).unwrap_or_default();
            view! {
                <tr class="line">
                    <td>{dated}</td>
                    <td>{narrative} {tax} {less}</td>
                    <td>{row.by.clone()}</td>
                    <td class="num">{hours(i64::from(minutes))}</td>
                    <td class="num">{rate}</td>
                    <td class="num">{amount}</td>
                </tr>
            }
            .into_any()
        }
        None => {
            let over = if table.timed { "4" } else { "1" };
            view! {
                <tr class="line">
                    <td>{dated}</td>
                    <td colspan=over>{narrative} {tax} {less}</td>
                    <td class="num">{amount}</td>
                </tr>
            }
            .into_any()
        }
    }
}

fn tax_name(tax: &FrozenTax, ways: Ways) -> String {
    let name = match tax.name.contains('%') {
        true => tax.name.clone(),
        false => {
            let (whole, rest) = (tax.rate.millionths / 10_000, tax.rate.millionths % 10_000);
            let decimals = format!("{rest:04}");
            let share = match rest {
                0 => whole.to_string(),
                _ => format!("{whole}.{}", decimals.trim_end_matches('0')),
            };
            format!("{} {share}\u{a0}%", tax.name)
        }
    };
    format!("{name} on {}", ways.amount(tax.taxable))
}

fn since_words(since: &Since, ways: Ways) -> String {
    let on = ways.short(&since.on);
    match since.change {
        Change::Received => format!("Received {on}, thank you"),
        Change::Credited => format!("Credited {on}"),
        Change::WrittenOff => format!("Written off {on}"),
    }
}

fn totals(page: &InvoicePage, ways: Ways) -> impl IntoView + use<> {
    let said = &page.said;
    let added = said.basis == TaxBasis::Added && !said.taxes.is_empty();
    let mut rows: Vec<(String, String)> = Vec::new();
    if said.discount > 0 || added {
        rows.push(("Subtotal".into(), ways.amount(said.subtotal)));
    }
    if said.discount > 0 {
        rows.push(("Discount".into(), ways.amount(-said.discount)));
    }
    for tax in &said.taxes {
        let name = tax_name(tax, ways);
        rows.push((
            if added { name } else { format!("{name}, in the prices") },
            ways.amount(tax.tax),
        ));
    }
    let (label, due) = match (page.kind, page.stage) {
        (Kind::CreditNote, _) => ("Credited", said.total),
        (Kind::Invoice, Stage::Draft | Stage::Review | Stage::Approved | Stage::Void) => {
            ("Total", said.total)
        }
        (Kind::Invoice, Stage::Issued) => {
            rows.push(("Total".into(), ways.money(said.total)));
            let came = page.since.iter();
            rows.extend(came.map(|it| (since_words(it, ways), ways.amount(-it.amount.minor))));
            ("Balance due", page.left.minor)
        }
    };
    view! {
        <dl class="totals">
            {rows
                .into_iter()
                .map(|(label, amount)| {
                    view! {
                        <div>
                            <dt>{label}</dt>
                            <dd>{amount}</dd>
                        </div>
                    }
                })
                .collect_view()} <div class="totals__due">
                <dt>{label}</dt>
                <dd>{ways.money(due)}</dd>
            </div>
        </dl>
    }
}

/// How to pay, and whose initials stand in the lines.
fn remit(page: &InvoicePage, paper: &Paper<'_>) -> impl IntoView + use<> {
    let office = &page.said.office;
    let asks = page.kind == Kind::Invoice && page.stage != Stage::Void;
    let mut details: Vec<String> = Vec::new();
    if !office.iban.trim().is_empty() {
        let payee = if office.payee.trim().is_empty() { &office.name } else { &office.payee };
        details.push(format!("Account holder {payee}"));
        details.push(format!("IBAN {}", by_fours(&office.iban)));
        if !office.bic.trim().is_empty() {
            details.push(format!("BIC {}", office.bic));
        }
    }
    if !page.said.number.is_empty() {
        details.push(format!("Reference {}", page.said.number));
    }
    let says = office.how_to_pay.trim().to_owned();
    let pays = (asks && (!says.is_empty() || !details.is_empty())).then(|| {
        view! {
            <div>
                <h2>"How to pay"</h2>
                {(!says.is_empty()).then(|| view! { <p class="prose">{says}</p> })}
                {details
                    .into_iter()
                    .map(|line| view! { <span class="paper__line">{line}</span> })
                    .collect_view()}
            </div>
        }
    });
    let people: Vec<String> =
        paper.timekeepers.iter().map(|(name, short)| format!("{short} {name}.")).collect();
    let people = (!people.is_empty()).then(|| {
        view! {
            <div>
                <h2>"Timekeepers"</h2>
                <p>{people.join(" ")}</p>
            </div>
        }
    });
    view! { <div class="remit">{pays} {people}</div> }
}

fn by_fours(iban: &str) -> String {
    let bare: Vec<char> = iban.chars().filter(|it| !it.is_whitespace()).collect();
    bare.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
