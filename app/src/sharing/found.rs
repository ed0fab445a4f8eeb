//! What the guard found, above the question whether it goes.

use domain::sharing::{Finding, Findings, Outcome};
use leptos::prelude::*;

use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::status::Tone;

/// `to` is the client it is about to go to, `case` the case of it.
#[component]
pub fn Found(
    findings: Findings,
    #[prop(into)] to: String,
    #[prop(into)] case: String,
) -> impl IntoView {
    let Findings { outcome, stops, notes, unread, pages_read } = findings;
    let read = match pages_read {
        1 => "1 page was compared".to_owned(),
        n => format!("{n} pages were compared"),
    };
    let unread = (!unread.is_empty()).then(|| {
        let title = match pages_read {
            0 => "This document could not be read",
            _ => "Some of this document could not be read",
        };
        let text = match pages_read {
            0 => format!("{unread} Nobody compared it with what other clients are called: look at it yourself before you share it."),
            _ => format!("{unread}: not compared with what other clients are called. Look at them yourself before you share it."),
        };
        view! {
            <Notice kind=Tone::Warn title=title>
                <p>{text}</p>
            </Notice>
        }
    });
    let clear = (outcome == Outcome::Clear || outcome == Outcome::Notes).then(|| {
        let title = match outcome {
            Outcome::Clear => "Nothing of other clients found",
            _ => "Nothing that speaks against it",
        };
        let text = format!("{read} with the names, addresses and numbers of other clients. A document that names nobody cannot be told apart by that: look at it yourself.");
        view! {
            <Notice kind=Tone::Ok title=title>
                <p>{text}</p>
            </Notice>
        }
    });
    view! {
        {(outcome == Outcome::Stop).then(|| view! { <Stop stops=stops to=to case=case /> })}
        {unread}
        {clear}
        {(!notes.is_empty()).then(|| view! { <Notes notes=notes /> })}
    }
}

#[component]
fn Stop(stops: Vec<Finding>, to: String, case: String) -> impl IntoView {
    let (whose, beside) =
        stops.first().map(|stop| (stop.whose.clone(), stop.beside.clone())).unwrap_or_default();
    view! {
        <section class="guard" aria-labelledby="guard">
            <div class="guard__band">
                <Icon name="alert" />
                <h2 id="guard">"This document appears to belong to another client"</h2>
            </div>
            <div class="guard__pair">
                <dl>
                    <dt>"The document appears to be about"</dt>
                    <dd dir="auto">{whose}</dd>
                    <dd class="muted">{beside}</dd>
                </dl>
                <div class="guard__ne">
                    <Icon name="ne" />
                </div>
                <dl>
                    <dt>"You are about to send it to"</dt>
                    <dd dir="auto">{to}</dd>
                    <dd class="muted">{case}</dd>
                </dl>
            </div>
            <ul class="guard__why">{lines(stops)}</ul>
        </section>
    }
}

#[component]
fn Notes(notes: Vec<Finding>) -> impl IntoView {
    view! {
        <details class="guard guard--notes">
            <summary>{match notes.len() {
                1 => "1 name that is no reason to stop".to_owned(),
                n => format!("{n} names that are no reason to stop"),
            }}</summary>
            <ul class="guard__why">{lines(notes)}</ul>
        </details>
    }
}

fn lines(findings: Vec<Finding>) -> impl IntoView {
    findings
        .into_iter()
        .map(|finding| {
            let Finding { what, words, pages, whose, beside, is_hidden } = finding;
            if is_hidden {
                return view! {
                    <li>
                        <span>{whose}</span>
                        <span>"You may not see whose it is. A managing partner can."</span>
                    </li>
                }
                .into_any();
            }
            let of = match beside.is_empty() {
                true => format!(": {whose}"),
                false => format!(": {whose}, {beside}"),
            };
            view! {
                <li>
                    <span>{pages}</span>
                    <span>
                        {what} " “" <mark dir="auto">{words}</mark> "”" {of}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect_view()
}
