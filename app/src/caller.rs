//! The one server-only file: a request becomes a caller, an error of the office becomes an answer.
//!
//! The session middleware puts what it found into the request; nothing here reads a cookie.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::billing::show::{InvoiceAct, InvoiceActForm};
use domain::cases::Stage;
use domain::forms::{Answer, FieldErrors, Flash, FormPage, Refused};
use domain::frame::Frame;
use domain::ids::{FlashId, InvoiceId};
use domain::pin::PinWanted;
use domain::reminders::WordingKey;
use http::HeaderValue;
use http::header::SET_COOKIE;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use office::cases::Opened;
use office::console::Console;
use office::gate::{self, Owner, Visit};
use office::identity::{Next, SignedIn, own_path};
use office::portal::PortalCaller;
use office::{Caller, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::door::Asked;
use crate::error::ApiError;

/// How often row-level security had to refuse what a finder or a verb forgot to ask. Anything but
/// zero is a defect: tests read it.
pub static OFFICE_FORGOTTEN: AtomicU64 = AtomicU64::new(0);

/// The token in the session cookie, whether its session is whole or waits for the second factor.
#[derive(Clone, Debug)]
pub struct SessionToken(pub String);

/// The token in the portal's session cookie, whatever it is worth.
#[derive(Clone, Debug)]
pub struct PortalToken(pub String);

/// The session waits for the second factor.
#[derive(Clone, Copy, Debug)]
pub struct Pending;

/// What a browser without fetch metadata has to send back with a form.
#[derive(Clone, Debug)]
pub struct FormToken {
    pub token: String,
    /// To be set where the token is used, for a browser that had none.
    pub cookie: Option<HeaderValue>,
}

/// The address people type, for the links in messages.
#[derive(Clone, Debug)]
pub struct BaseUrl(pub Arc<str>);

/// How cookies are written: `__Host-` and `Secure` wherever the portal is reached by https.
#[derive(Clone, Copy, Debug)]
pub struct CookiePolicy {
    pub secure: bool,
}

impl CookiePolicy {
    /// The session's cookie.
    pub const fn session(self) -> &'static str {
        if self.secure { "__Host-privity" } else { "privity" }
    }

    /// The cookie of somebody of a client who is signed in to the portal.
    pub const fn portal(self) -> &'static str {
        if self.secure { "__Host-privity-portal" } else { "privity-portal" }
    }

    /// The cookie of a browser that is not signed in: it owns what refused forms keep.
    pub const fn visit(self) -> &'static str {
        if self.secure { "__Host-privity-visit" } else { "privity-visit" }
    }

    /// The cookie of a browser that an account knows: it has tries of its own at the door.
    pub const fn known(self) -> &'static str {
        if self.secure { "__Host-privity-known" } else { "privity-known" }
    }

    /// A `Set-Cookie` that stays for half a year.
    pub fn keep(self, name: &str, token: &str) -> HeaderValue {
        self.header(&format!("{name}={token}"), "; Max-Age=15552000")
    }

    /// A `Set-Cookie` that ends with the browser.
    pub fn set(self, name: &str, token: &str) -> HeaderValue {
        self.header(&format!("{name}={token}"), "")
    }

    pub fn clear(self, name: &str) -> HeaderValue {
        self.header(&format!("{name}="), "; Max-Age=0")
    }

    /// The theme somebody chose, for a year. No secret: a script may read it.
    pub fn theme(self, word: &str) -> HeaderValue {
        let secure = self.secure_mark();
        value(&format!("theme={word}; Path=/; SameSite=Lax{secure}; Max-Age=31536000"))
    }

    fn header(self, pair: &str, more: &str) -> HeaderValue {
        let secure = self.secure_mark();
        value(&format!("{pair}; Path=/; HttpOnly; SameSite=Lax{secure}{more}"))
    }

    const fn secure_mark(self) -> &'static str {
        if self.secure { "; Secure" } else { "" }
    }
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

/// Who asks.
///
/// # Errors
/// SignedOut.
pub fn caller() -> Result<Caller, ApiError> {
    extension().ok_or(ApiError::SignedOut)
}

/// Who of a client asks. No staff's session is one.
///
/// # Errors
/// SignedOut.
pub fn client() -> Result<PortalCaller, ApiError> {
    extension().ok_or(ApiError::SignedOut)
}

/// What is asked of somebody who came in by a code or a link and whose PIN is wanted, and their token.
///
/// # Errors
/// SignedOut where nobody is asked for one.
pub fn pin_wanted() -> Result<(PinWanted, String), ApiError> {
    extension().zip(portal_token()).ok_or(ApiError::SignedOut)
}

/// The token of the portal's session cookie, for signing out.
pub fn portal_token() -> Option<String> {
    extension::<PortalToken>().map(|token| token.0)
}

/// The browser that asks for a code: the code works there. One that has no cookie yet is given one.
///
/// # Errors
/// Internal, outside a request.
pub fn browser() -> Result<Owner, ApiError> {
    let visit = visit()?;
    Ok(visit.owner().unwrap_or_else(|| {
        let (policy, token) = (policy(), office::keys::token(&visit.office().chance));
        set_cookie(policy.set(policy.visit(), &token));
        Owner::token(&token)
    }))
}

/// Remembers that somebody of a client is signed in, and says where that leads.
pub fn carry_client(token: String) -> String {
    let policy = policy();
    set_cookie(policy.set(policy.portal(), &token));
    crate::routes::with_done(crate::routes::PORTAL, "portal-in")
}

/// Takes the portal's cookie away: after signing out.
pub fn forget_client() {
    let policy = policy();
    set_cookie(policy.clear(policy.portal()));
}

/// The facts of the portal's door; in the demo with whom one can be.
///
/// # Errors
/// Unavailable.
pub async fn portal_door(visit: &Visit) -> Result<domain::portal::PortalDoor, ApiError> {
    office::portal::door(visit, console().ok().as_deref(), &base_url()).await.map_err(reveal)
}

/// Sends somebody who is signed in to the portal on from its door.
pub fn send_client_on() {
    if client().is_ok() {
        leptos_axum::redirect(crate::routes::PORTAL, false);
    } else if pin_wanted().is_ok() {
        leptos_axum::redirect(crate::routes::PORTAL_PIN, false);
    }
}

/// Where an answer given in the portal leads.
///
/// # Errors
/// What no page can say.
pub fn answered(
    next: &str,
    done: Result<office::portal::Answered, Error>,
) -> Result<Answer, ApiError> {
    use domain::notices::LinkAnswer;
    use office::portal::Answered;

    let word = match done.map_err(reveal)? {
        Answered::As(LinkAnswer::Done) => "replied",
        Answered::As(LinkAnswer::Stale) => "stale",
        Answered::As(LinkAnswer::Over) => "portal-over",
        Answered::As(LinkAnswer::Fixed) => "portal-fixed",
        Answered::ReadsOnly => "portal-reads",
    };
    let next = next_or(next, crate::routes::PORTAL);
    Ok(Answer::Go(crate::routes::with_done(&next, word)))
}

/// Where asking to pay an invoice leads: to our page with the provider's link on it.
///
/// # Errors
/// What no page can say.
pub fn paying(
    id: InvoiceId,
    done: Result<Option<(String, domain::billing::online::AskedToPay)>, Error>,
) -> Result<Answer, ApiError> {
    use domain::billing::online::AskedToPay;

    Ok(Answer::Go(match done.map_err(reveal)? {
        Some((token, AskedToPay::Ready)) => crate::routes::pay(&token),
        Some((_, AskedToPay::Later)) => {
            crate::routes::with_done(&crate::routes::portal_invoice(id), "pay-later")
        }
        Some((_, AskedToPay::NothingLeft)) | None => {
            crate::routes::with_done(&crate::routes::portal_invoice(id), "pay-none")
        }
    }))
}

/// Where somebody outside comes out: at the page of the link, which says what there is, or that there is nothing.
///
/// # Errors
/// As [`answer`].
pub fn sent_on<F: Serialize>(
    token: &str,
    form: &F,
    done: Result<(), Error>,
) -> Result<Answer, ApiError> {
    let page = crate::routes::sent(token);
    match done {
        Err(Error::NotFound) => Ok(Answer::Go(page)),
        done => answer(page.clone(), form, done.map(|()| page)),
    }
}

/// What was read, or none where there is nothing.
///
/// # Errors
/// What no page can say.
pub fn if_there<T>(read: Result<T, Error>) -> Result<Option<T>, ApiError> {
    match read {
        Err(Error::NotFound) => Ok(None),
        read => read.map(Some).map_err(reveal),
    }
}

/// The request, whoever makes it.
///
/// # Errors
/// Internal, outside a request.
pub fn visit() -> Result<Visit, ApiError> {
    extension().ok_or(ApiError::Internal { reference: String::new() })
}

/// The token of the session cookie, for the second factor and for signing out.
pub fn session_token() -> Option<String> {
    extension::<SessionToken>().map(|token| token.0)
}

/// Whether the password was right and the second factor is awaited.
pub fn is_pending() -> bool {
    extension::<Pending>().is_some()
}

/// The server's own terminal, for the outbox. In the demo only.
///
/// # Errors
/// NotFound.
pub fn console() -> Result<Arc<Console>, ApiError> {
    extension().ok_or(ApiError::NotFound)
}

/// Where invoices are paid online; none where no provider is set up.
pub fn online() -> Option<office::online::Online> {
    extension()
}

/// The address people type; empty, and links are paths, where the server does not say.
pub fn base_url() -> Arc<str> {
    extension::<BaseUrl>().map(|BaseUrl(url)| url).unwrap_or_default()
}

/// Sends somebody who is signed in on from a page of the door.
pub fn send_on() {
    if caller().is_ok() {
        leptos_axum::redirect(crate::routes::CASES, false);
    }
}

/// Where a form asked to go next, if that is a path of ours.
pub fn next_or(asked: &str, otherwise: &str) -> String {
    own_path(asked).unwrap_or(otherwise).to_owned()
}

/// The value of the hidden field `_token`, for browsers that send neither fetch metadata nor an
/// origin; empty for all others, and then the field is left out.
pub fn form_token() -> String {
    let Some(form) = extension::<FormToken>() else { return String::new() };
    if let Some(cookie) = form.cookie {
        set_cookie(cookie);
    }
    form.token
}

pub fn set_cookie(cookie: HeaderValue) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.append_header(SET_COOKIE, cookie);
    }
}

fn policy() -> CookiePolicy {
    extension().unwrap_or(CookiePolicy { secure: true })
}

/// Puts a session's token into the cookie: after a sign-in and after a step-up.
pub fn remember(token: &str) {
    let policy = policy();
    set_cookie(policy.set(policy.session(), token));
}

/// Takes the cookie away: after signing out.
pub fn forget() {
    let policy = policy();
    set_cookie(policy.clear(policy.session()));
}

/// Keeps a theme; any word but `light` and `dark` follows the system.
pub fn keep_theme(word: &str) {
    let word = match word {
        "light" => "light",
        "dark" => "dark",
        _ => "system",
    };
    set_cookie(policy().theme(word));
}

/// Remembers a sign-in and says where it leads.
pub fn carry(signed_in: SignedIn) -> String {
    remember(&signed_in.token);
    if let Some(known) = &signed_in.known {
        let policy = policy();
        set_cookie(policy.keep(policy.known(), known));
    }
    match signed_in.next {
        Next::Path(path) => path,
        Next::SecondFactor(next) => format!("/sign-in/code?next={}", query_value(&next)),
    }
}

/// Where it leads once a case was opened, prepared, or has to wait for its conflict check.
pub fn opened(opened: Opened) -> String {
    match opened {
        Opened::Case(id) => crate::routes::case(id) + "?done=opened",
        Opened::Prepared(_) => "/cases?done=prepared".to_owned(),
        Opened::Waits(check) => crate::routes::conflict(check) + "?done=waits",
    }
}

/// Where an act about an invoice leads: to its page, or back to it with the act's form open.
///
/// # Errors
/// As [`answer`].
pub fn about_invoice(
    id: InvoiceId,
    act: Option<InvoiceAct>,
    done: &str,
    form: &InvoiceActForm,
    result: Result<(), Error>,
) -> Result<Answer, ApiError> {
    let page = crate::routes::invoice(id);
    let back = match act {
        Some(act) => crate::routes::invoice_act(id, act.word()),
        None => page.clone(),
    };
    answer(back, form, result.map(|()| crate::routes::with_done(&page, done)))
}

/// Where a link to pay by leads that was just made: to its invoice, which shows it once.
///
/// # Errors
/// As [`answer`].
pub async fn pay_link_made(
    id: InvoiceId,
    online: &office::online::Online,
    result: Result<String, Error>,
) -> Result<Answer, ApiError> {
    let page = crate::routes::invoice(id);
    let form = InvoiceActForm::default();
    match result {
        Ok(token) => {
            let link = format!("{}{}", online.base_url, crate::routes::pay(&token));
            let shown = crate::routes::with_done(&page, "pay-link");
            let form = InvoiceActForm { link, ..form };
            Ok(Answer::Go(keep_at(&shown, &form).await?))
        }
        Err(error) => answer(page, &form, Err(error)),
    }
}

/// Where invoices that were to be e-mailed lead: to the one, to the list, or back to where they were looked over.
///
/// # Errors
/// As [`answer`].
pub fn mailed_out(
    keys: &str,
    result: Result<office::invoice_mail::Asked, Error>,
) -> Result<Answer, ApiError> {
    let picked = keys.split_whitespace().filter_map(domain::billing::mailing::read_key);
    let back = crate::routes::mail_out(picked.map(|(id, _)| id));
    let result = result.map(|asked| match asked.sent.as_slice() {
        [one] => crate::routes::with_done(&crate::routes::invoice(*one), "mailing"),
        _ => {
            let unsent = crate::routes::with_query(crate::routes::BILLING, &[("which", "unsent")]);
            crate::routes::with_done(&unsent, "mailings")
        }
    });
    answer(back, &(), result)
}

/// An error of the office as the edge tells it. Internals are logged under the reference that the
/// person is shown.
pub fn reveal(error: Error) -> ApiError {
    match error {
        Error::NotFound => ApiError::NotFound,
        Error::Refused(why) => ApiError::Refused(why),
        Error::StepUp => ApiError::StepUp,
        Error::Invalid(errors) => ApiError::Invalid(errors),
        Error::Conflict(what) => ApiError::Conflict(what),
        Error::Busy(seconds) => ApiError::Busy(seconds),
        Error::Unavailable => ApiError::Unavailable,
        Error::Storage(what) => ApiError::Storage(what),
        Error::Forgotten(what) => {
            OFFICE_FORGOTTEN.fetch_add(1, Ordering::Relaxed);
            internal(&format!("row-level security had to refuse: {what}"))
        }
        Error::Internal(what) => internal(&what),
    }
}

fn internal(what: &str) -> ApiError {
    let reference = visit().map(|visit| visit.request_id().to_string()).unwrap_or_default();
    tracing::error!(request.id = reference, "{what}");
    ApiError::Internal { reference }
}

/// What a form's server function answers: a path to go to, or the form again with what was wrong.
/// `back` is the path of the page that shows the form.
///
/// # Errors
/// What no form can say: not found, and what went wrong inside.
pub fn answer<F: Serialize>(
    back: impl Into<String>,
    form: &F,
    result: Result<String, Error>,
) -> Result<Answer, ApiError> {
    let back = back.into();
    let error = match result {
        Ok(path) => return Ok(Answer::Go(path)),
        Err(error) => reveal(error),
    };
    let errors = match &error {
        ApiError::Invalid(errors) => errors.clone(),
        ApiError::StepUp
        | ApiError::Refused(_)
        | ApiError::Conflict(_)
        | ApiError::Busy(_)
        | ApiError::Storage(_)
        | ApiError::Unavailable => FieldErrors::default(),
        ApiError::NotFound
        | ApiError::SignedOut
        | ApiError::Malformed
        | ApiError::Internal { .. } => {
            return Err(error);
        }
    };
    // One complaint says itself beside its field; on a page without that field the message is it.
    let message = match errors.0.as_slice() {
        [only] => only.message.clone(),
        _ => error.to_string(),
    };
    let values = serde_json::to_string(form).map_err(|error| internal(&error.to_string()))?;
    let refused = Refused { back, status: error.status(), message, errors, values };
    Ok(if error == ApiError::StepUp { Answer::Prove(refused) } else { Answer::Refused(refused) })
}

/// Where something that was written to a client leads: to its thread; or back, with what speaks against it, where it
/// names another client.
///
/// # Errors
/// As [`answer`].
pub async fn sent<F: Serialize>(
    back: String,
    form: &F,
    warned: impl FnOnce(String) -> F,
    result: Result<office::threads::Sent, Error>,
) -> Result<Answer, ApiError> {
    use office::threads::Sent;

    match result {
        Ok(Sent::Done(id)) => {
            Ok(Answer::Go(crate::routes::with_done(&crate::routes::thread(id), "message")))
        }
        Ok(Sent::Warned(words)) => Ok(Answer::Go(keep_at(&back, &warned(words)).await?)),
        Err(error) => answer(back, form, Err(error)),
    }
}

/// Where it leads once somebody was taken out of a thread: oneself sees it no more.
///
/// # Errors
/// As [`answer`].
pub fn left(id: domain::ids::ThreadId, done: Result<bool, Error>) -> Result<Answer, ApiError> {
    let back = crate::routes::thread(id);
    let done = done.map(|oneself| match oneself {
        true => crate::routes::with_done(crate::routes::MESSAGES, "left"),
        false => crate::routes::with_done(&back, "left"),
    });
    answer(back, &(), done)
}

/// What a refused form kept, for the page that shows it again. `id` is the query's `form`.
pub async fn flash<F: DeserializeOwned>(id: &str) -> Option<(F, Flash)> {
    let id = id.parse::<FlashId>().ok()?;
    let flash = gate::show_flash(&visit().ok()?, id).await.map_err(reveal).ok()??;
    Some((serde_json::from_str(&flash.values).ok()?, flash))
}

/// An id as it stands in an address. One that cannot be read names nothing.
///
/// # Errors
/// NotFound.
pub fn id<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::NotFound)
}

/// Which wording an address names.
///
/// # Errors
/// NotFound.
pub fn wording_key(kind: &str, channel: &str, reader: &str) -> Result<WordingKey, ApiError> {
    WordingKey::from_words(kind, channel, reader).ok_or(ApiError::NotFound)
}

/// A stage by its word.
///
/// # Errors
/// NotFound.
pub fn stage(word: &str) -> Result<Stage, ApiError> {
    Stage::from_word(word).ok_or(ApiError::NotFound)
}

/// A form's page: as the record stands, or as it was typed where the form comes back refused. The
/// revision is always the record's own, so that saving again is a decision made knowingly.
///
/// # Errors
/// Internal.
pub async fn form_page<F, X>(
    frame: Frame,
    form: F,
    context: X,
    flash_id: &str,
) -> Result<FormPage<F, X>, ApiError>
where
    F: Serialize + DeserializeOwned,
{
    let mut page = FormPage { frame, form, message: None, errors: FieldErrors::default(), context };
    if let Some((typed, flash)) = flash::<F>(flash_id).await {
        let revision = revision(&page.form)?;
        page.form = with_revision(typed, revision)?;
        page.message = Some(flash.message);
        page.errors = flash.errors;
    }
    Ok(page)
}

/// A form of the door or of a client: fresh, or as it was typed where it comes back, with the record’s own revision.
///
/// # Errors
/// Unavailable.
pub async fn asked<F, X>(form: F, context: X, flash_id: &str) -> Result<Asked<F, X>, ApiError>
where
    F: Serialize + DeserializeOwned,
{
    let revision = revision(&form)?;
    Ok(match flash::<F>(flash_id).await {
        Some((typed, Flash { message, errors, .. })) => {
            let form = with_revision(typed, revision)?;
            Asked { form, message: Some(message), errors, context }
        }
        None => Asked { form, message: None, errors: FieldErrors::default(), context },
    })
}

/// What [`keep`] kept for this page, or else what a form on it was refused with.
pub async fn kept<T: DeserializeOwned>(id: &str) -> (Option<T>, Option<String>) {
    match flash::<serde_json::Value>(id).await {
        Some((value, flash)) => match serde_json::from_value(value) {
            Ok(kept) => (Some(kept), None),
            Err(_) => (None, Some(flash.message)),
        },
        None => (None, None),
    }
}

fn revision<F: Serialize>(form: &F) -> Result<Option<serde_json::Value>, ApiError> {
    let form = serde_json::to_value(form).map_err(|error| internal(&error.to_string()))?;
    Ok(form.get("revision").cloned())
}

fn with_revision<F: Serialize + DeserializeOwned>(
    form: F,
    revision: Option<serde_json::Value>,
) -> Result<F, ApiError> {
    let Some(revision) = revision else { return Ok(form) };
    let mut form = serde_json::to_value(form).map_err(|error| internal(&error.to_string()))?;
    form["revision"] = revision;
    serde_json::from_value(form).map_err(|error| internal(&error.to_string()))
}

/// Sets the status of the page being rendered.
pub fn set_status(code: u16) {
    if let (Some(response), Ok(code)) =
        (use_context::<ResponseOptions>(), http::StatusCode::from_u16(code))
    {
        response.set_status(code);
    }
}

/// Keeps something for the caller's next page to show: recovery codes, which are shown once.
///
/// # Errors
/// SignedOut, Unavailable.
pub async fn keep<T: Serialize>(value: &T) -> Result<FlashId, ApiError> {
    let owner = Owner::caller(&caller()?);
    let values = serde_json::to_string(value).map_err(|error| internal(&error.to_string()))?;
    let kept = Refused {
        back: String::new(),
        status: 200,
        message: String::new(),
        errors: FieldErrors::default(),
        values,
    };
    gate::keep_flash(&visit()?, owner, &kept).await.map_err(reveal)
}

/// [`keep`], and the path of the page that shows it.
///
/// # Errors
/// As [`keep`].
pub async fn keep_at<T: Serialize>(path: &str, value: &T) -> Result<String, ApiError> {
    Ok(crate::routes::showing(path, keep(value).await?))
}

/// Text as the value in a query.
pub fn query_value(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte))
            }
            other => _ = write!(encoded, "%{other:02X}"),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_cookie_is_secure_and_whole() {
        let policy = CookiePolicy { secure: true };
        assert_eq!(
            policy.set(policy.session(), "abc").to_str().unwrap(),
            "__Host-privity=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let demo = CookiePolicy { secure: false };
        assert_eq!(
            demo.clear(demo.session()).to_str().unwrap(),
            "privity=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn a_path_inside_a_query_stays_one_value() {
        assert_eq!(query_value("/cases?a=1&b=ä"), "/cases%3Fa%3D1%26b%3D%C3%A4");
    }
}
