//! What the guard found, for one reader: another client is named only to somebody who may see the case.

use std::collections::HashMap;

use domain::ids::{CaseId, ClientId, EnquiryId};
use domain::sharing::{Finding, Findings, pages_words};
use misdirection::{Hit, Of, Part, What};
use uuid::Uuid;

use super::guard::Looked;
use crate::{Result, Tx};

const HIDDEN: &str = "Another client of the office";

/// What of it the caller may be told, with the caller's own rights.
pub(crate) async fn of(
    tx: &mut Tx,
    looked: &Looked,
    case: CaseId,
    client: ClientId,
) -> Result<Findings> {
    let verdict = &looked.verdict;
    let known = Known::read(tx, verdict.stops.iter().chain(&verdict.notes)).await?;
    let told = |hits: &[Hit]| {
        let mut told: Vec<Finding> = hits.iter().map(|hit| known.told(hit, case, client)).collect();
        // what is hidden says the same each time
        told.sort_by_key(|finding| finding.is_hidden);
        told.dedup();
        told
    };
    Ok(Findings {
        outcome: looked.outcome(),
        stops: told(&verdict.stops),
        notes: told(&verdict.notes),
        unread: match looked.why_unread {
            "" => pages_words(&verdict.unreadable),
            why => why.to_owned(),
        },
        pages_read: verdict.pages_read,
    })
}

struct Case {
    client: ClientId,
    number: String,
    title: String,
    of: String,
}

/// What of those that a document names the reader may see.
struct Known {
    /// The open ones first, the newest first.
    cases: Vec<(CaseId, Case)>,
    clients: HashMap<ClientId, String>,
    enquiries: HashMap<EnquiryId, String>,
}

impl Known {
    async fn read(tx: &mut Tx, hits: impl Iterator<Item = &Hit>) -> Result<Known> {
        let (mut cases, mut clients, mut enquiries): (Vec<Uuid>, Vec<Uuid>, Vec<Uuid>) =
            Default::default();
        for (_, of) in hits.flat_map(|hit| &hit.whose) {
            match of {
                Of::Office => {}
                Of::Client(client) => clients.push(client.0),
                Of::Case(_, case) => cases.push(case.0),
                Of::Enquiry(enquiry) => enquiries.push(enquiry.0),
            }
        }
        let seen = sqlx::query!(
            r#"select c.id, c.client_id, c.number, c.title, k.name from cases c join clients k on k.id = c.client_id
            where (c.id = any ($1) or c.client_id = any ($2)) and c.id <> all ((select my_walls())::uuid[])
                and k.id <> all ((select my_walled_clients())::uuid[])
            order by c.closed_on is not null, c.opened_on desc, c.id limit 500"#,
            &cases,
            &clients
        )
        .fetch_all(&mut **tx)
        .await?;
        let asked = sqlx::query!("select id, name from enquiries where id = any ($1)", &enquiries)
            .fetch_all(&mut **tx)
            .await?;
        let entered = sqlx::query!(
            "select id, name from clients where id = any ($1) and id <> all ((select my_walled_clients())::uuid[])",
            &clients
        )
        .fetch_all(&mut **tx)
        .await?;
        Ok(Known {
            cases: seen
                .into_iter()
                .map(|row| {
                    let case = Case {
                        client: ClientId(row.client_id),
                        number: row.number,
                        title: row.title,
                        of: row.name,
                    };
                    (CaseId(row.id), case)
                })
                .collect(),
            clients: entered.into_iter().map(|row| (ClientId(row.id), row.name)).collect(),
            enquiries: asked.into_iter().map(|row| (EnquiryId(row.id), row.name)).collect(),
        })
    }

    fn told(&self, hit: &Hit, case: CaseId, client: ClientId) -> Finding {
        let what = match hit.what {
            What::Person | What::Organization => "Name",
            What::Email => "E-mail address",
            What::Phone => "Telephone number",
            What::CaseNumber => "Case number",
        };
        match hit.whose.iter().find_map(|(part, of)| self.whose(*part, *of, case, client)) {
            Some((whose, beside)) => Finding {
                what: what.into(),
                words: hit.words.clone(),
                pages: pages_words(&hit.pages),
                whose,
                beside,
                is_hidden: false,
            },
            None => Finding {
                what: String::new(),
                words: String::new(),
                pages: String::new(),
                whose: HIDDEN.into(),
                beside: String::new(),
                is_hidden: true,
            },
        }
    }

    /// Whose it is, in words, and what stands beside it; none where the reader may not learn that.
    fn whose(
        &self,
        part: Part,
        of: Of,
        case: CaseId,
        client: ClientId,
    ) -> Option<(String, String)> {
        match of {
            Of::Office => Some(("The office".into(), String::new())),
            Of::Case(_, id) if id == case => {
                Some(("This case’s other side".into(), part_words(part).into()))
            }
            Of::Case(of, id) => {
                let (_, known) = self.cases.iter().find(|(known, _)| *known == id)?;
                let beside = format!("{} · {}", known.title, known.number);
                let whose = match of == client {
                    true => format!("Another case of {}", known.of),
                    false => known.of.clone(),
                };
                Some(match part {
                    Part::Client => (whose, beside),
                    part => (whose, format!("{} in {beside}", part_words(part))),
                })
            }
            Of::Client(id) => {
                let name = self.clients.get(&id)?.clone();
                let case = self.cases.iter().map(|(_, case)| case).find(|known| known.client == id);
                let beside =
                    case.map_or_else(String::new, |c| format!("{} · {}", c.title, c.number));
                Some((name, beside))
            }
            Of::Enquiry(id) => Some((self.enquiries.get(&id)?.clone(), "An enquiry".into())),
        }
    }
}

const fn part_words(part: Part) -> &'static str {
    match part {
        Part::Client => "Client",
        Part::Contact => "Somebody of the client",
        Part::Payer => "Payer",
        Part::Opposing => "Opposing party",
        Part::Other => "Party",
        Part::Counsel => "Counsel",
        Part::Office => "The office",
    }
}
