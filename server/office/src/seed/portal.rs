//! Clients who use the portal: a few of those who have something to come to and something to pay.

use domain::billing::ledger::InvoiceFilter;
use domain::contacts::{Channel, Purpose};
use domain::ids::ClientId;
use domain::portal::InvitationForm;

use super::{Seed, shares};
use crate::{Caller, Result, billing, clients, portal};

/// How many of them.
const PEOPLE: usize = 3;

impl Seed {
    pub(super) async fn portal(&self) -> Result<()> {
        // A demo is started at any hour: what is written today at eight would be yet to come.
        self.go_to(1, 17)?;
        let miriam = self.by("Miriam")?;
        let mut invited = 0;
        for (client, name, organization) in &self.clients {
            if invited == PEOPLE {
                break;
            }
            if *organization || shares::has_somebody(name) {
                continue;
            }
            if let Some(email) = self.can_be_shown(&miriam, *client).await? {
                let on = || "on".to_owned();
                let form = InvitationForm {
                    name: name.clone(),
                    email,
                    money: on(),
                    writes: on(),
                    ..InvitationForm::default()
                };
                portal::invite(&miriam, *client, &form).await?;
                invited += 1;
            }
        }
        Ok(())
    }

    /// The address of a client for whom there is something on the portal's first page.
    async fn can_be_shown(&self, miriam: &Caller, client: ClientId) -> Result<Option<String>> {
        let page = clients::show(miriam, client).await?.body;
        let comes = page.next.is_some_and(|next| !next.coming.is_empty());
        if page.discreet || page.kin.kept.is_some() || !comes {
            return Ok(None);
        }
        let of = InvoiceFilter { of: client.to_string(), ..InvoiceFilter::default() };
        if billing::invoices(miriam, of).await?.body.page.rows.is_empty() {
            return Ok(None);
        }
        let mut contacts = page.contacts.into_iter();
        let address = contacts.find(|contact| {
            contact.channel == Channel::Email && contact.purpose == Purpose::General
        });
        Ok(address.map(|contact| contact.value))
    }
}
