//! Reminders of what is unpaid: once, the highest alone, and never of what was settled before they went.

mod letters;
mod mail;
mod plan;
mod year;

use domain::access::Role;
use domain::ids::StaffId;
use domain::notices::Channel;
use office::notices::{self, Dispatched};
use office::{Caller, dunning};
use uuid::Uuid;

use crate::notices::Scene;

/// An office whose reminders are on, and a client with an address for mail.
pub(crate) struct Books {
    pub(crate) scene: Scene,
}

impl Books {
    /// It is ten in the morning of November 2 in New York.
    pub(crate) async fn open() -> Books {
        let scene = Scene::new().await;
        scene.at("2026-11-02T15:00:00Z");
        scene
            .sql(
                "update office_settings set dunning_since = '2026-01-01', payee = 'Adair & Lowe',
                    iban = 'DE02120300000000202051', currency = 'USD'",
            )
            .await;
        Books { scene }
    }

    /// The same hour so many days later.
    pub(crate) fn days_later(&self, days: i64) {
        self.scene.later(jiff::SignedDuration::from_hours(24 * days));
    }

    pub(crate) fn partner(&self) -> Caller {
        Caller::stand_in(self.scene.office(), StaffId(self.scene.partner), Role::ManagingPartner)
    }

    /// Another client: with a mailbox, or without.
    pub(crate) async fn client(&self, email: Option<&str>) -> Uuid {
        let id = Uuid::new_v4();
        let mut sql = format!(
            "insert into clients (id, kind, name, created_by) values ('{id}', 'person', 'Petra Voss', '{}')",
            self.scene.partner
        );
        if let Some(email) = email {
            sql += &format!(
                "; insert into client_contacts (id, client_id, channel, purpose, value, position)
                values (gen_random_uuid(), '{id}', 'email', 'general', '{email}', 1)"
            );
        }
        self.scene.sql(sql).await;
        id
    }

    /// An invoice of a case of its own, issued a month before it is due, and sent then.
    pub(crate) async fn invoice(&self, client: Uuid, due: &str, amount: i64) -> Uuid {
        let (id, case, partner) = (Uuid::new_v4(), Uuid::new_v4(), self.scene.partner);
        let nth = self.scene.count("invoices").await + 1;
        self.scene
            .sql(format!(
                "set local session_replication_role = replica;
                insert into cases (id, number, client_id, title, practice_area, stage, opened_on, limitation_none)
                values ('{case}', '2026-{nth:04}', '{client}', 'A private matter', 'Estates', 'discovery', '2026-01-05', 'Nothing.');
                insert into invoices (id, case_id, client_id, currency, stage, tax_basis, tax_rounding, subtotal, total, series_year,
                    seq, number, issued_on, due_on, sent_on, frozen, issued_by, issued_at, drafted_by)
                values ('{id}', '{case}', '{client}', 'USD', 'issued', 'added', 'per_rate', {amount}, {amount}, 0, {nth},
                    '{nth:04}', date '{due}' - 30, '{due}', date '{due}' - 30, '{{}}', '{partner}', '2026-01-05', '{partner}');
                set local session_replication_role = origin"
            ))
            .await;
        id
    }

    pub(crate) async fn pay(&self, invoice: Uuid, amount: i64) {
        self.scene.sql(self.payment(invoice, amount)).await;
    }

    pub(crate) fn payment(&self, invoice: Uuid, amount: i64) -> String {
        let payment = Uuid::new_v4();
        format!(
            "insert into payments (id, client_id, currency, amount, method, received_on, recorded_by)
            select '{payment}', client_id, currency, {amount}, 'check', office_today(), '{}' from invoices where id = '{invoice}';
            insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount)
            select gen_random_uuid(), '{payment}', id, client_id, case_id, currency, {amount} from invoices where id = '{invoice}'",
            self.scene.partner
        )
    }

    pub(crate) async fn hold(&self, invoice: Uuid, until: &str) {
        let partner = self.scene.partner;
        self.scene
            .sql(format!(
                "insert into dunning_holds (id, invoice_id, reason, owner_id, until, set_by)
                values (gen_random_uuid(), '{invoice}', 'They asked.', '{partner}', '{until}', '{partner}')"
            ))
            .await;
    }

    pub(crate) async fn plan(&self) -> i64 {
        dunning::plan(self.scene.office()).await.unwrap()
    }

    pub(crate) async fn send(&self) -> Dispatched {
        notices::dispatch(self.scene.office(), &self.scene.carriers, Channel::Email).await.unwrap()
    }

    /// Plans and sends, as the loops do.
    pub(crate) async fn round(&self) -> Dispatched {
        self.plan().await;
        notices::reap(self.scene.office()).await.unwrap();
        self.send().await
    }

    /// Every stage of an invoice as "reminder_7 sent", with its reason where it has one.
    pub(crate) async fn stages(&self, invoice: Uuid) -> Vec<String> {
        self.scene
            .words(format!(
                "select trim(stage || ' ' || state || ' ' || reason) from dunning_stages where invoice_id = '{invoice}'
                order by array_position(array['reminder_7', 'reminder_14', 'notice_30'], stage)"
            ))
            .await
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        self.scene.sink.emails.lock().unwrap().iter().map(|email| email.text.clone()).collect()
    }
}
