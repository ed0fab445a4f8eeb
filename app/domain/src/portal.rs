//! The portal: who of a client is let in, and what they are shown there.

mod reach;

pub use reach::{OwnPoint, OwnReach, OwnReachForm, OwnTexts};
use serde::{Deserialize, Serialize};

use crate::account::Device;
use crate::documents::{Content, Media};
use crate::forms::{Choice, FieldErrors};
use crate::ids::{AppointmentId, ClientId, InvoiceId, MembershipId, RepresentativeId, ShareId};
use crate::notices::LinkPage;
use crate::passkeys::OwnPasskey;
use crate::pin::PinStanding;
use crate::requests::PortalRequest;
use crate::status::PortalStatus;
use crate::text::{self, EmailAddress};
use crate::threads::OwnThreadRow;

/// Digits of a code.
pub const CODE_DIGITS: usize = 6;

/// Somebody of a client as the office sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRow {
    pub id: MembershipId,
    /// The record it was given for: an alias stands under the record that is kept.
    pub client: ClientId,
    pub name: String,
    pub email: String,
    /// "In person", or by what right.
    pub in_whose_name: String,
    pub sees_money: bool,
    pub writes: bool,
    pub since: String,
    /// "Oct 13, 2026, 9:30 am"; none before the first time.
    pub seen: Option<String>,
    /// When it ended.
    pub until: Option<String>,
    /// It has ended, or the right it rests on has.
    pub past: bool,
    pub invitation: Option<Invitation>,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invitation {
    OnItsWay,
    Sent,
    Used,
    /// It came back, or could not be sent.
    Failed,
}

impl Invitation {
    /// From the word of an invitation, or of the message that carries it.
    pub fn from_word(word: &str) -> Option<Invitation> {
        match word {
            "used" => Some(Invitation::Used),
            "queued" | "sending" => Some(Invitation::OnItsWay),
            "accepted" | "delivered" => Some(Invitation::Sent),
            "failed" | "unknown" | "cancelled" | "expired" => Some(Invitation::Failed),
            _ => None,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Invitation::OnItsWay => "Invitation on its way",
            Invitation::Sent => "Invited, not signed in yet",
            Invitation::Used => "Signed in",
            Invitation::Failed => "The invitation did not arrive",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// A representative's id, or empty for the client in person.
    pub whom: String,
    pub name: String,
    pub email: String,
    /// "on" or empty.
    pub money: String,
    pub writes: String,
}

/// [`InvitationForm`] without its typos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedInvitation {
    pub representative: Option<RepresentativeId>,
    pub name: String,
    pub email: EmailAddress,
    pub money: bool,
    pub writes: bool,
}

impl InvitationForm {
    /// Reads the form; complaints go to `errors`.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<ParsedInvitation> {
        let representative = match self.whom.trim() {
            "" => Some(None),
            id => {
                errors.take("whom", id.parse().map(Some).map_err(|_| "Choose somebody.".to_owned()))
            }
        };
        let name = errors.take("name", text::required_line(&self.name, "a name"));
        let email = errors.take("email", EmailAddress::parse(&self.email));
        Some(ParsedInvitation {
            representative: representative?,
            name: name?,
            email: email?,
            money: self.money == "on",
            writes: self.writes == "on",
        })
    }
}

/// What the form of an invitation depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvitationContext {
    pub client: ClientId,
    pub client_name: String,
    /// The client in person and whoever speaks for the client now, to choose from.
    pub whom: Vec<Choice>,
    pub discreet: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    pub money: String,
    pub writes: String,
}

/// One access, to be changed or ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessContext {
    pub client: ClientId,
    pub client_name: String,
    pub row: AccessRow,
    /// None where no PIN is asked for this client.
    pub pin: Option<PinStanding>,
}

/// The code as it is typed: digits alone, however they are grouped.
///
/// # Errors
/// A sentence for beside the field.
pub fn parse_code(typed: &str) -> Result<String, String> {
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(CODE_DIGITS + 1).collect();
    let whole = digits.len() == CODE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole { Ok(digits) } else { Err("Enter the six digits from the message.".into()) }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    #[serde(skip_serializing)]
    pub code: String,
}

/// The door of the portal, before there is anybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalDoor {
    /// Empty for somebody who must not learn who writes.
    pub office: String,
    /// Addresses of the demo, offered on the page; empty elsewhere.
    pub demo: Vec<DemoPerson>,
    /// Whether there can be passkeys at the address that people type.
    pub passkeys: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoPerson {
    pub name: String,
    pub email: String,
}

/// What stands around every page of somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalFrame {
    pub office: String,
    pub name: String,
    pub phone: String,
    pub urgent_phone: String,
    /// Sees the money of at least one client.
    pub sees_money: bool,
    /// More than one client: each thing says whose it is.
    pub several: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalFramed<T> {
    pub frame: PortalFrame,
    pub body: T,
}

/// An appointment that somebody is asked to. Nothing of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalAppointment {
    pub id: AppointmentId,
    /// Which telling of it this is: an answer is to that one.
    pub revision: i32,
    /// "Thursday", "15", "October".
    pub weekday: String,
    pub day: String,
    pub month: String,
    pub told: LinkPage,
    /// May answer.
    pub acts: bool,
    /// A case's number, or empty.
    pub case: String,
    pub client: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalInvoice {
    pub id: InvoiceId,
    /// "Invoice 1042".
    pub title: String,
    pub total: String,
    /// What is left; empty where nothing is.
    pub left: String,
    pub issued: String,
    pub due: Option<String>,
    pub overdue: bool,
    pub void: bool,
    pub credit_note: bool,
    /// Something is asked for: it can be paid.
    pub asked: bool,
    /// What of it is disputed and not settled; empty where nothing is.
    pub disputed: String,
    pub case: String,
    pub client: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalHome {
    /// "Ramona".
    pub hello: String,
    pub next: Option<PortalAppointment>,
    /// How many more are to come.
    pub more: usize,
    /// Those that something is left of.
    pub invoices: Vec<PortalInvoice>,
    pub pays: bool,
    /// The latest documents that were shared.
    pub shared: Vec<PortalDocument>,
    /// How many there are.
    pub documents: usize,
    /// Where each of their cases stands, what was told last first.
    pub stands: Vec<PortalStatus>,
    /// Those in which something is unread.
    pub messages: Vec<OwnThreadRow>,
    /// What the office asks for, what is due first.
    pub needed: Vec<PortalRequest>,
    /// How many there are.
    pub requests: usize,
    /// Somebody who may send files, asked for or not.
    pub sends: bool,
}

/// A document that was shared with somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalDocument {
    pub id: ShareId,
    pub name: String,
    pub media: Media,
    /// "212 KB".
    pub size: String,
    /// The day from which it could be opened.
    pub since: String,
    /// Not opened yet by whoever looks.
    pub fresh: bool,
    pub case: String,
    pub client: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalDocuments {
    /// The latest first.
    pub rows: Vec<PortalDocument>,
}

/// One time that somebody of the client opened a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub name: String,
    /// "Oct 13, 2026, 9:30 am".
    pub at: String,
    pub datetime: String,
    pub downloaded: bool,
}

/// One of them, being read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalDocumentPage {
    pub document: PortalDocument,
    /// None for a kind of file that is not shown here.
    pub content: Option<Content>,
    /// Who of the client's own people opened it, the latest first.
    pub openings: Vec<Opening>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalAppointments {
    pub coming: Vec<PortalAppointment>,
    pub past: Vec<PortalAppointment>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalInvoices {
    pub rows: Vec<PortalInvoice>,
    pub pays: bool,
}

/// One invoice: what it comes to, and what for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalInvoicePage {
    pub invoice: PortalInvoice,
    /// What was done, and what it costs.
    pub lines: Vec<(String, String)>,
    /// "Subtotal", "Tax" and their like.
    pub sums: Vec<(String, String)>,
    pub how_to_pay: String,
    pub billing_phone: String,
    pub pays: bool,
    pub may_dispute: bool,
}

/// What somebody of a client sees, shown to the office.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LookedAt {
    pub client: ClientId,
    pub client_name: String,
    /// What stands around their pages.
    pub they: PortalFrame,
    pub appointments: PortalAppointments,
    pub invoices: Vec<PortalInvoice>,
    pub documents: Vec<PortalDocument>,
    /// Documents that they see, and whoever looks may not open.
    pub withheld: usize,
    /// What they are asked for, the open ones first.
    pub requests: Vec<PortalRequest>,
    pub stands: Vec<PortalStatus>,
}

/// Calls for status and looks in the portal, by month.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalUse {
    /// The earliest first; the last is not over.
    pub months: Vec<StatusMonth>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusMonth {
    /// "Oct 2026".
    pub label: String,
    /// Calls of any kind that were written down.
    pub calls: i64,
    /// Those who asked how things stand.
    pub status_calls: i64,
    /// Times that somebody signed in to the portal.
    pub visits: i64,
    /// How many people those were.
    pub people: i64,
}

/// What somebody has against an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortalDisputeForm {
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortalProfile {
    pub email: String,
    pub acts_for: Vec<ActsFor>,
    pub reach: Vec<OwnReach>,
    /// None where there can be no passkeys.
    pub passkeys: Option<Vec<OwnPasskey>>,
    pub devices: Vec<Device>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActsFor {
    pub client: String,
    /// "Yourself", or by what right.
    pub right: String,
    pub sees_money: bool,
    pub writes: bool,
}

/// Under a head each, in the order in which they first come up: what belongs to one case of one client.
pub fn by_case<T>(
    rows: Vec<T>,
    of: impl Fn(&T) -> (String, String),
) -> Vec<((String, String), Vec<T>)> {
    let mut groups: Vec<((String, String), Vec<T>)> = Vec::new();
    for row in rows {
        let key = of(&row);
        match groups.iter_mut().find(|(head, _)| *head == key) {
            Some((_, group)) => group.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    groups
}

/// How somebody is greeted: by the first of several names, else by the whole.
pub fn hello(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_however_they_are_grouped() {
        for typed in ["123456", " 123 456 ", "123-456", "1 2 3 4 5 6"] {
            assert_eq!(parse_code(typed).as_deref(), Ok("123456"), "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123456 7"] {
            assert!(parse_code(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn an_invitation_needs_a_name_and_an_address_and_gives_nothing_by_itself() {
        let mut errors = FieldErrors::default();
        assert_eq!(InvitationForm::default().parse(&mut errors), None);
        assert_eq!(errors.0.len(), 2);
        let form = InvitationForm {
            name: "Ramona Okonkwo".into(),
            email: " Ramona@Mail.example ".into(),
            ..InvitationForm::default()
        };
        let parsed = form.parse(&mut FieldErrors::default()).unwrap();
        assert_eq!(parsed.email.as_str(), "ramona@mail.example");
        assert!(!parsed.money && !parsed.writes && parsed.representative.is_none());
        let wrong = InvitationForm { whom: "everybody".into(), ..form };
        assert_eq!(wrong.parse(&mut errors), None);
    }

    #[test]
    fn what_belongs_to_one_case_stands_together() {
        let rows = vec![("a", 1), ("b", 2), ("a", 3)];
        let groups = by_case(rows, |(case, _)| ((*case).to_owned(), String::new()));
        let seen: Vec<_> =
            groups.iter().map(|((case, _), rows)| (case.as_str(), rows.len())).collect();
        assert_eq!(seen, [("a", 2), ("b", 1)]);
        assert_eq!(hello("Ramona Okonkwo"), "Ramona");
        assert_eq!(hello(""), "");
    }
}
