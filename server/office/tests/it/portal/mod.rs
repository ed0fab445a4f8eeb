//! The portal: who is let in and how, and that nobody is shown what is another's.

mod access;
mod appointments;
mod by_month;
mod co_clients;
mod door;
mod invoices;
mod looked_at;
mod passkeys;
mod pin;
mod reach;
mod role;
mod status;

use domain::access::{Level, Role};
use domain::account::EmailForm;
use domain::ids::{CaseId, ClientId, MembershipId, StaffId};
use domain::portal::{CodeForm, InvitationForm};
use office::gate::{Owner, Visit};
use office::portal::{self, Admitted, PortalCaller};
use office::{Caller, Result};
use uuid::Uuid;

use crate::invoice_mail::Post;
use crate::notices::Scene;

pub(crate) const ORLA: &str = "orla@example.com";
/// Where the portal is.
const ADDRESS: &str = "https://portal.example";

/// An office with one client, Orla Finnegan, and a way to write to people.
pub(crate) struct Porch {
    pub(crate) post: Post,
}

impl Porch {
    pub(crate) async fn open() -> Porch {
        Porch { post: Post::open().await }
    }

    pub(crate) fn scene(&self) -> &Scene {
        &self.post.books.scene
    }

    pub(crate) fn orla(&self) -> ClientId {
        ClientId(self.scene().client)
    }

    pub(crate) fn partner(&self) -> Caller {
        Caller::stand_in(
            self.scene().office(),
            StaffId(self.scene().partner),
            Role::ManagingPartner,
        )
    }

    pub(crate) fn visit(&self) -> Visit {
        Visit::new(self.scene().office(), "192.0.2.7", "Mozilla/5.0 (iPhone) Safari/605")
    }

    /// A browser with a cookie of its own.
    pub(crate) fn browser(&self, name: &str) -> Visit {
        self.visit().owned_by(Owner::token(name))
    }

    pub(crate) async fn invite(&self, client: ClientId, form: &InvitationForm) -> Result<()> {
        portal::invite(&self.partner(), client, form).await.map(drop)
    }

    /// Orla is let in, sees the money and answers.
    pub(crate) async fn invite_orla(&self) {
        self.invite(self.orla(), &form("Orla Finnegan", ORLA)).await.unwrap();
    }

    pub(crate) async fn membership(&self, client: ClientId) -> MembershipId {
        let ids = self
            .scene()
            .words(format!(
                "select id::text from portal_memberships where client_id = '{client}' order by since desc, id desc limit 1"
            ))
            .await;
        ids[0].parse().unwrap()
    }

    /// Sends what is due and answers the last message to that address.
    pub(crate) async fn mail_to(&self, address: &str) -> String {
        self.scene().round().await;
        let emails = self.scene().sink.emails.lock().unwrap();
        let to = emails.iter().rev().find(|email| email.to.address.as_str() == address);
        to.expect("a message went there").text.clone()
    }

    pub(crate) fn mails(&self) -> usize {
        self.scene().sink.emails.lock().unwrap().len()
    }

    /// Asks for a code, once what was due before is sent.
    pub(crate) async fn ask(&self, visit: &Visit, address: &str) -> Result<()> {
        self.scene().round().await;
        portal::ask(visit, visit.owner().unwrap(), &EmailForm { email: address.into() }).await
    }

    /// Signs in by a code.
    pub(crate) async fn sign_in(&self, address: &str) -> PortalCaller {
        let visit = self.browser(&Uuid::new_v4().to_string());
        self.ask(&visit, address).await.unwrap();
        let code = code_in(&self.mail_to(address).await);
        let token = portal::take_code(&visit, &typed(&code)).await.unwrap();
        self.admitted(&token).await.expect("somebody is signed in")
    }

    pub(crate) async fn admitted(&self, token: &str) -> Option<PortalCaller> {
        match portal::admit(&self.visit(), token).await.unwrap() {
            Admitted::Client(client) => Some(client),
            Admitted::Nobody | Admitted::Wanting(_) => None,
        }
    }

    /// Another client of the office, by name.
    pub(crate) async fn client(&self, name: &str) -> ClientId {
        let id = Uuid::new_v4();
        let sql = format!(
            "insert into clients (id, kind, name, created_by) values ('{id}', 'person', '{name}', '{}')",
            self.scene().partner
        );
        self.scene().sql(sql).await;
        ClientId(id)
    }

    /// Orla's case.
    pub(crate) async fn case(&self) -> CaseId {
        self.post.invoice(self.scene().client).await;
        let ids = self
            .scene()
            .words(format!(
                "select id::text from cases where client_id = '{}' order by id limit 1",
                self.orla()
            ))
            .await;
        let case = &ids[0];
        // written down by hand, it lacks what its trigger would have told
        self.scene()
            .sql(format!(
                "insert into case_clients (case_id, client_id, own) values ('{case}', '{}', true) on conflict do nothing",
                self.orla()
            ))
            .await;
        case.parse().unwrap()
    }

    /// A paralegal with a place on that case.
    pub(crate) async fn paralegal(&self, name: &str, case: CaseId, level: Level) -> Caller {
        let (id, by) = (StaffId(Uuid::new_v4()), self.scene().partner);
        self.scene()
            .sql(format!(
                "insert into staff (id, name, email) values ('{id}', '{name}', '{id}@office.example');
                insert into staff_roles (id, staff_id, role) values (gen_random_uuid(), '{id}', 'paralegal');
                insert into case_team (id, case_id, staff_id, level, given_by, since)
                    values (gen_random_uuid(), '{case}', '{id}', '{}', '{by}', '2026-01-05')",
                level.word()
            ))
            .await;
        Caller::stand_in(self.scene().office(), id, Role::Paralegal)
    }
}

/// May see the money, and answer.
pub(crate) fn form(name: &str, email: &str) -> InvitationForm {
    InvitationForm {
        name: name.into(),
        email: email.into(),
        money: "on".into(),
        writes: "on".into(),
        ..InvitationForm::default()
    }
}

pub(crate) fn typed(code: &str) -> CodeForm {
    CodeForm { code: code.into() }
}

/// "123 456", as a message says it.
pub(crate) fn code_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("your code is ").expect("a code");
    rest.chars().take(7).collect()
}

pub(crate) fn link_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("/portal/enter/").expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Six digits that are not these.
pub(crate) fn another(code: &str) -> String {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}
