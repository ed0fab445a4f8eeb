//! What is unbilled and owed, beside a case or a client.

use domain::access::{Action, Role, Standing, may};
use domain::billing::beside::{Beside, Owing};
use domain::billing::time::hours;
use domain::locale::Locale;
use leptos::prelude::*;

use crate::routes;
use crate::ui::button::LinkButton;
use crate::ui::facts::Pairs;
use crate::ui::section::Section;

/// `of`: the case or the client, as the list of invoices is narrowed by it; `draft`: where a draft for it is written.
#[component]
pub fn Money(
    money: Beside,
    of: String,
    role: Role,
    #[prop(optional_no_strip)] draft: Option<String>,
) -> impl IntoView {
    let Beside { owing, locale } = money;
    let lists = may(role, Action::SeeReceivables, &Standing::OUTSIDE);
    let drafts = may(role, Action::DraftInvoice, &Standing::OUTSIDE)
        && owing.iter().any(|it| it.unbilled.minor > 0);
    let all = lists.then(|| (routes::invoices_of(&of), "Invoices".to_owned()));
    view! {
        <Section id="money" title="Billing" link=all>
            <div class="mt-2 stack gap-2">
                {if owing.is_empty() {
                    view! { <p class="sm muted">"Nothing is unbilled, and nothing is owed."</p> }.into_any()
                } else {
                    owing.into_iter().map(|it| view! { <Pairs items=facts(it, locale) /> }).collect_view().into_any()
                }}
                {draft
                    .filter(|_| drafts)
                    .map(|href| {
                        view! {
                            <p>
                                <LinkButton href=href small=true>
                                    "Draft an invoice"
                                </LinkButton>
                            </p>
                        }
                    })}
            </div>
        </Section>
    }
}

fn facts(it: Owing, locale: Locale) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let worth = locale.money(it.unbilled);
    facts.push((
        "Unbilled".to_owned(),
        if it.minutes > 0 { format!("{worth}, {} h", hours(it.minutes)) } else { worth },
    ));
    facts.push(("Owed".to_owned(), locale.money(it.left)));
    if it.overdue.minor > 0 {
        facts.push(("Overdue".to_owned(), locale.money(it.overdue)));
    }
    if it.drafts > 0 {
        facts.push(("Drafts".to_owned(), it.drafts.to_string()));
    }
    facts
}
