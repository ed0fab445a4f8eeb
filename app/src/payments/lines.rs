//! The page `/billing/statements/{id}`: each payment in with what it may be for, and what was decided.

use domain::billing::statements::{
    AcceptForm, Decided, DecidedRow, LineRow, ProposalRow, StatementPage,
};
use domain::forms::FormPage;
use domain::ids::{StatementId, StatementLineId};
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::empty::Empty;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::sheet::BillingSheet;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Statement() -> impl IntoView {
    let count = |name: &str| query(name).parse::<u32>().ok();
    let read_in = count("fresh").zip(count("known"));
    page("Bank statement", "statement", api::statement(param("id"), flash_id()), move |page| {
        view! { <Shown page=page read_in=read_in /> }
    })
}

#[component]
fn Shown(
    mut page: FormPage<AcceptForm, StatementPage>,
    read_in: Option<(u32, u32)>,
) -> impl IntoView {
    let (message, _) = complaints(&mut page);
    let FormPage { frame, context: it, .. } = page;
    let StatementPage {
        id,
        account,
        days,
        read_in: by,
        open,
        open_count,
        decided,
        decided_count,
        locale,
    } = it;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Bank statements".to_owned(), Some(routes::STATEMENTS.to_owned())),
        (days.clone(), None),
    ];
    let counts = read_in.map(|(fresh, known)| {
        let known = match known {
            0 => String::new(),
            1 => " One had come in before, and is not here twice.".into(),
            known => format!(" {known} had come in before, and are not here twice."),
        };
        let fresh =
            if fresh == 1 { "1 line is new.".into() } else { format!("{fresh} lines are new.") };
        view! { <p class="muted">{format!("{fresh}{known}")}</p> }
    });
    let shown = open.len();
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs>
            <Done />
            <PageHead title=format!("Statement of {account}") lead=format!("{days}. Read in by {by}") />
            {counts}
            <FormMessage message=message />
            <div class="stack gap-8">
                <Section id="open" title="To decide" note=format!("{open_count}")>
                    {if shown == 0 {
                        view! {
                            <Empty
                                icon="ok"
                                title="All decided"
                                text="Every payment in is recorded, or set aside with a reason."
                            />
                        }
                            .into_any()
                    } else {
                        view! {
                            <ul class="bank">
                                {open
                                    .into_iter()
                                    .map(|line| view! { <Line statement=id line=line locale=locale /> })
                                    .collect_view()}
                            </ul>
                        }
                            .into_any()
                    }}
                    {(open_count > shown as i64)
                        .then(|| view! { <p class="muted">"The rest follows as these are decided."</p> })}
                </Section>
                {(decided_count > 0)
                    .then(|| view! { <Settled rows=decided count=decided_count locale=locale /> })}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Line(statement: StatementId, line: LineRow, locale: Locale) -> impl IntoView {
    let LineRow { id, on, amount, counterparty, says, proposals } = line;
    let name = if counterparty.is_empty() { "No name".to_owned() } else { counterparty };
    let none = proposals.is_empty();
    view! {
        <li class="bank__line">
            <div>
                <p>
                    <strong>{locale.money(amount)}</strong>
                    " "
                    <span class="muted">{on}</span>
                </p>
                <p class="medium">{name}</p>
                <p class="sm muted">{says}</p>
            </div>
            <div class="stack gap-2">
                {none.then(|| view! { <p class="sm muted">"Nothing that is open fits."</p> })}
                {proposals
                    .into_iter()
                    .map(|proposal| view! { <Proposed statement=statement line=id proposal=proposal locale=locale /> })
                    .collect_view()}
                <div class="cluster">
                    <LinkButton href=routes::payment_of_line(id, None) small=true>
                        "Somebody else’s"
                    </LinkButton>
                    <details class="act">
                        <summary class="sm">"No payment of a client"</summary>
                        <PostForm action=api::SetAside::url() class="stack gap-2 mt-2">
                            <FormMessage />
                            <Hidden name="statement" value=statement.to_string() />
                            <Hidden name="line" value=id.to_string() />
                            <label class="field">
                                <span class="field__label">"What it is"</span>
                                <input class="input" name="reason" type="text" required=true autocomplete="off" />
                            </label>
                            <Button small=true>"Set aside"</Button>
                        </PostForm>
                    </details>
                </div>
            </div>
        </li>
    }
}

#[component]
fn Proposed(
    statement: StatementId,
    line: StatementLineId,
    proposal: ProposalRow,
    locale: Locale,
) -> impl IntoView {
    let ProposalRow { client, client_name, parts, over, reason, strong, contested } = proposal;
    let said = parts
        .iter()
        .map(|(_, number, amount)| format!("{number}: {}", locale.money(*amount)))
        .collect::<Vec<_>>()
        .join(", ");
    let over = (over.minor > 0).then(|| format!("; {} stays as credit", locale.money(over)));
    let fields = parts
        .iter()
        .map(|(invoice, _, amount)| {
            view! { <Hidden name=format!("parts[{invoice}]") value=amount.minor.to_string() /> }
        })
        .collect_view();
    view! {
        <PostForm action=api::Accept::url() class="proposal">
            <FormMessage />
            <Hidden name="statement" value=statement.to_string() />
            <Hidden name="line" value=line.to_string() />
            <Hidden name="client" value=client.to_string() />
            {fields}
            <div>
                <p>
                    <strong>{client_name}</strong>
                    " "
                    {strong
                        .then(|| {
                            view! {
                                <Badge kind=Tone::Ok icon="ok">
                                    "Sure"
                                </Badge>
                            }
                        })}
                    {contested
                        .then(|| {
                            view! {
                                <Badge kind=Tone::Warn icon="alert">
                                    "Another line claims it too"
                                </Badge>
                            }
                        })}
                </p>
                <p class="sm">{said} {over}</p>
                <p class="xs muted">{reason}</p>
            </div>
            <Button small=true look=if strong { Look::Primary } else { Look::Default }>
                "Record"
            </Button>
        </PostForm>
    }
}

#[component]
fn Settled(rows: Vec<DecidedRow>, count: i64, locale: Locale) -> impl IntoView {
    let shown = rows.len() as i64;
    view! {
        <Section id="decided" title="Decided" note=format!("{count}")>
            <TableWrap label="Decided lines">
                <table class="table table--stack">
                    <Caption text="Decided lines, the latest first" />
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            <th scope="col">"Name"</th>
                            <th scope="col">"What it is"</th>
                            <th scope="col" class="num">
                                "Amount"
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows
                            .into_iter()
                            .map(|row| {
                                view! {
                                    <tr>
                                        <th scope="row">{row.on}</th>
                                        <td data-label="Name">{row.counterparty}</td>
                                        <td data-label="What it is">
                                            {match row.decided {
                                                Decided::Payment(payment) => {
                                                    view! { <a href=routes::payment(payment)>"A payment"</a> }.into_any()
                                                }
                                                Decided::Ignored(why) => format!("Set aside: {why}").into_any(),
                                                Decided::Out => "Went out".into_any(),
                                            }}
                                        </td>
                                        <td data-label="Amount" class="num">
                                            {locale.money(row.amount)}
                                        </td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </TableWrap>
            {(count > shown).then(|| view! { <p class="muted">{format!("The latest {shown} of {count}.")}</p> })}
        </Section>
    }
}
