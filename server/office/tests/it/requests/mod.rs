//! What clients are asked for and send: what they may send where, what becomes of it, and that nobody is told too much.

mod ask;
mod decide;
mod keys;
mod send;
mod told;

use domain::ids::{CaseId, ClientId, DocumentId, PortalPersonId, RequestId, UploadId};
use domain::requests::{AskForm, CaseRequests, DecideForm, PortalRequests};
use office::gate::Visit;
use office::portal::{self, PortalCaller, SendTo, Sent};
use office::{Office, Result, requests};
use sqlx::{AssertSqlSafe, Executor};
use std::sync::Arc;
use uuid::Uuid;

use crate::documents::{Desk, body};
use crate::support::people::id;
use crate::support::requests::REQUESTS;

/// Text that must not be found in what is kept.
pub(crate) const PAYSLIP: &str = "the-canary-of-the-payslip-sings-in-plain-text";

/// People of the matrix who use the portal, by the person's row.
pub(crate) const WREN: PortalPersonId = PortalPersonId(id(0xfa1));
/// Of the same client.
pub(crate) const INES: PortalPersonId = PortalPersonId(id(0xfa2));
/// Of the client of the closed case.
pub(crate) const OTTO: PortalPersonId = PortalPersonId(id(0xfa3));

/// A desk, and the portal at its other side.
pub(crate) struct Counter {
    pub(crate) desk: Desk,
}

impl Counter {
    pub(crate) async fn new() -> Counter {
        Counter { desk: Desk::new().await }
    }

    pub(crate) fn case(&self) -> CaseId {
        self.desk.world.open
    }

    pub(crate) fn client(&self) -> ClientId {
        self.desk.world.client
    }

    pub(crate) fn person(&self, who: PortalPersonId) -> PortalCaller {
        at(&self.desk.test.office, who)
    }

    pub(crate) async fn run(&self, sql: &str) {
        let mut connection = self.desk.test.superuser().await;
        connection.execute(AssertSqlSafe(sql.to_owned())).await.expect("it runs");
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
            .fetch_one(&mut self.desk.test.superuser().await)
            .await
            .expect("a count")
    }

    pub(crate) async fn ask(&self, title: &str, due: &str) -> RequestId {
        let form = AskForm {
            key: Uuid::now_v7().to_string(),
            client: self.client().to_string(),
            title: title.into(),
            details: String::new(),
            due: due.into(),
        };
        requests::ask(&self.desk.caller("attorney-lead"), self.case(), &form).await.expect("asked");
        form.key.parse().expect("its id")
    }

    pub(crate) async fn send(&self, who: PortalPersonId, to: SendTo, name: &str) -> Result<Sent> {
        portal::send(&self.person(who), to, name, None, body(PAYSLIP)).await
    }

    /// Something for the request of the matrix.
    pub(crate) async fn sent(&self, name: &str) -> UploadId {
        self.send(WREN, SendTo::Request(REQUESTS.open), name).await.expect("it arrives");
        self.page("attorney-lead").await.uploads[0].id
    }

    pub(crate) async fn page(&self, who: &str) -> CaseRequests {
        let page = requests::of_case(&self.desk.caller(who), self.case()).await;
        page.expect("a page").body
    }

    pub(crate) async fn portal(&self, who: PortalPersonId) -> PortalRequests {
        portal::requests(&self.person(who)).await.expect("a page").body
    }

    /// Nothing of a file is in the store, and no row says that one is on its way.
    pub(crate) async fn nothing_is_left(&self) {
        self.desk.test.office.vault().await.unwrap().blobs.settled().await;
        assert_eq!(self.desk.files(), Vec::<std::path::PathBuf>::new());
        let rows =
            "select (select count(*) from client_uploads) + (select count(*) from client_arrivals)";
        assert_eq!(self.count(rows).await, 0);
    }

    pub(crate) async fn accept(&self, who: &str, upload: UploadId) -> Result<DocumentId> {
        requests::accept(&self.desk.caller(who), self.case(), upload, &taken("Payslip.txt")).await
    }
}

pub(crate) fn at(office: &Arc<Office>, who: PortalPersonId) -> PortalCaller {
    PortalCaller::stand_in(&Visit::new(office, "192.0.2.7", "Mozilla/5.0 (iPhone) Safari/605"), who)
}

pub(crate) fn taken(name: &str) -> DecideForm {
    DecideForm { name: name.into(), kind: "other".into(), ..DecideForm::default() }
}

pub(crate) fn dropped(reason: &str) -> DecideForm {
    DecideForm { reason: reason.into(), ..DecideForm::default() }
}
