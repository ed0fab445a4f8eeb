//! What was sent about an appointment or with an invoice, or would have been, where nothing leaves the machine.

pub mod api;

use domain::frame::Framed;
use domain::notices::Channel;
use domain::notices::sent::{About, NoticeState, Report, SentNotice};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::page::{page, param};
use crate::routes;
use crate::ui::button::Button;
use crate::ui::form::{Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::page::{Here, PageHead, Shell};
use crate::ui::section::Section;
use crate::ui::status::{Status, Tone};

#[component]
pub fn Show() -> impl IntoView {
    let read = api::read(param("id"), param("notice"));
    page("Notice", "notice", read, |page| view! { <One page=page /> })
}

#[component]
pub(crate) fn One(page: Framed<SentNotice>) -> impl IntoView {
    let Framed { frame, body: notice } = page;
    let (here, crumbs, of) = match notice.about.clone() {
        About::Appointment(id) => (
            Here::None,
            vec![
                ("Appointment".to_owned(), Some(routes::appointment(id))),
                ("Notice".to_owned(), None),
            ],
            id.to_string(),
        ),
        About::Invoice(id, title) => (
            Here::Billing,
            vec![
                ("Billing".to_owned(), Some(routes::BILLING.to_owned())),
                (title, Some(routes::invoice(id))),
                ("E-mail".to_owned(), None),
            ],
            String::new(),
        ),
    };
    let title = format!("{}, {}", notice.kind, notice.channel.label());
    let (subject, body, id) = (notice.subject.clone(), notice.body.clone(), notice.id.to_string());
    view! {
        <Shell frame=frame here=here crumbs=crumbs>
            <PageHead title=title />
            {notice
                .kept
                .then(|| {
                    view! {
                        <Notice kind=Tone::Info title="Kept here and not sent">
                            <p>
                                {match notice.channel {
                                    Channel::Email => "No mail server is configured. Nobody has read this by mail.",
                                    Channel::Text => "No provider of texts is configured. Nobody has got this as a text.",
                                }}
                            </p>
                            {notice
                                .has_demo_link
                                .then(|| {
                                    view! {
                                        <PostForm action=api::Follow::url() class="mt-2">
                                            <Hidden name="appointment" value=of />
                                            <Hidden name="id" value=id />
                                            <Button small=true>"Open its link as the client does"</Button>
                                        </PostForm>
                                    }
                                })}
                        </Notice>
                    }
                })}
            <div class="cols cols--aside">
                <Section id="said" title="What it said">
                    <Said subject=subject body=body />
                </Section>
                <aside class="stack gap-4" aria-label="How far it got">
                    <Far notice=notice />
                </aside>
            </div>
        </Shell>
    }
}

#[component]
fn Said(subject: String, body: Option<String>) -> impl IntoView {
    match body {
        Some(body) => view! {
            {(!subject.is_empty())
                .then(|| {
                    view! {
                        <p class="mt-2">
                            <strong>{subject}</strong>
                        </p>
                    }
                })}
            <pre class="letter">{body}</pre>
        }
        .into_any(),
        None => {
            view! { <p class="mt-2 muted">"Nothing yet: what it says is made when it is sent."</p> }
                .into_any()
        }
    }
}

const fn tone(state: NoticeState) -> Tone {
    match state {
        NoticeState::Queued | NoticeState::Sending | NoticeState::Cancelled => Tone::Plain,
        NoticeState::Accepted => Tone::Info,
        NoticeState::Delivered => Tone::Ok,
        NoticeState::Unknown | NoticeState::Expired => Tone::Warn,
        NoticeState::Failed => Tone::Bad,
    }
}

#[component]
fn Far(notice: SentNotice) -> impl IntoView {
    let state = notice.state.says(notice.kept);
    let none = notice.reports.is_empty();
    view! {
        <Section id="state" title="How far it got">
            <dl class="dl mt-2">
                <dt>"State"</dt>
                <dd>
                    <Status kind=tone(notice.state)>{state}</Status>
                    {(!notice.reason.is_empty()).then(|| view! { <p class="sm muted">{notice.reason}</p> })}
                </dd>
                {(!notice.went_to.is_empty())
                    .then(|| {
                        view! {
                            <dt>"To"</dt>
                            <dd>{notice.went_to}</dd>
                        }
                    })}
                <Moments moments=notice.when />
                {(notice.attempts > 1)
                    .then(|| {
                        view! {
                            <dt>"Tries"</dt>
                            <dd>{notice.attempts}</dd>
                        }
                    })}
            </dl>
        </Section>
        {(!none)
            .then(|| {
                view! {
                    <Section id="reports" title="What the provider said">
                        <dl class="dl mt-2">
                            <Moments moments=notice.reports />
                        </dl>
                    </Section>
                }
            })}
    }
}

#[component]
fn Moments(moments: Vec<Report>) -> impl IntoView {
    moments
        .into_iter()
        .map(|moment| {
            view! {
                <dt>{moment.said}</dt>
                <dd>
                    <time datetime=moment.datetime>{moment.at}</time>
                </dd>
            }
        })
        .collect_view()
}
