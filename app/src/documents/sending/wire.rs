//! What the island does with the browser: takes files, sends each by a request of its own, hears how it
//! went. Runs there alone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::documents::size_words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use serde::Deserialize;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, DragEvent, Element, Event, File, FileList, FormData, HtmlFormElement,
    HtmlInputElement, ProgressEvent, Response, SupportedType, XmlHttpRequest,
};

use super::{AT_ONCE, Batch, Entry, State};
use crate::enhance::{go, listen};
use crate::error::ApiError;

/// What the server says of each file; one is sent at a time.
#[derive(Deserialize)]
struct Told {
    kept: Option<Kept>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Kept {
    said: String,
}

/// What a file is sent with, and the request while it runs.
struct Parcel {
    form: FormData,
    request: Option<XmlHttpRequest>,
}

thread_local! {
    static PARCELS: RefCell<BTreeMap<usize, Parcel>> = const { RefCell::new(BTreeMap::new()) };
    static HOW: RefCell<How> = const { RefCell::new(How { action: String::new(), then: String::new(), file_bytes: 0 }) };
}

/// Where files go, and what follows.
struct How {
    action: String,
    then: String,
    file_bytes: u64,
}

/// Wakes the form. Files may be dropped anywhere on the list; elsewhere a drop does nothing, where the
/// browser would leave the page to show the file.
pub(super) fn attach(batch: Batch, file_bytes: u64, then: String) {
    let Some(form) = form() else { return };
    let action = form.get_attribute("action").unwrap_or_default();
    HOW.with_borrow_mut(|how| *how = How { action, then, file_bytes });
    listen("submit", move |event| {
        if event.target().is_some_and(|target| Some(target) == self::form().map(Into::into)) {
            submitted(batch, &event);
        }
    });
    listen("dragover", |event| {
        if brings_files(&event) {
            event.prevent_default();
            over(is_on_list(&event));
        }
    });
    listen("dragleave", |event| {
        let out = event.dyn_ref::<DragEvent>().is_some_and(|drag| drag.related_target().is_none());
        if out {
            over(false);
        }
    });
    listen("drop", move |event| {
        if !brings_files(&event) {
            return;
        }
        event.prevent_default();
        over(false);
        let files = event
            .dyn_ref::<DragEvent>()
            .and_then(|drag| drag.data_transfer())
            .and_then(|data| data.files());
        if let Some(files) = files.filter(|_| is_on_list(&event)) {
            take(batch, &files);
        }
    });
    let leaving = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if batch.count(State::is_open) > 0 {
            event.prevent_default();
        }
    });
    window().set_onbeforeunload(Some(leaving.as_ref().unchecked_ref()));
    leaving.forget();
}

fn form() -> Option<HtmlFormElement> {
    document().get_element_by_id("send")?.dyn_into().ok()
}

fn over(is: bool) {
    if let Some(form) = form() {
        let _ = form.class_list().toggle_with_force("drop--over", is);
    }
}

fn brings_files(event: &Event) -> bool {
    event.dyn_ref::<DragEvent>().and_then(|drag| drag.data_transfer()).is_some_and(|data| {
        data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}

fn is_on_list(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest(".vault__list"), Ok(Some(_))))
}

fn submitted(batch: Batch, event: &Event) {
    let input = form().and_then(|form| form.query_selector("input[type=file]").ok().flatten());
    let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    if let Some(files) = input.files().filter(|files| files.length() > 0) {
        event.prevent_default();
        take(batch, &files);
        input.set_value("");
    }
}

/// Puts files in the queue. What is too large is refused before its first byte.
fn take(batch: Batch, files: &FileList) {
    let most = HOW.with_borrow(|how| how.file_bytes);
    let first = batch.entries.with_untracked(|all| all.last().map_or(0, |entry| entry.nth + 1));
    let files = (0..files.length()).filter_map(|n| files.get(n));
    for (nth, file) in (first..).zip(files) {
        let bytes = file.size() as u64;
        let Some(form) = parcel(&file, bytes) else { continue };
        PARCELS.with_borrow_mut(|all| all.insert(nth, Parcel { form, request: None }));
        let state = match bytes > most {
            true => State::Failed { why: too_large(most), again: false },
            false => State::Waiting,
        };
        let entry = Entry {
            nth,
            name: file.name(),
            bytes,
            sent: RwSignal::new(0),
            state: RwSignal::new(state),
        };
        batch.entries.update(|all| all.push(entry));
    }
    onwards(batch);
}

fn too_large(most: u64) -> String {
    let most = size_words(i64::try_from(most).unwrap_or(i64::MAX));
    format!("It is longer than {most}, the most that is taken.")
}

/// The form as it is filled in now, with this one file. Its length stands before it.
fn parcel(file: &File, bytes: u64) -> Option<FormData> {
    let data = FormData::new_with_form(&form()?).ok()?;
    data.delete("file");
    data.append_with_str("bytes", &bytes.to_string()).ok()?;
    data.append_with_blob_and_filename("file", file, &file.name()).ok()?;
    Some(data)
}

fn entry(batch: Batch, nth: usize) -> Option<Entry> {
    batch.entries.with_untracked(|all| all.iter().find(|entry| entry.nth == nth).cloned())
}

/// Sends what waits, as much as may go at once. When nothing is left, the page is made anew.
fn onwards(batch: Batch) {
    let all = batch.entries.get_untracked();
    let is = |entry: &&Entry, state: State| entry.state.with_untracked(|now| *now == state);
    let sending = all.iter().filter(|entry| is(entry, State::Sending)).count();
    let room = AT_ONCE.saturating_sub(sending);
    for entry in all.iter().filter(|entry| is(entry, State::Waiting)).take(room) {
        entry.state.set(State::Sending);
        if send(batch, entry).is_none() {
            fail(entry, "The browser did not send it.", true);
        }
    }
    if all.iter().all(|entry| entry.state.with_untracked(|state| !state.is_open())) {
        finish(batch, &all);
    }
}

fn send(batch: Batch, entry: &Entry) -> Option<()> {
    let request = XmlHttpRequest::new().ok()?;
    let action = HOW.with_borrow(|how| how.action.clone());
    request.open_with_async("POST", &action, true).ok()?;
    request.set_request_header("Accept", "application/json").ok()?;
    let sent = entry.sent;
    let come = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        sent.set(event.loaded() as u64);
    });
    request.upload().ok()?.set_onprogress(Some(&come.into_js_value().unchecked_into()));
    let (ended, done) = (entry.clone(), request.clone());
    let end = Closure::once_into_js(move |_: Event| {
        heard(batch, &ended, &done);
    });
    request.set_onloadend(Some(&end.unchecked_into()));
    PARCELS.with_borrow_mut(|all| {
        let parcel = all.get_mut(&entry.nth)?;
        request.send_with_opt_form_data(Some(&parcel.form)).ok()?;
        parcel.request = Some(request);
        Some(())
    })
}

fn heard(batch: Batch, entry: &Entry, request: &XmlHttpRequest) {
    if entry.state.with_untracked(|state| *state != State::Sending) {
        return;
    }
    let status = request.status().unwrap_or_default();
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let told = serde_json::from_str::<Vec<Told>>(&text).ok().and_then(|mut told| told.pop());
    match told {
        Some(Told { kept: Some(kept), .. }) => {
            let plain = kept.said.starts_with("Stored");
            batch.said.set(format!("{}: {}.", entry.name, kept.said.trim_end_matches('.')));
            entry.sent.set(entry.bytes);
            entry.state.set(State::Stored { said: kept.said, plain });
        }
        Some(Told { error: Some(why), .. }) => fail(entry, &why, true),
        _ if status == 0 => fail(
            entry,
            "The connection broke off. Look whether it is in the list before you send it again.",
            true,
        ),
        _ => match serde_json::from_str::<ApiError>(&text) {
            Ok(error) => fail(entry, &error.to_string(), true),
            Err(_) => fail(entry, &format!("The server did not take it ({status})."), true),
        },
    }
    if let State::Failed { why, .. } = entry.state.get_untracked() {
        batch.said.set(format!("{} was not stored: {why}", entry.name));
    }
    onwards(batch);
}

fn fail(entry: &Entry, why: &str, again: bool) {
    entry.state.set(State::Failed { why: why.to_owned(), again });
}

/// Everything stored, and nothing to read about it: the list is opened anew and says so. Otherwise the
/// list alone is made anew, and what is to be read stays.
fn finish(batch: Batch, all: &[Entry]) {
    let is_plain = |entry: &Entry| {
        entry.state.with_untracked(|state| matches!(state, State::Stored { plain: true, .. }))
    };
    let stored =
        |entry: &Entry| entry.state.with_untracked(|state| matches!(state, State::Stored { .. }));
    if all.is_empty() {
        return;
    }
    if all.iter().all(is_plain) {
        let done = if all.len() == 1 { "stored" } else { "stored-all" };
        let then = HOW.with_borrow(|how| how.then.clone());
        let sign = if then.contains('?') { '&' } else { '?' };
        go(&format!("{then}{sign}done={done}"));
        return;
    }
    if all.len() > 1 {
        batch.said.set(untrack(|| batch.in_words()));
    }
    if all.iter().any(stored) {
        spawn_local(async {
            // the list stays as it was where it cannot be had; what was stored is said above
            let _ = renew().await;
        });
    }
}

async fn renew() -> Option<()> {
    let here = window().location().href().ok()?;
    let response: Response =
        JsFuture::from(window().fetch_with_str(&here)).await.ok()?.dyn_into().ok()?;
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

pub(super) fn again(batch: Batch, nth: usize) {
    if let Some(entry) = entry(batch, nth) {
        entry.sent.set(0);
        entry.state.set(State::Waiting);
        onwards(batch);
    }
}

/// Stops one that is on its way; takes any other off the list.
pub(super) fn stop_or_dismiss(batch: Batch, nth: usize) {
    let Some(entry) = entry(batch, nth) else { return };
    if entry.state.with_untracked(State::is_open) {
        stop(&entry);
        batch.said.set(format!("{}: cancelled.", entry.name));
        onwards(batch);
        return;
    }
    PARCELS.with_borrow_mut(|all| all.remove(&nth));
    batch.entries.update(|all| all.retain(|entry| entry.nth != nth));
}

pub(super) fn stop_all(batch: Batch) {
    let all = batch.entries.get_untracked();
    for entry in all.iter().filter(|entry| entry.state.with_untracked(State::is_open)) {
        stop(entry);
    }
    batch.said.set("All that was on its way is cancelled.".into());
    onwards(batch);
}

fn stop(entry: &Entry) {
    entry.state.set(State::Stopped);
    let request = PARCELS
        .with_borrow_mut(|all| all.get_mut(&entry.nth).and_then(|parcel| parcel.request.take()));
    if let Some(request) = request {
        let _ = request.abort();
    }
}
