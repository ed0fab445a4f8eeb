//! Who works at the demo office.

use domain::access::Role;

/// Every demo account has it. Printed at start-up and on the sign-in page; production never seeds.
pub const DEMO_PASSWORD: &str = "quiet harbor ledger";

/// The Managing Partner's authenticator secret, in base 32, so that the demo can be signed in to.
pub const DEMO_TOTP: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// Whom the demo has suspended: the door does not offer the account.
pub const DEMO_SUSPENDED: &str = "Owen Brandvold";

/// One account of the demo office.
#[derive(Clone, Copy, Debug)]
pub struct DemoAccount {
    pub name: &'static str,
    pub email: &'static str,
    pub role: Role,
    /// 1 to 6 for attorneys, 0 for the others.
    pub colour: i16,
    /// An authenticator secret in base 32.
    pub totp: Option<&'static str>,
}

const fn account(name: &'static str, email: &'static str, role: Role, colour: i16) -> DemoAccount {
    DemoAccount { name, email, role, colour, totp: None }
}

/// Four attorneys and eight support staff.
pub const DEMO_ACCOUNTS: [DemoAccount; 12] = [
    DemoAccount {
        totp: Some(DEMO_TOTP),
        ..account("Miriam Adair", "miriam@pellworthadair.example", Role::ManagingPartner, 3)
    },
    account("Tomás Ferreira", "tomas@pellworthadair.example", Role::AssociateAttorney, 2),
    account("Nkechi Obiora", "nkechi@pellworthadair.example", Role::AssociateAttorney, 4),
    account("Jonas Hallberg", "jonas@pellworthadair.example", Role::AssociateAttorney, 1),
    account("Priya Raman", "priya@pellworthadair.example", Role::Paralegal, 0),
    account("Yusra Haddad", "yusra@pellworthadair.example", Role::Paralegal, 0),
    account("Leila Marsh", "leila@pellworthadair.example", Role::Paralegal, 0),
    account("Owen Brandvold", "owen@pellworthadair.example", Role::Paralegal, 0),
    account("Hollis Whitaker", "hollis@pellworthadair.example", Role::Paralegal, 0),
    account("Greta Solheim", "greta@pellworthadair.example", Role::Billing, 0),
    account("Dario Quint", "dario@pellworthadair.example", Role::Billing, 0),
    account("Ines Calloway", "ines@pellworthadair.example", Role::Billing, 0),
];
