//! What is kept about whoever uses the portal, and how it can be used by everybody: in plain words, and no more than is
//! so.

use leptos::prelude::*;

use super::{Outside, api, open_page};
use crate::routes;

/// The page `/portal/privacy`.
#[component]
pub fn Privacy() -> impl IntoView {
    open_page("What we keep about you", api::about_page(), |door| {
        let office = door.office;
        let them = match office.is_empty() {
            true => "whoever invited you".to_owned(),
            false => office.clone(),
        };
        view! {
            <Outside office=office title="What we keep about you">
                <p>{format!("This page is about the portal alone. It is run by {them} on their own machines.")}</p>
                <h2>"What we keep"</h2>
                <ul class="portal__prose">
                    <li>"Your name and e-mail address, and for whom you act."</li>
                    <li>
                        "If you added a passkey: the half of its key that cannot sign in, which device it is on, and when it was used. Your fingerprint or face never leaves your device. If you chose a PIN, a scrambled form of it that cannot be read back."
                    </li>
                    <li>
                        "When you signed in and out, with the kind of browser and the network address it came from. You see where you are signed in under “You”."
                    </li>
                    <li>"What you write to us, and when you read what we write. When you answered for an appointment, opened or downloaded a document or an invoice, or asked to pay one."</li>
                </ul>
                <p>
                    "This record protects you as well: it shows who looked at what. Nobody can change it, neither we nor you. It is kept as long as the law has us keep the records of a case."
                </p>
                <h2>"What we do not do"</h2>
                <p>
                    "There is no advertising here, nothing that counts visits, and nothing is loaded from other companies. If you pay online, you go on to the page of the service that takes the payment; what it keeps, it says there."
                </p>
                <h2>"Cookies"</h2>
                <p>
                    "One remembers that you are signed in, and one, before that, which browser asked for a code or for a passkey. Both end when you close the browser, and the first when you sign out. Neither is used for anything else."
                </p>
                <h2>"E-mail"</h2>
                <p>
                    "Messages from here say no more than they must: never what your case is about. The code and the link are stored nowhere but in the message to you."
                </p>
                <h2>"Your rights"</h2>
                <p>
                    {format!("Ask {them} what is kept about you, and have what is wrong put right. You can end your access at any time: call us.")}
                </p>
                <p>
                    <a class="portal__line" href=routes::PORTAL>
                        "Back"
                    </a>
                </p>
            </Outside>
        }
    })
}

/// The page `/portal/accessibility`.
#[component]
pub fn Accessibility() -> impl IntoView {
    open_page("Accessibility", api::about_page(), |door| {
        view! {
            <Outside office=door.office title="Accessibility">
                <p>"The portal is meant for everybody. We build it to meet WCAG 2.2 at level AA."</p>
                <h2>"What works"</h2>
                <ul class="portal__prose">
                    <li>"Everything can be done with a keyboard, and without scripts."</li>
                    <li>"Text can be enlarged, and it follows your system’s light or dark setting."</li>
                    <li>"No colour stands alone: a word says the same."</li>
                    <li>"You need no password to remember: a code can be pasted, and if ten minutes are too short, the link in the same message works for an hour. With a passkey you need no code either. Where a PIN was agreed with you, it is asked beside them, and the field takes what is pasted."</li>
                </ul>
                <h2>"What does not, as far as we know"</h2>
                <ul class="portal__prose">
                    <li>"An invoice as a PDF can be hard to read with a screen reader. The same stands on its page here."</li>
                    <li>"The pages are in English only."</li>
                    <li>"We test with automatic checks and by hand; people who use a screen reader every day have not tested it yet."</li>
                </ul>
                <h2>"If something is in your way"</h2>
                <p>"Call us, or answer any of our messages. We tell you on the phone whatever stands here, and put it right."</p>
                <p>
                    <a class="portal__line" href=routes::PORTAL>
                        "Back"
                    </a>
                </p>
            </Outside>
        }
    })
}
