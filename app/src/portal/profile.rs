//! Oneself: for whom one acts, how one is told, where one is signed in, and the way out.

use domain::account::Device;
use domain::portal::{ActsFor, PortalFrame, PortalProfile};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::passkeys::Own;
use super::reach::{Kept, Told};
use super::{Here, api, page};
use crate::ui::button::{Button, Look};
use crate::ui::form::{Hidden, PostForm};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

/// The page `/portal/profile`.
#[component]
pub fn Profile() -> impl IntoView {
    page("You", Here::Profile, api::profile(), |frame, body| {
        view! { <Myself frame=frame profile=body /> }
    })
}

#[component]
fn Myself(frame: PortalFrame, profile: PortalProfile) -> impl IntoView {
    let PortalProfile { email, acts_for, reach, passkeys, devices } = profile;
    let kept = reach.clone();
    let (several, phone) = (frame.several, frame.phone);
    let others = devices.iter().any(|device| !device.here);
    view! {
        <h1 class="portal__hello" dir="auto">
            {frame.name}
        </h1>
        <div class="stack gap-8">
            <PostForm action=api::SignOut::url() class="portal__acts">
                <Button look=Look::Primary icon="sign-out">"Sign out"</Button>
            </PostForm>
            <Section id="address" title="Your address">
                <p class="portal__prose">{email}</p>
                <p class="portal__small">"Codes go there. To change it, call us: we make sure that it is you."</p>
            </Section>
            <Section id="told" title="How we reach you">
                <ul class="portal__list">
                    {reach.into_iter().map(|one| view! { <Told reach=one several=several /> }).collect_view()}
                </ul>
            </Section>
            <Kept reach=kept phone=phone />
            <Section id="acts-for" title="What you see">
                <ul class="portal__list">{acts_for.into_iter().map(|one| view! { <Acts one=one /> }).collect_view()}</ul>
            </Section>
            {passkeys
                .map(|rows| {
                    view! {
                        <Section id="passkeys" title="Passkeys">
                            <Own rows=rows />
                        </Section>
                    }
                })}
            <Section id="devices" title="Where you are signed in">
                <ul class="portal__list">
                    {devices.into_iter().map(|device| view! { <Browser device=device /> }).collect_view()}
                </ul>
                {others
                    .then(|| {
                        view! {
                            <PostForm action=api::SignOutEverywhereElse::url() class="portal__acts mt-4">
                                <Button>"Sign out everywhere else"</Button>
                            </PostForm>
                        }
                    })}
            </Section>
        </div>
    }
}

#[component]
fn Acts(one: ActsFor) -> impl IntoView {
    let ActsFor { client, right, sees_money, writes } = one;
    let sees = match (sees_money, writes) {
        (true, true) => {
            "You see appointments, invoices and messages, answer for appointments, and write."
        }
        (true, false) => "You see appointments, invoices and messages.",
        (false, true) => "You see appointments and messages, answer for appointments, and write.",
        (false, false) => "You see appointments and messages.",
    };
    view! {
        <li>
            <strong dir="auto">{client}</strong>
            <span>{right}</span>
            <small>{sees}</small>
        </li>
    }
}

#[component]
fn Browser(device: Device) -> impl IntoView {
    let Device { id, name, address, since, seen, here } = device;
    let which = format!(" {name}, signed in {since}");
    view! {
        <li>
            <strong>{name}</strong>
            <small>{format!("Signed in {since}, last seen {seen}")}</small>
            {(!address.is_empty()).then(|| view! { <small>{format!("From {address}")}</small> })}
            {if here {
                view! {
                    <span>
                        <Badge kind=Tone::Ok icon="check">
                            "This device"
                        </Badge>
                    </span>
                }
                    .into_any()
            } else {
                view! {
                    <PostForm action=api::EndDevice::url() class="row gap-2">
                        <Hidden name="id" value=id.to_string() />
                        <Button>"Sign out" <span class="vh">{which}</span></Button>
                    </PostForm>
                }
                    .into_any()
            }}
        </li>
    }
}
