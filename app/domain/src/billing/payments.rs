//! What was paid, and what for. A payment goes on the invoices it names, else on the oldest first; what is
//! over stays as credit and is never lost or applied by itself.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::InvoiceId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    BankTransfer,
    Check,
    Card,
    Cash,
    /// From the client's trust account, as a person there approved.
    Trust,
    /// Through the page of a payment provider.
    Link,
}

impl Method {
    pub const ALL: [Method; 6] = [
        Method::BankTransfer,
        Method::Check,
        Method::Card,
        Method::Cash,
        Method::Trust,
        Method::Link,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Method::BankTransfer => "bank_transfer",
            Method::Check => "check",
            Method::Card => "card",
            Method::Cash => "cash",
            Method::Trust => "trust",
            Method::Link => "link",
        }
    }

    pub fn from_word(word: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.word() == word)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Method::BankTransfer => "Bank transfer",
            Method::Check => "Check",
            Method::Card => "Card",
            Method::Cash => "Cash",
            Method::Trust => "From trust",
            Method::Link => "Payment link",
        }
    }
}

/// An issued invoice on which something is left. Minor units of one currency, of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    pub invoice: InvoiceId,
    pub due_on: Date,
    pub balance: i64,
}

/// So much of a payment for that invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub invoice: InvoiceId,
    pub amount: i64,
}

/// Where a payment goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Each invoice once, each part above zero.
    pub parts: Vec<Part>,
    /// What is over.
    pub credit: i64,
}

/// Why a payment cannot go where it was said to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AllocationError {
    /// Nothing, or less.
    Nothing,
    /// The parts are more than was paid.
    MoreThanPaid,
    /// A part is more than is left on its invoice.
    MoreThanOwed(InvoiceId),
    /// Not an open invoice of this client in this currency: void, paid, a draft, somebody else's.
    NotOpen(InvoiceId),
    /// An invoice is named twice.
    Twice(InvoiceId),
}

impl fmt::Display for AllocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AllocationError::Nothing => "Enter an amount above zero.",
            AllocationError::MoreThanPaid => "The invoices take more than was paid.",
            AllocationError::MoreThanOwed(_) => {
                "This is more than is left to pay on the invoice. Enter less: what is over stays as credit."
            }
            AllocationError::NotOpen(_) => {
                "Nothing is left to pay on this invoice. Look again, or leave it as credit."
            }
            AllocationError::Twice(_) => "An invoice is named twice.",
        })
    }
}

impl std::error::Error for AllocationError {}

/// Where `amount` goes: to `named` as they say; where none are named, to the oldest first, by due date and
/// then by id.
///
/// # Errors
/// Nothing is allocated where a part cannot be.
pub fn allocate(amount: i64, open: &[Open], named: &[Part]) -> Result<Allocation, AllocationError> {
    if amount <= 0 {
        return Err(AllocationError::Nothing);
    }
    match named {
        [] => Ok(oldest_first(amount, open)),
        named => as_named(amount, open, named),
    }
}

fn oldest_first(amount: i64, open: &[Open]) -> Allocation {
    let mut by_age: Vec<&Open> = open.iter().filter(|open| open.balance > 0).collect();
    by_age.sort_by_key(|open| (open.due_on, open.invoice));
    let mut credit = amount;
    let mut parts = Vec::new();
    for open in by_age {
        let part = credit.min(open.balance);
        if part == 0 {
            break;
        }
        parts.push(Part { invoice: open.invoice, amount: part });
        credit -= part;
    }
    Allocation { parts, credit }
}

fn as_named(amount: i64, open: &[Open], named: &[Part]) -> Result<Allocation, AllocationError> {
    let mut credit = amount;
    for (nth, part) in named.iter().enumerate() {
        if part.amount <= 0 {
            return Err(AllocationError::Nothing);
        }
        if named[..nth].iter().any(|earlier| earlier.invoice == part.invoice) {
            return Err(AllocationError::Twice(part.invoice));
        }
        let open = open
            .iter()
            .find(|open| open.invoice == part.invoice && open.balance > 0)
            .ok_or(AllocationError::NotOpen(part.invoice))?;
        if part.amount > open.balance {
            return Err(AllocationError::MoreThanOwed(part.invoice));
        }
        credit = credit
            .checked_sub(part.amount)
            .filter(|credit| *credit >= 0)
            .ok_or(AllocationError::MoreThanPaid)?;
    }
    Ok(Allocation { parts: named.to_vec(), credit })
}

/// What could be offered from a client's trust account against a balance. Offered to a person, never taken.
pub fn offer_from_trust(balance: i64, held_in_trust: i64) -> Option<i64> {
    Some(balance.min(held_in_trust)).filter(|offer| *offer > 0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn invoice(nth: u128) -> InvoiceId {
        InvoiceId(Uuid::from_u128(nth))
    }

    fn open(nth: u128, day: i8, balance: i64) -> Open {
        Open { invoice: invoice(nth), due_on: date(2026, 10, day), balance }
    }

    fn part(nth: u128, amount: i64) -> Part {
        Part { invoice: invoice(nth), amount }
    }

    #[test]
    fn the_oldest_is_paid_first_and_what_is_over_stays() {
        let owed = [open(2, 9, 50), open(1, 1, 100), open(3, 9, 70)];
        let got = allocate(160, &owed, &[]).unwrap();
        assert_eq!(got.parts, [part(1, 100), part(2, 50), part(3, 10)]);
        assert_eq!(allocate(300, &owed, &[]).unwrap().credit, 80);
        assert_eq!(allocate(5, &[], &[]), Ok(Allocation { parts: vec![], credit: 5 }));
    }

    #[test]
    fn a_payment_goes_where_it_says() {
        let owed = [open(1, 1, 100), open(2, 9, 50)];
        let got = allocate(60, &owed, &[part(2, 50)]).unwrap();
        assert_eq!((got.parts, got.credit), (vec![part(2, 50)], 10));
    }

    #[test]
    fn nothing_goes_where_it_cannot() {
        let owed = [open(1, 1, 100), open(2, 9, 0)];
        for (amount, named, error) in [
            (0, vec![], AllocationError::Nothing),
            (-5, vec![], AllocationError::Nothing),
            (10, vec![part(1, 0)], AllocationError::Nothing),
            (10, vec![part(1, 11)], AllocationError::MoreThanPaid),
            (500, vec![part(1, 101)], AllocationError::MoreThanOwed(invoice(1))),
            (10, vec![part(2, 1)], AllocationError::NotOpen(invoice(2))),
            (10, vec![part(9, 1)], AllocationError::NotOpen(invoice(9))),
            (10, vec![part(1, 1), part(1, 1)], AllocationError::Twice(invoice(1))),
        ] {
            assert_eq!(allocate(amount, &owed, &named), Err(error));
        }
    }

    #[test]
    fn trust_money_is_offered_up_to_what_is_owed_and_held() {
        assert_eq!(offer_from_trust(100, 40), Some(40));
        assert_eq!(offer_from_trust(0, 40), None);
        assert_eq!(offer_from_trust(100, 0), None);
        assert!(Method::ALL.iter().all(|it| Method::from_word(it.word()) == Some(*it)));
    }

    proptest! {
        #[test]
        fn not_a_cent_is_lost_and_no_invoice_gets_more_than_it_asked(amount in 1..1_000_000i64, balances in prop::collection::vec(0..50_000i64, 0..20)) {
            let owed: Vec<_> = (1..).zip(balances).map(|(nth, balance)| open(nth, (nth % 28) as i8 + 1, balance)).collect();
            let got = allocate(amount, &owed, &[]).unwrap();
            prop_assert_eq!(got.parts.iter().map(|it| it.amount).sum::<i64>() + got.credit, amount);
            for it in &got.parts {
                prop_assert!(owed.iter().any(|open| open.invoice == it.invoice && (1..=open.balance).contains(&it.amount)));
            }
            // credit stays only where nothing is left to pay
            prop_assert!(got.credit == 0 || owed.iter().map(|open| open.balance).sum::<i64>() + got.credit == amount);
            let again = allocate(amount, &owed, &got.parts);
            prop_assert!(got.parts.is_empty() || again == Ok(got));
        }
    }
}
