//! The page `/settings`: one form, saved as a whole.

use domain::forms::Choice;
use domain::forms::FormPage;
use domain::locale::Locale;
use domain::settings::{CURRENCIES, SecondFactorRule, SettingsContext, SettingsForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::{Choices, Radio, Select, TextArea, TextField};
use crate::ui::form::{Actions, FormMessage, Hidden, PostForm};
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn Settings() -> impl IntoView {
    page("Settings", "page", api::settings_page(flash_id()), |page| view! { <Write page=page /> })
}

fn offered(all: &[(&str, &str)]) -> Vec<Choice> {
    all.iter()
        .map(|(word, label)| Choice { value: (*word).into(), label: format!("{label} ({word})") })
        .collect()
}

#[component]
fn Write(mut page: FormPage<SettingsForm, SettingsContext>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let FormPage { frame, form, context, .. } = page;
    let SettingsContext { zones, attorneys, next_number } = context;
    let rules = SecondFactorRule::ALL
        .map(|rule| {
            let means = match rule {
                SecondFactorRule::Nobody => "Whoever wishes sets one up",
                SecondFactorRule::Partners => {
                    "They see every case, so their accounts are the most wanted"
                }
                SecondFactorRule::Everyone => "Whoever has none sets it up at the next sign-in",
            };
            Radio::new(rule.word(), rule.label(), means)
        })
        .to_vec();
    let numbers = format!(
        "{{year}} and {{seq}}, with signs around them. The next case would be {next_number}."
    );
    let locales = Locale::ALL
        .map(|locale| Choice { value: locale.word().into(), label: locale.label().into() })
        .to_vec();
    view! {
        <Shell frame=frame here=Here::Settings crumbs=vec![("Settings".to_owned(), None)] class="page--form">
            <Done />
            <PageHead title="Settings" lead="They hold for the whole office, at once. Each change is in the audit log.">
                <LinkButton href=routes::HOURS icon="clock">
                    "Office hours"
                </LinkButton>
                <LinkButton href=routes::HOLIDAYS icon="calendar">
                    "Holidays"
                </LinkButton>
                <LinkButton href=routes::ROOMS icon="pin">
                    "Rooms"
                </LinkButton>
                <LinkButton href=routes::RATES icon="clock">
                    "Rates"
                </LinkButton>
                <LinkButton href=routes::ACTIVITIES icon="note">
                    "Kinds of work"
                </LinkButton>
                <LinkButton href=routes::INVOICE_SETTINGS icon="note">
                    "Invoices"
                </LinkButton>
                <LinkButton href=routes::REMINDERS icon="mail">
                    "Reminders"
                </LinkButton>
                <LinkButton href=routes::TEMPLATES icon="note">
                    "Templates"
                </LinkButton>
            </PageHead>
            <PostForm action=api::Save::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="revision" value=form.revision />
                <fieldset class="stack gap-3">
                    <legend class="h3 mb-2">"The office"</legend>
                    <TextField name="name" label="Name" value=form.name error=errors.of("name") required=true />
                    <TextArea
                        name="address"
                        label="Address"
                        value=form.address
                        hint="Stands on letters."
                        error=errors.of("address")
                        rows=3
                        optional_mark=true
                    />
                    <Select
                        name="time_zone"
                        label="Time zone"
                        options=zones
                        value=form.time_zone
                        hint="Days begin and grants end at its midnight."
                        error=errors.of("time_zone")
                        required=true
                    />
                    <div class="form-row">
                        <Select
                            name="locale"
                            label="Dates and times"
                            options=locales
                            value=form.locale
                            error=errors.of("locale")
                            required=true
                        />
                        <Select
                            name="currency"
                            label="Currency"
                            options=offered(&CURRENCIES)
                            value=form.currency
                            error=errors.of("currency")
                            required=true
                        />
                    </div>
                    <TextField
                        name="case_number_pattern"
                        label="Case numbers"
                        value=form.case_number_pattern
                        hint=numbers
                        error=errors.of("case_number_pattern")
                        required=true
                    />
                </fieldset>
                <Choices
                    name="second_factor"
                    label="Who must have a second factor"
                    options=rules
                    value=form.second_factor
                    error=errors.of("second_factor")
                    required=true
                />
                <fieldset class="stack gap-3">
                    <legend class="h3 mb-2">"Conflicts of interest"</legend>
                    <Select
                        name="conflicts_partner"
                        label="Conflicts partner"
                        options=attorneys.clone()
                        value=form.conflicts_partner
                        placeholder="Any managing partner"
                        hint="Answers where a check finds what whoever asked may not see."
                        error=errors.of("conflicts_partner")
                    />
                    <Select
                        name="deputy"
                        label="Conflicts deputy"
                        options=attorneys
                        value=form.deputy
                        placeholder="Nobody"
                        hint="The second person where walls are lifted, and wherever no managing partner can answer."
                        error=errors.of("deputy")
                    />
                </fieldset>
                <Actions>
                    <Button look=Look::Primary>"Save settings"</Button>
                </Actions>
            </PostForm>
            <LiveForms />
        </Shell>
    }
}
