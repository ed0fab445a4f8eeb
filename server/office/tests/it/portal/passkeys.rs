//! Passkeys: a device lets its owner in by its own lock, for what it was asked just now, and nobody else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::passkeys::{PasskeyAsk, PasskeyForm};
use domain::pin::{PinForm, PinWanted};
use office::portal::{self, Admitted, PortalCaller};
use office::{Error, Result};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{ADDRESS, ORLA, Porch, form};

/// Somebody is there, and the device's lock says who.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;

/// What a device can do wrong.
#[derive(Clone, Copy)]
struct Manner {
    origin: &'static str,
    flags: u8,
    counter: u32,
}

const PROPER: Manner = Manner { origin: ADDRESS, flags: PRESENT | VERIFIED, counter: 1 };

/// A phone that makes one passkey and signs with it.
struct Phone {
    key: SigningKey,
    id: Vec<u8>,
    /// Whom it was made for, as the portal spelled it.
    owner: String,
}

fn spelled(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What the browser says that was asked of it, and where.
fn said(kind: &str, options: &Value, manner: Manner) -> Vec<u8> {
    json!({ "type": kind, "challenge": options["challenge"], "origin": manner.origin, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

impl Phone {
    fn new(number: u8) -> Phone {
        let key = SigningKey::from_slice(&[number; 32]).unwrap();
        Phone { key, id: vec![number; 16], owner: String::new() }
    }

    /// The address of the portal, hashed; flags; the counter.
    fn head(options: &Value, flags: u8, manner: Manner) -> Vec<u8> {
        let party = options["rpId"].as_str().or(options["rp"]["id"].as_str()).unwrap();
        let mut head = Sha256::digest(party).to_vec();
        head.push(flags);
        head.extend(manner.counter.to_be_bytes());
        head
    }

    fn create(&mut self, ask: &PasskeyAsk, manner: Manner) -> PasskeyForm {
        let options: Value = serde_json::from_str(&ask.options).unwrap();
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.owner = options["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = Phone::head(&options, manner.flags | 0x40, manner);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        let mut attestation = vec![0xa3, 0x63];
        attestation.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        let credential = json!({
            "id": spelled(&self.id), "rawId": spelled(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": spelled(&said("webauthn.create", &options, manner)),
                "attestationObject": spelled(&attestation),
                "transports": ["internal"],
            },
        });
        let name = "Phone".into();
        PasskeyForm { ask: ask.id.clone(), credential: credential.to_string(), name }
    }

    fn sign(&self, ask: &PasskeyAsk, manner: Manner) -> PasskeyForm {
        let options: Value = serde_json::from_str(&ask.options).unwrap();
        assert_eq!(
            options["allowCredentials"],
            json!([]),
            "an address is neither asked for nor told"
        );
        let data = Phone::head(&options, manner.flags, manner);
        let said = said("webauthn.get", &options, manner);
        let signed = [data.as_slice(), &Sha256::digest(&said)].concat();
        let signature: Signature = self.key.sign(&signed);
        let credential = json!({
            "id": spelled(&self.id), "rawId": spelled(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": spelled(&said), "authenticatorData": spelled(&data),
                "signature": spelled(signature.to_der().as_bytes()), "userHandle": self.owner,
            },
        });
        PasskeyForm {
            ask: ask.id.clone(),
            credential: credential.to_string(),
            ..PasskeyForm::default()
        }
    }
}

async fn add(caller: &PortalCaller, phone: &mut Phone) -> Result<()> {
    let ask = portal::ask_new_passkey(caller, ADDRESS).await?;
    let form = phone.create(&ask, PROPER);
    portal::add_passkey(caller, &form, ADDRESS).await
}

async fn ask(porch: &Porch, browser: &str) -> PasskeyAsk {
    let visit = porch.browser(browser);
    portal::ask_passkey(&visit, visit.owner().unwrap(), ADDRESS).await.unwrap()
}

async fn take(porch: &Porch, browser: &str, form: &PasskeyForm) -> Result<String> {
    portal::take_passkey(&porch.browser(browser), form, ADDRESS).await
}

/// Comes in by a passkey.
async fn enter(porch: &Porch, phone: &Phone, counter: u32) -> Result<String> {
    let ask = ask(porch, "hers").await;
    take(porch, "hers", &phone.sign(&ask, Manner { counter, ..PROPER })).await
}

fn is_refused<T>(done: Result<T>) -> bool {
    matches!(done, Err(Error::Conflict(_)))
}

/// Orla, signed in by a code, with a passkey on her phone.
async fn with_phone() -> (Porch, PortalCaller, Phone) {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let orla = porch.sign_in(ORLA).await;
    let mut phone = Phone::new(7);
    add(&orla, &mut phone).await.unwrap();
    (porch, orla, phone)
}

#[tokio::test]
async fn a_passkey_lets_its_owner_in_without_a_code() {
    let (porch, orla, phone) = with_phone().await;
    let mails = porch.mails();
    let token = enter(&porch, &phone, 2).await.unwrap();
    let again = porch.admitted(&token).await.expect("somebody is signed in");
    assert_eq!(again.person_id(), orla.person_id());
    assert_eq!(porch.mails(), mails);
    let own = portal::profile(&again, ADDRESS).await.unwrap().body.passkeys.unwrap();
    assert_eq!((own.len(), own[0].name.as_str(), own[0].used.is_some()), (1, "Phone", true));
    let told = "select action from audit_events where action like '%passkey%' order by seq";
    let told = porch.scene().words(told).await;
    assert_eq!(told, ["portal-add-passkey", "portal-sign-in-passkey"]);
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_asked_and_for_five_minutes() {
    let (porch, _, phone) = with_phone().await;
    let asked = ask(&porch, "hers").await;
    let form = phone.sign(&asked, Manner { counter: 2, ..PROPER });
    assert!(is_refused(take(&porch, "another", &form).await));
    take(&porch, "hers", &form).await.unwrap();
    assert!(is_refused(take(&porch, "hers", &form).await), "it was answered");
    let late = ask(&porch, "hers").await;
    porch.scene().later(jiff::SignedDuration::from_mins(5));
    let late = phone.sign(&late, Manner { counter: 3, ..PROPER });
    assert!(is_refused(take(&porch, "hers", &late).await));
    let missed = "select count(*)::text from audit_events where action = 'portal-passkey-missed'";
    assert_eq!(porch.scene().words(missed).await, ["3"]);
}

#[tokio::test]
async fn what_a_device_answers_wrongly_lets_nobody_in() {
    let (porch, _, phone) = with_phone().await;
    for manner in [
        Manner { origin: "https://portal.example.evil.example", ..PROPER },
        Manner { origin: "http://portal.example", ..PROPER },
        // nobody unlocked it
        Manner { flags: PRESENT, ..PROPER },
        Manner { flags: VERIFIED, ..PROPER },
        // as a copy of it would count
        Manner { counter: 0, ..PROPER },
    ] {
        let ask = ask(&porch, "hers").await;
        let form = phone.sign(&ask, Manner { counter: manner.counter.saturating_mul(9), ..manner });
        assert!(is_refused(take(&porch, "hers", &form).await), "{}", manner.origin);
    }
    // another device under this one's number, and garbage
    let thief = Phone { key: Phone::new(9).key, id: phone.id.clone(), owner: phone.owner.clone() };
    assert!(is_refused(enter(&porch, &thief, 9).await));
    let stranger = Phone { owner: phone.owner.clone(), ..Phone::new(9) };
    assert!(is_refused(enter(&porch, &stranger, 9).await));
    let other = Phone {
        key: Phone::new(7).key,
        id: phone.id.clone(),
        owner: spelled(Uuid::new_v4().as_bytes()),
    };
    assert!(is_refused(enter(&porch, &other, 9).await));
    for credential in ["", "{}", "null", &"x".repeat(20_000)] {
        let ask = ask(&porch, "hers").await;
        let form =
            PasskeyForm { ask: ask.id, credential: credential.into(), ..PasskeyForm::default() };
        assert!(is_refused(take(&porch, "hers", &form).await), "{credential:.9}");
    }
    enter(&porch, &phone, 2).await.unwrap();
}

#[tokio::test]
async fn a_passkey_is_added_by_the_session_that_asked_and_unlocked_alone() {
    let (porch, orla, _) = with_phone().await;
    let other = porch.sign_in(ORLA).await;
    let mut tablet = Phone::new(8);
    let asked = portal::ask_new_passkey(&orla, ADDRESS).await.unwrap();
    let form = tablet.create(&asked, PROPER);
    assert!(is_refused(portal::add_passkey(&other, &form, ADDRESS).await), "asked elsewhere");
    portal::add_passkey(&orla, &form, ADDRESS).await.unwrap();
    assert!(is_refused(portal::add_passkey(&orla, &form, ADDRESS).await), "answered before");
    let asked = portal::ask_new_passkey(&orla, ADDRESS).await.unwrap();
    let open = Phone::new(9).create(&asked, Manner { flags: PRESENT, ..PROPER });
    assert!(is_refused(portal::add_passkey(&orla, &open, ADDRESS).await), "nobody unlocked it");
    assert!(is_refused(add(&orla, &mut tablet).await), "it is there already");
    let asked = portal::ask_new_passkey(&orla, ADDRESS).await.unwrap();
    let nameless = PasskeyForm { name: " ".into(), ..Phone::new(9).create(&asked, PROPER) };
    let refused = portal::add_passkey(&orla, &nameless, ADDRESS).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Invalid(errors) if errors.of("name").is_some()),
        "{refused:?}"
    );
    for number in 10..18 {
        add(&orla, &mut Phone::new(number)).await.unwrap();
    }
    assert!(is_refused(add(&orla, &mut Phone::new(18)).await), "ten are enough");
}

#[tokio::test]
async fn what_is_removed_or_whose_owner_has_no_access_opens_nothing() {
    let (porch, orla, phone) = with_phone().await;
    let own = portal::profile(&orla, ADDRESS).await.unwrap().body.passkeys.unwrap();
    let mut tablet = Phone::new(8);
    add(&orla, &mut tablet).await.unwrap();
    portal::remove_passkey(&orla, own[0].id).await.unwrap();
    let twice = portal::remove_passkey(&orla, own[0].id).await;
    assert!(matches!(twice, Err(Error::NotFound)), "{twice:?}");
    assert!(is_refused(enter(&porch, &phone, 2).await));
    let membership = porch.membership(porch.orla()).await;
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert!(is_refused(enter(&porch, &tablet, 2).await));
    // whoever is let in again adds them anew: the device may be in other hands by now
    porch.invite_orla().await;
    assert!(is_refused(enter(&porch, &tablet, 3).await));
}

#[tokio::test]
async fn an_access_that_ends_takes_the_passkeys_along_though_another_client_lets_them_in() {
    let (porch, _, phone) = with_phone().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite(petra, &form("Orla Finnegan", ORLA)).await.unwrap();
    let membership = porch.membership(porch.orla()).await;
    portal::end(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert!(is_refused(enter(&porch, &phone, 2).await));
    porch.sign_in(ORLA).await;
}

#[tokio::test]
async fn nobody_removes_what_is_somebody_elses() {
    let (porch, orla, _) = with_phone().await;
    let dana = porch.client("Dana Whitfield").await;
    porch.invite(dana, &super::form("Dana Whitfield", "dana@example.com")).await.unwrap();
    let dana = porch.sign_in("dana@example.com").await;
    let own = portal::profile(&orla, ADDRESS).await.unwrap().body.passkeys.unwrap();
    let tried = portal::remove_passkey(&dana, own[0].id).await;
    assert!(matches!(tried, Err(Error::NotFound)), "{tried:?}");
    assert_eq!(portal::profile(&dana, ADDRESS).await.unwrap().body.passkeys, Some(Vec::new()));
}

#[tokio::test]
async fn of_a_discreet_contact_a_passkey_counts_for_the_pin_where_it_was_added_past_one() {
    let (porch, _, phone) = with_phone().await;
    let sql = format!(
        "update clients set discreet = true, safe_contact = 'Never at home.' where id = '{}'",
        porch.orla()
    );
    porch.scene().sql(sql).await;
    // from before the mark: whoever has it may be the one who must not know
    let token = enter(&porch, &phone, 2).await.unwrap();
    let admitted = portal::admit(&porch.visit(), &token).await.unwrap();
    assert!(matches!(admitted, Admitted::Wanting(PinWanted::Choose)), "{admitted:?}");
    let membership = porch.membership(porch.orla()).await;
    portal::reset_pin(&porch.partner(), porch.orla(), membership).await.unwrap();
    assert!(is_refused(enter(&porch, &phone, 3).await), "it ended with the new number");
    let (_, _, page) =
        portal::change_form(&porch.partner(), porch.orla(), membership).await.unwrap();
    let (start, _) = page.pin.unwrap().start.unwrap();
    let visit = porch.browser("phone");
    porch.ask(&visit, ORLA).await.unwrap();
    let code = super::code_in(&porch.mail_to(ORLA).await);
    let token = portal::take_code(&visit, &super::typed(&code)).await.unwrap();
    let pin = PinForm { pin: "2749".into(), again: "2749".into(), start };
    portal::give_pin(&porch.visit(), &token, PinWanted::Choose, &pin).await.unwrap();
    let orla = porch.admitted(&token).await.expect("past the PIN");
    let mut tablet = Phone::new(8);
    add(&orla, &mut tablet).await.unwrap();
    let token = enter(&porch, &tablet, 2).await.unwrap();
    assert!(porch.admitted(&token).await.is_some(), "its own lock is asked, and no PIN");
}

#[tokio::test]
async fn a_passkey_from_while_no_pin_was_asked_does_not_stand_for_it() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let mark = async |discreet: &str| {
        let sql = format!(
            "update clients set discreet = {discreet}, safe_contact = case when {discreet} then 'x' else '' end where id = '{}'",
            porch.orla()
        );
        porch.scene().sql(sql).await;
    };
    let sql = "insert into portal_pins (person_id, pin_hash) select id, 'x' from portal_people";
    porch.scene().sql(sql).await;
    // the mark is lifted, and whoever reads the mailbox comes in by a code
    let orla = porch.sign_in(ORLA).await;
    let mut phone = Phone::new(7);
    add(&orla, &mut phone).await.unwrap();
    mark("true").await;
    let token = enter(&porch, &phone, 2).await.unwrap();
    let admitted = portal::admit(&porch.visit(), &token).await.unwrap();
    assert!(matches!(admitted, Admitted::Wanting(PinWanted::Ask)), "{admitted:?}");
    // and a session of whom it is asked adds none
    assert!(portal::ask_new_passkey(&orla, ADDRESS).await.is_err());
}

#[tokio::test]
async fn a_session_that_has_ended_adds_none() {
    let (porch, orla, _) = with_phone().await;
    let asked = portal::ask_new_passkey(&orla, ADDRESS).await.unwrap();
    let form = Phone::new(8).create(&asked, PROPER);
    porch.scene().sql("update portal_people set epoch = epoch + 1").await;
    assert!(portal::add_passkey(&orla, &form, ADDRESS).await.is_err());
    let kept = porch.scene().words("select count(*)::text from portal_passkeys").await;
    assert_eq!(kept, ["1"]);
}

#[tokio::test]
async fn a_portal_at_a_bare_number_has_no_passkeys() {
    let (porch, orla, _) = with_phone().await;
    const NUMBER: &str = "https://192.0.2.1";
    assert!(!portal::has_passkeys(NUMBER));
    let visit = porch.browser("hers");
    let asked = portal::ask_passkey(&visit, visit.owner().unwrap(), NUMBER).await;
    assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
    assert_eq!(portal::profile(&orla, NUMBER).await.unwrap().body.passkeys, None);
}

#[tokio::test]
async fn two_answers_with_one_count_are_one() {
    let (porch, _, phone) = with_phone().await;
    let (first, second) = (ask(&porch, "hers").await, ask(&porch, "hers").await);
    let manner = Manner { counter: 2, ..PROPER };
    let (first, second) = (phone.sign(&first, manner), phone.sign(&second, manner));
    // from two networks, or the tries would wait for each other
    let away = office::gate::Visit::new(porch.scene().office(), "198.51.100.4", "Mozilla/5.0")
        .owned_by(office::gate::Owner::token("hers"));
    let (one, two) =
        tokio::join!(take(&porch, "hers", &first), portal::take_passkey(&away, &second, ADDRESS));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}
