//! The documents of a case beside its folders, and those of every case in view.

use domain::access::{Action, may};
use domain::documents::{
    Counts, DocumentFilter, DocumentRow, DocumentsOf, DocumentsPage, FolderNode, Held, ReasonForm,
};
use domain::forms::{Choice, FormPage};
use domain::frame::{Frame, Framed};
use domain::ids::CaseId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::act::{Act, complaint};
use super::api;
use super::place::framed;
use super::row::{Row, sentence};
use super::sending::Sending;
use super::upload::{NewFiles, kinds};
use crate::enhance::LiveForms;
use crate::page::{Done, complaints, flash_id, page, param, query};
use crate::routes;
use crate::sharing::shares::Waiting;
use crate::ui::button::{Button, LinkButton};
use crate::ui::empty::Empty;
use crate::ui::field::{DateField, Select, TextField};
use crate::ui::form::{FormMessage, Hidden};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::page::PageHead;
use crate::ui::pagination::Pager;
use crate::ui::status::Tone;
use crate::ui::table::{Caption, TableWrap};

fn filter() -> DocumentFilter {
    DocumentFilter {
        q: query("q"),
        kind: query("kind"),
        media: query("media"),
        by: query("by"),
        from: query("from"),
        to: query("to"),
        folder: query("folder"),
        show: query("show"),
        after: query("after"),
    }
}

#[component]
pub fn OfCase() -> impl IntoView {
    let read = api::of_case(param("id"), filter(), flash_id());
    page("Documents", "case", read, |page| view! { <Case page=page /> })
}

#[component]
pub fn Everywhere() -> impl IntoView {
    page("Documents", "page", api::everywhere(filter()), |Framed { frame, body }| {
        view! { <Office frame=frame page=body /> }
    })
}

fn address(path: &str, filter: &DocumentFilter) -> String {
    routes::with_query(
        path,
        &[
            ("q", &filter.q),
            ("kind", &filter.kind),
            ("media", &filter.media),
            ("by", &filter.by),
            ("from", &filter.from),
            ("to", &filter.to),
            ("folder", &filter.folder),
            ("show", &filter.show),
            ("after", &filter.after),
        ],
    )
}

#[component]
fn Case(mut page: FormPage<ReasonForm, DocumentsPage>) -> impl IntoView {
    let (message, errors) = complaints(&mut page);
    let message = complaint(message, &errors);
    let FormPage { frame, context, .. } = page;
    let DocumentsPage {
        of,
        filter,
        page,
        folders,
        counts,
        may_add,
        may_hold,
        case_hold,
        destroyed,
        file_bytes,
        people,
        waiting,
    } = context;
    let (id, billing) = match &of {
        DocumentsOf::Case { case, .. } => (case.id, None),
        DocumentsOf::Billing { id, number, client } => {
            (*id, Some((number.clone(), client.clone())))
        }
        DocumentsOf::Office => return ().into_any(),
    };
    let open = matches!(&of, DocumentsOf::Case { case, .. } if case.closed_on.is_none());
    let decides = match &of {
        DocumentsOf::Case { standing, .. } => may(frame.role, Action::DecideShare, standing),
        DocumentsOf::Billing { .. } | DocumentsOf::Office => false,
    };
    let path = routes::case_documents(id);
    let title = folder_title(&folders, &filter);
    let tree = billing.is_none().then(|| {
        view! { <Tree case=id nodes=folders.clone() filter=filter.clone() counts=counts may_add=may_add && open /> }
    });
    let then = routes::with_query(&path, &[("folder", &filter.folder)]);
    let sends = (may_add && open && filter.show.is_empty()).then(|| {
        view! {
            <NewFiles action=routes::documents_upload(id) nodes=folders.clone() folder=filter.folder.clone() />
            <Sending file_bytes=file_bytes then=then />
        }
    });
    let outside = billing.is_none().then(|| {
        view! {
            <p>
                <LinkButton href=routes::case_outside(id) icon="mail">
                    "Sent to people outside"
                </LinkButton>
            </p>
        }
    });
    let writes = (may_add && open).then(|| {
        view! {
            <p>
                <LinkButton href=routes::case_template(id, None) icon="note">
                    "New from template"
                </LinkButton>
            </p>
        }
    });
    let head = billing.map(|(number, client)| {
        let lead = format!("Fee agreements and receipts. {client}");
        view! { <PageHead title=format!("Documents of case {number}") lead=lead /> }
    });
    let body = view! {
        <Done />
        {head}
        <FormMessage message=message />
        <div class="vault">
            {tree}
            <section class="vault__list" aria-labelledby="documents">
                <h2 class="h3" id="documents">
                    {title}
                </h2>
                {destroyed
                    .map(|day| {
                        let text = format!(
                            "The documents of this case were destroyed on {day}. Their names stay; none of them can be read.",
                        );
                        view! {
                            <Notice kind=Tone::Info title="Destroyed">
                                <p>{text}</p>
                            </Notice>
                        }
                    })}
                <Waiting waiting=waiting decides=decides />
                <Filters path=path.clone() filter=filter.clone() people=people />
                <div id="found" class="vault__found">
                    <Found rows=page.rows.clone() total=page.total_words() next=page.next filter=filter path=path pick=Some(id) />
                </div>
                {sends}
                {writes}
                {outside}
                <CaseHold case=id held=case_hold may=may_hold />
            </section>
        </div>
        <LiveForms />
    };
    framed(frame, &of, Vec::new(), body.into_any())
}

#[component]
fn Office(frame: Frame, page: DocumentsPage) -> impl IntoView {
    let DocumentsPage { of, filter, page, people, .. } = page;
    let lead = "Every document you may open, by name, tag, kind, type, date and person. The text inside documents is not searched.";
    let body = view! {
        <PageHead title="Documents" lead=lead />
        <div class="stack gap-6">
            <Filters path=routes::DOCUMENTS.to_owned() filter=filter.clone() people=people />
            <Found
                rows=page.rows.clone()
                total=page.total_words()
                next=page.next
                filter=filter
                path=routes::DOCUMENTS.to_owned()
                pick=None
            />
        </div>
    };
    framed(frame, &of, Vec::new(), body.into_any())
}

fn folder_title(folders: &[FolderNode], filter: &DocumentFilter) -> String {
    match (filter.show.as_str(), filter.folder.as_str()) {
        ("trash", _) => "Trash".into(),
        ("held", _) => "Legal hold".into(),
        ("shared", _) => "Shared with client".into(),
        (_, "") => "All documents".into(),
        (_, "none") => "In no folder".into(),
        (_, id) => folders
            .iter()
            .find(|node| node.id.to_string() == id)
            .map_or_else(|| "All documents".to_owned(), |node| node.name.clone()),
    }
}

#[component]
fn Tree(
    case: CaseId,
    nodes: Vec<FolderNode>,
    filter: DocumentFilter,
    counts: Counts,
    may_add: bool,
) -> impl IntoView {
    let path = routes::case_documents(case);
    let link =
        |folder: &str, show: &str| routes::with_query(&path, &[("folder", folder), ("show", show)]);
    let current = |folder: &str, show: &str| {
        (filter.folder == folder && filter.show == show).then_some("true")
    };
    let Counts { all, on_hold, shared, trashed } = counts;
    let folders = nodes
        .into_iter()
        .map(|node| {
            let id = node.id.to_string();
            let depth = format!("tree__deep-{}", node.depth.min(5));
            let icon = if node.narrowed.is_some() { "shield" } else { "case" };
            let words = node.narrowed.map(|words| format!(", {}", words.to_lowercase()));
            let label = format!("Change folder {}", node.name);
            view! {
                <li class=depth>
                    <a href=link(&id, "") aria-current=current(&id, "")>
                        <Icon name=icon small=true />
                        {node.name}
                        <span class="vh">{words}</span>
                        <span class="count">{node.count}</span>
                    </a>
                    {may_add
                        .then(|| {
                            view! {
                                <a class="tree__act" href=routes::folder(case, node.id) aria-label=label>
                                    <Icon name="more" small=true />
                                </a>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="vault__tree" aria-label="Folders">
            <ul class="tree">
                <li>
                    <a href=link("", "") aria-current=current("", "")>
                        <Icon name="case" small=true />
                        "All documents"
                        <span class="count">{all}</span>
                    </a>
                </li>
                {folders}
            </ul>
            <ul class="tree mt-3">
                <li>
                    <a href=link("", "shared") aria-current=current("", "shared")>
                        <Icon name="share" small=true />
                        "Shared with client"
                        <span class="count">{shared}</span>
                    </a>
                </li>
                <li>
                    <a href=link("", "held") aria-current=current("", "held")>
                        <Icon name="lock" small=true />
                        "Legal hold"
                        <span class="count">{on_hold}</span>
                    </a>
                </li>
                <li>
                    <a href=link("", "trash") aria-current=current("", "trash")>
                        <Icon name="trash" small=true />
                        "Trash"
                        <span class="count">{trashed}</span>
                    </a>
                </li>
            </ul>
            {may_add
                .then(|| {
                    view! {
                        <p class="mt-3">
                            <LinkButton href=routes::folder_new(case) small=true icon="plus">
                                "New folder"
                            </LinkButton>
                        </p>
                    }
                })}
        </nav>
    }
}

const MEDIA: [(&str, &str); 6] = [
    ("pdf", "PDF"),
    ("word", "Text documents"),
    ("sheet", "Spreadsheets"),
    ("image", "Images"),
    ("mail", "E-mail"),
    ("text", "Plain text"),
];

#[component]
fn Filters(path: String, filter: DocumentFilter, people: Vec<Choice>) -> impl IntoView {
    let media =
        MEDIA.map(|(value, label)| Choice { value: value.into(), label: label.into() }).to_vec();
    view! {
        <form class="filters" method="get" action=path role="search" aria-label="Find documents">
            <TextField name="q" label="Name or tag" value=filter.q kind="search" class="field--w" icon="search" />
            <Select name="kind" label="Kind" options=kinds() value=filter.kind placeholder="Any" />
            <Select name="media" label="Type" options=media value=filter.media placeholder="Any" />
            <Select name="by" label="Person" options=people value=filter.by placeholder="Anybody" />
            <DateField name="from" label="From" value=filter.from />
            <DateField name="to" label="To" value=filter.to />
            {(!filter.folder.is_empty()).then(|| view! { <Hidden name="folder" value=filter.folder /> })}
            {(!filter.show.is_empty()).then(|| view! { <Hidden name="show" value=filter.show /> })}
            <Button icon="filter">"Filter"</Button>
        </form>
    }
}

#[component]
fn Found(
    rows: Vec<DocumentRow>,
    total: String,
    next: Option<String>,
    filter: DocumentFilter,
    path: String,
    /// The case whose documents can be chosen for an archive.
    pick: Option<CaseId>,
) -> impl IntoView {
    if rows.is_empty() {
        let narrowed = filter != DocumentFilter::default();
        let (title, text) = match narrowed {
            true => ("Nothing found", "Loosen the filter, or look in another folder."),
            false => (
                "No documents yet",
                "What is uploaded here is sealed as it arrives, and every look at it is on record.",
            ),
        };
        return view! { <Empty icon="note" title=title text=text /> }.into_any();
    }
    let first = (!filter.after.is_empty())
        .then(|| address(&path, &DocumentFilter { after: String::new(), ..filter.clone() }));
    let next = next.map(|after| address(&path, &DocumentFilter { after, ..filter.clone() }));
    let shown = rows.len();
    let with_case = pick.is_none();
    let picks = pick.is_some();
    view! {
        <TableWrap label="Documents">
            <table class="table table--stack">
                <Caption text="Documents, latest first" />
                <thead>
                    <tr>
                        {picks.then(|| view! { <th scope="col" class="tight"><span class="vh">"Select"</span></th> })}
                        <th scope="col">"Name"</th>
                        {with_case.then(|| view! { <th scope="col">"Case"</th> })}
                        <th scope="col">"State"</th>
                        <th scope="col">"Changed"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| {
                        let row = if picks { DocumentRow { case: None, ..row } } else { row };
                        view! { <Row row=row pick=picks /> }
                    }).collect_view()}
                </tbody>
            </table>
        </TableWrap>
        <Pager shown=shown total_words=total one="document" many="documents" next=next first=first />
        {pick
            .map(|case| {
                view! {
                    <form id="archive" method="post" action=routes::documents_archive(case)>
                        <ArchiveToken />
                        <Button icon="download" small=true>
                            "Download those selected"
                        </Button>
                    </form>
                }
            })}
    }
    .into_any()
}

#[component]
fn ArchiveToken() -> impl IntoView {
    let token = use_context::<crate::page::HiddenToken>()
        .map(|crate::page::HiddenToken(token)| token())
        .unwrap_or_default();
    (!token.is_empty()).then(|| view! { <Hidden name="_token" value=token /> })
}

/// The whole case under a hold, or the way to put it there.
#[component]
fn CaseHold(case: CaseId, held: Option<Held>, may: bool) -> impl IntoView {
    let notice = held.as_ref().map(|held| {
        let title = format!("The whole case is under a legal hold since {}", held.since);
        let text = format!("{} Set by {}.", sentence(&held.reason), held.by);
        view! { <Notice kind=Tone::Info title=title><p>{text}</p></Notice> }
    });
    let id = case.to_string();
    let form = match (may, held.is_some()) {
        (false, _) => None,
        (true, true) => Some(view! {
            <Act
                id="lift"
                summary="Lift the hold"
                action=api::LiftFromCase::url()
                subject=id
                reason="Why it is over. It stays on record."
                button="Lift hold"
            />
        }),
        (true, false) => Some(view! {
            <Act
                id="hold"
                summary="Put the whole case under a legal hold"
                action=api::HoldCase::url()
                subject=id
                reason="A subpoena, litigation that is expected, an audit."
                button="Put on hold"
            />
        }),
    };
    view! {
        {notice}
        {form}
    }
}
