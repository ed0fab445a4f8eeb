//! The page `/attendance/unrecorded`: what ended and nobody wrote down who came, one press each.

use domain::appointments::{Attendance, AttendanceForm, UnrecordedRow};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::appointments::api::RecordAttendance;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::empty::Empty;
use crate::ui::form::{Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::person::Who;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Unrecorded() -> impl IntoView {
    page("Who came", "page", api::unrecorded(flash_id()), |page| view! { <Asked page=page /> })
}

#[component]
fn Asked(mut page: FormPage<AttendanceForm, Vec<UnrecordedRow>>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let message = message.or_else(|| errors.of("outcome").map(str::to_owned));
    let FormPage { frame, context: rows, .. } = page;
    let crumbs = vec![
        ("Attendance".to_owned(), Some(routes::ATTENDANCE.to_owned())),
        ("Who came".to_owned(), None),
    ];
    view! {
        <Shell frame=frame here=Here::Attendance crumbs=crumbs>
            <Done />
            {message.map(|message| view! { <Notice kind=Tone::Bad title=message role="alert" /> })}
            <PageHead
                title="Who came"
                lead="Appointments that are over, and nobody has written down how they went. The latest first."
            />
            {if rows.is_empty() {
                view! {
                    <Empty icon="check" title="Everything is recorded" text="What ends without a word of who came appears here." />
                }
                    .into_any()
            } else {
                view! { <Rows rows=rows /> }.into_any()
            }}
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Rows(rows: Vec<UnrecordedRow>) -> impl IntoView {
    view! {
        <TableWrap label="Who came">
            <table class="table table--top table--stack">
                <Caption text="Appointments that are over, the latest first" />
                <thead>
                    <tr>
                        <th scope="col">"With"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">"Whose"</th>
                        <th scope="col">"How it went"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: UnrecordedRow) -> impl IntoView {
    let UnrecordedRow { id, kind, head, owner, when, datetime } = row;
    let head = if head.is_empty() { kind.label().to_owned() } else { head };
    let group = format!("How it went: {head}, {when}");
    view! {
        <tr>
            <th scope="row">
                <span class="cell-main">
                    <a href=routes::appointment(id)>{head}</a>
                </span>
                <span class="cell-sub">{kind.label()}</span>
            </th>
            <td data-label="When">
                <time datetime=datetime>{when}</time>
            </td>
            <td data-label="Whose">
                <span class="cluster gap-2">
                    <Who person=owner.clone() small=true />
                    <span>{owner.name}</span>
                </span>
            </td>
            <td data-label="How it went">
                <PostForm action=RecordAttendance::url() class="taps">
                    <Hidden name="id" value=id.to_string() />
                    <Hidden name="back" value=routes::UNRECORDED />
                    <div class="cluster gap-2" role="group" aria-label=group>
                        {Attendance::ALL
                            .iter()
                            .map(|outcome| {
                                view! {
                                    <Button small=true name="outcome" value=outcome.word()>
                                        {outcome.label()}
                                    </Button>
                                }
                            })
                            .collect_view()}
                    </div>
                </PostForm>
            </td>
        </tr>
    }
}
