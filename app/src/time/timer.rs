//! What runs, and what starts it.

use domain::billing::sheet::{TimeForm, TimerRow};
use domain::forms::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use super::case_field::CaseField;
use super::ticking::Ticking;
use crate::ui::button::{Button, Look};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::icon::Icon;

/// `form` as it was typed where it comes back refused.
#[component]
pub fn Timer(
    timer: Option<TimerRow>,
    form: Option<TimeForm>,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    match timer {
        Some(timer) => {
            view! { <Running timer=timer form=form message=message errors=errors /> }.into_any()
        }
        None => view! { <Idle form=form message=message errors=errors /> }.into_any(),
    }
}

#[component]
fn What(value: String, errors: FieldErrors) -> impl IntoView {
    let error = errors.of("narrative").map(str::to_owned);
    let invalid = error.as_ref().map(|_| "true");
    let right = error.is_none();
    view! {
        <div class="field">
            <label class="field__label" for="t-what">
                "What you are doing "
                <span class="field__opt">"appears on the invoice"</span>
            </label>
            <input
                class="input"
                id="t-what"
                name="narrative"
                type="text"
                value=value
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby="t-what-e"
            />
            <p class="field__error" id="t-what-e" data-error-for="narrative" hidden=right>
                <Icon name="alert" small=true />
                <span>{error.unwrap_or_default()}</span>
            </p>
        </div>
    }
}

#[component]
fn Running(
    timer: TimerRow,
    form: Option<TimeForm>,
    message: Option<String>,
    errors: FieldErrors,
) -> impl IntoView {
    let TimerRow { id, case, narrative, since, seconds, revision } = timer;
    let number = case.map(|case| case.number).unwrap_or_default();
    let (case, what) = match form {
        Some(form) => (form.case, form.narrative),
        None => (number, narrative),
    };
    view! {
        <section class="timer" aria-label="Running timer">
            <div class="timer__clock" role="timer">
                <Ticking ran=seconds />
                <small>{format!("Since {since}")}</small>
            </div>
            <PostForm action=api::Stop::url() class="timer__form">
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="id" value=id.to_string() />
                <Hidden name="revision" value=revision.to_string() />
                <CaseField id="t-case" value=case errors=errors.clone() />
                <What value=what errors=errors />
                <div class="row gap-2 timer__acts">
                    <Button look=Look::Primary icon="check" name="step" value="stop">
                        "Stop and record"
                    </Button>
                    <Button name="step" value="keep">
                        "Save"
                    </Button>
                </div>
            </PostForm>
            <details class="act timer__drop">
                <summary class="sm">"Discard it"</summary>
                <PostForm action=api::Discard::url() class="row gap-3 mt-2">
                    <FormMessage />
                    <Hidden name="id" value=id.to_string() />
                    <p class="sm muted">"It stops, and nothing is recorded."</p>
                    <Button look=Look::Danger small=true>
                        "Discard this time"
                    </Button>
                </PostForm>
            </details>
        </section>
    }
}

#[component]
fn Idle(form: Option<TimeForm>, message: Option<String>, errors: FieldErrors) -> impl IntoView {
    let form = form.unwrap_or_default();
    view! {
        <section class="timer timer--idle" aria-label="Timer">
            <div class="timer__clock" aria-hidden="true">
                "0:00:00"
            </div>
            <PostForm action=api::Start::url() class="timer__form">
                <FormMessage message=message errors=errors.clone() />
                <CaseField id="t-case" value=form.case errors=errors.clone() />
                <What value=form.narrative errors=errors />
                <div class="row gap-2 timer__acts">
                    <Button look=Look::Primary icon="clock">
                        "Start timer"
                    </Button>
                </div>
            </PostForm>
        </section>
    }
}
