//! What stands on somebody's pages, without a link or a button: for the office, which only looks.

use domain::portal::{PortalAppointment, PortalDocument, PortalInvoice};
use domain::requests::PortalRequest;
use leptos::prelude::*;

use super::head_of;
use super::invoices::state;
use crate::ui::section::Section;

fn listed(
    id: &'static str,
    title: &'static str,
    none: &'static str,
    rows: Vec<AnyView>,
) -> AnyView {
    if rows.is_empty() {
        return view! {
            <Section id=id title=title>
                <p class="portal__none">{none}</p>
            </Section>
        }
        .into_any();
    }
    view! {
        <Section id=id title=title>
            <ul class="portal__list">{rows}</ul>
        </Section>
    }
    .into_any()
}

fn line(what: String, says: String, head: String) -> AnyView {
    view! {
        <li>
            <strong dir="auto">{what}</strong>
            <span>{says}</span>
            {(!head.is_empty()).then(|| view! { <small dir="auto">{head}</small> })}
        </li>
    }
    .into_any()
}

pub(crate) fn listed_visits(
    title: &'static str,
    rows: Vec<PortalAppointment>,
    several: bool,
) -> AnyView {
    let id = if title == "Earlier" { "past" } else { "coming" };
    let rows = rows.into_iter().map(|row| {
        let head = head_of(&row.case, &row.client, several);
        line(row.told.kind.to_string(), format!("{}, with {}", row.told.when, row.told.with), head)
    });
    listed(id, title, "Nothing.", rows.collect())
}

pub(crate) fn listed_documents(rows: Vec<PortalDocument>, several: bool) -> AnyView {
    let rows = rows.into_iter().map(|row| {
        let head = head_of(&row.case, &row.client, several);
        let opened = if row.fresh { "not opened by them yet" } else { "opened by them" };
        line(row.name, format!("{}, {}, {opened}", row.since, row.size), head)
    });
    listed("documents", "Shared with them", "Nothing was shared yet.", rows.collect())
}

pub(crate) fn listed_invoices(rows: Vec<PortalInvoice>, several: bool) -> AnyView {
    let rows = rows.into_iter().map(|row| {
        let head = head_of(&row.case, &row.client, several);
        let (says, _) = state(&row);
        let left =
            if row.left.is_empty() { row.total } else { format!("{} left to pay", row.left) };
        line(format!("{}, {left}", row.title), says, head)
    });
    listed("invoices", "Invoices", "There is none yet.", rows.collect())
}

pub(crate) fn listed_requests(rows: Vec<PortalRequest>, several: bool) -> AnyView {
    let rows = rows.into_iter().map(|row| {
        let head = head_of(&row.case, &row.client, several);
        let sent = match row.sent.len() {
            0 => "nothing sent yet".to_owned(),
            1 => "1 file sent".to_owned(),
            files => format!("{files} files sent"),
        };
        let says = match (row.done, row.due) {
            (Some(done), _) => format!("Done {done}, {sent}"),
            (None, Some(due)) if row.late => format!("Late since {due}, {sent}"),
            (None, Some(due)) => format!("By {due}, {sent}"),
            (None, None) => format!("On no day, {sent}"),
        };
        line(row.title, says, head)
    });
    listed("requests", "What they are asked for", "Nothing.", rows.collect())
}
