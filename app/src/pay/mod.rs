//! An invoice as a link to pay it shows it: who asks, its number and what is left, and never what it is for. No account
//! and no password. Looking changes nothing; one press asks the provider for a page, and a plain link leads there.

pub mod api;

use domain::billing::online::PayPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use crate::page::{Done, page, param, status};
use crate::reply::{Paper, call};
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::form::{Hidden, PostForm};

#[component]
pub fn Pay() -> impl IntoView {
    let token = param("token");
    page("Pay an invoice", "page", api::shown(token.clone()), |shown| match shown {
        Some(shown) => view! { <One shown=shown token=token /> }.into_any(),
        None => gone().into_any(),
    })
}

/// Where the provider sends people back to. That they come proves nothing: the office hears of it by itself.
#[component]
pub fn Back() -> impl IntoView {
    view! {
        <Title text="Thank you" />
        <Paper office="" title="Thank you">
            <p>"If you have paid, the office gets word of it within minutes, and you need do nothing more."</p>
            <p>"If you have not, the link in your message still works."</p>
        </Paper>
    }
}

#[component]
fn One(shown: PayPage, token: String) -> impl IntoView {
    let PayPage { office, number, amount, phone, url, open } = shown;
    let settled = amount.is_empty();
    let title = match settled {
        true => "Nothing is left to pay".to_owned(),
        false => format!("Invoice {number}"),
    };
    let about = if settled { format!("Invoice {number} is settled. Thank you.") } else { amount };
    view! {
        <Paper office=office title=title>
            <Done />
            <section class="reply__card" aria-label="The invoice">
                <div class="reply__facts">
                    <p class="reply__when">{about}</p>
                    {(!settled).then(|| view! { <p>"is left to pay of it."</p> })}
                </div>
                {(!settled && open).then(|| view! { <Acts token=token url=url /> })}
            </section>
            <div class="reply__next">
                {(!settled && !open)
                    .then(|| view! { <p>"It cannot be paid here at the moment. How else it can is on the invoice."</p> })}
                {(!phone.is_empty()).then(|| view! { <p>"Questions? Call us: " {call(&phone)} "."</p> })}
            </div>
        </Paper>
    }
}

#[component]
fn Acts(token: String, url: Option<String>) -> impl IntoView {
    match url {
        Some(url) => view! {
            <div class="reply__acts">
                <LinkButton href=url look=Look::Primary block=true>
                    "Go on to the payment page"
                </LinkButton>
                <p class="sm">"It is the page of the service that takes payments for the office. It is good for two hours."</p>
            </div>
        }
        .into_any(),
        None => view! {
            <PostForm action=api::Ask::url() class="reply__acts">
                <Hidden name="token" value=token />
                <Button look=Look::Primary block=true>
                    "Pay online"
                </Button>
            </PostForm>
        }
        .into_any(),
    }
}

/// The link has ended, or a part of it is missing.
fn gone() -> impl IntoView {
    status(404);
    view! {
        <Paper office="" title="This link does not work any more">
            <p>"It ends some months after it was sent, or with its invoice; or a part of it is missing."</p>
            <p>"If you have a question about an invoice, call the number you know."</p>
        </Paper>
    }
}
