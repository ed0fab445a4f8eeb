//! The page `/billing/hold`: several invoices whose reminders are held together.

use domain::billing::dunning::DunningStage;
use domain::billing::several::{ChosenInvoice, ChosenInvoices, HoldForm};
use domain::forms::{Choice, FormPage};
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::{acts, api};
use crate::enhance::LiveForms;
use crate::page::{complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{DateField, Select, TextArea};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::sheet::BillingSheet;
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Several() -> impl IntoView {
    let ids =
        use_query_map().with_untracked(|map| map.get_all("invoice")).unwrap_or_default().join(" ");
    page("Pause reminders", "page", api::chosen(ids.clone(), flash_id()), move |page| {
        view! { <Chosen page=page ids=ids /> }
    })
}

#[component]
fn Chosen(mut page: FormPage<HoldForm, ChosenInvoices>, ids: String) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let ChosenInvoices { rows, owners, today, locale } = context;
    let crumbs = vec![
        ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
        ("Pause reminders".to_owned(), None),
    ];
    let open = rows.iter().filter(|row| row.is_open()).count();
    let lead = match open {
        0 => "Nothing is left to pay of these: none of them is reminded of.".to_owned(),
        1 => "No reminder of this invoice goes out until the day you choose.".to_owned(),
        some => format!("No reminder of these {some} invoices goes out until the day you choose."),
    };
    let stages = DunningStage::ALL
        .map(|stage| Choice { value: stage.word().into(), label: stage.label().into() })
        .to_vec();
    view! {
        <BillingSheet />
        <Shell frame=frame here=Here::Billing crumbs=crumbs class="page--form">
            <PageHead title="Pause reminders" lead=lead />
            <div class="stack gap-6">
                <Rows rows=rows locale=locale />
                {(open > 0)
                    .then(|| {
                        view! {
                            <PostForm action=acts::HoldSeveral::url()>
                                <FormMessage message=message />
                                <Hidden name="invoices" value=ids />
                                <Select
                                    name="stage"
                                    label="Which"
                                    options=stages
                                    value=form.stage
                                    placeholder="All reminders"
                                    error=errors.of("stage")
                                />
                                <DateField
                                    name="until"
                                    label="Until"
                                    value=form.until
                                    hint="The last day on which they are held."
                                    error=errors.of("until")
                                    min=today
                                    required=true
                                />
                                <Select
                                    name="owner"
                                    label="Who sees to it"
                                    options=owners
                                    value=form.owner
                                    placeholder="Choose somebody"
                                    error=errors.of("owner")
                                    required=true
                                />
                                <TextArea
                                    name="reason"
                                    label="Why"
                                    value=form.reason
                                    error=errors.of("reason")
                                    required=true
                                />
                                <Actions>
                                    <Button look=Look::Primary>"Pause reminders"</Button>
                                    <LinkButton href=routes::BILLING look=Look::Quiet>
                                        "Back"
                                    </LinkButton>
                                </Actions>
                            </PostForm>
                        }
                    })}
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Rows(rows: Vec<ChosenInvoice>, locale: Locale) -> impl IntoView {
    view! {
        <TableWrap label="Chosen invoices">
            <table class="table table--stack">
                <Caption text="Chosen invoices" />
                <thead>
                    <tr>
                        <th scope="col">"Invoice"</th>
                        <th scope="col">"Client and case"</th>
                        <th scope="col" class="num">
                            "Left"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| view! { <Row row=row locale=locale /> }).collect_view()}
                </tbody>
            </table>
        </TableWrap>
    }
}

#[component]
fn Row(row: ChosenInvoice, locale: Locale) -> impl IntoView {
    let paid = (!row.is_open()).then(
        || view! { <span class="cell-sub">"Nothing is left to pay: it is left as it is."</span> },
    );
    view! {
        <tr>
            <th scope="row">
                <a class="medium" href=routes::invoice(row.id)>
                    {row.number}
                </a>
            </th>
            <td data-label="Client and case">
                <span class="medium">{row.client}</span>
                " "
                {row.case_number}
                {paid}
            </td>
            <td data-label="Left" class="num">
                {locale.money(row.left)}
            </td>
        </tr>
    }
}
