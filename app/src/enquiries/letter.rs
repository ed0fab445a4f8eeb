//! The letter to somebody whose enquiry was declined, as a page that prints on one sheet.

use domain::clients::ClientKind;
use domain::enquiries::Letter;
use domain::frame::Framed;
use leptos::prelude::*;

use super::api;
use crate::page::{page, param};
use crate::routes;
use crate::ui::button::LinkButton;
use crate::ui::page::{Here, PageHead, Shell};

#[component]
pub fn LetterPage() -> impl IntoView {
    let id = param("id");
    let read = api::letter_page(id.clone());
    page("Letter", "enquiry", read, move |Framed { frame, body }: Framed<Letter>| {
        let back = format!("{}/{id}", routes::ENQUIRIES);
        let crumbs = vec![
            ("Enquiries".to_owned(), Some(routes::ENQUIRIES.to_owned())),
            ("Enquiry".to_owned(), Some(back.clone())),
            ("Letter".to_owned(), None),
        ];
        view! {
            <Shell frame=frame here=Here::Enquiries crumbs=crumbs class="page--form">
                <div class="no-print">
                    <PageHead title="Letter" lead="Print it from the browser: only the sheet is printed.">
                        <LinkButton href=back>"Back to the enquiry"</LinkButton>
                    </PageHead>
                </div>
                <Sheet letter=body />
            </Shell>
        }
    })
}

#[component]
fn Sheet(letter: Letter) -> impl IntoView {
    let greeting = match letter.kind {
        ClientKind::Person => format!("Dear {},", letter.name),
        ClientKind::Organization => "Dear Sir or Madam,".to_owned(),
    };
    view! {
        <article class="sheet" aria-label="Letter">
            <p class="sheet__from">{letter.office.clone()}</p>
            {(!letter.address.is_empty()).then(|| view! { <p class="sheet__address">{letter.address}</p> })}
            <p>{letter.on}</p>
            <p>{letter.name}</p>
            <p>{greeting}</p>
            <p>"Thank you for asking us about this matter: " {letter.matter} "."</p>
            <p>
                "We are not able to act for you in it. This says nothing about whether you are in the right; "
                "we have not looked into the merits, and we do not represent you."
            </p>
            <p>
                "Claims can run out after a time, sometimes a short one. If you wish to pursue the matter, please ask "
                "another attorney soon. The bar association can name you one."
            </p>
            <p>"Sincerely,"</p>
            <p class="sheet__signed">{letter.signed} <br /> {letter.office}</p>
        </article>
    }
}
