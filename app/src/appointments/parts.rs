//! Fields of the booking form: when, who, a deadline's people, and how it repeats. Which of them a kind has
//! is the style sheet's to show; what is not shown is not read either.

use domain::appointments::{AppointmentContext, AppointmentForm, Repeat};
use domain::forms::{Choice, FieldErrors};
use leptos::prelude::*;

use crate::ui::field::{Check, DateField, Select, TextArea, TextField};
use crate::ui::form::Hidden;
use crate::ui::icon::Icon;

#[component]
pub fn When(
    form: AppointmentForm,
    context: AppointmentContext,
    errors: FieldErrors,
) -> impl IntoView {
    let more = ["until", "zone", "second_time"].iter().any(|name| errors.of(name).is_some())
        || !form.until.is_empty()
        || !form.all_day.is_empty()
        || !form.zone.is_empty();
    let office = format!("As in {}", context.zone);
    view! {
        <fieldset class="stack gap-4">
            <legend class="field__label mb-2">"When"</legend>
            <div class="form-row form-row--times">
                <DateField name="date" label="Day" value=form.date error=errors.of("date") required=true />
                <TextField name="starts" label="From" kind="time" value=form.starts error=errors.of("starts") />
                <TextField
                    name="ends"
                    label="To"
                    kind="time"
                    value=form.ends
                    error=errors.of("ends")
                    class="not-deadline"
                />
            </div>
            <p class="sm muted only-deadline">"“From” is the hour by which it is due."</p>
            <details class="act" open=more>
                <summary class="sm">"All day, another day, another time zone"</summary>
                <div class="stack gap-4 mt-3">
                    <Check name="all_day" value="on" label="All day" checked=form.all_day == "on" />
                    <DateField
                        name="until"
                        label="Last day"
                        value=form.until
                        hint="Where it ends on another day."
                        error=errors.of("until")
                        optional_mark=true
                    />
                    {match context.zones.is_empty() {
                        true => view! { <Hidden name="zone" value=form.zone /> }.into_any(),
                        false => {
                            view! {
                                <Select
                                    name="zone"
                                    label="Time zone"
                                    options=context.zones
                                    value=form.zone
                                    placeholder=office
                                    error=errors.of("zone")
                                />
                            }
                                .into_any()
                        }
                    }}
                    <Check
                        name="second_time"
                        value="on"
                        label="The second of an hour that comes twice"
                        checked=form.second_time == "on"
                        hint="On the night the clocks go back."
                        error=errors.of("second_time")
                    />
                </div>
            </details>
        </fieldset>
    }
}

/// Boxes to tick, each the same field. The first bears its id.
#[component]
fn Ticks(
    name: &'static str,
    label: &'static str,
    options: Vec<Choice>,
    ticked: Vec<String>,
    error: Option<String>,
) -> impl IntoView {
    let hidden = error.is_none();
    view! {
        <fieldset class="field" aria-describedby=format!("f-{name}-e")>
            <legend class="field__label mb-2">{label}</legend>
            <div class="pick__people">
                {options
                    .into_iter()
                    .enumerate()
                    .map(|(nth, option)| {
                        let checked = ticked.contains(&option.value);
                        let id = (nth == 0).then(|| format!("f-{name}"));
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    id=id
                                    name=format!("{name}[]")
                                    value=option.value
                                    checked=checked
                                />
                                <span>{option.label}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
            <p class="field__error" id=format!("f-{name}-e") data-error-for=name hidden=hidden>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </fieldset>
    }
}

#[component]
pub fn People(
    form: AppointmentForm,
    context: AppointmentContext,
    errors: FieldErrors,
) -> impl IntoView {
    let asks_client = !context.client.is_empty()
        || !context.enquiry.is_empty()
        || !context.case_number.is_empty();
    // where no case was chosen yet, one may be typed
    let outsiders = context.asks_outsiders;
    let may_have_client =
        (asks_client || context.about.is_empty()) && (outsiders || form.with_client == "on");
    let others = outsiders || !form.others.is_empty();
    let others_open =
        !form.others.is_empty() || !form.staff.is_empty() || errors.of("others").is_some();
    view! {
        <fieldset class="stack gap-4">
            <legend class="field__label mb-2">"Who"</legend>
            <Select
                name="owner"
                label="With"
                options=context.people.clone()
                value=form.owner
                placeholder="Choose"
                error=errors.of("owner")
                required=true
            />
            <p class="sm muted only-deadline">"This is who answers for the deadline."</p>
            {may_have_client
                .then(|| {
                    view! {
                        <div class="not-personal not-deadline">
                            <Check
                                name="with_client"
                                value="on"
                                label="The client is to be there"
                                hint="Told about it, and reminded, as the client’s record says."
                                checked=form.with_client == "on"
                                error=errors.of("with_client")
                            />
                        </div>
                    }
                })}
            {(!context.representatives.is_empty())
                .then(|| {
                    view! {
                        <Ticks
                            name="representatives"
                            label="Who speaks for the client"
                            options=context.representatives.clone()
                            ticked=form.representatives.clone()
                            error=errors.of("representatives").map(str::to_owned)
                        />
                    }
                })}
            <details class="act" open=others_open>
                <summary class="sm">"More people"</summary>
                <div class="stack gap-4 mt-3">
                    <Ticks
                        name="staff"
                        label="Of the office"
                        options=context.people
                        ticked=form.staff
                        error=errors.of("staff").map(str::to_owned)
                    />
                    {others
                        .then(|| {
                            view! {
                                <TextArea
                                    name="others"
                                    label="Others"
                                    value=form.others
                                    hint="One a line: name, email, phone. The name alone will do."
                                    error=errors.of("others")
                                    rows=3
                                    optional_mark=true
                                />
                            }
                        })}
                </div>
            </details>
        </fieldset>
    }
}

#[component]
pub fn DeadlinePeople(
    form: AppointmentForm,
    people: Vec<Choice>,
    errors: FieldErrors,
) -> impl IntoView {
    view! {
        <fieldset class="stack gap-4 only-deadline">
            <legend class="field__label mb-2">"Who else watches it"</legend>
            <div class="form-row">
                <Select
                    name="backup"
                    label="Steps in"
                    options=people.clone()
                    value=form.backup
                    placeholder="Choose"
                    error=errors.of("backup")
                />
                <Select
                    name="checker"
                    label="Looks it over"
                    options=people
                    value=form.checker
                    placeholder="Choose"
                    error=errors.of("checker")
                />
            </div>
            <TextField
                name="warn_days"
                label="Warn days ahead"
                value=form.warn_days
                placeholder="14, 7, 3, 1"
                error=errors.of("warn_days")
                autocomplete="off"
                optional_mark=true
            />
        </fieldset>
    }
}

#[component]
pub fn Repeats(form: AppointmentForm, errors: FieldErrors) -> impl IntoView {
    let options = Repeat::ALL
        .iter()
        .map(|how| Choice { value: how.word().into(), label: how.label().into() })
        .collect();
    let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        .into_iter()
        .zip(1..)
        .map(|(day, nth)| Choice { value: nth.to_string(), label: day.into() })
        .collect();
    let repeats =
        if form.repeats.is_empty() { Repeat::Never.word().to_owned() } else { form.repeats };
    view! {
        <fieldset class="stack gap-4 not-deadline">
            <legend class="field__label mb-2">"Series"</legend>
            <Select name="repeats" label="Repeats" options=options value=repeats error=errors.of("repeats") />
            <div class="stack gap-4 only-series">
                <TextField
                    name="every"
                    label="Every how many"
                    value=form.every
                    placeholder="1"
                    inputmode="numeric"
                    hint="Days, weeks, months or years."
                    error=errors.of("every")
                    autocomplete="off"
                    optional_mark=true
                />
                <div class="only-weekly">
                    <Ticks
                        name="weekdays"
                        label="On"
                        options=weekdays
                        ticked=form.weekdays
                        error=errors.of("weekdays").map(str::to_owned)
                    />
                </div>
                <div class="form-row">
                    <DateField
                        name="repeat_until"
                        label="Until"
                        value=form.repeat_until
                        error=errors.of("repeat_until")
                    />
                    <TextField
                        name="times"
                        label="Or how many times"
                        value=form.times
                        inputmode="numeric"
                        error=errors.of("times")
                        autocomplete="off"
                    />
                </div>
            </div>
        </fieldset>
    }
}
