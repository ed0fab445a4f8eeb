//! The permission matrix over HTTP: every page and every server function, as every persona, against
//! the same hand-written expectations. An endpoint without a line in `endpoints.txt` fails, and so
//! does a refusal that row-level security had to raise first.

#![expect(clippy::unwrap_used, reason = "what a test cannot get is its failure")]

mod bad_input;
mod endpoints;
#[path = "../../office/tests/it/access_matrix/expectations.rs"]
#[expect(dead_code, reason = "the office’s own tests use the rest")]
mod expectations;
mod notices;
mod portal;
mod reading;
mod receipts;
#[path = "../../office/tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the office's own tests use the rest")]
mod support;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::{Body, to_bytes};
use domain::templates::TemplateForm;
use endpoints::{Endpoint, endpoints};
use expectations::{Expected, cells};
use http::{Request, StatusCode};
use papers::make::{self, Sheet};
use server::http::routes::{ROUTES, server_functions};
use server::http::{Portal, PortalOptions, pages, router};
use sqlx::Executor;
use support::TestOffice;
use support::people::{Persona, World};
use tower::ServiceExt;

const BASE: &str = "http://localhost:3000";

/// One office, its people signed in, and the portal in front of it.
struct Street {
    test: TestOffice,
    world: World,
    /// One with bytes: those of the matrix have none.
    template: domain::ids::TemplateId,
    router: Router,
}

impl Street {
    async fn new() -> Street {
        let test = TestOffice::with_vault().await;
        let mut connection = test.superuser().await;
        let world = World::make(&mut connection).await;
        sqlx::query("update office_settings set second_factor = 'nobody'")
            .execute(&mut connection)
            .await
            .unwrap();
        for persona in &world.personas {
            sqlx::query(
                "insert into sessions (id, staff_id, token_hash, epoch, created_at, seen_at, idle_until, expires_at, proved_at)
                values (gen_random_uuid(), $1, $2, 1, $3::timestamptz, $3::timestamptz, $3::timestamptz + interval '1 hour',
                    $3::timestamptz + interval '1 hour', $3::timestamptz)",
            )
            .bind(persona.id.0)
            .bind(office::keys::sha256(persona.name.as_bytes()).to_vec())
            .bind(support::NOW)
            .execute(&mut connection)
            .await
            .unwrap();
        }
        let template = template(&test, &world).await;
        Street { router: portal(&test), test, world, template }
    }

    /// Another on which nothing has happened yet. This one is only to be copied from then on.
    async fn again(&self) -> Street {
        let test = self.test.again().await;
        Street { router: portal(&test), test, world: self.world.clone(), template: self.template }
    }

    fn fill(&self, text: &str) -> String {
        let world = &self.world;
        [
            ("{open}", world.open.to_string()),
            ("{closed}", world.closed.to_string()),
            ("{client}", world.client.to_string()),
            ("{grant}", world.grant.to_string()),
            ("{wall}", world.wall.to_string()),
            ("{partner-wall}", world.wall_on_partner.to_string()),
            ("{area}", "Estates".into()),
            ("{purge}", world.purge.to_string()),
            ("{prepared}", world.proposal.to_string()),
            ("{outsider}", world.persona("paralegal-outside").id.to_string()),
            ("{suspended}", world.persona("paralegal-suspended").id.to_string()),
            ("{enquiry}", world.enquiry.to_string()),
            ("{accepted}", world.accepted.to_string()),
            ("{check}", world.check.to_string()),
            ("{case-check}", world.case_check.to_string()),
            ("{party}", world.party.to_string()),
            ("{point}", world.billing_point.to_string()),
            ("{representative}", world.representative.to_string()),
            ("{membership}", world.membership.to_string()),
            ("{payer}", world.payer.to_string()),
            ("{channel}", "email".into()),
            ("{hearing}", world.hearing.to_string()),
            ("{office-time}", world.office_time.to_string()),
            ("{deadline}", world.deadline.to_string()),
            ("{kept-deadline}", world.kept_deadline.to_string()),
            // made by the fixture of the appointments
            ("{ring}", support::people::id(0xb33).to_string()),
            ("{reply}", support::people::id(0xb34).to_string()),
            ("{notice}", support::people::id(0xb31).to_string()),
            ("{kind}", "booked".into()),
            ("{stage}", "intake".into()),
            ("{reader}", "open".into()),
            ("{rate}", support::billing::BOOKS.own_rate.to_string()),
            ("{activity}", support::billing::BOOKS.code.to_string()),
            ("{tax}", support::billing::BOOKS.tax.to_string()),
            ("{entry}", support::billing::BOOKS.entry.to_string()),
            ("{expense}", support::billing::BOOKS.expense.to_string()),
            ("{payment}", support::billing::BOOKS.payment.to_string()),
            ("{bank-line}", support::billing::BOOKS.bank_line.to_string()),
            // made by the fixture of the books
            ("{statement}", support::people::id(0xe44).to_string()),
            ("{draft}", support::billing::BOOKS.review.to_string()),
            ("{approved-draft}", support::billing::BOOKS.approved.to_string()),
            ("{invoice}", support::billing::BOOKS.part_paid.to_string()),
            ("{closed-invoice}", support::billing::BOOKS.closed_issued.to_string()),
            ("{hold}", support::billing::BOOKS.hold.to_string()),
            ("{dispute}", support::billing::BOOKS.dispute.to_string()),
            ("{mailing}", support::billing::BOOKS.mailing.to_string()),
            ("{letters}", support::billing::BOOKS.letters.to_string()),
            ("{awaiting}", support::billing::BOOKS.issued.to_string()),
            ("{note}", world.note.to_string()),
            ("{client-note}", world.client_note.to_string()),
            ("{holiday}", world.holiday.to_string()),
            ("{room}", world.room.to_string()),
            ("{call}", world.call.to_string()),
            ("{case-call}", world.case_call.to_string()),
            ("{walled-call}", world.walled_call.to_string()),
            ("{leaving}", world.persona("paralegal-expired").id.to_string()),
            ("{manager}", world.persona("attorney-manage").id.to_string()),
            ("{cover}", world.cover.to_string()),
            ("{planned-cover}", world.planned_cover.to_string()),
            ("{document}", world.document.to_string()),
            ("{fee-agreement}", world.fee_agreement.to_string()),
            ("{named-document}", world.named_document.to_string()),
            ("{attorneys-document}", world.attorneys_document.to_string()),
            ("{buried-document}", world.buried_document.to_string()),
            ("{closed-document}", world.closed_document.to_string()),
            ("{proposal}", support::sharing::SHARES.proposed.to_string()),
            ("{named-share}", support::sharing::SHARES.named.to_string()),
            ("{closed-share}", support::sharing::SHARES.closed.to_string()),
            ("{thread}", support::threads::THREADS.open.to_string()),
            ("{billing-thread}", support::threads::THREADS.billing.to_string()),
            ("{closed-thread}", support::threads::THREADS.closed.to_string()),
            ("{request}", support::requests::REQUESTS.open.to_string()),
            ("{closed-request}", support::requests::REQUESTS.closed.to_string()),
            ("{upload}", support::requests::REQUESTS.waiting[0].to_string()),
            ("{held-upload}", support::requests::REQUESTS.waiting[1].to_string()),
            ("{closed-upload}", support::requests::REQUESTS.of_closed[0].to_string()),
            ("{sent}", support::outside::SENDS.open.to_string()),
            ("{closed-sent}", support::outside::SENDS.closed.to_string()),
            ("{folder}", world.folder.to_string()),
            ("{scan}", world.scan.to_string()),
            ("{held-scan}", world.held_scan.to_string()),
            ("{attorney-scan}", world.attorney_scan.to_string()),
            ("{billing-scan}", world.billing_scan.to_string()),
            ("{template}", self.template.to_string()),
            ("{page}", "1".into()),
            ("{unknown}", uuid::Uuid::from_u128(1).to_string()),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (name, id)| text.replace(name, &id))
    }

    async fn ask(&self, endpoint: &Endpoint, as_: Option<&Persona>) -> (StatusCode, String) {
        let sends_files = ["/upload", "/versions"].iter().any(|last| endpoint.path.ends_with(last));
        let kind = match sends_files {
            true => "multipart/form-data; boundary=no-files",
            false => "application/x-www-form-urlencoded",
        };
        let mut request = Request::builder()
            .method(endpoint.method.as_str())
            .uri(self.fill(&endpoint.path))
            .header("sec-fetch-site", "same-origin");
        if let Some(persona) = as_ {
            request = request.header("cookie", format!("privity={}", persona.name));
        }
        request = match endpoint.method.as_str() {
            "GET" => request.header("accept", "text/html"),
            _ => request.header("accept", "application/json").header("content-type", kind),
        };
        let body = match endpoint.method.as_str() {
            "GET" => String::new(),
            _ if sends_files => "--no-files--\r\n".into(),
            _ => self.fill(&endpoint.form),
        };
        let response =
            self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn portal(test: &TestOffice) -> Router {
    router(Portal::new(
        test.office.clone(),
        PortalOptions {
            base_url: BASE.into(),
            trusted_proxy: None,
            site_root: concat!(env!("CARGO_MANIFEST_DIR"), "/../public").into(),
            hashes: None,
        },
    ))
}

/// A template under a key that opens, in place of the matrix's.
async fn template(test: &TestOffice, world: &World) -> domain::ids::TemplateId {
    let mut connection = test.superuser().await;
    connection
        .execute(
            "alter table case_keys disable trigger all; delete from case_keys where case_id is null;
            alter table case_keys enable trigger all;",
        )
        .await
        .unwrap();
    let form = TemplateForm {
        name: "Cover letter".into(),
        kind: "correspondence".into(),
        ..TemplateForm::default()
    };
    let letter = make::docx(&Sheet { title: "For {{client.name}}".into(), ..Sheet::default() });
    let partner = world.persona("partner").caller(&test.office);
    office::templates::add(&partner, &form, letter.into()).await.unwrap()
}

impl Street {
    /// As a browser without script, of somebody nobody knows.
    async fn ask_plainly(&self, endpoint: &Endpoint) -> StatusCode {
        let request = Request::builder()
            .method(endpoint.method.as_str())
            .uri(&endpoint.path)
            .header("sec-fetch-site", "same-origin")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(endpoint.form.clone()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap().status()
    }
}

fn answer(status: StatusCode) -> Option<Expected> {
    match status.as_u16() {
        // refused for what the form lacks, or for a state of things: the right was there
        200 | 409 | 422 => Some(Expected::Yes),
        403 => Some(Expected::No),
        // nobody is signed in as somebody suspended: the gate is shut before any page
        404 | 401 => Some(Expected::Hidden),
        303 => Some(Expected::Hidden),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_every_persona_as_expected() {
    let untouched = Street::new().await;
    let mut street = untouched.again().await;
    let (mut wrong, mut asked) = (Vec::new(), 0);
    let cells = cells();
    for endpoint in endpoints().iter().filter(|endpoint| !endpoint.is_general()) {
        for cell in
            cells.iter().filter(|cell| cell.heading == endpoint.heading && cell.act == endpoint.act)
        {
            let persona = street.world.persona(&cell.persona).clone();
            let (status, body) = street.ask(endpoint, Some(&persona)).await;
            asked += 1;
            if answer(status) != Some(cell.expected) {
                wrong.push(format!(
                    "{} {} as {}: {status}, expected {:?}",
                    endpoint.method, endpoint.path, cell.persona, cell.expected
                ));
            }
            // a write that went through changes the office for the next one
            if endpoint.method == "POST" && status == StatusCode::OK && body.contains("\"Go\"") {
                street = untouched.again().await;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(
        app::caller::OFFICE_FORGOTTEN.load(Ordering::Relaxed),
        0,
        "row-level security had to refuse what a verb forgot"
    );
    eprintln!("{asked} requests as {} personas", street.world.personas.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_nobody_and_the_street() {
    let street = Street::new().await;
    let mut wrong = Vec::new();
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.is_general()) {
        for name in ["partner", "attorney-outside", "paralegal-view", "billing"] {
            let (status, _) = street.ask(endpoint, Some(street.world.persona(name))).await;
            let fits = match endpoint.act.as_str() {
                "everybody" => ![401, 403, 500, 503].contains(&status.as_u16()),
                "nobody" => status == StatusCode::NOT_FOUND,
                "client" => [303, 401].contains(&status.as_u16()),
                _ => !status.is_server_error(),
            };
            if !fits {
                wrong.push(format!("{} {} as {name}: {status}", endpoint.method, endpoint.path));
            }
            // signing out, and everywhere else, are among them
            sqlx::query("update sessions set ended_at = null")
                .execute(&mut street.test.superuser().await)
                .await
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_not_signed_in_gets_past_the_door() {
    let street = Street::new().await;
    let suspended = street.world.persona("partner-suspended").clone();
    let mut wrong = Vec::new();
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.act != "public") {
        for who in [None, Some(&suspended)] {
            let (status, body) = street.ask(endpoint, who).await;
            let shut = match endpoint.method.as_str() {
                "GET" => status == StatusCode::SEE_OTHER,
                _ => {
                    status == StatusCode::UNAUTHORIZED
                        || (endpoint.act == "nobody" && status == StatusCode::NOT_FOUND)
                }
            };
            if !shut || body.contains("Ashdown") {
                wrong.push(format!("{} {}: {status}", endpoint.method, endpoint.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whoever follows a link from a mail or a text has no account to sign in to.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_a_message_opens_without_signing_in() {
    let street = Street::new().await;
    let mut followed = 0;
    for endpoint in endpoints().iter().filter(|endpoint| {
        endpoint.act == "public" && endpoint.method == "GET" && endpoint.path.contains("{unknown}")
    }) {
        let (status, _) = street.ask(endpoint, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{}", endpoint.path);
        followed += 1;
    }
    assert!(followed >= 5, "only {followed} were followed");
}

/// What attorney-walled sees nothing of.
const OUT_OF_SIGHT: &str = "{open} {closed} {client} {wall} {partner-wall} {purge} {prepared} {enquiry} {accepted} {check} {case-check} {party} {point} {representative} {membership} {payer} {note} {client-note} {call} {case-call} {walled-call} {hearing} {deadline} {kept-deadline} {office-time} {ring} {reply} {notice} {document} {fee-agreement} {named-document} {attorneys-document} {buried-document} {closed-document} {proposal} {named-share} {closed-share} {thread} {billing-thread} {closed-thread} {folder} {scan} {held-scan} {attorney-scan} {billing-scan} {entry} {expense} {draft} {approved-draft} {invoice} {closed-invoice}";

/// What is unseen and what is not there are one answer, byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn the_unseen_and_the_unknown_look_the_same() {
    let street = Street::new().await;
    let mut wrong = Vec::new();
    // a page that is about nothing in particular is there, with a nonce of its own
    for endpoint in endpoints().iter().filter(|endpoint| {
        !endpoint.is_general()
            && !["office", "calendar", "books"].contains(&endpoint.heading.as_str())
    }) {
        let outsider = street.world.persona("attorney-walled");
        let unseen = street.ask(endpoint, Some(outsider)).await;
        let nowhere = |text: &str| {
            OUT_OF_SIGHT
                .split(' ')
                .fold(text.to_owned(), |text, name| text.replace(name, "{unknown}"))
        };
        let unknown = Endpoint {
            path: nowhere(&endpoint.path),
            form: nowhere(&endpoint.form),
            ..endpoint.clone()
        };
        let unknown = street.ask(&unknown, Some(outsider)).await;
        let plain = |text: &str| {
            // the account menu carries the page's own address, and each answer a nonce
            let own = street.fill(&format!("{OUT_OF_SIGHT} {{unknown}}"));
            own.split(' ').fold(text.to_owned(), |text, id| text.replace(id, ""))
        };
        if unseen.0 != unknown.0 || plain(&unseen.1) != plain(&unknown.1) {
            let (a, b) = (plain(&unseen.1), plain(&unknown.1));
            let at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let around =
                |text: &str| text.chars().skip(at.saturating_sub(40)).take(80).collect::<String>();
            wrong.push(format!(
                "{} {}: {} and {}: {} | {}",
                endpoint.method,
                endpoint.path,
                unseen.0,
                unknown.0,
                around(&a),
                around(&b)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_route_and_every_server_function_has_a_line() {
    let known: BTreeSet<String> = endpoints()
        .iter()
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.pattern()))
        .collect();
    let mut missing = Vec::new();
    for page in pages() {
        let path = endpoints::pattern(page.path());
        if !known.contains(&format!("GET {path}")) {
            missing.push(format!("GET {path}"));
        }
    }
    for (path, method) in server_functions() {
        if !known.contains(&format!("{method} {path}")) {
            missing.push(format!("{method} {path}"));
        }
    }
    assert!(missing.is_empty(), "no line in endpoints.txt for:\n{}", missing.join("\n"));
    // plain routes: health, which tells nothing, and the door of server functions
    let untold: Vec<_> = ROUTES
        .iter()
        .map(|route| route.path)
        .filter(|path| {
            !known.iter().any(|line| line.ends_with(&format!(" {}", endpoints::pattern(path))))
        })
        .collect();
    assert_eq!(
        untold,
        ["/healthz", "/readyz", "/api/{*fn_name}"],
        "a new plain route needs its own lines here"
    );
}
