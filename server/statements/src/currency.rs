//! The currencies that a statement may be in: those that an office may bill in.

use domain::money::Currency;

use crate::fault::{What, shown};

/// By its code of ISO 4217, whatever its case.
pub(crate) fn of(code: &str) -> Result<Currency, What> {
    let upper = code.trim().to_ascii_uppercase();
    Currency::from_code(&upper).ok_or_else(|| What::Currency(shown(code)))
}
