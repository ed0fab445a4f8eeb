//! The dialog that suspends somebody, and names the cases that need another lead.

use domain::cases::{CaseRow, ReasonForm};
use domain::forms::FormPage;
use domain::staff::StaffRow;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page, param};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::dialog::DialogPage;
use crate::ui::field::TextArea;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::page::Here;

/// The page `/staff/:id/suspend`.
#[component]
pub fn Suspend() -> impl IntoView {
    page(
        "Suspend",
        "page",
        api::suspend_page(param("id"), flash_id()),
        |mut page: FormPage<ReasonForm, (StaffRow, Vec<CaseRow>)>| {
            let (message, errors) = complaints(&mut page);
            let FormPage { frame, form, context: (row, leads), .. } = page;
            let (id, name) = (row.person.id, row.person.name);
            let back = routes::staff(id);
            let footer = view! {
                <LinkButton href=back.clone() look=Look::Primary autofocus=true>
                    "Leave the account open"
                </LinkButton>
                <Button look=Look::Danger form="suspending">
                    "Suspend"
                </Button>
            }
            .into_any();
            let says = format!(
                "Every session and every link of {name} ends at once. Nothing is deleted, and another managing partner, or you, can reinstate the account."
            );
            view! {
                <DialogPage
                    frame=frame
                    here=Here::Staff
                    title=format!("Suspend {name}?")
                    back=back
                    small=leads.is_empty()
                    footer=footer
                >
                    <p>{says}</p>
                    <PostForm action=api::Suspend::url() id="suspending">
                        <FormMessage message=message errors=errors.clone() />
                        <Hidden name="id" value=id.to_string() />
                        <TextArea
                            name="reason"
                            label="Reason"
                            value=form.reason
                            hint="It stays on record, for managing partners to read."
                            error=errors.of("reason")
                            rows=3
                            required=true
                        />
                    </PostForm>
                    {(!leads.is_empty()).then(|| view! { <Leads name=name rows=leads /> })}
                    <LiveForms />
                </DialogPage>
            }
        },
    )
}

/// The open cases that would be without a lead who can act.
#[component]
fn Leads(name: String, rows: Vec<CaseRow>) -> impl IntoView {
    let count = match rows.len() {
        1 => "an open case".to_owned(),
        n => format!("{n} open cases"),
    };
    let says = format!(
        "{name} is the responsible attorney of {count}. Name another one first, or soon: until then nobody leads there."
    );
    let rows = rows
        .into_iter()
        .map(|row| {
            let number = row.number;
            let what = format!(" of case {number}");
            view! {
                <li>
                    <span>
                        <span class="people__name">{row.title.unwrap_or_else(|| "Case".to_owned())}</span>
                        <small>{format!("{number} · {}", row.client)}</small>
                    </span>
                    <span class="people__right">
                        <a class="sm" href=routes::case_lead(row.id)>
                            "Change the lead"
                            <span class="vh">{what}</span>
                        </a>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div>
            <p>{says}</p>
            <ul class="people people--plain mt-2">{rows}</ul>
        </div>
    }
}
