//! What somebody was at the office, and when: nothing of it is ever deleted.

use domain::staff::{RolePeriod, SuspensionPeriod};
use leptos::prelude::*;

use crate::ui::table::{Caption, TableWrap};

/// The roles held.
#[component]
pub fn Roles(roles: Vec<RolePeriod>) -> impl IntoView {
    view! {
        <TableWrap label="Roles held">
            <table class="table table--dense">
                <Caption text="Roles held, latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col">"Set by"</th>
                    </tr>
                </thead>
                <tbody>
                    {roles
                        .into_iter()
                        .map(|period| {
                            view! {
                                <tr>
                                    <th scope="row">{period.role.label()}</th>
                                    <td class="nowrap">{period.since}</td>
                                    <td class="nowrap">{period.until.unwrap_or_else(|| "Now".to_owned())}</td>
                                    <td>{by(period.by)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

/// The suspensions, with their reasons.
#[component]
pub fn Suspensions(periods: Vec<SuspensionPeriod>) -> impl IntoView {
    view! {
        <TableWrap label="Suspensions">
            <table class="table table--dense table--top">
                <Caption text="Suspensions, latest first" />
                <thead>
                    <tr>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col">"Reason"</th>
                        <th scope="col">"Suspended by"</th>
                    </tr>
                </thead>
                <tbody>
                    {periods
                        .into_iter()
                        .map(|period| {
                            view! {
                                <tr>
                                    <th scope="row" class="nowrap">
                                        {period.since}
                                    </th>
                                    <td class="nowrap">{period.until.unwrap_or_else(|| "Now".to_owned())}</td>
                                    <td>{period.reason}</td>
                                    <td>{by(period.by)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

/// Who did it; where nobody at the office did, it was done at the server's console.
fn by(name: Option<String>) -> String {
    name.unwrap_or_else(|| "The server’s console".to_owned())
}
