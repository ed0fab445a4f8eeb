//! The sections of a client's page that say how to reach the client.

use domain::contacts::{Channel, Consent, ConsentSource, Contact, Preferred, Reach, When};
use domain::ids::ClientId;
use leptos::prelude::*;

use crate::routes;
use crate::ui::button::LinkButton;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The points of one purpose, what was good before, and ways to change them.
#[component]
pub fn Points(
    id: &'static str,
    title: &'static str,
    client: ClientId,
    contacts: Vec<Contact>,
    past: Vec<Contact>,
    edits: bool,
    /// Where points are added.
    adds: bool,
) -> impl IntoView {
    view! {
        <Section id=id title=title>
            {if contacts.is_empty() {
                view! { <p class="sm muted mt-2">"None on file."</p> }.into_any()
            } else {
                view! { <Lines contacts=contacts client=client edits=edits /> }.into_any()
            }}
            {(!past.is_empty())
                .then(|| {
                    view! {
                        <details class="more mt-2">
                            <summary>{format!("Earlier ({})", past.len())}</summary>
                            <Lines contacts=past client=client edits=false />
                        </details>
                    }
                })}
            {adds.then(|| view! { <Add client=client /> })}
        </Section>
    }
}

#[component]
fn Add(client: ClientId) -> impl IntoView {
    let link = |channel: Channel, words: &'static str| {
        view! {
            <LinkButton href=routes::contact_new(client, channel.word()) small=true icon="plus">
                {words}
            </LinkButton>
        }
    };
    view! {
        <div class="row gap-2 mt-2">
            {link(Channel::Email, "Email")} {link(Channel::Phone, "Phone")} {link(Channel::Post, "Address")}
        </div>
    }
}

#[component]
fn Lines(contacts: Vec<Contact>, client: ClientId, edits: bool) -> impl IntoView {
    let lines = contacts
        .into_iter()
        .map(|contact| view! { <Line contact=contact client=client edits=edits /> })
        .collect_view();
    view! { <ul class="points">{lines}</ul> }
}

#[component]
fn Line(contact: Contact, client: ClientId, edits: bool) -> impl IntoView {
    let change = format!("Change {}", contact.shown.replace('\n', ", "));
    let href = routes::contact(client, contact.id);
    let term = match contact.label {
        Some(label) => format!("{}, {}", contact.channel.label(), label.label().to_lowercase()),
        None => contact.channel.label().to_owned(),
    };
    let past = contact.when == When::Past;
    let shown = match contact.channel {
        Channel::Post => view! { <address class="as-typed">{contact.shown}</address> }.into_any(),
        _ if past => view! { <span>{contact.shown}</span> }.into_any(),
        Channel::Email => view! { <a href=mailto(&contact.value)>{contact.shown}</a> }.into_any(),
        Channel::Phone => {
            view! { <a href=format!("tel:{}", contact.value)>{contact.shown}</a> }.into_any()
        }
    };
    view! {
        <li class="points__row">
            <div class="points__body">
                {shown}
                <p class="xs muted">
                    {term}
                    {(!contact.validity.is_empty()).then(|| format!(", {}", contact.validity))}
                    {(contact.preferred && !past)
                        .then(|| view! { " " <Badge kind=Tone::Ok>"Preferred"</Badge> })}
                    {(contact.when == When::Later).then(|| view! { " " <Badge>"Not yet"</Badge> })}
                </p>
            </div>
            {edits
                .then(|| {
                    view! {
                        <a class="sm" href=href aria-label=change>
                            "Change"
                        </a>
                    }
                })}
        </li>
    }
}

/// Where it was said, and by or to whom.
fn recorded(consent: &Consent) -> String {
    let source = consent.source.label();
    match (consent.source, consent.by.is_empty()) {
        (_, true) => source.to_owned(),
        (ConsentSource::Portal, false) => format!("{source}, by {}", consent.by),
        (_, false) => format!("{source}, recorded by {}", consent.by),
    }
}

/// What the client wants of whoever writes or calls.
#[component]
pub fn Wishes(client: ClientId, reach: Reach, edits: bool) -> impl IntoView {
    let may_text = reach.may_text();
    let torn = reach.preferred == Some(Preferred::Text) && !reach.may_text();
    let Reach { preferred, quiet, time_zone, consents } = reach;
    let texts = match consents.first() {
        Some(consent) if consent.given => format!("Yes, since {}", consent.on),
        Some(consent) => format!("No, withdrawn {}", consent.on),
        None => "No, never asked".to_owned(),
    };
    view! {
        <Section id="reach" title="How to reach">
            <dl class="dl mt-2">
                <dt>"Prefers"</dt>
                <dd>
                    {preferred.map_or("No preference", |way| way.label())}
                    {torn.then(|| view! { <p class="xs">"But has not agreed to texts: call instead."</p> })}
                </dd>
                <dt>"Quiet hours"</dt>
                <dd>{quiet.unwrap_or_else(|| "The office’s".into())}</dd>
                {time_zone.map(|zone| view! { <dt>"Time zone"</dt> <dd>{zone}</dd> })}
                <dt>"Texts"</dt>
                <dd>
                    {if may_text {
                        view! { <Badge kind=Tone::Ok>{texts}</Badge> }.into_any()
                    } else {
                        view! { <Badge>{texts}</Badge> }.into_any()
                    }}
                </dd>
            </dl>
            {(!consents.is_empty())
                .then(|| {
                    view! {
                        <details class="more mt-2">
                            <summary>{format!("Consents to texts ({})", consents.len())}</summary>
                            <ul class="points">
                                {consents
                                    .into_iter()
                                    .map(|consent| {
                                        let what = if consent.given { "Given" } else { "Withdrawn" };
                                        view! {
                                            <li class="points__row">
                                                <div class="points__body">
                                                    {format!("{what} {}", consent.on)}
                                                    <p class="xs muted">
                                                        {recorded(&consent)}
                                                        {(!consent.note.is_empty()).then(|| format!(". {}", consent.note))}
                                                    </p>
                                                </div>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                        </details>
                    }
                })}
            {edits
                .then(|| {
                    view! {
                        <div class="row gap-2 mt-2">
                            <LinkButton href=routes::preferences(client) small=true icon="edit">
                                "Preferences"
                            </LinkButton>
                            <LinkButton href=routes::consent(client) small=true icon="plus">
                                "Consent to texts"
                            </LinkButton>
                        </div>
                    }
                })}
        </Section>
    }
}

/// A link that writes to an address (RFC 6068 §2): all but the `@` is encoded.
fn mailto(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            format!("mailto:{}@{}", routes::encode(local), routes::encode(domain))
        }
        None => format!("mailto:{}", routes::encode(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_add_to_its_link() {
        assert_eq!(mailto("ann@example.com"), "mailto:ann@example.com");
        assert_eq!(mailto("a?cc=b&c@example.com"), "mailto:a%3Fcc%3Db%26c@example.com");
    }
}
