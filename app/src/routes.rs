//! Paths of pages, typed, so that a link cannot point at the wrong kind of thing.

use domain::cases::Stage;
use domain::ids::{
    AppointmentId, CallId, CaseId, ClientId, ConflictCheckId, ContactPointId, DocumentId,
    EnquiryId, ExpenseId, FlashId, FolderId, GrantId, InvoiceId, LetterBatchId, MembershipId,
    MessageFileId, NoteId, NotificationId, PartyId, PayerId, PaymentId, ProposalId, PurgeId,
    RepresentativeId, ScanId, ShareId, StaffId, StatementId, StatementLineId, TemplateId, ThreadId,
    TimeEntryId, UploadId, WallId,
};
use domain::reminders::WordingKey;

pub const CALENDAR: &str = "/calendar";
pub const TODAY: &str = "/today";
pub const APPOINTMENT_NEW: &str = "/appointments/new";
pub const CASES: &str = "/cases";
pub const CLIENTS: &str = "/clients";
pub const DOCUMENTS: &str = "/documents";
pub const ENQUIRIES: &str = "/enquiries";
pub const ENQUIRY_NEW: &str = "/enquiries/new";
pub const FILING: &str = "/filing";
pub const CALENDARS: &str = "/account/calendars";
pub const CALENDAR_READ: &str = "/account/calendars/read";
pub const CALLS: &str = "/calls";
pub const DEADLINES: &str = "/deadlines";
pub const CALL_LIST: &str = "/call-list";
pub const REPLIES: &str = "/replies";
pub const ATTENDANCE: &str = "/attendance";
pub const ATTENDANCE_EXPORT: &str = "/attendance/export";
pub const UNRECORDED: &str = "/attendance/unrecorded";
pub const REMINDERS: &str = "/settings/reminders";
pub const REMINDER_CONTACT: &str = "/settings/reminders/contact";
pub const HELD: &str = "/settings/reminders/held";
pub const CALL_NEW: &str = "/calls/new";
pub const STATUS_CALLS: &str = "/calls/status";
pub const CONFLICTS: &str = "/conflicts";
pub const WALLS: &str = "/walls";
pub const STAFF: &str = "/staff";
pub const ACCESS: &str = "/access";
pub const ENDING: &str = "/access/ending";
pub const COVERS: &str = "/covers";
pub const COVER_NEW: &str = "/covers/new";
pub const SCREENS: &str = "/screens";
pub const SETTINGS: &str = "/settings";
pub const HOURS: &str = "/settings/hours";
pub const RETENTION: &str = "/retention";
pub const HOLIDAYS: &str = "/settings/holidays";
pub const ROOMS: &str = "/settings/rooms";
pub const RATES: &str = "/settings/rates";
pub const ACTIVITIES: &str = "/settings/activities";
pub const INVOICE_SETTINGS: &str = "/settings/invoices";
pub const TAXES: &str = "/settings/taxes";
/// What clients read at each stage.
pub const STAGES: &str = "/settings/stages";
pub const TEMPLATES: &str = "/settings/templates";
pub const TEMPLATES_UPLOAD: &str = "/settings/templates/upload";
pub const REQUESTS: &str = "/requests";
pub const AUDIT: &str = "/audit";
pub const ACCOUNT: &str = "/account";
pub const PASSWORD: &str = "/account/password";
pub const SECOND_FACTOR: &str = "/account/second-factor";
pub const REMOVE_SECOND_FACTOR: &str = "/account/second-factor/remove";
pub const CODES: &str = "/account/recovery-codes";
pub const MESSAGES: &str = "/messages";
pub const PORTAL: &str = "/portal";
pub const PORTAL_SIGN_IN: &str = "/portal/sign-in";
pub const PORTAL_CODE: &str = "/portal/code";
pub const PORTAL_PIN: &str = "/portal/pin";
pub const PORTAL_PASSKEY: &str = "/portal/passkey";
pub const PORTAL_NEW_PASSKEY: &str = "/portal/profile/passkey";
pub const PORTAL_APPOINTMENTS: &str = "/portal/appointments";
pub const PORTAL_MESSAGES: &str = "/portal/messages";
pub const PORTAL_MESSAGE_NEW: &str = "/portal/messages/new";
pub const PORTAL_MESSAGE_BEGUN: &str = "/portal/messages/begun";
pub const PORTAL_DOCUMENTS: &str = "/portal/documents";
pub const PORTAL_REQUESTS: &str = "/portal/requests";
pub const PORTAL_UPLOADS: &str = "/portal/uploads";
pub const PORTAL_INVOICES: &str = "/portal/invoices";
pub const PORTAL_PROFILE: &str = "/portal/profile";
pub const PORTAL_PRIVACY: &str = "/portal/privacy";
pub const PORTAL_ACCESSIBILITY: &str = "/portal/accessibility";
pub const SIGN_IN: &str = "/sign-in";
pub const CODE: &str = "/sign-in/code";
pub const RECOVERY: &str = "/sign-in/recovery";
pub const ASK_RESET: &str = "/reset";
pub const STEP_UP: &str = "/step-up";
pub const OUTBOX: &str = "/outbox";
pub const TIME: &str = "/time";
pub const EXPENSES_UPLOAD: &str = "/time/expenses/upload";
pub const BILLING: &str = "/billing";
pub const PAYMENTS: &str = "/billing/payments";
pub const PAYMENT_NEW: &str = "/billing/payments/new";
pub const STATEMENTS: &str = "/billing/statements";
pub const BOOKS: &str = "/billing/books";
pub const INVOICES_EXPORT: &str = "/billing/export";
pub const INVOICES_PDF: &str = "/billing/pdfs";
pub const HOLD_SEVERAL: &str = "/billing/hold";
pub const JOURNAL: &str = "/billing/books/journal";
pub const STATEMENTS_UPLOAD: &str = "/billing/statements/upload";

pub fn payment(id: PaymentId) -> String {
    format!("{PAYMENTS}/{id}")
}

/// The form of a payment of this client.
pub fn payment_of(client: ClientId) -> String {
    format!("{PAYMENT_NEW}?client={client}")
}

/// The form of the payment that a line of a statement is: of this client, or of whom is to be chosen.
pub fn payment_of_line(line: StatementLineId, client: Option<ClientId>) -> String {
    let client = client.map(|client| client.to_string()).unwrap_or_default();
    with_query(PAYMENT_NEW, &[("line", &line.to_string()), ("client", &client)])
}

pub fn payments_of(client: ClientId) -> String {
    format!("{PAYMENTS}?client={client}")
}

pub fn statement(id: StatementId) -> String {
    format!("{STATEMENTS}/{id}")
}
pub const TO_BILL: &str = "/billing/to-bill";
pub const DRAFT_NEW: &str = "/billing/new";
pub const BATCH: &str = "/billing/batch";
pub const MAIL_OUT: &str = "/billing/send";
pub const DUNNING: &str = "/billing/reminders";
pub const DUNNING_SETTINGS: &str = "/billing/reminders/settings";

/// One's own day sheet. `day` is ISO.
pub fn time_on(day: &str) -> String {
    format!("{TIME}?on={}", encode(day))
}

/// The letters of a batch, as one PDF.
pub fn letters_pdf(id: LetterBatchId) -> String {
    format!("{DUNNING}/letters/{id}")
}

/// The day sheet, where the form of an expense comes back refused.
pub fn expense_on(day: &str) -> String {
    with_query(TIME, &[("on", day), ("expense", "1")])
}

/// The day sheet, where the timer's form comes back refused.
pub fn timer() -> String {
    format!("{TIME}?timer=1")
}

pub fn time_entry(id: TimeEntryId) -> String {
    format!("{TIME}/{id}")
}

pub fn invoice(id: InvoiceId) -> String {
    format!("{BILLING}/{id}")
}

/// A new draft of what a case has to bill.
pub fn draft_new(case: CaseId) -> String {
    format!("{DRAFT_NEW}?case={case}")
}

pub fn draft_edit(id: InvoiceId) -> String {
    format!("{BILLING}/{id}/edit")
}

/// Several drafts at once. `cases`: ids with spaces between.
pub fn batch_of(cases: &str) -> String {
    let pairs: Vec<(&str, &str)> = cases.split_whitespace().map(|id| ("case", id)).collect();
    with_query(BATCH, &pairs)
}

/// The invoices of a case or a client, by its id.
pub fn invoices_of(which: &str) -> String {
    with_query(BILLING, &[("which", "all"), ("of", which)])
}

/// Several invoices, to be held together.
pub fn hold_of(invoices: &str) -> String {
    let pairs: Vec<(&str, &str)> = invoices.split_whitespace().map(|id| ("invoice", id)).collect();
    with_query(HOLD_SEVERAL, &pairs)
}

/// As it was issued, as a PDF.
pub fn invoice_pdf(id: InvoiceId) -> String {
    format!("{BILLING}/{id}/pdf")
}

/// The same with what came of it since.
pub fn invoice_pdf_paid(id: InvoiceId) -> String {
    invoice_pdf(id) + "?with=paid"
}

/// The same for somebody who pays for another's case: what it comes to, and nothing of what was done.
pub fn invoice_pdf_totals(id: InvoiceId) -> String {
    invoice_pdf(id) + "?with=totals"
}

/// Where invoices are looked over before they are e-mailed.
pub fn mail_out(ids: impl IntoIterator<Item = InvoiceId>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let pairs: Vec<(&str, &str)> = ids.iter().map(|id| ("invoice", id.as_str())).collect();
    with_query(MAIL_OUT, &pairs)
}

/// One e-mail with an invoice.
pub fn invoice_mail(id: InvoiceId, mailing: NotificationId) -> String {
    format!("{BILLING}/{id}/mail/{mailing}")
}

/// Its page with the form of one act open. `act` is the act's word.
pub fn invoice_act(id: InvoiceId, act: &str) -> String {
    format!("{BILLING}/{id}?do={}", encode(act))
}

pub fn appointment(id: AppointmentId) -> String {
    format!("/appointments/{id}")
}

pub fn wording(key: WordingKey) -> String {
    let WordingKey { kind, channel, .. } = key;
    format!("{REMINDERS}/wording/{}/{}/{}", kind.word(), channel.word(), key.reader())
}

pub fn appointment_edit(id: AppointmentId) -> String {
    format!("/appointments/{id}/edit")
}

pub fn appointment_cancel(id: AppointmentId) -> String {
    format!("/appointments/{id}/cancel")
}

/// Booking one about something: a case, a client or an enquiry.
pub fn appointment_about(what: &str, id: impl std::fmt::Display) -> String {
    with_query(APPOINTMENT_NEW, &[(what, &id.to_string())])
}

/// Booking one on a day, with somebody.
pub fn appointment_on(day: &str, who: &str) -> String {
    with_query(APPOINTMENT_NEW, &[("on", day), ("who", who)])
}

pub fn case(id: CaseId) -> String {
    format!("/cases/{id}")
}

/// How a case is paid for.
pub fn case_terms(id: CaseId) -> String {
    format!("/cases/{id}/terms")
}

/// What was laid out for a case.
pub fn case_expenses(id: CaseId) -> String {
    format!("/cases/{id}/expenses")
}

/// Where the form of a new expense of this case goes, with its receipt.
pub fn case_expenses_upload(id: CaseId) -> String {
    format!("/cases/{id}/expenses/upload")
}

pub fn expense(id: ExpenseId) -> String {
    format!("/expenses/{id}")
}

/// The page of an expense, where its receipt comes back refused.
pub fn receipt_refused(id: ExpenseId) -> String {
    format!("/expenses/{id}?receipt=1")
}

/// Where the receipt of an expense goes.
pub fn receipt_upload(id: ExpenseId) -> String {
    format!("/expenses/{id}/receipt/upload")
}

pub fn case_appointments(id: CaseId) -> String {
    format!("/cases/{id}/appointments")
}

pub fn client_appointments(id: ClientId) -> String {
    format!("/clients/{id}/appointments")
}

pub fn case_edit(id: CaseId) -> String {
    format!("/cases/{id}/edit")
}

pub fn case_close(id: CaseId) -> String {
    format!("/cases/{id}/close")
}

pub fn case_reopen(id: CaseId) -> String {
    format!("/cases/{id}/reopen")
}

pub fn case_clients(id: CaseId) -> String {
    format!("{}/clients", case(id))
}

pub fn case_status(id: CaseId) -> String {
    format!("{}/status", case(id))
}

pub fn case_team(id: CaseId) -> String {
    format!("/cases/{id}/team")
}

pub fn grant_new(id: CaseId) -> String {
    format!("/cases/{id}/team/new")
}

pub fn case_lead(id: CaseId) -> String {
    format!("/cases/{id}/team/lead")
}

pub fn grant(id: CaseId, grant: GrantId) -> String {
    format!("/cases/{id}/team/{grant}")
}

pub fn grant_end(id: CaseId, grant: GrantId) -> String {
    format!("/cases/{id}/team/{grant}/end")
}

pub fn case_wall(id: CaseId) -> String {
    format!("/cases/{id}/wall")
}

pub fn prepared(id: ProposalId) -> String {
    format!("/prepared/{id}")
}

pub fn decline(id: ProposalId) -> String {
    format!("/prepared/{id}/decline")
}

pub fn parties(id: CaseId) -> String {
    format!("/cases/{id}/parties")
}

/// Where saving a party leads: to the check of its name, where that found something.
pub fn party_checked(id: CaseId, found: Option<ConflictCheckId>, done: &str) -> String {
    match found {
        Some(check) => conflict(check) + "?done=party-alike",
        None => format!("{}?done={done}", parties(id)),
    }
}

pub fn party_new(id: CaseId) -> String {
    format!("/cases/{id}/parties/new")
}

pub fn party(id: CaseId, party: PartyId) -> String {
    format!("/cases/{id}/parties/{party}")
}

pub fn case_notes(id: CaseId) -> String {
    format!("/cases/{id}/notes")
}

pub fn case_documents(id: CaseId) -> String {
    format!("/cases/{id}/documents")
}

pub fn documents_upload(id: CaseId) -> String {
    format!("/cases/{id}/documents/upload")
}

pub fn documents_archive(id: CaseId) -> String {
    format!("/cases/{id}/documents/archive")
}

pub fn folder_new(id: CaseId) -> String {
    format!("/cases/{id}/documents/folders/new")
}

pub fn folder(id: CaseId, folder: FolderId) -> String {
    format!("/cases/{id}/documents/folders/{folder}")
}

pub fn folder_narrow(id: CaseId, folder: FolderId) -> String {
    format!("/cases/{id}/documents/folders/{folder}/narrow")
}

pub fn document(id: DocumentId) -> String {
    format!("/documents/{id}")
}

pub fn document_edit(id: DocumentId) -> String {
    format!("/documents/{id}/edit")
}

pub fn document_narrow(id: DocumentId) -> String {
    format!("/documents/{id}/narrow")
}

/// Sharing it with a client; `client` is the id of one, or empty.
/// The messages of a case.
pub fn case_threads(id: CaseId) -> String {
    format!("/cases/{id}/messages")
}

pub fn thread_new(id: CaseId) -> String {
    format!("/cases/{id}/messages/new")
}

pub fn thread(id: ThreadId) -> String {
    format!("{MESSAGES}/{id}")
}

pub fn portal_message(id: ThreadId) -> String {
    format!("{PORTAL_MESSAGES}/{id}")
}

pub fn portal_message_answers(id: ThreadId) -> String {
    format!("{PORTAL_MESSAGES}/{id}/answers")
}

pub fn portal_message_file(id: ThreadId, file: MessageFileId) -> String {
    format!("{PORTAL_MESSAGES}/{id}/files/{file}")
}

pub fn document_share(id: DocumentId, client: &str) -> String {
    with_query(&format!("/documents/{id}/share"), &[("client", client)])
}

/// What was sent of a case to people outside.
pub fn case_outside(id: CaseId) -> String {
    format!("/cases/{id}/outside")
}

/// Sending documents there; `documents` as `domain::outside::in_address` writes them.
pub fn outside_new(id: CaseId, documents: &str) -> String {
    with_query(&format!("/cases/{id}/outside/new"), &[("documents", documents)])
}

/// What somebody outside was sent.
pub fn sent(token: &str) -> String {
    format!("/sent/{}", encode(token))
}

pub fn sent_document(token: &str, id: DocumentId) -> String {
    format!("{}/documents/{id}", sent(token))
}

pub fn sent_file(token: &str, id: DocumentId) -> String {
    format!("{}/file", sent_document(token, id))
}

/// Deciding on a proposal to share.
pub fn share(id: ShareId) -> String {
    format!("/shares/{id}")
}

pub fn share_decline(id: ShareId) -> String {
    format!("/shares/{id}/decline")
}

pub fn document_versions(id: DocumentId) -> String {
    format!("/documents/{id}/versions")
}

pub fn document_view(id: DocumentId, version: i32) -> String {
    format!("/documents/{id}/view?version={version}")
}

/// Read from that page on.
pub fn document_view_from(id: DocumentId, version: i32, page: u32) -> String {
    format!("/documents/{id}/view?version={version}&page={page}")
}

/// The first page, small, as an image.
pub fn document_thumbnail(id: DocumentId, version: i32) -> String {
    format!("/documents/{id}/thumbnail?version={version}")
}

/// What was done with it, as CSV.
pub fn document_record(id: DocumentId) -> String {
    format!("/documents/{id}/record")
}

/// One page of a version as an image.
pub fn document_page(id: DocumentId, version: i32, page: u32) -> String {
    format!("/documents/{id}/pages/{page}?version={version}")
}

pub fn document_download(id: DocumentId, version: Option<i32>) -> String {
    match version {
        Some(version) => format!("/documents/{id}/download?version={version}"),
        None => format!("/documents/{id}/download"),
    }
}

/// The filing queue with one scan of it in view; `which` is the part's word, or empty.
pub fn scan(id: ScanId, which: &str) -> String {
    with_query(FILING, &[("which", which), ("item", &id.to_string())])
}

/// One page of a scan as an image.
pub fn scan_page(id: ScanId, page: u32) -> String {
    format!("/filing/{id}/pages/{page}")
}

pub fn scan_download(id: ScanId) -> String {
    format!("/filing/{id}/download")
}

/// Where a template is filled for a case; chosen first, where none is named.
pub fn case_template(id: CaseId, template: Option<TemplateId>) -> String {
    match template {
        Some(template) => format!("/cases/{id}/documents/template?template={template}"),
        None => format!("/cases/{id}/documents/template"),
    }
}

pub fn stage_words(stage: Stage) -> String {
    format!("{STAGES}/{}", stage.word())
}

pub fn template(id: TemplateId) -> String {
    format!("/settings/templates/{id}")
}

pub fn template_download(id: TemplateId) -> String {
    format!("/settings/templates/{id}/download")
}

pub fn template_versions(id: TemplateId) -> String {
    format!("/settings/templates/{id}/versions")
}

pub fn client_notes(id: ClientId) -> String {
    format!("/clients/{id}/notes")
}

pub fn note(id: NoteId) -> String {
    format!("/notes/{id}")
}

pub fn note_edit(id: NoteId) -> String {
    format!("/notes/{id}/edit")
}

/// What the link in a notice opens.
pub fn reply(token: &str) -> String {
    format!("/a/{token}")
}

pub fn reply_calendar(token: &str) -> String {
    format!("/a/{token}/calendar")
}

/// Where an invoice can be paid.
pub fn pay(token: &str) -> String {
    format!("/pay/{}", encode(token))
}

/// One notice about it: what was sent, or kept.
pub fn notice(appointment: AppointmentId, id: NotificationId) -> String {
    format!("/appointments/{appointment}/notices/{id}")
}

pub fn call(id: CallId) -> String {
    format!("/calls/{id}")
}

pub fn enquiry(id: EnquiryId) -> String {
    format!("/enquiries/{id}")
}

pub fn enquiry_edit(id: EnquiryId) -> String {
    format!("/enquiries/{id}/edit")
}

pub fn enquiry_accept(id: EnquiryId) -> String {
    format!("/enquiries/{id}/accept")
}

pub fn enquiry_decline(id: EnquiryId) -> String {
    format!("/enquiries/{id}/decline")
}

pub fn enquiry_letter(id: EnquiryId) -> String {
    format!("/enquiries/{id}/letter")
}

pub fn conflict(id: ConflictCheckId) -> String {
    format!("/conflicts/{id}")
}

pub fn client(id: ClientId) -> String {
    format!("/clients/{id}")
}

pub fn client_edit(id: ClientId) -> String {
    format!("/clients/{id}/edit")
}

pub fn client_wall(id: ClientId) -> String {
    format!("/clients/{id}/wall")
}

/// Where a point is added; `channel` is its word.
pub fn contact_new(id: ClientId, channel: &str) -> String {
    format!("/clients/{id}/contacts/new/{}", encode(channel))
}

pub fn contact(id: ClientId, point: ContactPointId) -> String {
    format!("/clients/{id}/contacts/{point}")
}

pub fn preferences(id: ClientId) -> String {
    format!("/clients/{id}/preferences")
}

pub fn consent(id: ClientId) -> String {
    format!("/clients/{id}/consent")
}

pub fn representative_new(id: ClientId) -> String {
    format!("/clients/{id}/representatives/new")
}

pub fn representative(id: ClientId, representative: RepresentativeId) -> String {
    format!("/clients/{id}/representatives/{representative}")
}

pub fn portal_invite(id: ClientId) -> String {
    format!("/clients/{id}/portal/new")
}

pub fn portal_seen(id: ClientId, membership: MembershipId) -> String {
    format!("{}/seen", portal_access(id, membership))
}

pub fn portal_access(id: ClientId, membership: MembershipId) -> String {
    format!("/clients/{id}/portal/{membership}")
}

pub fn portal_enter(token: &str) -> String {
    format!("{PORTAL}/enter/{}", encode(token))
}

pub fn portal_calendar(id: AppointmentId) -> String {
    format!("{PORTAL_APPOINTMENTS}/{id}/calendar")
}

pub fn portal_document(id: ShareId) -> String {
    format!("{PORTAL_DOCUMENTS}/{id}")
}

pub fn portal_document_file(id: ShareId) -> String {
    format!("{PORTAL_DOCUMENTS}/{id}/file")
}

pub fn portal_invoice(id: InvoiceId) -> String {
    format!("{PORTAL_INVOICES}/{id}")
}

pub fn portal_reach(id: ClientId) -> String {
    format!("{PORTAL_PROFILE}/reach/{id}")
}

pub fn portal_dispute(id: InvoiceId) -> String {
    format!("{PORTAL_INVOICES}/{id}/dispute")
}

pub fn portal_invoice_pdf(id: InvoiceId) -> String {
    format!("{PORTAL_INVOICES}/{id}/pdf")
}

/// What the client is asked for, and the inbox of the case.
pub fn case_requests(id: CaseId) -> String {
    format!("/cases/{id}/requests")
}

pub fn request_new(id: CaseId) -> String {
    format!("/cases/{id}/requests/new")
}

/// A file that a client sent.
pub fn case_upload(case: CaseId, id: UploadId) -> String {
    format!("/cases/{case}/uploads/{id}")
}

pub fn case_upload_from(case: CaseId, id: UploadId, page: u32) -> String {
    format!("/cases/{case}/uploads/{id}?page={page}")
}

pub fn case_upload_file(case: CaseId, id: UploadId) -> String {
    format!("/cases/{case}/uploads/{id}/file")
}

pub fn case_upload_page(case: CaseId, id: UploadId, page: u32) -> String {
    format!("/cases/{case}/uploads/{id}/pages/{page}")
}

pub fn payer_new(id: CaseId) -> String {
    format!("/cases/{id}/payers/new")
}

pub fn payer(id: CaseId, payer: PayerId) -> String {
    format!("/cases/{id}/payers/{payer}")
}

pub fn client_merge(id: ClientId) -> String {
    format!("/clients/{id}/merge")
}

pub fn case_new(client: Option<ClientId>) -> String {
    match client {
        Some(client) => format!("/cases/new?client={client}"),
        None => "/cases/new".into(),
    }
}

/// For how long the documents of one practice area are kept.
pub fn retention_rule(area: &str) -> String {
    format!("/retention/rules/{}", encode(area))
}

pub fn case_purge(id: CaseId) -> String {
    format!("/cases/{id}/purge")
}

pub fn purge(id: PurgeId) -> String {
    format!("/retention/{id}")
}

pub fn wall_lift(id: WallId) -> String {
    format!("/walls/{id}/lift")
}

pub fn staff(id: StaffId) -> String {
    format!("/staff/{id}")
}

pub fn staff_role(id: StaffId) -> String {
    format!("/staff/{id}/role")
}

pub fn staff_suspend(id: StaffId) -> String {
    format!("/staff/{id}/suspend")
}

pub fn staff_departure(id: StaffId) -> String {
    format!("/staff/{id}/departure")
}

/// Why somebody can or cannot see a case, by its number.
pub fn explain(who: StaffId, number: &str) -> String {
    with_query(ACCESS, &[("who", &who.to_string()), ("case", number)]) + "#ask"
}

/// The same page with everything ticked.
pub fn staff_departure_all(id: StaffId) -> String {
    staff_departure(id) + "?all=yes"
}

pub fn reset(token: &str) -> String {
    format!("/reset/{}", encode(token))
}

pub fn invitation(token: &str) -> String {
    format!("/invite/{}", encode(token))
}

/// A page that leads on to another.
pub fn leading(page: &str, next: &str) -> String {
    with_query(page, &[("next", next)])
}

/// A page that shows what was kept for it.
pub fn showing(page: &str, kept: FlashId) -> String {
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}form={kept}")
}

/// A page with the word of what was just done on it.
pub fn with_done(path: &str, done: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}done={done}")
}

/// A list's address with its filter as a query string: what is empty is left out.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Percent-encoding of a query value (RFC 3986 §2): unreserved characters stay.
pub fn encode(value: &str) -> String {
    use std::fmt::Write as _;
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_leave_out_what_is_empty_and_encode_the_rest() {
        assert_eq!(with_query("/cases", &[("q", ""), ("state", "open")]), "/cases?state=open");
        assert_eq!(with_query("/cases", &[("q", "a&b=ö c")]), "/cases?q=a%26b%3D%C3%B6%20c");
        assert_eq!(with_query("/cases", &[]), "/cases");
    }
}
