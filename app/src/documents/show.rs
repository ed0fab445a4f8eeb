//! One document: what it is, its versions, what may be done to it, who can open it and who did.

use domain::access::{Action, Role, may};
use domain::documents::{
    DocumentPage, DocumentRow, DocumentsOf, Held, ReasonForm, RecordFilter, VersionRow,
};
use domain::forms::FormPage;
use domain::ids::DocumentId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::act::{Act, complaint};
use super::api;
use super::place::framed;
use super::record::Record;
use super::row::{MarksLine, Sheet, sentence};
use super::upload::NewVersion;
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::sharing::shares::Shares;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::facts::{Fact, Facts};
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::notice::Notice;
use crate::ui::person::PersonRow;
use crate::ui::section::Section;
use crate::ui::status::{Badge, Tone};

#[component]
pub fn Show() -> impl IntoView {
    let filter = RecordFilter { did: query("did"), who: query("who") };
    let read = api::show(param("id"), filter, flash_id());
    page("Document", "document", read, |page| view! { <One page=page /> })
}

#[component]
fn One(mut page: FormPage<ReasonForm, DocumentPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let message = complaint(message, &errors);
    let FormPage { frame, context, .. } = page;
    let role = frame.role;
    let DocumentPage {
        of,
        standing,
        document,
        dated,
        keep_until,
        folder,
        versions,
        hold,
        case_hold,
        narrowed_people,
        destroyed,
        record,
        shares,
        ..
    } = context;
    let id = document.id;
    let open = match &of {
        DocumentsOf::Case { case, .. } => case.closed_on.is_none(),
        DocumentsOf::Billing { .. } | DocumentsOf::Office => false,
    };
    // the case's own head has the page's one h1
    let of_case = matches!(of, DocumentsOf::Case { .. });
    let allowed = |action: Action| may(role, action, &standing);
    let mut facts = vec![
        Fact::new("Kind", document.kind.label()),
        Fact::new("Type", document.media.label.clone()),
        Fact::new("Size", document.size.clone()),
        Fact::new("Version", document.version.to_string()),
    ];
    facts.extend(folder.map(|(_, name)| Fact::new("Folder", name)));
    facts.extend(dated.map(|day| Fact::new("Dated", day)));
    facts.extend(keep_until.map(|day| Fact::new("Kept until", day)));
    if !document.tags.is_empty() {
        facts.push(Fact::new("Tags", document.tags.join(", ")));
    }
    let held_back = document.marks.quarantined.clone();
    let stands = destroyed.is_none();
    let opens = held_back.is_none() && stands;
    let newest = document.version;
    let can_preview = document.media.can_preview;
    let thumbnail = (opens && document.media.has_picture).then(|| {
        view! { <Thumbnail id=id nth=newest name=document.name.clone() /> }
    });
    let edits = allowed(Action::EditDocument) && open;
    let sends = edits && !document.marks.trashed && stands;
    let shares_it = (allowed(Action::ShareDocument) || allowed(Action::ProposeShare))
        && open
        && opens
        && !document.marks.trashed;
    let outside = match &of {
        DocumentsOf::Case { case, .. }
            if allowed(Action::SendOutside) && open && opens && !document.marks.trashed =>
        {
            Some(case.id)
        }
        _ => None,
    };
    let title = document.name.clone();
    let acts = view! { <Acts document=document.clone() hold=hold.clone() edits=edits role=role standing=standing open=open /> };
    let body = view! {
        <Done />
        <div class="page-head">
            <div class="page-head__text">
                {if of_case {
                    view! { <h2 class="h1">{title.clone()}</h2> }.into_any()
                } else {
                    view! { <h1>{title.clone()}</h1> }.into_any()
                }}
                <p class="page-head__tag">
                    <MarksLine marks=document.marks.clone() />
                </p>
            </div>
            <div class="cluster">
            {opens
                .then(|| {
                    let (view, download) = match can_preview {
                        true => (Look::Primary, Look::Default),
                        false => (Look::Default, Look::Primary),
                    };
                    view! {
                        {can_preview
                            .then(|| {
                                view! {
                                    <LinkButton href=routes::document_view(id, newest) look=view icon="eye">
                                        "View"
                                    </LinkButton>
                                }
                            })}
                        <LinkButton href=routes::document_download(id, None) look=download icon="download">
                            "Download"
                        </LinkButton>
                    }
                })}
            {shares_it
                .then(|| {
                    view! {
                        <LinkButton href=routes::document_share(id, "") icon="share">
                            "Share"
                        </LinkButton>
                    }
                })}
            {outside
                .map(|case| {
                    view! {
                        <LinkButton href=routes::outside_new(case, &id.to_string()) icon="mail">
                            "Send to somebody outside"
                        </LinkButton>
                    }
                })}
            {edits
                .then(|| {
                    view! {
                        <LinkButton href=routes::document_edit(id) icon="edit">
                            "Edit"
                        </LinkButton>
                    }
                })}
            </div>
        </div>
        <FormMessage message=message />
        <div class="stack gap-8">
            <div class="at-a-glance">
                {thumbnail}
                <Facts items=facts />
            </div>
            {held_back
                .map(|found| {
                    view! {
                        <Notice kind=Tone::Bad title="The scanner holds the newest version">
                            <p>{found} " Nobody opens it until a managing partner releases it."</p>
                        </Notice>
                    }
                })}
            {destroyed
                .map(|day| {
                    let text = format!("This document was destroyed on {day} and can no longer be read.");
                    view! {
                        <Notice kind=Tone::Info title="Destroyed">
                            <p>{text}</p>
                        </Notice>
                    }
                })}
            <HoldNotice title="Under a legal hold" held=hold />
            <HoldNotice title="The whole case is under a legal hold" held=case_hold />
            <Shares document=id shares=shares />
            <Versions id=id newest=document.version versions=versions opens=stands edits=sends releases=allowed(Action::ReleaseVersion) />
            {sends
                .then(|| {
                    view! {
                        <Section id="add" title="Add a version">
                            <NewVersion action=routes::document_versions(id) base=document.version />
                        </Section>
                    }
                })}
            {acts}
            {(!narrowed_people.is_empty())
                .then(|| {
                    view! {
                        <Section id="named" title="Narrowed to">
                            <ul class="people">
                                {narrowed_people
                                    .into_iter()
                                    .map(|person| view! { <PersonRow person=person sub="" /> })
                                    .collect_view()}
                            </ul>
                        </Section>
                    }
                })}
            {record.map(|record| view! { <Record id=id record=record /> })}
        </div>
        <LiveForms />
    };
    framed(frame, &of, vec![(title, None)], body.into_any())
}

/// The first page, small, in a frame of its own size, so that nothing moves when it comes.
#[component]
fn Thumbnail(id: DocumentId, nth: i32, name: String) -> impl IntoView {
    let label = format!("View {name}");
    view! {
        <a class="thumbnail" href=routes::document_view(id, nth) aria-label=label>
            <img src=routes::document_thumbnail(id, nth) alt="First page" width="160" height="208" loading="lazy" />
        </a>
    }
}

#[component]
fn HoldNotice(title: &'static str, held: Option<Held>) -> impl IntoView {
    held.map(|held| {
        let text = format!("{} Set by {}, {}.", sentence(&held.reason), held.by, held.since);
        view! {
            <Notice kind=Tone::Info title=title>
                <p>{text}</p>
            </Notice>
        }
    })
}

#[component]
fn Versions(
    id: DocumentId,
    newest: i32,
    versions: Vec<VersionRow>,
    opens: bool,
    edits: bool,
    releases: bool,
) -> impl IntoView {
    let rows = versions
        .into_iter()
        .map(|row| {
            let nth = row.nth;
            let label = format!("Download version {nth}");
            let views = row.media.can_preview.then(|| {
                view! {
                    <a
                        class="btn btn--sm btn--quiet"
                        href=routes::document_view(id, nth)
                        aria-label=format!("View version {nth}")
                    >
                        "View"
                    </a>
                }
            });
            let said = match (row.restored_from, row.note.is_empty()) {
                (Some(from), _) => format!("Version {from} again"),
                (None, true) => "No note".to_owned(),
                (None, false) => row.note.clone(),
            };
            let who = row.by.name.clone();
            view! {
                <li aria-current=(nth == newest).then_some("true")>
                    <span class="v">{format!("v{nth}")}</span>
                    <span>
                        {said}
                        <small>
                            {who} ", " <time datetime=row.datetime>{row.at}</time> ", " {row.size}
                        </small>
                        {row
                            .released
                            .map(|(by, at, why)| {
                                view! { <small>{format!("Released by {by}, {at}: {why}")}</small> }
                            })}
                    </span>
                    <span class="row gap-2">
                        <Sheet media=row.media />
                        {match row.quarantined {
                            Some(found) => {
                                view! {
                                    <span class="stack gap-2">
                                        <Badge kind=Tone::Bad>"Held by the scanner"</Badge>
                                        {releases
                                            .then(|| {
                                                view! {
                                                    <Act
                                                        id="release"
                                                        summary="Release"
                                                        action=api::Release::url()
                                                        subject=id.to_string()
                                                        version=Some(nth)
                                                        reason=format!("{found} Why it is safe to open.")
                                                        button="Release it"
                                                        look=Look::Danger
                                                    />
                                                }
                                            })}
                                    </span>
                                }
                                    .into_any()
                            }
                            None if !opens => ().into_any(),
                            None => {
                                view! {
                                    {views}
                                    <a
                                        class="btn btn--sm btn--quiet"
                                        href=routes::document_download(id, Some(nth))
                                        aria-label=label
                                    >
                                        "Download"
                                    </a>
                                    {(edits && nth != newest)
                                        .then(|| view! { <Restore id=id nth=nth newest=newest /> })}
                                }
                                    .into_any()
                            }
                        }}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Section id="versions" title="Versions">
            <ol class="versions mt-3">{rows}</ol>
        </Section>
    }
}

#[component]
fn Restore(id: DocumentId, nth: i32, newest: i32) -> impl IntoView {
    view! {
        <PostForm action=api::Restore::url() class="inline">
            <Hidden name="id" value=id.to_string() />
            <Hidden name="version" value=nth.to_string() />
            <Hidden name="base" value=newest.to_string() />
            <FormMessage />
            <Button look=Look::Quiet small=true>
                {format!("Make version {nth} the newest")}
            </Button>
        </PostForm>
    }
}

#[component]
fn Acts(
    document: DocumentRow,
    hold: Option<Held>,
    edits: bool,
    role: Role,
    standing: domain::access::Standing,
    open: bool,
) -> impl IntoView {
    let id = document.id;
    let subject = id.to_string();
    let allowed = |action: Action| may(role, action, &standing);
    let taken = document.marks.checked_out_by.is_some();
    let trashed = document.marks.trashed;
    let ends = allowed(Action::EndCheckOut) && open && taken;
    let trashes = allowed(Action::TrashDocument) && open;
    let holds = allowed(Action::HoldDocument);
    let narrows = allowed(Action::RestrictDocument) && open;
    if !(edits || ends || trashes || holds || narrows) {
        return ().into_any();
    }
    let check_out = (edits && !taken && !trashed).then(|| {
        view! {
            <Act id="take" summary="Check out to work on it" action=api::CheckOut::url() subject=subject.clone() button="Check out" />
        }
    });
    let check_in = ends.then(|| {
        view! {
            <Act id="give" summary="End the check-out" action=api::EndCheckOut::url() subject=subject.clone() button="End check-out" />
        }
    });
    let hold_act = holds.then(|| match hold {
        Some(_) => view! {
            <Act id="lift" summary="Lift the hold on this document" action=api::Lift::url() subject=subject.clone()
                reason="Why it is over. It stays on record." button="Lift hold" />
        },
        None => view! {
            <Act id="hold" summary="Put this document under a legal hold" action=api::Hold::url() subject=subject.clone()
                reason="A subpoena, litigation that is expected, an audit." button="Put on hold" />
        },
    });
    let trash_act = trashes.then(|| match trashed {
        true => view! {
            <Act id="restore" summary="Take it out of the trash" action=api::RestoreFromTrash::url() subject=subject.clone()
                button="Restore" />
        },
        false => view! {
            <Act id="trash" summary="Put it in the trash" action=api::Trash::url() subject=subject.clone()
                reason="May be left out. Nothing is destroyed by this." button="Put in the trash" look=Look::Danger />
        },
    });
    view! {
        <Section id="acts" title="What can be done">
            <div class="stack gap-3 mt-3">
                {check_out} {check_in}
                {narrows
                    .then(|| {
                        view! {
                            <p>
                                <a href=routes::document_narrow(id)>"Narrow who may open it"</a>
                            </p>
                        }
                    })} {hold_act} {trash_act}
            </div>
        </Section>
    }
    .into_any()
}
