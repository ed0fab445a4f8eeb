//! One's own account as it stands.

use domain::account::{AccountPage, Device};
use domain::forms::FormPage;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api;
use crate::enhance::LiveForms;
use crate::page::{Done, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, LinkButton};
use crate::ui::field::Check;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Badge, Status, Tone};
use crate::ui::table::{Caption, TableWrap};

#[component]
pub fn Account() -> impl IntoView {
    page("Your account", "page", api::show(flash_id()), |page| view! { <Show page=page /> })
}

#[component]
fn Show(page: FormPage<(), AccountPage>) -> impl IntoView {
    let FormPage { frame, message, context, .. } = page;
    let AccountPage {
        email,
        password_changed,
        second_factor,
        second_factor_required,
        recovery_codes_left,
        reminded,
        devices,
    } = context;
    let lead = format!("{}, {}", frame.me.name, frame.role.label());
    let crumbs = vec![("Your account".to_owned(), None)];
    view! {
        <Shell frame=frame here=Here::Account crumbs=crumbs>
            <Done />
            {message
                .map(|message| {
                    view! { <Notice kind=Tone::Bad title=message role="alert" /> }
                })}
            <PageHead title="Your account" lead=lead />
            <div class="stack gap-8">
                <Section id="sign-in" title="Sign-in">
                    <dl class="settings">
                        <div>
                            <dt>"Work email"</dt>
                            <dd>{email}</dd>
                        </div>
                        <div>
                            <dt>"Password"</dt>
                            <dd>
                                {match password_changed {
                                    Some(day) => format!("Changed {day}"),
                                    None => "Never changed".to_owned(),
                                }}
                            </dd>
                            <dd class="settings__act">
                                <LinkButton href=routes::PASSWORD small=true>
                                    "Change password"
                                </LinkButton>
                            </dd>
                        </div>
                    </dl>
                </Section>
                <Section id="factor" title="Second factor">
                    <Factor is_set=second_factor required=second_factor_required left=recovery_codes_left />
                </Section>
                <Section id="calendars" title="Calendar">
                    <dl class="settings">
                        <div>
                            <dt>"Elsewhere"</dt>
                            <dd>"Read your appointments in another program, and let this one know when you are taken."</dd>
                            <dd class="settings__act">
                                <LinkButton href=routes::CALENDARS small=true>
                                    "Your calendar elsewhere"
                                </LinkButton>
                            </dd>
                        </div>
                    </dl>
                </Section>
                <Section id="reminders" title="Reminders">
                    <Reminders reminded=reminded />
                </Section>
                <Devices devices=devices />
            </div>
            <LiveForms />
        </Shell>
    }
}

#[component]
fn Reminders(reminded: bool) -> impl IntoView {
    view! {
        <PostForm action=api::SaveReminders::url() class="stack gap-3 mt-3">
            <FormMessage />
            <Check
                name="by_email"
                label="Remind me of my own appointments by e-mail"
                checked=reminded
                hint="Two days and two hours before the start. The e-mail names no client and no subject."
            />
            <div>
                <Button small=true>"Save reminders"</Button>
            </div>
        </PostForm>
    }
}

#[component]
fn Factor(is_set: bool, required: bool, left: i64) -> impl IntoView {
    if !is_set {
        let says = if required {
            "The office asks for one in your role."
        } else {
            "With one, a stolen password is not enough to get in."
        };
        return view! {
            <dl class="settings">
                <div>
                    <dt>"Authenticator app"</dt>
                    <dd>
                        <Status kind=Tone::Warn icon="alert">
                            "Not set up"
                        </Status>
                        <span class="settings__more">{says}</span>
                    </dd>
                    <dd class="settings__act">
                        <LinkButton href=routes::SECOND_FACTOR small=true>
                            "Set up"
                        </LinkButton>
                    </dd>
                </div>
            </dl>
        }
        .into_any();
    }
    let few = left < 3;
    view! {
        <dl class="settings">
            <div>
                <dt>"Authenticator app"</dt>
                <dd>
                    <Status kind=Tone::Ok icon="ok">
                        "Set up"
                    </Status>
                    {required
                        .then(|| {
                            view! { <span class="settings__more">"The office asks for it in your role."</span> }
                        })}
                </dd>
                <dd class="settings__act">
                    <LinkButton href=routes::SECOND_FACTOR small=true>
                        "Replace"
                    </LinkButton>
                    {(!required)
                        .then(|| {
                            view! {
                                <LinkButton href=routes::REMOVE_SECOND_FACTOR small=true>
                                    "Remove"
                                </LinkButton>
                            }
                        })}
                </dd>
            </div>
            <div>
                <dt>"Recovery codes"</dt>
                <dd>
                    <Status kind=if few { Tone::Warn } else { Tone::Plain } icon=if few { "alert" } else { "key" }>
                        {format!("{left} left")}
                    </Status>
                </dd>
                <dd class="settings__act">
                    <LinkButton href=routes::CODES small=true>
                        "Make new codes"
                    </LinkButton>
                </dd>
            </div>
        </dl>
    }
    .into_any()
}

#[component]
fn Devices(devices: Vec<Device>) -> impl IntoView {
    let others = devices.iter().any(|device| !device.here);
    view! {
        <Section id="devices" title="Devices" note="Browsers that are signed in to your account">
            <TableWrap label="Devices">
                <table class="table">
                    <Caption text="Devices" />
                    <thead>
                        <tr>
                            <th scope="col">"Device"</th>
                            <th scope="col">"Address"</th>
                            <th scope="col">"Signed in"</th>
                            <th scope="col">"Last seen"</th>
                            <th scope="col">
                                <span class="vh">"Sign out"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{devices.into_iter().map(|device| view! { <Row device=device /> }).collect_view()}</tbody>
                </table>
            </TableWrap>
            {others
                .then(|| {
                    view! {
                        <PostForm action=api::SignOutEverywhereElse::url() class="stack gap-2 mt-4">
                            <FormMessage />
                            <div>
                                <Button icon="sign-out">"Sign out everywhere else"</Button>
                            </div>
                        </PostForm>
                    }
                })}
        </Section>
    }
}

#[component]
fn Row(device: Device) -> impl IntoView {
    let Device { id, name, address, since, seen, here } = device;
    let which = format!(" {name}, signed in {since}");
    view! {
        <tr>
            <td class="medium">{name}</td>
            <td class="nowrap">{address}</td>
            <td>{since}</td>
            <td>{seen}</td>
            <td class="tight end">
                {if here {
                    view! {
                        <Badge kind=Tone::Ok icon="check">
                            "This device"
                        </Badge>
                    }
                        .into_any()
                } else {
                    view! {
                        <PostForm action=api::EndDevice::url() class="row gap-2">
                            <FormMessage />
                            <Hidden name="id" value=id.to_string() />
                            <Button small=true>"Sign out" <span class="vh">{which}</span></Button>
                        </PostForm>
                    }
                        .into_any()
                }}
            </td>
        </tr>
    }
}
