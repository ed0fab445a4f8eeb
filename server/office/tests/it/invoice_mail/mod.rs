//! Invoices by e-mail: once for each time somebody asks, with the paper as it was issued, and proof that it was sent
//! only where a mail server took it.

mod crash;
mod goes;
mod stays;

use domain::billing::ledger::{InvoiceFilter, InvoiceRow};
use domain::billing::mailing::{MailPreview, MailRow};
use domain::billing::show::InvoicePage;
use domain::ids::InvoiceId;
use office::{billing, invoice_mail};
use uuid::Uuid;

use crate::dunning::Books;

/// An office with reminders on, whose invoices are issued today and sent to nobody yet.
pub(crate) struct Post {
    pub(crate) books: Books,
}

impl Post {
    pub(crate) async fn open() -> Post {
        Post { books: Books::open().await }
    }

    /// Issued today over a hundred dollars, due in thirty days.
    pub(crate) async fn invoice(&self, client: Uuid) -> InvoiceId {
        let id = self.books.invoice(client, "2026-12-02", 10_000).await;
        self.books
            .scene
            .sql(format!(
                "set local session_replication_role = replica;
                update invoices set sent_on = null, frozen = jsonb_build_object('version', 1, 'number', number, 'corrects', null,
                    'office', office_on_paper(), 'billed_to', jsonb_build_array('Orla Finnegan'), 'reference', '',
                    'case_number', '2026-0001', 'title', 'A private matter', 'note', '', 'issued_on', issued_on, 'due_on', due_on,
                    'currency', currency, 'basis', 'added', 'lines', jsonb_build_array(jsonb_build_object('kind', 'fee',
                        'grouped', '', 'dated', '', 'narrative', 'A private word', 'by', '', 'minutes', null, 'rate', null,
                        'amount', total, 'discount', 0, 'net', total, 'in_fee', false, 'tax', '')),
                    'taxes', '[]'::jsonb, 'subtotal', total, 'discount', 0, 'tax', 0, 'total', total)
                where id = '{id}';
                set local session_replication_role = origin"
            ))
            .await;
        InvoiceId(id)
    }

    pub(crate) async fn preview(&self, invoices: &[InvoiceId]) -> MailPreview {
        let ids: Vec<String> = invoices.iter().map(ToString::to_string).collect();
        invoice_mail::preview(&self.books.partner(), &ids.join(" ")).await.unwrap().body
    }

    pub(crate) async fn look(&self, invoice: InvoiceId) -> MailRow {
        self.preview(&[invoice]).await.rows.remove(0)
    }

    /// Looks it over and has it sent.
    pub(crate) async fn ask(&self, invoice: InvoiceId) {
        let keys = self.preview(&[invoice]).await.keys();
        invoice_mail::send(&self.books.partner(), &keys).await.unwrap();
    }

    pub(crate) async fn page(&self, invoice: InvoiceId) -> InvoicePage {
        billing::invoice(&self.books.partner(), invoice).await.unwrap().body
    }

    /// The day from which reminders count; empty where none does.
    pub(crate) async fn sent_on(&self, invoice: InvoiceId) -> String {
        let sql =
            format!("select coalesce(sent_on::text, '') from invoices where id = '{invoice}'");
        self.books.scene.words(sql).await.remove(0)
    }

    /// How each mailing stands: "accepted", "cancelled void".
    pub(crate) async fn states(&self, invoice: InvoiceId) -> Vec<String> {
        self.books
            .scene
            .words(format!(
                "select trim(n.state || ' ' || n.reason) from invoice_mailings m join notifications n on n.id = m.id
                where m.invoice_id = '{invoice}' order by m.nth"
            ))
            .await
    }

    pub(crate) async fn proofs(&self, invoice: InvoiceId) -> i64 {
        self.books.scene.count(format!("invoice_sendings where invoice_id = '{invoice}'")).await
    }

    /// What somebody has to send or to see to.
    pub(crate) async fn unsent(&self) -> Vec<InvoiceRow> {
        let filter = InvoiceFilter { which: "unsent".into(), ..InvoiceFilter::default() };
        billing::invoices(&self.books.partner(), filter).await.unwrap().body.page.rows
    }
}
