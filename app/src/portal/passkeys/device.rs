//! What the browser does with a passkey: it asks the server what is to be signed, asks the device, fills in the form and
//! sends it. All markup is the server's.
//!
//! The first bundle knows nothing of credentials: they are asked for by name, so that no page pays for them.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::enhance::{asked, listen};

pub(super) const ASK: &str = "passkey-ask";
pub(super) const CREDENTIAL: &str = "passkey-credential";
pub(super) const BUTTON: &str = "passkey-button";
pub(super) const UNABLE: &str = "passkey-unable";
pub(super) const TROUBLE: &str = "passkey-trouble";

const CANCELLED: &str =
    "Nothing was done: your device did not go on. Try once more, or use a code.";
const THERE: &str = "This device has a passkey for the portal already.";
const LOST: &str = "We could not be reached. Try again in a moment.";

/// Put beside the form.
#[component]
pub(super) fn Device() -> impl IntoView {
    view! { <Asker /> }
}

#[island(lazy)]
fn Asker() -> impl IntoView {
    Effect::new(|| {
        if class().is_none() {
            return;
        }
        hide(UNABLE, true);
        hide(BUTTON, false);
        listen("click", |event| {
            let pressed = event.target().and_then(|at| at.dyn_into::<Element>().ok());
            let button = pressed.and_then(|at| at.closest("button").ok().flatten());
            if let Some(button) = button.filter(|it| it.id() == BUTTON)
                && !button.has_attribute("aria-busy")
            {
                spawn_local(press(button));
            }
        });
    });
    view! { <span hidden=true></span> }
}

/// `PublicKeyCredential`, where it reads and writes JSON.
fn class() -> Option<JsValue> {
    let class = Reflect::get(&window(), &"PublicKeyCredential".into()).ok()?;
    function(&class, "parseRequestOptionsFromJSON")?;
    function(&class, "parseCreationOptionsFromJSON")?;
    Some(class)
}

async fn press(button: Element) {
    let _ = button.set_attribute("aria-busy", "true");
    hide(TROUBLE, true);
    if let Err(why) = go(&button).await
        && let Some(trouble) = document().get_element_by_id(TROUBLE)
    {
        trouble.set_text_content(Some(why));
        hide(TROUBLE, false);
    }
    let _ = button.remove_attribute("aria-busy");
}

async fn go(button: &Element) -> Result<(), &'static str> {
    let creates = button.has_attribute("data-creates");
    let asks = button.get_attribute("data-asks").ok_or(LOST)?;
    let (_, said) = asked(&asks, &JsValue::from_str(""), Some(FORM)).await.ok_or(LOST)?;
    let (ask, options) = text(&said, "id").zip(text(&said, "options")).ok_or(LOST)?;
    let credential = match ceremony(&options, creates).await {
        Ok(credential) => credential,
        Err(error) if text(&error, "name").as_deref() == Some("InvalidStateError") => {
            return Err(THERE);
        }
        Err(_) => return Err(CANCELLED),
    };
    fill(ASK, &ask);
    fill(CREDENTIAL, &credential);
    let form = button.closest("form").ok().flatten().and_then(|it| it.dyn_into().ok());
    let form: HtmlFormElement = form.ok_or(LOST)?;
    form.request_submit().map_err(|_| LOST)
}

const FORM: &str = "application/x-www-form-urlencoded";

/// What the device answers, as JSON.
async fn ceremony(options: &str, creates: bool) -> Result<String, JsValue> {
    let missing = || JsValue::from_str("missing");
    let class = class().ok_or_else(missing)?;
    let (parse, act) = match creates {
        true => ("parseCreationOptionsFromJSON", "create"),
        false => ("parseRequestOptionsFromJSON", "get"),
    };
    let options = js_sys::JSON::parse(options)?;
    let options = function(&class, parse).ok_or_else(missing)?.call1(&class, &options)?;
    let wanted = js_sys::Object::new();
    Reflect::set(&wanted, &"publicKey".into(), &options)?;
    let navigator = Reflect::get(&window(), &"navigator".into())?;
    let credentials = Reflect::get(&navigator, &"credentials".into())?;
    let act = function(&credentials, act).ok_or_else(missing)?;
    let promise: Promise = act.apply(&credentials, &Array::of1(&wanted))?.dyn_into()?;
    let credential = JsFuture::from(promise).await?;
    let plain = function(&credential, "toJSON").ok_or_else(missing)?.call0(&credential)?;
    js_sys::JSON::stringify(&plain)?.as_string().ok_or_else(missing)
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &name.into()).ok()?.as_string()
}

fn fill(id: &str, value: &str) {
    let field = document().get_element_by_id(id).and_then(|it| it.dyn_into().ok());
    if let Some(field) = field {
        let field: HtmlInputElement = field;
        field.set_value(value);
    }
}

fn hide(id: &str, is_hidden: bool) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<HtmlElement>()
    {
        element.set_hidden(is_hidden);
    }
}
