//! What a mail with an invoice says: its number, its day, what it comes to and how to pay; never what it was for.

use channels::Attached;
use domain::billing::drafts::{Frozen, FrozenOffice};
use domain::locale::Locale;
use domain::money::Money;
use domain::notices::{Channel, NoticeKind, Values, Wording};
use jiff::civil::Date;
use serde::Deserialize;

use crate::dunning::ways_to_pay;
use crate::notices::{Composed, page_of};
use crate::online::Offered;
use crate::{Error, Result};

/// Everything that the mail is made of.
#[derive(Debug, Deserialize)]
pub(super) struct Said {
    pub(super) frozen: Frozen,
    /// Minor units.
    pub(super) left: i64,
    /// As it stands now; none of a credit note.
    pub(super) due_on: Option<Date>,
    /// Somebody else than the client pays.
    pub(super) of_payer: bool,
    pub(super) name: String,
    pub(super) discreet: bool,
    /// The office as its papers have it now: how to pay.
    pub(super) paper: FrozenOffice,
    pub(super) office: String,
    pub(super) phone: String,
    pub(super) locale: String,
    pub(super) template: Option<Wording>,
}

impl Said {
    /// `offered`: where it can be paid, if that is offered.
    pub(super) fn compose(&self, offered: &[Offered]) -> Result<Composed> {
        let wording = self.template.clone().unwrap_or_else(|| {
            Wording::default_for(NoticeKind::Invoice, Channel::Email, self.discreet)
        });
        let (online, kept) = Offered::lines(offered);
        let values = Values { online, ..self.values() };
        let said = wording.fill(&values);
        let kept = wording.fill(&Values { online: kept, ..values });
        let links: Vec<&str> = offered.iter().map(|it| it.url.as_str()).collect();
        let html = Some(page_of(&said.subject, &said.body, &links)?);
        Ok(Composed { subject: said.subject, kept_body: kept.body, html, body: said.body })
    }

    fn values(&self) -> Values {
        let locale = Locale::from_word(&self.locale).unwrap_or_default();
        let money = |minor| locale.money(Money::new(minor, self.frozen.currency));
        let (title, total) = (self.frozen.title(), money(self.frozen.total));
        let mut says = match (&self.frozen.corrects, self.due_on) {
            (Some(invoice), _) => format!("{title} for invoice {invoice}: {total}"),
            (None, Some(due)) => format!("{title}, due {}: {total}", locale.date(due)),
            (None, None) => format!("{title}: {total}"),
        };
        let is_credit = self.frozen.corrects.is_some();
        match self.left {
            _ if is_credit => {}
            0 => says += "\nNothing is left to pay.",
            left if left != self.frozen.total => says += &format!("\nLeft to pay: {}", money(left)),
            _ => {}
        }
        let pay = match is_credit || self.left == 0 {
            true => String::new(),
            false => ways_to_pay(&self.paper, &[self.frozen.number.as_str()]),
        };
        Values {
            firm: self.office.clone(),
            name: self.name.clone(),
            paper: title,
            invoices: says,
            total: if is_credit { total } else { money(self.left) },
            pay,
            phone: self.phone.clone(),
            ..Values::default()
        }
    }

    /// The name of the file that goes with it; none to whoever must not learn who writes.
    pub(super) fn file(&self) -> Option<String> {
        (!self.discreet).then(|| self.frozen.file_name())
    }

    /// The paper as it was issued; a payer's says nothing of what was done. It takes a while: not for a thread that
    /// others wait for.
    pub(super) fn attached(&self) -> Result<Vec<Attached>> {
        let Some(name) = self.file() else { return Ok(Vec::new()) };
        let said = if self.of_payer { self.frozen.for_payer() } else { self.frozen.clone() };
        let invoice = press::Invoice { said: &said, since: &[], pay_at: None };
        let set = press::invoice(&invoice).map_err(Error::internal)?;
        Ok(vec![Attached { name, media: "application/pdf", bytes: set.pdf }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(left: i64, discreet: bool, corrects: Option<&str>) -> Said {
        let line = serde_json::json!([{"kind": "fee", "grouped": "", "dated": "", "narrative": "A private matter", "by": "",
            "minutes": null, "rate": null, "amount": 10000, "discount": 0, "net": 10000, "in_fee": false, "tax": ""}]);
        serde_json::from_value(serde_json::json!({
            "frozen": {"version": 1, "number": "1042", "corrects": corrects, "office": office(), "billed_to": ["Orla Finnegan"],
                "reference": "", "case_number": "2026-0042", "title": "A private matter", "note": "", "issued_on": "2026-10-01",
                "due_on": "2026-10-31", "currency": "USD", "basis": "added",
                "lines": if corrects.is_some() { serde_json::json!([]) } else { line },
                "taxes": [], "subtotal": 10000, "discount": 0, "tax": 0, "total": 10000},
            "left": left, "due_on": "2026-11-07", "of_payer": false, "name": "Orla Finnegan", "discreet": discreet,
            "paper": office(), "office": "Adair & Lowe", "phone": "+1 212 555 0100", "locale": "en-US", "template": null
        }))
        .unwrap()
    }

    fn office() -> serde_json::Value {
        serde_json::json!({"name": "Adair & Lowe", "address": "212 Quay Street", "phone": "", "email": "", "tax_number": "",
            "payee": "Adair & Lowe", "iban": "DE02120300000000202051", "bic": "", "how_to_pay": "", "locale": "en-US"})
    }

    #[test]
    fn a_mail_says_what_is_to_be_paid_until_when_and_never_what_for() {
        let mail = said(10_000, false, None).compose(&[]).unwrap();
        assert_eq!(mail.subject, "Invoice 1042 from Adair & Lowe");
        assert!(mail.body.contains("Invoice 1042, due Nov 7, 2026: $100.00"), "{}", mail.body);
        assert!(mail.body.contains("IBAN: DE02120300000000202051"), "{}", mail.body);
        assert!(mail.body.contains("Reference: 1042"), "{}", mail.body);
        let all = mail.body + &mail.html.unwrap_or_default();
        assert!(!all.contains("private") && !all.contains("2026-0042"), "{all}");
    }

    #[test]
    fn what_is_paid_or_taken_back_is_not_asked_for() {
        let part = said(2_500, false, None).compose(&[]).unwrap().body;
        assert!(part.contains("Left to pay: $25.00"), "{part}");
        let paid = said(0, false, None).compose(&[]).unwrap().body;
        assert!(paid.contains("Nothing is left to pay.") && !paid.contains("IBAN"), "{paid}");
        let note = said(0, false, Some("1001")).compose(&[]).unwrap();
        assert_eq!(note.subject, "Credit note 1042 from Adair & Lowe");
        assert!(note.body.contains("Credit note 1042 for invoice 1001: $100.00"), "{}", note.body);
        assert!(!note.body.contains("IBAN") && !note.body.contains("Left"), "{}", note.body);
    }

    #[test]
    fn a_link_to_pay_by_stands_in_the_mail_and_as_a_gap_where_it_is_kept() {
        let url = "https://p.example/pay/secret".to_owned();
        let offered = [Offered { number: "1042".into(), url: url.clone() }];
        let mail = said(10_000, false, None).compose(&offered).unwrap();
        assert!(mail.body.contains(&format!("Invoice 1042: {url}")), "{}", mail.body);
        assert!(mail.html.unwrap().contains(&format!("href=\"{url}\"")));
        assert!(mail.kept_body.contains("Invoice 1042: [link]"), "{}", mail.kept_body);
        assert!(!mail.kept_body.contains("secret"));
        let without = said(10_000, false, None).compose(&[]).unwrap().body;
        assert!(!without.contains("online"), "{without}");
    }

    #[test]
    fn a_discreet_contact_learns_neither_who_writes_nor_gets_the_paper() {
        let said = said(10_000, true, None);
        let mail = said.compose(&[]).unwrap();
        let all = mail.subject + &mail.body + &mail.html.unwrap_or_default();
        assert!(!all.contains("Adair") && !all.contains("IBAN"), "{all}");
        assert!(all.contains("$100.00"), "{all}");
        assert!(said.attached().unwrap().is_empty());
    }

    #[test]
    fn the_paper_is_as_it_was_issued_and_a_payers_is_another() {
        let own = said(10_000, false, None);
        let file = own.attached().unwrap().remove(0);
        assert_eq!((file.name.as_str(), file.media), ("invoice-1042.pdf", "application/pdf"));
        assert!(file.bytes.starts_with(b"%PDF"));
        let payers = Said { of_payer: true, ..said(10_000, false, None) };
        assert_ne!(payers.attached().unwrap()[0].bytes, file.bytes);
    }
}
