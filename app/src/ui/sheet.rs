//! Style sheets of some pages only. They are no part of the one that every first visit loads; their addresses
//! carry a hash of what is in them, so that each is fetched once.

use leptos::prelude::*;
use leptos_meta::Stylesheet;

/// FNV-1a: names a version, and keeps nothing secret.
const fn hash(bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut nth = 0;
    while nth < bytes.len() {
        hash = (hash ^ bytes[nth] as u64).wrapping_mul(0x0100_0000_01b3);
        nth += 1;
    }
    hash
}

const APPOINTMENTS: u64 = hash(include_bytes!("../../../public/css/appointments.css"));
const BILLING: u64 = hash(include_bytes!("../../../public/css/billing.css"));
const STAFF: u64 = hash(include_bytes!("../../../public/css/staff.css"));
const PORTAL: u64 = hash(include_bytes!("../../../public/css/portal.css"));

/// Put once on each page of the calendar and of appointments.
#[component]
pub fn AppointmentsSheet() -> impl IntoView {
    view! { <Stylesheet href=format!("/css/appointments.css?v={APPOINTMENTS:016x}") /> }
}

/// Put once on each page of time, invoices and payments.
#[component]
pub fn BillingSheet() -> impl IntoView {
    view! { <Stylesheet href=format!("/css/billing.css?v={BILLING:016x}") /> }
}

/// Part of the navigation: every page in the staff’s frame has it.
#[component]
pub fn StaffSheet() -> impl IntoView {
    view! { <Stylesheet href=format!("/css/staff.css?v={STAFF:016x}") /> }
}

/// Put once on each page of the portal.
#[component]
pub fn PortalSheet() -> impl IntoView {
    view! { <Stylesheet href=format!("/css/portal.css?v={PORTAL:016x}") /> }
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn another_sheet_has_another_address() {
        // FNV-1a of "a", from its authors' test vectors
        assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_ne!(hash(b"a{}"), hash(b"b{}"));
    }
}
