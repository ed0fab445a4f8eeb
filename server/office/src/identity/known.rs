//! Browsers that an account knows: those it was signed in to before. Such a browser has tries of its
//! own, so that strangers who guess cannot make it wait. It opens nothing by itself.

use crate::gate::Visit;
use crate::keys;

/// What the cookie of a browser that knows this account says.
pub(super) fn mark(visit: &Visit, email: &str) -> String {
    let browser = keys::token(&visit.office().chance);
    format!("{browser}.{}", seal(visit, &browser, email))
}

/// The browser's own name, provided that the mark it shows is one of ours for this account.
pub(super) fn browser<'a>(visit: &'a Visit, email: &str) -> Option<&'a str> {
    let (browser, sealed) = visit.known()?.split_once('.')?;
    // hashes are compared, so that the time taken tells nothing
    let ours = keys::sha256(seal(visit, browser, email).as_bytes());
    (keys::sha256(sealed.as_bytes()) == ours).then_some(browser)
}

fn seal(visit: &Visit, browser: &str, email: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let of = format!("{browser} {email}");
    URL_SAFE_NO_PAD.encode(visit.office().keys.fingerprint("known-browser", &of))
}
