//! Where a page of documents stands: on one client's matter, before billing's view of it, or over all.

use domain::access::Standing;
use domain::documents::DocumentsOf;
use domain::frame::Frame;
use leptos::prelude::*;

use crate::cases::head::{CaseHead, CaseTab};
use crate::routes;
use crate::ui::page::{Here, Shell};

/// The frame around a page of documents. `last` are the crumbs below the list, the last one without a
/// link.
pub(crate) fn framed(
    frame: Frame,
    of: &DocumentsOf,
    last: Vec<(String, Option<String>)>,
    body: AnyView,
) -> AnyView {
    let (mut crumbs, head) = match of {
        DocumentsOf::Case { case, .. } => {
            let crumbs = vec![
                ("Cases".to_owned(), Some(routes::CASES.to_owned())),
                (case.number.clone(), Some(routes::case(case.id))),
                ("Documents".to_owned(), Some(routes::case_documents(case.id))),
            ];
            (crumbs, head(of, &frame))
        }
        DocumentsOf::Billing { id, number, .. } => {
            let crumbs = vec![
                ("Cases".to_owned(), Some(routes::CASES.to_owned())),
                (number.clone(), Some(routes::case(*id))),
                ("Documents".to_owned(), Some(routes::case_documents(*id))),
            ];
            (crumbs, None)
        }
        DocumentsOf::Office => {
            (vec![("Documents".to_owned(), Some(routes::DOCUMENTS.to_owned()))], None)
        }
    };
    crumbs.extend(last);
    if let Some(last) = crumbs.last_mut() {
        last.1 = None;
    }
    let here = match of {
        DocumentsOf::Office => Here::Documents,
        DocumentsOf::Case { .. } | DocumentsOf::Billing { .. } => Here::Cases,
    };
    match head {
        Some(head) => view! {
            <Shell frame=frame here=here crumbs=crumbs case_head=head>
                {body}
            </Shell>
        }
        .into_any(),
        None => view! {
            <Shell frame=frame here=here crumbs=crumbs>
                {body}
            </Shell>
        }
        .into_any(),
    }
}

fn head(of: &DocumentsOf, frame: &Frame) -> Option<AnyView> {
    match of {
        DocumentsOf::Case { case, standing } => {
            let case = (**case).clone();
            let standing = Standing { desk: frame.desk, ..*standing };
            let head = view! { <CaseHead case=case standing=standing role=frame.role tab=CaseTab::Documents /> };
            Some(head.into_any())
        }
        DocumentsOf::Billing { .. } | DocumentsOf::Office => None,
    }
}
