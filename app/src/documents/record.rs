//! Who can open a document and who did, to be narrowed and taken away.

use domain::documents::{Did, DocumentRecord, RecordFilter};
use domain::forms::Choice;
use domain::ids::DocumentId;
use leptos::prelude::*;

use crate::routes;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::field::Select;
use crate::ui::person::Who;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

#[component]
pub fn Record(id: DocumentId, record: DocumentRecord) -> impl IntoView {
    let DocumentRecord { openers, filter, lines, more, looks, people } = record;
    let openers = openers
        .into_iter()
        .map(|opener| {
            let name = opener.person.name.clone();
            view! {
                <li>
                    <Who person=opener.person small=true />
                    <span class="people__name">{name}</span>
                    <span class="people__right muted">{opener.why}</span>
                </li>
            }
        })
        .collect_view();
    let empty = lines.is_empty();
    let lines = lines
        .into_iter()
        .map(|line| {
            let times = (line.times > 1).then(|| format!(", {} times", line.times));
            view! {
                <li>
                    <time datetime=line.datetime>{line.at}</time>
                    <span>
                        {line.who} ": " {line.what} {times}
                        {line.refused.then(|| view! { " " <Badge kind=Tone::Bad>"Refused"</Badge> })}
                    </span>
                </li>
            }
        })
        .collect_view();
    let path = routes::document(id);
    let looked = (filter.did.is_empty()).then(|| looked(&path, looks)).flatten();
    let sheet = address(&routes::document_record(id), &filter);
    view! {
        <Section id="openers" title="Who can open this">
            <ul class="people mt-3">{openers}</ul>
        </Section>
        <Section id="record" title="Who did" note="the newest first">
            <Filters path=path filter=filter people=people sheet=sheet />
            {empty.then(|| view! { <p class="muted mt-3">"Nothing of that kind is on record."</p> })}
            <ol class="log mt-3">{lines}</ol>
            {more
                .then(|| {
                    view! { <p class="muted sm">"There are older entries. The export has all of them."</p> }
                })}
            {looked}
        </Section>
    }
}

fn address(path: &str, filter: &RecordFilter) -> String {
    routes::with_query(path, &[("did", &filter.did), ("who", &filter.who)])
}

/// Looks at the page, in one line: whoever works here leaves many, and none shows anything of it.
fn looked(path: &str, (times, people): (i64, i64)) -> Option<AnyView> {
    let by = if people == 1 { "one person".to_owned() } else { format!("{people} people") };
    let said = match times {
        0 => return None,
        1 => "This page was looked at once.".to_owned(),
        _ => format!("This page was looked at {times} times, by {by}."),
    };
    let href = format!("{path}?did={}#record", Did::Look.word());
    Some(view! { <p class="sm mt-3">{said} " " <a href=href>"Show when"</a></p> }.into_any())
}

#[component]
fn Filters(
    path: String,
    filter: RecordFilter,
    people: Vec<Choice>,
    sheet: String,
) -> impl IntoView {
    let kinds =
        Did::ALL.map(|did| Choice { value: did.word().into(), label: did.label().into() }).to_vec();
    view! {
        <form class="filters mt-3" method="get" action=format!("{path}#record") aria-label="Narrow the record">
            <Select name="did" label="What was done" options=kinds value=filter.did placeholder="All but looks at this page" />
            <Select name="who" label="Person" options=people value=filter.who placeholder="Anybody" />
            <Button icon="filter">"Filter"</Button>
            <LinkButton href=sheet look=Look::Quiet icon="download">
                "Export as CSV"
            </LinkButton>
        </form>
    }
}
