//! How a page is made: one read, then the page, or what stands in its place.

use std::future::Future;

use domain::access::Refusal;
use domain::forms::{FieldErrors, FormPage};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::error::ApiError;
use crate::ui::notice::Notice;
use crate::ui::page::Bare;
use crate::ui::states::{Denied, NotFound, NotTaken, Unavailable, WentWrong};
use crate::ui::status::Tone;

/// Awaits the page's read and shows it. `what` is the kind of thing, for the page that says there is
/// none; a title never names a client.
pub fn page<T, V>(
    title: &'static str,
    what: &'static str,
    read: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    let body = Suspend::new(async move {
        match read.await {
            Ok(value) => show(value).into_any(),
            Err(error) => stead(error, what).into_any(),
        }
    });
    view! {
        <Title text=title />
        <Suspense>{body}</Suspense>
    }
}

/// What stands in a page's place, with its status.
fn stead(error: ApiError, what: &'static str) -> impl IntoView {
    status(error.status());
    view! { <Failed error=error what=what /> }
}

/// An error as a page without the frame: the same words and layout whether a page found nothing or
/// the server never came as far as a page.
#[component]
pub fn Failed(
    error: ApiError,
    #[prop(default = "page")] what: &'static str,
    /// Whether its address can be opened again: that of a form cannot.
    #[prop(default = true)]
    again: bool,
) -> impl IntoView {
    let body = match error {
        ApiError::NotFound => view! { <NotFound what=what /> }.into_any(),
        ApiError::Refused(message) if message == Refusal::Closed.to_string() => {
            view! { <Denied title="This case is closed" message=message /> }.into_any()
        }
        ApiError::Refused(message) => {
            view! { <Denied title="This is not open to you" message=message /> }.into_any()
        }
        ApiError::Conflict(message) => {
            view! { <Denied title="This cannot be done now" message=message /> }.into_any()
        }
        ApiError::StepUp => {
            let message = error.to_string();
            view! { <Denied title="This is not open to you" message=message /> }.into_any()
        }
        ApiError::Storage(message) => {
            view! { <NotTaken title="Documents cannot be stored or read just now" message=message /> }
                .into_any()
        }
        ApiError::SignedOut => {
            let message = error.to_string();
            view! { <NotTaken title="You are signed out" message=message /> }.into_any()
        }
        ApiError::Busy(_) => {
            let message = error.to_string();
            view! { <NotTaken title="Too many tries" message=message /> }.into_any()
        }
        ApiError::Invalid(_) | ApiError::Malformed => {
            let message = error.to_string();
            view! { <NotTaken title="This could not be read" message=message /> }.into_any()
        }
        ApiError::Unavailable => view! { <Unavailable again=again /> }.into_any(),
        ApiError::Internal { reference } => {
            view! { <WentWrong reference=reference again=again /> }.into_any()
        }
    };
    view! { <Bare>{body}</Bare> }
}

/// A part of the path, as typed.
pub fn param(name: &str) -> String {
    use_params_map().with_untracked(|map| map.get(name).unwrap_or_default())
}

/// A part of the query string, or nothing.
pub fn query(name: &str) -> String {
    use_query_map().with_untracked(|map| map.get(name).unwrap_or_default())
}

/// Where a form that was refused kept what was typed.
pub fn flash_id() -> String {
    query("form")
}

/// What the server puts into context so that a page can set its status; absent in a browser.
#[derive(Clone, Copy)]
pub struct SetStatus(pub fn(u16));

/// Gives the hidden token of forms to browsers that send neither fetch metadata nor an origin; an
/// empty one to all others. Put into context by the server.
#[derive(Clone, Copy)]
pub struct HiddenToken(pub fn() -> String);

/// Sets the response's status on the server; nothing in a browser.
pub fn status(code: u16) {
    if let Some(SetStatus(set)) = use_context::<SetStatus>() {
        set(code);
    }
}

/// Message and complaints of a form page, taken out for the form.
pub fn complaints<F, X>(page: &mut FormPage<F, X>) -> (Option<String>, FieldErrors) {
    (page.message.take(), std::mem::take(&mut page.errors))
}

/// What was just done, said once at the top of the page it led to. Words are ours: the address only
/// carries which.
#[component]
pub fn Done() -> impl IntoView {
    let said = match query("done").as_str() {
        "saved" => "Saved.",
        "opened" => "The case is open.",
        "prepared" => "The case waits for the attorney’s approval.",
        "approved" => "Approved. The case is open.",
        "withdrawn" => "Withdrawn.",
        "declined" => "Declined. Whoever prepared it can read why.",
        "closed" => "The case is closed. It reads as before; changes wait until it is reopened.",
        "reopened" => "The case is open again.",
        "granted" => "Access given.",
        "changed" => "Access changed.",
        "ended" => "Access ended.",
        "lead" => "The case has a new responsible attorney.",
        "covered" => "The cover is set. Those whose cases it reaches are told.",
        "cover-ended" => "The cover has ended.",
        "leaves" => "The departure is marked.",
        "handed-over" => "Handed over.",
        "departed" => "The hand-over is closed, and the account suspended.",
        "stays" => "The departure is withdrawn.",
        "walled" => "The wall stands from now on.",
        "asked" => "Asked. The wall stands until a second person confirms.",
        "lifted" => "The wall is lifted.",
        "kept" => "The wall stands.",
        "purge-asked" => "Asked. The documents stay until a second person confirms.",
        "purged" => "Destroyed. These documents can no longer be read.",
        "documents-kept" => "The documents are kept.",
        "waits" => "Nothing is lost: what you typed waits here for the conflict check.",
        "decided" => "Decided.",
        "answered" => "Answered. Whoever asked finds it with the check.",
        "taken" => "The enquiry is taken.",
        "declined-enquiry" => "Declined. The letter is ready to print.",
        "party" => "The party is on the case.",
        "party-alike" => "The party is saved. Its name is like one the office knows: see below.",
        "party-ended" => "No longer a party. It stays on record.",
        "note" => "The note is kept.",
        "note-withdrawn" => "Withdrawn. It reads on here as it was.",
        "holiday" => "The holiday is added.",
        "holiday-ended" => "The holiday is taken back.",
        "stored" => "Stored.",
        "stored-all" => "All files are stored.",
        "restored-version" => "That version is the newest again.",
        "checked-out" => "Checked out. Nobody else adds a version until you bring it back.",
        "checked-in" => "No longer checked out.",
        "trashed" => "In the trash. It can be restored from there.",
        "untrashed" => "Restored.",
        "held" => "The hold is in force. Nothing under it can be put in the trash or destroyed.",
        "hold-lifted" => "The hold is lifted.",
        "narrowed" => "Who may open it has changed.",
        "released" => "Released. It opens from now on.",
        "folder" => "The folder is made.",
        "folder-removed" => "The folder is gone.",
        "shared" => "Shared. It opens in two minutes; until then you can withdraw it.",
        "outside-sent" => {
            "Saved. The message goes out in two minutes; until then you can withdraw it."
        }
        "outside-withdrawn" => "Withdrawn. Nobody could open it.",
        "outside-recalled" => "Recalled. Nobody can open it any more.",
        "share-proposed" => "Proposed. Somebody with the release right decides on it.",
        "share-declined" => "Declined. Whoever proposed it can read why.",
        "share-withdrawn" => "Withdrawn. Nobody could open it.",
        "share-ended" => "Recalled. Nobody can open it any more.",
        "message" => "Sent.",
        "joined" => "Asked in. They read what is written from now on.",
        "left" => "Taken out. They read nothing of it any more.",
        "thread-closed" => "Closed. It can be read, and opened again.",
        "thread-reopened" => "Open again.",
        "filed" => "Filed. It is a document of the case now.",
        "filed-all" => "Filed. All of them are documents of the case now.",
        "scan-handed" => "Handed over.",
        "scan-discarded" => "Discarded. It can be taken back for thirty days.",
        "scan-restored" => "Back in its tray.",
        "client-asked" => "Asked. The client’s people are told by e-mail.",
        "request-changed" => "The day is changed.",
        "request-withdrawn" => "Withdrawn. The client is not asked for it any more.",
        "request-received" => "Received. The client sees that it is done.",
        "upload-accepted" => "Accepted. It is a document of the case now.",
        "upload-refused" => "Refused. The client reads why.",
        "sent-in" => "Thank you. It arrived, and we look at it.",
        "sent-in-held" => {
            "It arrived. Our virus scanner stopped it, so nobody opens it before we have looked into that."
        }
        "template" => "The template is kept.",
        "template-replaced" => "Replaced. New documents are made of this file.",
        "template-retired" => "Retired. What was made of it stays.",
        "template-reused" => "In use again.",
        "feed" => "The address is made. Copy it into the other program.",
        "feed-ended" => "Ended. The address shows nothing any more.",
        "external" => "It is read within a minute.",
        "external-ended" => "It is read no more, and what it said is forgotten.",
        "portal-invited" => "Invited. The message is on its way.",
        "portal-invited-pin" => {
            "Invited. The message is on its way; it opens nothing without a PIN. Make a number below, and tell it to them."
        }
        "portal-changed" => "Saved. It holds from now on.",
        "portal-pin" => "The number is made. They choose a PIN with it as they sign in.",
        "portal-passkey" => "Added. From now on this device lets you in.",
        "portal-passkey-gone" => "Removed. That passkey lets nobody in any more.",
        "portal-ended" => "Access ended. Every session and link of that person ended with it.",
        "status-told" => "Clients can read it now.",
        "status-written" => "Saved. The lead is asked; clients read it once it is approved.",
        "status-taken-back" => "Taken back. Clients do not read it any more.",
        "co-client" => "Added. What is shared with them from now on, they can open.",
        "separated" => "Separated. They have no common sight of this case any more.",
        "portal-disputed" => {
            "We have it. Nothing of this invoice is asked for until we have answered you."
        }
        "portal-reach" => "Saved. We keep to it from now on.",
        "portal-texts-stopped" => "We send you no texts any more.",
        "portal-in" => "You are signed in.",
        "portal-over" => "Nothing was changed: this appointment is off, or has begun.",
        "portal-fixed" => {
            "Nothing was changed: only the court can move this date. If you cannot come, call us."
        }
        "portal-reads" => {
            "Nothing was changed: you can see this appointment, and not answer for it. Call us."
        }
        "pay-none" => "Nothing is left to pay.",
        "replied" => "Thank you. We have your answer.",
        "stale" => "It has a new time since that message. Look at it again.",
        "rung" => "Done. The note stays with the entry.",
        "reply-read" => "Read.",
        "stopped" => "All sending is stopped. Every page says so.",
        "room" => "The room is added.",
        "room-ended" => "The room is ended. What is booked there stays.",
        "started" => "Messages are sent again.",
        "test" => "On its way. What becomes of it is shown below: look again in a moment.",
        "wording" => "In force from now on.",
        "stage-words" => "Saved. The next text on a case at this stage begins with it.",
        "house-stage-words" => "Back to the words that came with Privity.",
        "house-wording" => "Back to the house’s wording.",
        "let-go" => "Released. The first messages are on their way.",
        "own-reminders" => "Saved.",
        "booked" => "Booked.",
        "moved" => "Moved.",
        "called-off" => "Called off. Nothing more is sent about it.",
        "reminders-released" => "Released. Reminders are sent from now on.",
        "attendance" => "Recorded.",
        "deadline-kept" => "Kept. Whoever looks it over is asked to confirm.",
        "deadline-reopened" => "Open again. Whoever answers for it is told.",
        "deadline-checked" => "Confirmed. The deadline was kept.",
        "rate" => "The rate is set. Time recorded from its first day on is priced by it.",
        "rate-ended" => "Ended. What was recorded at it keeps its price.",
        "tax" => "The tax is added. A draft can have it from its first day on.",
        "tax-ended" => "Ended. Drafts and invoices keep it.",
        "activity" => "The kind of work is added.",
        "activity-ended" => "Ended. Entries keep it.",
        "paid" => "The payment is recorded.",
        "credit-used" => "Used. The invoices have it.",
        "part-ended" => "Taken off. It is credit again.",
        "refunded" => "Recorded as given back.",
        "reversed" => "Reversed. What it paid is open again.",
        "statement" => "Read in. Look at what each line may be for.",
        "line-taken" => "The payment is recorded, and the line is done.",
        "line-ignored" => "Set aside. The line is done.",
        "submitted" => "Handed over. The responsible attorney finds it among the drafts.",
        "draft-approved" => "Approved. It can be issued.",
        "draft-returned" => "Returned. Whoever drafted it can read why.",
        "issued" => "Issued. It has its number, and changes no more.",
        "sent" => "Recorded. Reminders are counted from it.",
        "due-moved" => "The due date has moved. Reminders are counted from it anew.",
        "voided" => "Void. What it billed can be billed again.",
        "credited" => "The credit note is issued.",
        "written-off" => "Written off.",
        "invoice-held" => "Held. No reminder goes out until that day.",
        "hold-over" => "The hold is over.",
        "disputed" => "Marked. The disputed amount is not asked for.",
        "settled" => "Settled.",
        "invoice-released" => "Released. Reminders may go out.",
        "mailing" => "On its way. What becomes of it is shown below: look again in a moment.",
        "mailings" => "They are on their way. What somebody has to see to stays in this list.",
        "pay-later" => "The payment page could not be opened just now. Try again in a minute.",
        "pay-link" => "The link is made. Copy it now: it is not shown again.",
        "event-decided" => "Done. What you wrote stays with it.",
        "draft" => "The draft is kept.",
        "drafts" => "The drafts are written.",
        "notice-approved" => "Approved. It goes with the next that are sent.",
        "letters" => {
            "The letters are ready. Open the file, print it, and say when they were mailed."
        }
        "letters-mailed" => "Recorded. What they said counts from that day.",
        "dunning" => "Saved. It holds for the next that are sent.",
        "time" => "Recorded.",
        "timer" => "The timer runs, here and on every device of yours.",
        "timer-dropped" => "Discarded. Nothing was recorded.",
        "expense" => "The expense is recorded.",
        "expense-withdrawn" => "Withdrawn. It is not billed.",
        "receipt" => "The receipt is kept with it.",
        "time-withdrawn" => "Withdrawn. It is not billed.",
        "call" => "The call is kept.",
        "call-answered" => "Answered.",
        "call-handed" => "Handed on.",
        "client" => "The client is on file.",
        "contact" => "The contact is on file.",
        "contact-ended" => "No longer good. It stays on record.",
        "consent" => "Recorded.",
        "merged" => "Merged. Both names lead here.",
        "unmerged" => "The merge is undone.",
        "representative" => "The representative is on file.",
        "representative-ended" => "No longer a representative. It stays on record.",
        "payer" => "The payer is on the case.",
        "payer-ended" => "Pays no longer. It stays on record.",
        "invited" => "Invited. The message is in the outbox.",
        "role" => "The role has changed.",
        "suspended" => "Suspended. Every session of that account has ended.",
        "desk" => "The desk right is given.",
        "no-desk" => "The desk right has ended.",
        "reinstated" => "Reinstated.",
        "password" => "The password has changed. Other devices were signed out.",
        "factor" => "The second factor is set up.",
        "no-factor" => "The second factor is off.",
        "device" => "That device is signed out.",
        "devices" => "Every other device is signed out.",
        "link" => "If that address belongs to an account, a link is on its way.",
        "chosen" => "Your password is set. Sign in with it.",
        "out" => "You are signed out.",
        _ => return None,
    };
    Some(view! { <Notice id="done" kind=Tone::Ok title=said role="status" focus=true /> })
}
