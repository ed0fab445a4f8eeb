//! A few cases in a table, without filter or pages: those of one client, those one person leads.

use domain::cases::CaseRow;
use leptos::prelude::*;

use crate::routes;
use crate::ui::person::Who;
use crate::ui::status::{Badge, Tone};
use crate::ui::table::{Caption, TableWrap};

/// Whose cases they are: what the page says already, the table does not repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Client,
    Lead,
}

/// The table. Billing's rows carry neither title nor stage, and then these columns are left out.
#[component]
pub fn Brief(caption: &'static str, rows: Vec<CaseRow>, of: Of) -> impl IntoView {
    let titled = rows.iter().any(|row| row.title.is_some());
    let (clients, leads) = (of == Of::Lead, of == Of::Client && titled);
    // beside a client's contacts there is no room for a column of it
    let stages = titled && !leads;
    view! {
        <TableWrap label=caption>
            <table class="table table--ar table--stack">
                <Caption text=caption />
                <thead>
                    <tr>
                        <th scope="col">"Number"</th>
                        {titled.then(|| view! { <th scope="col">"Case"</th> })}
                        {clients.then(|| view! { <th scope="col">"Client"</th> })}
                        {stages.then(|| view! { <th scope="col">"Stage"</th> })}
                        {leads.then(|| view! { <th scope="col">"Lead"</th> })}
                        <th scope="col">"Opened"</th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| view! { <Row row=row titled=titled clients=clients leads=leads /> })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: CaseRow, titled: bool, clients: bool, leads: bool) -> impl IntoView {
    let href = routes::case(row.id);
    let number_href = href.clone();
    view! {
        <tr>
            <td class="tight">
                <a href=number_href>{row.number}</a>
            </td>
            {titled
                .then(|| {
                    view! {
                        <td>
                            <a class="cell-main" href=href>
                                {row.title}
                            </a>
                            {row
                                .practice_area
                                .map(|area| {
                                    let sub = match row.stage.filter(|_| leads) {
                                        Some(stage) => format!("{area}, {}", stage.label().to_lowercase()),
                                        None => area,
                                    };
                                    view! { <span class="cell-sub">{sub}</span> }
                                })}
                        </td>
                    }
                })}
            {clients
                .then(|| {
                    view! {
                        <td data-label="Client">
                            <a href=routes::client(row.client_id)>{row.client}</a>
                        </td>
                    }
                })}
            {(titled && !leads)
                .then(|| view! { <td data-label="Stage">{row.stage.map(|stage| stage.label())}</td> })}
            {leads
                .then(|| {
                    view! {
                        <td data-label="Lead">
                            {row.lead
                                .map(|lead| {
                                    let name = lead.name.clone();
                                    view! {
                                        <span class="row gap-2 nowrap">
                                            <Who person=lead small=true />
                                            {name}
                                        </span>
                                    }
                                })}
                        </td>
                    }
                })}
            <td class="tight" data-label="Opened">{row.opened_on.shown()}</td>
            <td class="tight" data-label="State">
                {match row.closed_on {
                    None => view! { <Badge kind=Tone::Ok>"Open"</Badge> }.into_any(),
                    Some(_) => view! { <Badge>"Closed"</Badge> }.into_any(),
                }}
            </td>
        </tr>
    }
}
