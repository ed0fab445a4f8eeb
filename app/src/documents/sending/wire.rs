//! What the island does with the browser: takes files, sends each by a request of its own, hears how it
//! went, and says so. Runs there alone.

use std::cell::RefCell;

use domain::documents::size_words;
use js_sys::{Array, Reflect};
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, DragEvent, Element, Event, File, FileList, FormData, HtmlFormElement,
    HtmlInputElement, HtmlTemplateElement, ProgressEvent, Response, SupportedType, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

use crate::enhance::{go, listen, set_hidden};

/// Files on their way at once.
const AT_ONCE: usize = 2;

/// A file that was dropped or chosen, and its line on the page.
struct Entry {
    nth: usize,
    name: String,
    bytes: u64,
    sent: u64,
    state: State,
    form: FormData,
    request: Option<XmlHttpRequest>,
    line: Element,
}

enum State {
    Waiting,
    Sending,
    /// `plain` where there is nothing to read about it.
    Stored {
        said: String,
        plain: bool,
    },
    /// Why not, and whether trying again makes sense.
    Failed {
        why: String,
        again: bool,
    },
    Stopped,
}

impl State {
    const fn is_open(&self) -> bool {
        matches!(self, State::Waiting | State::Sending)
    }
}

/// Where files go, what follows, and all files since the page was opened.
#[derive(Default)]
struct Batch {
    action: String,
    then: String,
    file_bytes: u64,
    made: usize,
    entries: Vec<Entry>,
}

thread_local! {
    static BATCH: RefCell<Batch> = RefCell::default();
}

/// Wakes the form. Files may be dropped anywhere on the list; elsewhere a drop does nothing, where the
/// browser would leave the page to show the file.
pub(super) fn attach(file_bytes: u64, then: String) {
    let Some(action) = form().and_then(|form| form.get_attribute("action")) else { return };
    BATCH.with_borrow_mut(|batch| *batch = Batch { action, then, file_bytes, ..Batch::default() });
    listen("submit", |event| {
        if is_in(&event, "#send") {
            submitted(&event);
        }
    });
    listen("dragover", |event| {
        if brings_files(&event) {
            event.prevent_default();
            over(is_on_list(&event));
        }
    });
    listen("dragleave", |event| {
        if event.dyn_ref::<DragEvent>().is_some_and(|drag| drag.related_target().is_none()) {
            over(false);
        }
    });
    listen("drop", |event| {
        if !brings_files(&event) {
            return;
        }
        event.prevent_default();
        over(false);
        let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        let files = data.and_then(|data| data.files()).filter(|_| is_on_list(&event));
        if let Some(files) = files {
            take(&files);
        }
    });
    listen("click", |event| {
        if let Some(target) = target(&event) {
            pressed(&target);
        }
    });
    let leaving = Closure::<dyn Fn(Event)>::new(|event: Event| {
        if BATCH.with_borrow(|batch| batch.entries.iter().any(|entry| entry.state.is_open())) {
            event.prevent_default();
        }
    });
    window().set_onbeforeunload(Some(leaving.as_ref().unchecked_ref()));
    leaving.forget();
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn form() -> Option<HtmlFormElement> {
    document().get_element_by_id("send")?.dyn_into().ok()
}

fn over(is: bool) {
    if let Some(form) = form() {
        let _ = match is {
            true => form.set_attribute("data-over", ""),
            false => form.remove_attribute("data-over"),
        };
    }
}

fn brings_files(event: &Event) -> bool {
    let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    data.is_some_and(|data| {
        data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}

fn is_on_list(event: &Event) -> bool {
    is_in(event, ".vault__list")
}

fn is_in(event: &Event, what: &str) -> bool {
    target(event).is_some_and(|target| matches!(target.closest(what), Ok(Some(_))))
}

fn submitted(event: &Event) {
    let input = form().and_then(|form| form.query_selector("input[type=file]").ok().flatten());
    let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    if let Some(files) = input.files().filter(|files| files.length() > 0) {
        event.prevent_default();
        take(&files);
        input.set_value("");
    }
}

fn pressed(target: &Element) {
    let within = |what: &str| target.closest(what).ok().flatten();
    if within("[data-stop-all]").is_some() {
        let open = numbers(State::is_open);
        open.into_iter().for_each(stop);
        announce("All cancelled.");
        onwards();
        return;
    }
    let Some(line) = within(".upload > li") else { return };
    let nth = BATCH.with_borrow(|batch| {
        batch.entries.iter().find(|entry| entry.line == line).map(|entry| entry.nth)
    });
    let Some(nth) = nth else { return };
    if within("[data-again]").is_some() {
        become_(nth, State::Waiting);
        onwards();
    } else if within("[data-close]").is_some() {
        stop_or_dismiss(nth);
    }
}

/// Puts files in the queue. What is too large is refused before its first byte.
fn take(files: &FileList) {
    for file in (0..files.length()).filter_map(|n| files.get(n)) {
        if let Some(nth) = add(&file) {
            paint(nth);
        }
    }
    onwards();
}

fn add(file: &File) -> Option<usize> {
    let (name, bytes) = (file.name(), file.size() as u64);
    let form = parcel(file, bytes)?;
    let line = line(&name)?;
    Some(BATCH.with_borrow_mut(|batch| {
        let nth = batch.made;
        batch.made += 1;
        let state = match bytes > batch.file_bytes {
            true => State::Failed {
                why: format!(
                    "It is longer than {}, the most that is taken.",
                    words(batch.file_bytes)
                ),
                again: false,
            },
            false => State::Waiting,
        };
        batch.entries.push(Entry { nth, name, bytes, sent: 0, state, form, request: None, line });
        nth
    }))
}

fn words(bytes: u64) -> String {
    size_words(i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// The form as it is filled in now, with this one file. Its length stands before it.
fn parcel(file: &File, bytes: u64) -> Option<FormData> {
    let data = FormData::new_with_form(&form()?).ok()?;
    data.delete("file");
    data.append_with_str("bytes", &bytes.to_string()).ok()?;
    data.append_with_blob_and_filename("file", file, &file.name()).ok()?;
    Some(data)
}

/// A line of the list, from the template.
fn line(name: &str) -> Option<Element> {
    let template = document().get_element_by_id("sending-line")?;
    let template = template.dyn_into::<HtmlTemplateElement>().ok()?;
    let line = template.content().first_element_child()?;
    let line = line.clone_node_with_deep(true).ok()?.dyn_into::<Element>().ok()?;
    // all of Unicode's cases would weigh on every first visit
    let badge = match name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 4 => ending.to_ascii_uppercase(),
        _ => "FILE".to_owned(),
    };
    put(&line, "[data-badge]", &badge);
    put(&line, "[data-name]", name);
    label(&line, "progress", &format!("Uploading {name}"));
    label(&line, "[data-again]", &format!("Try again: {name}"));
    document().query_selector("#sending .upload").ok()??.append_child(&line).ok()?;
    Some(line)
}

fn part(line: &Element, which: &str) -> Option<Element> {
    line.query_selector(which).ok().flatten()
}

fn put(line: &Element, which: &str, text: &str) {
    if let Some(part) = part(line, which) {
        part.set_text_content(Some(text));
    }
}

fn label(line: &Element, which: &str, label: &str) {
    if let Some(part) = part(line, which) {
        let _ = part.set_attribute("aria-label", label);
    }
}

fn show(line: &Element, which: &str, is: bool) {
    if let Some(part) = part(line, which) {
        set_hidden(&part, !is);
    }
}

/// Says on a line how it is, and above them how all are.
fn paint(nth: usize) {
    BATCH.with_borrow(|batch| {
        if let Some(entry) = batch.entries.iter().find(|entry| entry.nth == nth) {
            entry.paint();
        }
        batch.sum();
    });
}

impl Entry {
    fn paint(&self) {
        let line = &self.line;
        let way = match &self.state {
            State::Waiting => "Waits for its turn".to_owned(),
            State::Sending if self.sent < self.bytes => {
                format!("{} of {}", words(self.sent), words(self.bytes))
            }
            State::Sending => "Arrived, being sealed".to_owned(),
            State::Stopped => "Cancelled".to_owned(),
            State::Stored { said, .. } => {
                put(line, "[data-stored] span", said);
                String::new()
            }
            State::Failed { why, .. } => {
                put(line, "[data-failed] span", why);
                String::new()
            }
        };
        put(line, "[data-way]", &way);
        show(line, "[data-way]", !way.is_empty());
        show(line, "progress", matches!(self.state, State::Sending));
        if let Some(bar) = part(line, "progress") {
            let _ = bar.set_attribute("max", &self.bytes.max(1).to_string());
            let _ = bar.set_attribute("value", &self.sent.min(self.bytes).to_string());
        }
        show(line, "[data-stored]", matches!(self.state, State::Stored { .. }));
        show(line, "[data-failed]", matches!(self.state, State::Failed { .. }));
        let again = matches!(self.state, State::Failed { again: true, .. } | State::Stopped);
        show(line, "[data-again]", again);
        let act = if self.state.is_open() { "Cancel" } else { "Dismiss" };
        label(line, "[data-close]", &format!("{act} {}", self.name));
    }
}

impl Batch {
    fn count(&self, is: fn(&State) -> bool) -> usize {
        self.entries.iter().filter(|entry| is(&entry.state)).count()
    }

    /// "2 of 5 files stored, 8.4 MB of 13.6 MB sent."
    fn in_words(&self) -> String {
        let all = self.entries.len();
        let files = if all == 1 { "file" } else { "files" };
        let stored = self.count(|state| matches!(state, State::Stored { .. }));
        let mut said = format!("{stored} of {all} {files} stored");
        match self.count(|state| matches!(state, State::Failed { .. })) {
            0 => {}
            failed => said += &format!(", {failed} not"),
        }
        if self.count(State::is_open) > 0 {
            let bytes = self.entries.iter().map(|entry| entry.bytes).sum();
            let sent = self.entries.iter().map(|entry| entry.sent.min(entry.bytes)).sum();
            said += &format!(", {} of {} sent", words(sent), words(bytes));
        }
        said + "."
    }

    fn sum(&self) {
        let Some(whole) = document().get_element_by_id("sending") else { return };
        put(&whole, "[data-sum]", &self.in_words());
        show(&whole, "[data-stop-all]", self.count(State::is_open) > 0);
        set_hidden(&whole, self.entries.is_empty());
    }
}

fn announce(words: &str) {
    if let Some(said) = document().get_element_by_id("sending-said") {
        said.set_text_content(Some(words));
    }
}

fn numbers(is: fn(&State) -> bool) -> Vec<usize> {
    BATCH.with_borrow(|batch| {
        let those = batch.entries.iter().filter(|entry| is(&entry.state));
        those.map(|entry| entry.nth).collect()
    })
}

fn change<T>(nth: usize, change: impl FnOnce(&mut Entry) -> T) -> Option<T> {
    BATCH.with_borrow_mut(|batch| {
        batch.entries.iter_mut().find(|entry| entry.nth == nth).map(change)
    })
}

fn become_(nth: usize, state: State) {
    change(nth, |entry| {
        if matches!(state, State::Waiting) {
            entry.sent = 0;
        }
        entry.state = state;
    });
    paint(nth);
}

fn fail(nth: usize, why: &str) {
    become_(nth, State::Failed { why: why.to_owned(), again: true });
}

/// Sends what waits, as much as may go at once. When nothing is left, the page is made anew.
fn onwards() {
    let sending = numbers(|state| matches!(state, State::Sending)).len();
    let waiting = numbers(|state| matches!(state, State::Waiting));
    for nth in waiting.into_iter().take(AT_ONCE.saturating_sub(sending)) {
        become_(nth, State::Sending);
        if send(nth).is_none() {
            fail(nth, "It was not sent.");
        }
    }
    if numbers(State::is_open).is_empty() {
        finish();
    }
}

fn send(nth: usize) -> Option<()> {
    let request = XmlHttpRequest::new().ok()?;
    let action = BATCH.with_borrow(|batch| batch.action.clone());
    request.open_with_async("POST", &action, true).ok()?;
    request.set_request_header("Accept", "application/json").ok()?;
    request.set_response_type(XmlHttpRequestResponseType::Json);
    // closures of one kind: each kind weighs on every first visit
    let come = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(event) = event.dyn_ref::<ProgressEvent>() {
            change(nth, |entry| entry.sent = event.loaded() as u64);
            paint(nth);
        }
    });
    request.upload().ok()?.set_onprogress(Some(&come.into_js_value().unchecked_into()));
    let done = request.clone();
    let end = Closure::<dyn Fn(Event)>::new(move |_| heard(nth, &done));
    request.set_onloadend(Some(&end.into_js_value().unchecked_into()));
    change(nth, |entry| {
        request.send_with_opt_form_data(Some(&entry.form)).ok()?;
        entry.request = Some(request);
        Some(())
    })?
}

fn heard(nth: usize, request: &XmlHttpRequest) {
    let name = change(nth, |entry| {
        entry.request = None;
        matches!(entry.state, State::Sending).then(|| entry.name.clone())
    });
    let Some(Some(name)) = name else { return };
    let told = request.response().unwrap_or(JsValue::NULL);
    let told = told.dyn_into::<Array>().map(|told| told.get(0)).unwrap_or(JsValue::NULL);
    let said = word(&told, "kept").and_then(|kept| word(&kept, "said")?.as_string());
    if let Some(said) = said {
        announce(&format!("{name}: {said}"));
        let plain = said.starts_with("Stored");
        become_(nth, State::Stored { said, plain });
        onwards();
        return;
    }
    let why = match (word(&told, "error").and_then(|why| why.as_string()), request.status()) {
        (Some(why), _) => why,
        (None, Ok(401)) => "You are signed out. Sign in, then try again.".to_owned(),
        (None, Ok(status)) if status > 0 => format!("The server did not take it ({status})."),
        (None, _) => {
            "The connection broke off. Look whether it is in the list before you send it again."
                .to_owned()
        }
    };
    announce(&format!("{name} was not stored: {why}"));
    fail(nth, &why);
    onwards();
}

/// What the server says of the one file that was sent: a member of it.
fn word(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok()
}

/// Everything stored, and nothing to read about it: the list is opened anew and says so. Otherwise the
/// list alone is made anew, and what is to be read stays.
fn finish() {
    let (all, plain, stored, then, words) = BATCH.with_borrow(|batch| {
        let plain = batch.count(|state| matches!(state, State::Stored { plain: true, .. }));
        let stored = batch.count(|state| matches!(state, State::Stored { .. }));
        (batch.entries.len(), plain, stored, batch.then.clone(), batch.in_words())
    });
    if all == 0 {
        return;
    }
    if plain == all {
        let done = if all == 1 { "stored" } else { "stored-all" };
        let sign = if then.contains('?') { '&' } else { '?' };
        go(&format!("{then}{sign}done={done}"));
        return;
    }
    if all > 1 {
        announce(&words);
    }
    if stored > 0 {
        spawn_local(async {
            // the list stays as it was where it cannot be had; what was stored is said above
            let _ = renew().await;
        });
    }
}

async fn renew() -> Option<()> {
    // nothing is this very page
    let response: Response =
        JsFuture::from(window().fetch_with_str("")).await.ok()?.dyn_into().ok()?;
    let html = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    let fresh = DomParser::new().ok()?.parse_from_string(&html, SupportedType::TextHtml).ok()?;
    for part in ["#found", ".vault__tree"] {
        let old = document().query_selector(part).ok().flatten();
        let new = fresh.query_selector(part).ok().flatten();
        if let (Some(old), Some(new)) = (old, new) {
            let _ = old.replace_with_with_node_1(&new);
        }
    }
    Some(())
}

/// Stops one that is on its way; takes any other off the list.
fn stop_or_dismiss(nth: usize) {
    let open = change(nth, |entry| entry.state.is_open().then(|| entry.name.clone()));
    if let Some(Some(name)) = open {
        stop(nth);
        announce(&format!("{name}: Cancelled"));
        onwards();
        return;
    }
    BATCH.with_borrow_mut(|batch| {
        batch.entries.retain(|entry| {
            if entry.nth == nth {
                entry.line.remove();
            }
            entry.nth != nth
        });
        batch.sum();
    });
}

/// The request ends at once, and is heard to end: nothing of the batch may be held meanwhile.
fn stop(nth: usize) {
    become_(nth, State::Stopped);
    if let Some(Some(request)) = change(nth, |entry| entry.request.take()) {
        let _ = request.abort();
    }
}
