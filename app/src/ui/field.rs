//! Fields. Each is known by its `name`: the control's id is `f-{name}`, the hint's `f-{name}-h` and
//! the complaint's `f-{name}-e`.
//!
//! The complaint is always in the page, hidden while empty, marked `data-error-for="{name}"`: a
//! script that enhances the form writes into its `span` and takes `hidden` off. Nothing truncates
//! what is typed; too long an answer is refused in words.

use domain::forms::Choice;
use leptos::prelude::*;

use super::icon::Icon;

/// What is wrong with a field, if anything: takes `errors.of("name")` as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint(pub Option<String>);

impl From<Option<String>> for Complaint {
    fn from(words: Option<String>) -> Complaint {
        Complaint(words)
    }
}

impl From<Option<&str>> for Complaint {
    fn from(words: Option<&str>) -> Complaint {
        Complaint(words.map(str::to_owned))
    }
}

impl From<String> for Complaint {
    fn from(words: String) -> Complaint {
        Complaint(Some(words))
    }
}

impl From<&str> for Complaint {
    fn from(words: &str) -> Complaint {
        Complaint(Some(words.to_owned()))
    }
}

impl Complaint {
    fn invalid(&self) -> Option<&'static str> {
        self.0.as_ref().map(|_| "true")
    }
}

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What the field holds. A password's is never written into the page.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Complaint,
    /// The input's type: `text`, `email`, `password`, `tel`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// Says “optional” beside the label.
    #[prop(optional)]
    optional_mark: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] readonly: bool,
    /// Large and spaced: a code to copy from elsewhere.
    #[prop(optional)]
    code: bool,
    /// A glyph inside the field.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// Stands across from the label: a link.
    #[prop(optional)]
    aside: Option<AnyView>,
    /// More classes for the whole field.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let ids = Ids::of(&name);
    let value = (kind != "password").then_some(value);
    let input = view! {
        <input
            class=if code { "input input--code" } else { "input" }
            id=ids.control.clone()
            name=name.clone()
            type=kind
            value=value
            required=required
            autocomplete=autocomplete
            inputmode=inputmode
            placeholder=placeholder
            autofocus=autofocus
            readonly=readonly
            aria-invalid=error.invalid()
            aria-describedby=ids.described_by(&hint)
        />
    };
    let control = match icon {
        Some(icon) => view! {
            <div class="input-wrap">
                <Icon name=icon small=true />
                {input}
            </div>
        }
        .into_any(),
        None => input.into_any(),
    };
    around(Around { ids, name, label, optional_mark, aside, hint, error, class }, control)
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Complaint,
    #[prop(optional)] required: bool,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] optional_mark: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let ids = Ids::of(&name);
    // The parser drops one line break after the opening tag: give it one of its own.
    let value = format!("\n{value}");
    let control = view! {
        <textarea
            class="textarea"
            id=ids.control.clone()
            name=name.clone()
            rows=rows
            required=required
            autofocus=autofocus
            aria-invalid=error.invalid()
            aria-describedby=ids.described_by(&hint)
        >
            {value}
        </textarea>
    };
    let around_it = Around { ids, name, label, optional_mark, aside: None, hint, error, class };
    around(around_it, control.into_any())
}

/// One of many. With a `placeholder` nothing is chosen until the person chooses.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<Choice>,
    #[prop(optional, into)] value: String,
    /// The words of the empty choice; without it there is none.
    #[prop(optional, into)]
    placeholder: Option<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Complaint,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional_mark: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let ids = Ids::of(&name);
    let none_yet = value.is_empty();
    let control = view! {
        <select
            class="select"
            id=ids.control.clone()
            name=name.clone()
            required=required
            aria-invalid=error.invalid()
            aria-describedby=ids.described_by(&hint)
        >
            {placeholder
                .map(|words| {
                    view! {
                        <option value="" selected=none_yet>
                            {words}
                        </option>
                    }
                })}
            {options
                .into_iter()
                .map(|choice| {
                    let selected = choice.value == value;
                    view! {
                        <option value=choice.value selected=selected>
                            {choice.label}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    };
    let around_it = Around { ids, name, label, optional_mark, aside: None, hint, error, class };
    around(around_it, control.into_any())
}

/// A day, typed or picked. `value`, `min` and `max` are ISO dates.
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Complaint,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional)] optional_mark: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let ids = Ids::of(&name);
    let control = view! {
        <input
            class="input"
            id=ids.control.clone()
            name=name.clone()
            type="date"
            value=value
            required=required
            min=min
            max=max
            aria-invalid=error.invalid()
            aria-describedby=ids.described_by(&hint)
        />
    };
    let around_it = Around { ids, name, label, optional_mark, aside: None, hint, error, class };
    around(around_it, control.into_any())
}

/// One of a few, each with what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Radio {
    pub value: String,
    pub label: String,
    /// In small print beneath; may be empty.
    pub means: String,
}

impl Radio {
    /// A choice and what it means.
    pub fn new(
        value: impl Into<String>,
        label: impl Into<String>,
        means: impl Into<String>,
    ) -> Radio {
        Radio { value: value.into(), label: label.into(), means: means.into() }
    }
}

/// One of a few, all in sight. The first button bears the field's id, so that a link to it lands.
#[component]
pub fn Choices(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<Radio>,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Complaint,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let ids = Ids::of(&name);
    let buttons = options
        .into_iter()
        .enumerate()
        .map(|(nth, option)| {
            let id = if nth == 0 { ids.control.clone() } else { format!("{}-{nth}", ids.control) };
            let checked = option.value == value;
            view! {
                <label class="check">
                    <input
                        type="radio"
                        id=id
                        name=name.clone()
                        value=option.value
                        checked=checked
                        required=required
                    />
                    <span>
                        {option.label}
                        {(!option.means.is_empty())
                            .then(|| view! { <small class="xs">{option.means}</small> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    let invalid = error.invalid();
    let described_by = ids.described_by(&hint);
    view! {
        <fieldset
            class=format!("field {class}").trim_end().to_owned()
            role="radiogroup"
            aria-invalid=invalid
            aria-describedby=described_by
        >
            <legend class="field__label mb-2">{label}</legend>
            <div class="choices">{buttons}</div>
            {hint_line(&ids, hint)}
            {error_line(&ids, name, error)}
        </fieldset>
    }
}

/// Yes or no. Posts `name=true` when ticked and nothing when not.
#[component]
pub fn Check(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Complaint,
    #[prop(default = "true".into(), into)] value: String,
) -> impl IntoView {
    let ids = Ids::of(&name);
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    id=ids.control.clone()
                    name=name.clone()
                    value=value
                    checked=checked
                    aria-invalid=error.invalid()
                    aria-describedby=ids.complaint.clone()
                />
                <span>
                    {label}
                    {(!hint.is_empty()).then(|| view! { <small class="xs">{hint}</small> })}
                </span>
            </label>
            {error_line(&ids, name, error)}
        </div>
    }
}

struct Ids {
    control: String,
    hint: String,
    complaint: String,
}

impl Ids {
    fn of(name: &str) -> Ids {
        Ids {
            control: format!("f-{name}"),
            hint: format!("f-{name}-h"),
            complaint: format!("f-{name}-e"),
        }
    }

    fn described_by(&self, hint: &str) -> String {
        if hint.is_empty() {
            self.complaint.clone()
        } else {
            format!("{} {}", self.hint, self.complaint)
        }
    }
}

struct Around {
    ids: Ids,
    name: String,
    label: String,
    optional_mark: bool,
    aside: Option<AnyView>,
    hint: String,
    error: Complaint,
    class: String,
}

fn around(it: Around, control: AnyView) -> impl IntoView {
    let Around { ids, name, label, optional_mark, aside, hint, error, class } = it;
    let mark = optional_mark.then(|| view! { " " <span class="field__opt">"optional"</span> });
    let control_id = ids.control.clone();
    let label = match aside {
        Some(aside) => view! {
            <div class="row">
                <label class="field__label grow" for=control_id>
                    {label}
                    {mark}
                </label>
                {aside}
            </div>
        }
        .into_any(),
        None => view! {
            <label class="field__label" for=control_id>
                {label}
                {mark}
            </label>
        }
        .into_any(),
    };
    view! {
        <div class=format!("field {class}").trim_end().to_owned()>
            {label} {control} {hint_line(&ids, hint)} {error_line(&ids, name, error)}
        </div>
    }
}

fn hint_line(ids: &Ids, hint: String) -> impl IntoView + use<> {
    let id = ids.hint.clone();
    (!hint.is_empty()).then(|| {
        view! {
            <p class="field__hint" id=id>
                {hint}
            </p>
        }
    })
}

fn error_line(ids: &Ids, name: String, error: Complaint) -> impl IntoView + use<> {
    let id = ids.complaint.clone();
    let hidden = error.0.is_none();
    view! {
        <p class="field__error" id=id data-error-for=name hidden=hidden>
            <Icon name="alert" small=true />
            <span>{error.0.unwrap_or_default()}</span>
        </p>
    }
}
