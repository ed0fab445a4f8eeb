//! What all papers have from the office: its head, how it writes days and amounts, and how it is paid.

use domain::billing::drafts::FrozenOffice;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use jiff::civil::Date;

use crate::letter::{Align, Column, Language, Office, Paper, Payment, Slip};
use crate::qr::{QrPayload, Transfer};

/// The words of a paper, in the ways of one office and one currency.
pub(crate) struct Ways<'a> {
    office: &'a FrozenOffice,
    locale: Locale,
    currency: Currency,
}

impl<'a> Ways<'a> {
    /// A locale that is not known is written as in the United States.
    pub(crate) fn of(office: &'a FrozenOffice, currency: Currency) -> Self {
        let locale = Locale::from_word(&office.locale).unwrap_or_default();
        Self { office, locale, currency }
    }

    pub(crate) fn date(&self, date: Date) -> String {
        self.locale.date(date)
    }

    pub(crate) fn short_date(&self, date: Date) -> String {
        self.locale.short_date(date)
    }

    /// "1,234.50".
    pub(crate) fn amount(&self, minor: i64) -> String {
        self.locale.amount(self.money_of(minor))
    }

    /// "$1,234.50".
    pub(crate) fn money(&self, minor: i64) -> String {
        self.locale.money(self.money_of(minor))
    }

    pub(crate) const fn money_of(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// "8.875 %", from millionths.
    pub(crate) fn percent(&self, millionths: u32) -> String {
        let (whole, rest) = (millionths / 10_000, millionths % 10_000);
        if rest == 0 {
            return format!("{whole}\u{a0}%");
        }
        let mark = match self.locale {
            Locale::UnitedStates | Locale::UnitedKingdom | Locale::Canada => '.',
            Locale::Germany | Locale::France | Locale::Spain => ',',
        };
        let decimals = format!("{rest:04}");
        format!("{whole}{mark}{}\u{a0}%", decimals.trim_end_matches('0'))
    }

    pub(crate) const fn paper(&self) -> Paper {
        match self.locale {
            Locale::UnitedStates | Locale::Canada => Paper::UsLetter,
            Locale::UnitedKingdom | Locale::Germany | Locale::France | Locale::Spain => Paper::A4,
        }
    }

    /// The words are English whatever the country.
    pub(crate) fn language(&self) -> Language {
        let region = self.locale.word().split_once('-').map(|(_, region)| region.to_owned());
        Language { language: "en".into(), region }
    }

    pub(crate) fn head(&self) -> Office {
        let reached = [self.office.phone.trim(), self.office.email.trim()];
        let reached: Vec<&str> = reached.into_iter().filter(|way| !way.is_empty()).collect();
        let mut lines: Vec<String> = given(&self.office.address).map(str::to_owned).collect();
        if !reached.is_empty() {
            lines.push(reached.join(" · "));
        }
        Office { name: self.office.name.clone(), lines, foot: String::new() }
    }

    pub(crate) fn tax_number(&self) -> String {
        match self.office.tax_number.trim() {
            "" => String::new(),
            number => format!("Tax ID {number}"),
        }
    }

    pub(crate) fn payment(&self, reference: &str) -> Payment {
        let mut details = Vec::new();
        let mut detail = |label: &str, value: &str| {
            if !value.trim().is_empty() {
                details.push((label.to_owned(), value.to_owned()));
            }
        };
        if !self.office.iban.trim().is_empty() {
            detail("Account holder", self.payee());
            detail("IBAN", &by_fours(&self.office.iban));
            detail("BIC", &self.office.bic);
        }
        detail("Reference", reference);
        Payment { text: self.office.how_to_pay.clone(), details }
    }

    fn payee(&self) -> &str {
        match self.office.payee.trim() {
            "" => &self.office.name,
            payee => payee,
        }
    }

    /// A page to pay at, or else a transfer in euros; none where neither can be had.
    pub(crate) fn code(
        &self,
        pay_at: Option<&str>,
        due: i64,
        reference: &str,
    ) -> Option<QrPayload> {
        if let Some(address) = pay_at {
            return QrPayload::link(address).ok();
        }
        if self.currency != Currency::Euro {
            return None;
        }
        let amount = format!("{}.{:02}", due / 100, due % 100);
        let bic = self.office.bic.trim();
        let transfer = Transfer {
            holder: self.payee(),
            iban: &self.office.iban,
            bic: (!bic.is_empty()).then_some(bic),
            amount: Some(&amount),
            reference,
        };
        QrPayload::transfer(transfer).ok()
    }

    /// Where checks are usual, something to send along with one.
    pub(crate) fn slip(&self, text: String) -> Option<Slip> {
        matches!(self.locale, Locale::UnitedStates | Locale::Canada)
            .then(|| Slip { head: "Please return this slip with a check.".into(), text })
    }
}

/// Lines that hold something.
pub(crate) fn given(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn by_fours(iban: &str) -> String {
    let bare: Vec<char> = iban.chars().filter(|character| !character.is_whitespace()).collect();
    bare.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

pub(crate) fn column(head: &str, align: Align) -> Column {
    Column { head: head.into(), align, wide: false }
}

/// The one that takes what the others leave.
pub(crate) fn wide(head: &str) -> Column {
    Column { head: head.into(), align: Align::Start, wide: true }
}
