//! The one island for forms. Any form with `data-enhance` is posted without a reload: messages
//! appear beside their fields, a second press does nothing, and what was typed stays. Without it
//! the same form is a plain post that ends in a redirect.

use domain::forms::{Answer, Choice, FieldError, FieldErrors, Refused};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::{Array, Reflect};
use web_sys::{
    Element, Event, FormData, Headers, HtmlElement, HtmlFormElement, KeyboardEvent, RequestInit,
    Response, SubmitEvent, UrlSearchParams,
};

use crate::assets::Assets;

/// Put once on a page that has forms: the island, and the script that wakes it.
#[component]
pub fn LiveForms() -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    let nonce = leptos::nonce::use_nonce();
    // Islands are found by their element and woken by the function the bundle exports for each; one that is a
    // file of its own comes a moment later, and is awaited.
    let wake = format!(
        "import('{js}').then(m => m.default({{module_or_path: '{wasm}'}}).then(() => {{\
         m.hydrate();\
         return Promise.allSettled([...document.querySelectorAll('leptos-island')].map(i => m[i.dataset.component]?.(i))); }}))\
         .then(() => document.documentElement.dataset.hydrated = '')",
        js = assets.js(),
        wasm = assets.wasm(),
    );
    view! {
        <Enhance />
        <link rel="modulepreload" href=assets.js().to_owned() nonce=nonce.clone() />
        {assets
            .split()
            .map(|split| view! { <link rel="modulepreload" href=split.to_owned() nonce=nonce.clone() /> })}
        <script type="module" nonce=nonce>
            {wake}
        </script>
    }
}

/// Listens on the document: for submits of enhanced forms, and for Escape where a dialog or a card is open.
#[island]
fn Enhance() -> impl IntoView {
    Effect::new(|| {
        listen("submit", |event| {
            if let Ok(event) = event.dyn_into::<SubmitEvent>() {
                submitted(&event);
            }
        });
        listen("keydown", |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|key| key.key() == "Escape") {
                leave_dialog();
            }
        });
    });
    view! { <span hidden=true></span> }
}

/// For as long as the page lives.
pub(crate) fn listen(name: &str, heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard);
    if document().add_event_listener_with_callback(name, heard.as_ref().unchecked_ref()).is_ok() {
        heard.forget();
    }
}

/// What is being moved is put back first; a card stays open meanwhile.
fn leave_dialog() {
    if matches!(document().query_selector(".is-moving"), Ok(Some(_))) {
        return;
    }
    let open = "dialog[open][data-back], .popover[data-back]";
    let back = document().query_selector(open).ok().flatten();
    if let Some(back) = back.and_then(|dialog| dialog.get_attribute("data-back")) {
        go(&back);
    }
}

pub(crate) fn go(path: &str) {
    let _ = window().location().assign(path);
}

fn submitted(event: &SubmitEvent) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    if !form.has_attribute("data-enhance") {
        return;
    }
    event.prevent_default();
    // The double-submit guard: one answer at a time.
    if form.has_attribute("aria-busy") {
        return;
    }
    let button = event.submitter().and_then(|button| button.dyn_into::<HtmlElement>().ok());
    busy(&form, button.as_ref(), true);
    spawn_local(async move {
        let answer = post(&form, button.as_ref()).await;
        match answer {
            Some(Answer::Go(path)) => go(&path),
            Some(Answer::Refused(refused) | Answer::Prove(refused)) => {
                busy(&form, button.as_ref(), false);
                show(&form, &refused.message, &refused.errors);
            }
            None => {
                busy(&form, button.as_ref(), false);
                let lost =
                    "This could not be sent. What you typed is still here: try again in a moment.";
                show(&form, lost, &FieldErrors::default());
            }
        }
    });
}

fn busy(form: &HtmlFormElement, button: Option<&HtmlElement>, is: bool) {
    for element in
        [Some(form.unchecked_ref::<Element>()), button.map(|button| button.unchecked_ref())]
            .into_iter()
            .flatten()
    {
        let _ = if is {
            element.set_attribute("aria-busy", "true")
        } else {
            element.remove_attribute("aria-busy")
        };
    }
}

/// Posts the form as a browser would, asking for JSON. `None` when no answer came, or none of ours.
async fn post(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<Answer> {
    let data = FormData::new_with_form(form).ok()?;
    if let Some(button) = button
        && let Some(name) = button.get_attribute("name")
    {
        data.append_with_str(&name, &button.get_attribute("value").unwrap_or_default()).ok()?;
    }
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    send(&form.get_attribute("action")?, &fields, None).await
}

/// Posts fields to a server function and reads its answer.
pub(crate) async fn send(action: &str, fields: &JsValue, kind: Option<&str>) -> Option<Answer> {
    let (status, said) = asked(action, fields, kind).await?;
    if let Some(answer) = read(&said) {
        return Some(answer);
    }
    // A signed-out session, or a page that is gone: the address itself says what is the matter.
    (status == 401 || status == 404).then(|| {
        let here = window().location();
        Answer::Go(here.pathname().unwrap_or_default() + &here.search().unwrap_or_default())
    })
}

/// Posts fields to a server function, asking for JSON: its status, and what it said; undefined where that is no JSON. A text
/// says which kind the fields are.
pub(crate) async fn asked(
    action: &str,
    fields: &JsValue,
    kind: Option<&str>,
) -> Option<(u16, JsValue)> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(fields);
    let headers = Headers::new().ok()?;
    headers.set("Accept", "application/json").ok()?;
    if let Some(kind) = kind {
        headers.set("Content-Type", kind).ok()?;
    }
    request.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(action, &request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let status = response.status();
    let said = JsFuture::from(response.json().ok()?).await;
    Some((status, said.unwrap_or(JsValue::UNDEFINED)))
}

/// An answer as the server writes it, read by the browser: serde_json, and with it the writing of floats, would be a
/// third of a first visit.
fn read(said: &JsValue) -> Option<Answer> {
    if let Some(path) = text(said, "Go") {
        return Some(Answer::Go(path));
    }
    let refused = |how| {
        let said = member(said, how)?;
        Some(Refused {
            back: text(&said, "back")?,
            status: member(&said, "status")?.as_f64()? as u16,
            message: text(&said, "message")?,
            errors: FieldErrors(each(&said, "errors", |error| {
                Some(FieldError {
                    field: text(error, "field")?,
                    message: text(error, "message")?,
                    links: each(error, "links", |link| {
                        Some(Choice { value: text(link, "value")?, label: text(link, "label")? })
                    }),
                })
            })),
            values: text(&said, "values")?,
        })
    };
    refused("Refused").map(Answer::Refused).or_else(|| refused("Prove").map(Answer::Prove))
}

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined())
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    member(of, name)?.as_string()
}

/// The members of a list; none, where there is none.
fn each<T>(of: &JsValue, name: &str, read: impl Fn(&JsValue) -> Option<T>) -> Vec<T> {
    let list = member(of, name).map(|list| Array::from(&list));
    list.iter().flat_map(|list| list.iter()).filter_map(|value| read(&value)).collect()
}

/// Fills in what the form always carries: its message and each field's complaint. News of an earlier act
/// would read as if this one had succeeded.
fn show(form: &HtmlFormElement, message: &str, errors: &FieldErrors) {
    if let Some(news) = document().get_element_by_id("done") {
        set_hidden(&news, true);
    }
    for complaint in all(form, "[data-error-for]") {
        let name = complaint.get_attribute("data-error-for").unwrap_or_default();
        let error = errors.of(&name);
        set_hidden(&complaint, error.is_none());
        if error.is_some()
            && let Ok(Some(folded)) = complaint.closest("details")
        {
            let _ = folded.set_attribute("open", "");
        }
        if let Ok(Some(words)) = complaint.query_selector("span") {
            words.set_text_content(error);
        }
        if let Some(field) = document().get_element_by_id(&format!("f-{name}")) {
            let field = match field.closest("fieldset") {
                Ok(Some(group)) if field.get_attribute("type").as_deref() == Some("radio") => group,
                _ => field,
            };
            let _ = match error {
                Some(_) => field.set_attribute("aria-invalid", "true"),
                None => field.remove_attribute("aria-invalid"),
            };
        }
    }
    for list in all(form, "[data-links-for]") {
        let links = errors.links(&list.get_attribute("data-links-for").unwrap_or_default());
        list.set_text_content(None);
        set_hidden(&list, links.is_empty());
        for link in links {
            if let Some(link) = add_link(&list, &link.value, &link.label) {
                let _ = link.set_attribute("target", "_blank");
                let _ = link.set_attribute("rel", "noopener");
            }
        }
    }
    for picks in all(form, "[data-picks-for]") {
        let choices = errors.links(&picks.get_attribute("data-picks-for").unwrap_or_default());
        set_hidden(&picks, choices.is_empty());
        if let Ok(Some(list)) = picks.query_selector("[data-picks]") {
            list.set_text_content(None);
            for choice in choices {
                let _ = add_pick(&list, &choice.value, &choice.label);
            }
        }
    }
    // what a person may decide all the same comes into sight with what speaks against it
    if !errors.0.is_empty() {
        for folded in all(form, "details[data-on-refusal]") {
            let _ = folded.set_attribute("open", "");
        }
    }
    let said = first(form, "[data-form-message]");
    // One complaint stands beside its field and nowhere else.
    let alone = match errors.0.as_slice() {
        [only] => first(form, &format!("[data-error-for=\"{}\"]", only.field)).is_some(),
        _ => false,
    };
    if let Some(said) = &said {
        set_hidden(said, alone);
        if let Ok(Some(text)) = said.query_selector("[data-form-text]") {
            text.set_text_content(Some(message));
        }
        if let Ok(Some(list)) = said.query_selector("[data-form-list]") {
            list.set_text_content(None);
            set_hidden(&list, errors.0.len() < 2);
            for error in errors.summary() {
                let _ = add_link(&list, &format!("#f-{}", error.field), &error.message);
            }
        }
    }
    // One complaint: straight to its field. Several, or none: to the message.
    let target = match errors.0.as_slice() {
        [only] => document().get_element_by_id(&format!("f-{}", only.field)),
        _ => None,
    };
    if let Some(target) = target.or(said).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let _ = target.focus();
    }
}

/// A link as another item of a list.
fn add_link(list: &Element, path: &str, words: &str) -> Option<Element> {
    let item = document().create_element("li").ok()?;
    let link = document().create_element("a").ok()?;
    link.set_attribute("href", path).ok()?;
    link.set_text_content(Some(words));
    item.append_child(&link).ok()?;
    list.append_child(&item).ok()?;
    Some(link)
}

/// One of several to choose from, named by its list.
fn add_pick(list: &Element, value: &str, words: &str) -> Option<Element> {
    let make = |tag: &str| document().create_element(tag).ok();
    let (label, button, says) = (make("label")?, make("input")?, make("span")?);
    label.set_attribute("class", "check").ok()?;
    button.set_attribute("type", "radio").ok()?;
    button.set_attribute("name", &list.get_attribute("data-picks")?).ok()?;
    button.set_attribute("value", value).ok()?;
    says.set_text_content(Some(words));
    label.append_child(&button).ok()?;
    label.append_child(&says).ok()?;
    list.append_child(&label).ok()?;
    Some(label)
}

pub(crate) fn set_hidden(element: &Element, hidden: bool) {
    let _ = if hidden {
        element.set_attribute("hidden", "")
    } else {
        element.remove_attribute("hidden")
    };
}

fn first(form: &HtmlFormElement, selector: &str) -> Option<Element> {
    form.query_selector(selector).ok().flatten()
}

fn all(form: &HtmlFormElement, selector: &str) -> Vec<Element> {
    let Ok(list) = form.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect()
}
