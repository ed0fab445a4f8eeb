//! The personas of the permission matrix: who they are, how the database knows them, and where the
//! permission table must find them standing.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::{Level, Role, Standing};
use domain::ids::{
    AppointmentId, CallId, CaseId, ClientId, ConflictCheckId, ContactPointId, CoverId, DocumentId,
    EnquiryId, FolderId, GrantId, HolidayId, MembershipId, NoteId, PartyId, PayerId, ProposalId,
    PurgeId, RepresentativeId, RoomId, ScanId, StaffId, TemplateId, VersionId, WallId,
};
use office::{Caller, Office};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

/// Somebody of the matrix.
#[derive(Clone, Debug)]
pub(crate) struct Persona {
    pub(crate) name: &'static str,
    pub(crate) id: StaffId,
    /// The role held; suspended people still have one, and it counts for nothing.
    pub(crate) role: Role,
    pub(crate) suspended: bool,
    /// Towards the open case, as the words of the matrix mean it.
    pub(crate) on_case: Standing,
    /// Towards the client of the open case.
    pub(crate) on_client: Standing,
}

impl Persona {
    pub(crate) fn in_force(&self) -> Option<Role> {
        (!self.suspended).then_some(self.role)
    }

    pub(crate) fn caller(&self, office: &Arc<Office>) -> Caller {
        Caller::stand_in(office, self.id, self.role)
    }
}

/// The office of the matrix.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) personas: Vec<Persona>,
    /// Open, with everybody's place on it.
    pub(crate) open: CaseId,
    /// Closed, with the same places, for another client of its own.
    pub(crate) closed: CaseId,
    pub(crate) client: ClientId,
    pub(crate) closed_client: ClientId,
    /// The place of attorney-view on the open case.
    pub(crate) grant: GrantId,
    /// A wall on the open case with a lifting asked by the partner.
    pub(crate) wall: WallId,
    /// Asked by the partner, for the open case: it waits, and can only be declined.
    pub(crate) purge: PurgeId,
    /// A wall against a partner, waiting for the deputy.
    pub(crate) wall_on_partner: WallId,
    /// Prepared for the attorney who leads, by the paralegal who manages.
    pub(crate) proposal: ProposalId,
    pub(crate) entered_by_attorney: ClientId,
    pub(crate) entered_by_paralegal: ClientId,
    pub(crate) entered_by_deputy: ClientId,
    pub(crate) entered_by_desk: ClientId,
    /// Taken by the paralegal outside, assigned to the attorney outside.
    pub(crate) enquiry: EnquiryId,
    /// Became the open case.
    pub(crate) accepted: EnquiryId,
    /// Asked by the attorney outside; what it found is out of sight there.
    pub(crate) check: ConflictCheckId,
    /// The one the open case stands on.
    pub(crate) case_check: ConflictCheckId,
    /// Asked by attorney-view and by paralegal-view: what they found is in view there.
    pub(crate) own_checks: [ConflictCheckId; 2],
    /// Asked by the paralegal outside for the open case's client, while that one was in view.
    pub(crate) lost_check: ConflictCheckId,
    /// Asked by the partner when the enquiry came in that became the open case.
    pub(crate) intake_check: ConflictCheckId,
    /// An opposing party of the open case.
    pub(crate) party: PartyId,
    /// The client's address for invoices.
    pub(crate) billing_point: ContactPointId,
    /// Who speaks for the client.
    pub(crate) representative: RepresentativeId,
    /// Somebody's access to the portal, for the client of the open case; and for those two entered.
    pub(crate) membership: MembershipId,
    pub(crate) entered_memberships: [MembershipId; 2],
    /// Who pays for the open case.
    pub(crate) payer: PayerId,
    /// On the open case, by paralegal-contribute.
    pub(crate) note: NoteId,
    /// On the closed case, by the attorney who contributes.
    pub(crate) closed_note: NoteId,
    /// On the client of the open case, by the attorney who views it.
    pub(crate) client_note: NoteId,
    /// On the client entered by the paralegal outside, by the partner.
    pub(crate) entered_note: NoteId,
    /// Of the partner, on the open case; withdrawn.
    pub(crate) withdrawn_note: NoteId,
    /// Taken by paralegal-desk for attorney-outside; about no case.
    pub(crate) call: CallId,
    /// About the open case; taken by billing-desk for paralegal-view.
    pub(crate) case_call: CallId,
    /// About the open case; taken by paralegal-walled-member for attorney-walled before the walls stood.
    pub(crate) walled_call: CallId,
    /// Taken by paralegal-outside for billing.
    pub(crate) billing_call: CallId,
    /// The same, and answered.
    pub(crate) answered_call: CallId,
    /// The one of attorney-manage by attorney-cover, now.
    pub(crate) cover: CoverId,
    /// Of paralegal-view by paralegal-outside, in January.
    pub(crate) planned_cover: CoverId,
    pub(crate) holiday: HolidayId,
    /// A pleading of the open case; checked out by paralegal-contribute. Its second version is held by the scanner.
    pub(crate) document: DocumentId,
    pub(crate) held_version: VersionId,
    /// A fee agreement of the open case.
    pub(crate) fee_agreement: DocumentId,
    /// Of the open case, in the trash; the scanner holds its second version.
    pub(crate) receipt: DocumentId,
    /// Of the open case; narrowed to attorney-view and paralegal-view.
    pub(crate) named_document: DocumentId,
    /// Of the open case; narrowed to attorneys.
    pub(crate) attorneys_document: DocumentId,
    /// Of the open case; below a folder that is narrowed to attorney-contribute.
    pub(crate) buried_document: DocumentId,
    /// Of the closed case.
    pub(crate) closed_document: DocumentId,
    pub(crate) folder: FolderId,
    /// Narrowed to attorney-contribute.
    pub(crate) narrow_folder: FolderId,
    /// In the narrowed one.
    pub(crate) inner_folder: FolderId,
    /// Of the closed case.
    pub(crate) closed_folder: FolderId,
    /// In the office's tray.
    pub(crate) scan: ScanId,
    /// In the office's tray, and held by the scanner for malware.
    pub(crate) held_scan: ScanId,
    /// In the tray of attorney-outside.
    pub(crate) attorney_scan: ScanId,
    /// In the tray of paralegal-outside.
    pub(crate) paralegal_scan: ScanId,
    /// In the tray of billing.
    pub(crate) billing_scan: ScanId,
    pub(crate) template: TemplateId,
    pub(crate) room: RoomId,
    /// On the open case; of attorney-lead, with attorney-manage and the client. It was yesterday.
    pub(crate) hearing: AppointmentId,
    /// On the closed case; yesterday.
    pub(crate) closed_hearing: AppointmentId,
    /// A meeting of attorney-outside, with billing; yesterday.
    pub(crate) office_time: AppointmentId,
    /// Of the enquiry; of attorney-outside, yesterday.
    pub(crate) consultation: AppointmentId,
    /// Brought in from elsewhere and held back; on the open case, in November.
    pub(crate) held_meeting: AppointmentId,
    /// With the client of the open case, about no case; of attorney-view, yesterday.
    pub(crate) client_meeting: AppointmentId,
    /// On the open case; attorney-lead answers, attorney-manage steps in, attorney-view looks it over.
    pub(crate) deadline: AppointmentId,
    /// The same, and paralegal-contribute says that it was kept.
    pub(crate) kept_deadline: AppointmentId,
    /// Of billing, about no case; attorney-outside steps in, paralegal-outside looks it over.
    pub(crate) billing_deadline: AppointmentId,
    /// The same, and billing says that it was kept.
    pub(crate) billing_kept: AppointmentId,
    /// Of attorney-outside, who says that it was kept; paralegal-outside steps in, billing looks it over.
    pub(crate) outside_kept: AppointmentId,
    /// On the open case; they came.
    pub(crate) met: AppointmentId,
}

pub(crate) const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0192_8000_0000_7000_8000_0000_0000_0000 | n)
}

/// How a persona came by a place on the team.
#[derive(Clone, Copy)]
enum Place {
    None,
    Now(Level),
    Expired(Level),
    Ended(Level),
    /// Covers for the paralegal or attorney who manages.
    Cover,
    /// Covers for somebody on the team who is walled from the case.
    CoverOfWalled,
}

#[derive(Clone, Copy, PartialEq)]
enum Screen {
    No,
    Case,
    Client,
}

use Role::{AssociateAttorney as Attorney, Billing, ManagingPartner as Partner, Paralegal};

/// Name, role, place, screen, suspended.
const CAST: [(&str, Role, Place, Screen, bool); 33] = [
    ("partner", Partner, Place::None, Screen::No, false),
    ("partner-second", Partner, Place::None, Screen::No, false),
    ("partner-new", Partner, Place::None, Screen::No, false),
    ("partner-walled", Partner, Place::None, Screen::Case, false),
    ("partner-walled-client", Partner, Place::None, Screen::Client, false),
    ("partner-suspended", Partner, Place::None, Screen::No, true),
    ("attorney-lead", Attorney, Place::Now(Level::Lead), Screen::No, false),
    ("attorney-manage", Attorney, Place::Now(Level::Manage), Screen::No, false),
    ("attorney-contribute", Attorney, Place::Now(Level::Contribute), Screen::No, false),
    ("attorney-view", Attorney, Place::Now(Level::View), Screen::No, false),
    ("attorney-expired", Attorney, Place::Expired(Level::Manage), Screen::No, false),
    ("attorney-ended", Attorney, Place::Ended(Level::Manage), Screen::No, false),
    ("attorney-outside", Attorney, Place::None, Screen::No, false),
    ("attorney-walled", Attorney, Place::None, Screen::Case, false),
    ("attorney-walled-member", Attorney, Place::Now(Level::Manage), Screen::Case, false),
    ("attorney-walled-client", Attorney, Place::Now(Level::Manage), Screen::Client, false),
    ("attorney-cover", Attorney, Place::Cover, Screen::No, false),
    ("attorney-cover-walled", Attorney, Place::Cover, Screen::Case, false),
    ("attorney-cover-of-walled", Attorney, Place::CoverOfWalled, Screen::No, false),
    ("attorney-suspended", Attorney, Place::Now(Level::Manage), Screen::No, true),
    ("deputy", Attorney, Place::None, Screen::No, false),
    ("paralegal-manage", Paralegal, Place::Now(Level::Manage), Screen::No, false),
    ("paralegal-contribute", Paralegal, Place::Now(Level::Contribute), Screen::No, false),
    ("paralegal-view", Paralegal, Place::Now(Level::View), Screen::No, false),
    ("paralegal-expired", Paralegal, Place::Expired(Level::Contribute), Screen::No, false),
    ("paralegal-ended", Paralegal, Place::Ended(Level::Contribute), Screen::No, false),
    ("paralegal-outside", Paralegal, Place::None, Screen::No, false),
    ("paralegal-walled-member", Paralegal, Place::Now(Level::Contribute), Screen::Case, false),
    ("paralegal-suspended", Paralegal, Place::Now(Level::Contribute), Screen::No, true),
    ("billing", Billing, Place::None, Screen::No, false),
    ("billing-walled", Billing, Place::None, Screen::Case, false),
    ("paralegal-desk", Paralegal, Place::None, Screen::No, false),
    ("billing-desk", Billing, Place::None, Screen::No, false),
];

/// Whose place carries the release right.
const RELEASES: &str = "paralegal-manage";

impl World {
    /// Writes the office down as superuser: the fixture must not depend on what it tests.
    pub(crate) async fn make(connection: &mut PgConnection) -> World {
        let mut world = World {
            personas: Vec::new(),
            open: CaseId(id(0xa1)),
            closed: CaseId(id(0xa2)),
            client: ClientId(id(0xb1)),
            closed_client: ClientId(id(0xb2)),
            grant: GrantId(Uuid::nil()),
            wall: WallId(Uuid::nil()),
            purge: PurgeId(id(0xf1)),
            wall_on_partner: WallId(Uuid::nil()),
            proposal: ProposalId(id(0xd1)),
            entered_by_attorney: ClientId(id(0xb3)),
            entered_by_paralegal: ClientId(id(0xb4)),
            entered_by_deputy: ClientId(id(0xb5)),
            entered_by_desk: ClientId(id(0xb6)),
            enquiry: EnquiryId(id(0xf1)),
            accepted: EnquiryId(id(0xf2)),
            check: ConflictCheckId(id(0xc1)),
            case_check: ConflictCheckId(id(0xc2)),
            own_checks: [ConflictCheckId(id(0xc6)), ConflictCheckId(id(0xc7))],
            lost_check: ConflictCheckId(id(0xc8)),
            intake_check: ConflictCheckId(id(0xc9)),
            party: PartyId(id(0xc5)),
            billing_point: ContactPointId(id(0xb8)),
            representative: RepresentativeId(id(0xb9)),
            membership: MembershipId(id(0xbb1)),
            entered_memberships: [MembershipId(id(0xbb2)), MembershipId(id(0xbb3))],
            payer: PayerId(id(0xba)),
            note: NoteId(id(0x501)),
            closed_note: NoteId(id(0x502)),
            client_note: NoteId(id(0x503)),
            entered_note: NoteId(id(0x504)),
            withdrawn_note: NoteId(id(0x505)),
            call: CallId(id(0x601)),
            case_call: CallId(id(0x602)),
            walled_call: CallId(id(0x603)),
            billing_call: CallId(id(0x605)),
            holiday: HolidayId(id(0x701)),
            answered_call: CallId(id(0x604)),
            cover: CoverId(Uuid::nil()),
            planned_cover: CoverId(id(0xe2)),
            document: DocumentId(id(0x801)),
            held_version: VersionId(id(0x8a9)),
            fee_agreement: DocumentId(id(0x802)),
            receipt: DocumentId(id(0x807)),
            named_document: DocumentId(id(0x803)),
            attorneys_document: DocumentId(id(0x804)),
            buried_document: DocumentId(id(0x805)),
            closed_document: DocumentId(id(0x806)),
            folder: FolderId(id(0x811)),
            narrow_folder: FolderId(id(0x812)),
            inner_folder: FolderId(id(0x813)),
            closed_folder: FolderId(id(0x814)),
            scan: ScanId(id(0x901)),
            held_scan: ScanId(id(0x902)),
            attorney_scan: ScanId(id(0x903)),
            paralegal_scan: ScanId(id(0x904)),
            billing_scan: ScanId(id(0x905)),
            template: TemplateId(id(0x911)),
            room: RoomId(id(0xb10)),
            hearing: AppointmentId(id(0xb11)),
            closed_hearing: AppointmentId(id(0xb12)),
            office_time: AppointmentId(id(0xb13)),
            consultation: AppointmentId(id(0xb14)),
            held_meeting: AppointmentId(id(0xb1e)),
            client_meeting: AppointmentId(id(0xb15)),
            deadline: AppointmentId(id(0xb16)),
            kept_deadline: AppointmentId(id(0xb17)),
            billing_deadline: AppointmentId(id(0xb1b)),
            billing_kept: AppointmentId(id(0xb1c)),
            outside_kept: AppointmentId(id(0xb1d)),
            met: AppointmentId(id(0xb18)),
        };
        let mut sql = String::from(
            "insert into office_settings (name, time_zone) values ('Ashdown & Reyes', 'America/New_York');",
        );
        for (nth, (name, role, place, screen, suspended)) in CAST.into_iter().enumerate() {
            let staff = id(0x100 + nth as u128);
            person(&mut sql, staff, name, role, suspended);
            let (mut on_case, on_client) = standings(place, screen);
            on_case.release = name == RELEASES;
            world.personas.push(Persona {
                name,
                id: StaffId(staff),
                role,
                suspended,
                on_case,
                on_client,
            });
        }
        world.files(&mut sql);
        world.portal(&mut sql);
        for (nth, (_, _, place, screen, _)) in CAST.into_iter().enumerate() {
            let staff = id(0x100 + nth as u128);
            for (n, (case, client)) in
                [(world.open, world.client), (world.closed, world.closed_client)]
                    .into_iter()
                    .enumerate()
            {
                let row = id(0x1000 + 0x100 * n as u128 + nth as u128);
                placed(&mut sql, row, case, staff, place, &world);
                screened(
                    &mut sql,
                    id(0x2000 + 0x100 * n as u128 + nth as u128),
                    case,
                    client,
                    staff,
                    screen,
                );
            }
        }
        world.oversight(&mut sql);
        connection.execute(AssertSqlSafe(sql)).await.expect("the world is written");
        world
    }

    pub(crate) fn persona(&self, name: &str) -> &Persona {
        self.personas
            .iter()
            .find(|persona| persona.name == name)
            .unwrap_or_else(|| panic!("no persona {name}"))
    }

    pub(crate) fn by_name(&self) -> BTreeMap<&'static str, &Persona> {
        self.personas.iter().map(|persona| (persona.name, persona)).collect()
    }

    pub(super) fn staff(&self, name: &str) -> Uuid {
        self.persona(name).id.0
    }

    fn files(&self, sql: &mut String) {
        let (partner, attorney, paralegal) = (
            self.staff("partner"),
            self.staff("attorney-outside"),
            self.staff("paralegal-outside"),
        );
        let clients = [
            (self.client, "Ashdown Estate", partner),
            (self.closed_client, "Bellweather Estate", partner),
            (self.entered_by_attorney, "Corrigan Orchards", attorney),
            (self.entered_by_paralegal, "Delacroix Bakery", paralegal),
            (self.entered_by_deputy, "Eastlake Studio", self.staff("deputy")),
            (self.entered_by_desk, "Foxglove Press", self.staff("paralegal-desk")),
        ];
        for (client, name, by) in clients {
            *sql += &format!(
                "insert into clients (id, kind, name, created_by, created_at) values ('{client}', 'organization', '{name}', '{by}', '2026-01-05');
                insert into client_contacts (id, client_id, channel, purpose, value, position, since) values
                    (gen_random_uuid(), '{client}', 'email', 'general', 'general@{n}.example', 0, '2026-01-05'),
                    ({point}, '{client}', 'email', 'billing', 'billing@{n}.example', 1, '2026-01-05');
                insert into sms_consents (id, client_id, given, source, said_on, recorded_by, recorded_at)
                values (gen_random_uuid(), '{client}', true, 'engagement_form', '2026-01-05', '{by}', '2026-01-05');",
                n = client.0.simple(),
                point = if client == self.client {
                    format!("'{}'", self.billing_point)
                } else {
                    "gen_random_uuid()".into()
                }
            );
        }
        for (case, client, number, days) in [
            (self.open, self.client, "A-1", "'2026-01-05', null"),
            (self.closed, self.closed_client, "A-2", "'2024-06-03', '2025-09-01'"),
        ] {
            *sql += &format!(
                "insert into cases (id, number, client_id, title, practice_area, stage, opened_on, closed_on, created_at,
                    limitation_none)
                values ('{case}', '{number}', '{client}', 'The matter of {number}', 'Estates', 'discovery', {days},
                    '2026-01-05', 'Nothing runs out.');
                insert into case_events (id, case_id, at, actor_id, happened)
                values (gen_random_uuid(), '{case}', '2026-01-05', '{partner}', '{{\"kind\": \"opened\"}}');
                insert into audit_events (id, at, actor_kind, actor_id, action, resource, resource_id, case_id)
                values (gen_random_uuid(), '2026-01-05', 'staff', '{partner}', 'open-case', 'case', '{case}', '{case}');"
            );
        }
    }

    fn oversight(&mut self, sql: &mut String) {
        let (partner, deputy) = (self.staff("partner"), self.staff("deputy"));
        self.grant = GrantId(id(0x1000 + self.nth("attorney-view")));
        self.cover = CoverId(id(0x1000 + self.nth("attorney-cover")));
        *sql += &format!(
            "insert into covers (id, covering_id, covered_id, since, until)
            values ('{}', '{}', '{}', '2027-01-04', '2027-01-12');",
            self.planned_cover,
            self.staff("paralegal-outside"),
            self.staff("paralegal-view")
        );
        *sql += &format!(
            "insert into departures (id, staff_id, last_day, leaves_at, marked_by)
            values (gen_random_uuid(), '{}', '2027-05-31', '2027-06-01', '{partner}');",
            self.staff("paralegal-expired")
        );
        self.wall = WallId(id(0x2000 + self.nth("attorney-walled")));
        self.wall_on_partner = WallId(id(0x2000 + self.nth("partner-walled")));
        self.front_desk(sql);
        self.notes(sql);
        self.calls(sql);
        super::papers::documents(self, sql);
        super::sharing::shares(self, sql);
        super::threads::threads(self, sql);
        super::requests::requests(self, sql);
        super::status::statuses(self, sql);
        super::outside::sends(self, sql);
        super::scans::filing(self, sql);
        super::appointments::calendar(self, sql);
        super::billing::books(self, sql);
        *sql += &format!(
            "insert into retention_rules (practice_area, years, set_by) values ('Estates', 1, '{partner}');
            insert into purges (id, case_id, asked_by, asked_at, reason)
            values ('{}', '{}', '{partner}', '2026-10-12', 'Long over.');",
            self.purge, self.open
        );
        *sql += &format!(
            "insert into holidays (id, on_day, name, added_by) values ('{}', '2026-12-25', 'Christmas', '{partner}');
            insert into holidays (id, on_day, name, added_by, ended_by, ended_at)
            values (gen_random_uuid(), '2026-12-24', 'Taken back', '{partner}', '{partner}', '2026-10-01');",
            self.holiday
        );
        *sql += &format!(
            "insert into audit_events (id, at, actor_kind, actor_id, action, resource)
            values (gen_random_uuid(), '2026-01-05', 'staff', '{partner}', 'see-walls', 'office');
            update office_settings set deputy_id = '{deputy}', deputy_set_at = '2025-01-01';
            insert into wall_lifts (id, wall_id, asked_by, asked_at, reason)
            values ('{lift}', '{wall}', '{partner}', '2026-10-12', 'The conflict has ended.');
            update staff_roles set set_by = '{partner}', since = '2026-10-01' where staff_id = '{new}';
            insert into conflict_checks (id, names, asked_by, asked_at, client_id, outcome)
            values ('{prepared_check}', array[(select name from clients where id = '{client}')], '{paralegal}', now() - interval '1 day', '{client}', 'clear');
            insert into case_proposals (id, client_id, title, practice_area, stage, opened_on, lead_id, prepared_by, prepared_at, check_id)
            values ('{proposal}', '{client}', 'Prepared', 'Estates', 'intake', '2026-10-12', '{lead}', '{paralegal}', '2026-10-12',
                '{prepared_check}');",
            prepared_check = id(0xc3),
            lift = id(0xe1),
            wall = self.wall,
            new = self.staff("partner-new"),
            proposal = self.proposal,
            client = self.client,
            lead = self.staff("attorney-lead"),
            paralegal = self.staff("paralegal-manage"),
        );
    }

    fn front_desk(&self, sql: &mut String) {
        let (open, client, partner) = (self.open, self.client, self.staff("partner"));
        let (attorney, paralegal) =
            (self.staff("attorney-outside"), self.staff("paralegal-outside"));
        for name in ["paralegal-desk", "billing-desk"] {
            *sql += &format!(
                "insert into desk_rights (id, staff_id, since, given_by)
                values (gen_random_uuid(), '{}', '2026-01-05', '{partner}');",
                self.staff(name)
            );
        }
        for (check, name) in self.own_checks.into_iter().zip(["attorney-view", "paralegal-view"]) {
            *sql += &format!(
                "insert into conflict_checks (id, names, asked_by, asked_at, outcome)
                values ('{check}', '{{Rupert Vayne}}', '{}', '2026-10-12', 'matches');
                insert into conflict_matches (check_id, nth, searched, name, kind, how, client_id, case_id, seen)
                values ('{check}', 1, 'Rupert Vayne', 'Rupert Vane', 'party', 'spelling', '{client}', '{open}', true);",
                self.staff(name)
            );
        }
        *sql += &format!(
            "insert into enquiries (id, kind, family_name, name, matter, adverse, taken_by, taken_at, assigned_id) values
                ('{}', 'person', 'Quill', 'Avery Quill', 'A lease.', '{{Merrow Holdings}}', '{paralegal}', '2026-10-01', '{attorney}');
            insert into enquiries (id, kind, name, matter, taken_by, taken_at, state, decided_by, decided_at, client_id, case_id)
            values ('{}', 'organization', 'Ashdown Estate', 'Probate.', '{partner}', '2026-01-02', 'accepted', '{partner}', '2026-01-05',
                '{client}', '{open}');
            insert into parties (id, case_id, role, name, since, added_by)
            values ('{}', '{open}', 'opposing', 'Rupert Vane', '2026-01-05', '{partner}');
            insert into parties (id, case_id, role, name, since, added_by)
            values (gen_random_uuid(), '{closed}', 'opposing', 'Celia Marsh', '2026-01-05', '{partner}');
            insert into client_merges (id, alias_id, kept_id, merged_by, merged_at, undone_by, undone_at)
            values (gen_random_uuid(), '{client}', '{closed_client}', '{partner}', '2026-01-06', '{partner}', '2026-01-07');
            insert into representatives (id, client_id, kind, name, proof, proof_by, proof_on, scope, since, added_by, added_at)
            values ('{representative}', '{client}', 'executor', 'Ottilie Crane', 'Letters testamentary', 'partner', '2026-01-05',
                'The house', '2026-01-05', '{partner}', '2026-01-05');
            update representatives set scope = 'The estate' where id = '{representative}';
            insert into payers (id, case_id, name, email, since, added_by, added_at) values
                ('{payer}', '{open}', 'Harbor Mutual', 'claims@harbor.example', '2026-01-05', '{partner}', '2026-01-05'),
                (gen_random_uuid(), '{closed}', 'Lowell Mutual', 'claims@lowell.example', '2026-01-05', '{partner}', '2026-01-05');
            insert into conflict_checks (id, names, about, asked_by, asked_at, outcome)
            values ('{check}', '{{Ashdown Estates}}', 'A lease.', '{attorney}', '2026-10-12', 'ask');
            insert into conflict_matches (check_id, nth, searched, name, kind, how, client_id, seen)
            values ('{check}', 1, 'Ashdown Estates', 'Ashdown Estate', 'client', 'spelling', '{client}', false);
            insert into conflict_checks (id, names, asked_by, asked_at, client_id, case_id, used_at, outcome, decision, decided_by, decided_at)
            values ('{case_check}', '{{Rupert Vane}}', '{partner}', '2026-01-05', '{client}', '{open}', '2026-01-05', 'matches',
                'no_conflict', '{partner}', '2026-01-05');
            insert into conflict_matches (check_id, nth, searched, name, kind, how, client_id, case_id, seen)
            values ('{case_check}', 1, 'Rupert Vane', 'Rupert Vane', 'party', 'same', '{client}', '{open}', true);
            insert into conflict_checks (id, names, asked_by, asked_at, client_id, enquiry_id, outcome) values
                ('{lost}', '{{Ashdown Estate}}', '{paralegal}', '2026-10-12', '{client}', null, 'clear'),
                ('{intake}', '{{Ashdown Estate}}', '{partner}', '2026-10-12', null, '{accepted}', 'clear');",
            self.enquiry,
            self.accepted,
            self.party,
            closed = self.closed,
            closed_client = self.closed_client,
            representative = self.representative,
            payer = self.payer,
            check = self.check,
            case_check = self.case_check,
            lost = self.lost_check,
            intake = self.intake_check,
            accepted = self.accepted,
        );
    }

    fn calls(&self, sql: &mut String) {
        let about = format!("'{}'", self.open);
        for (call, case, by, holder) in [
            (self.call, "null", "paralegal-desk", "attorney-outside"),
            (self.case_call, about.as_str(), "billing-desk", "paralegal-view"),
            (self.walled_call, about.as_str(), "paralegal-walled-member", "attorney-walled"),
            (self.billing_call, "null", "paralegal-outside", "billing"),
            (self.answered_call, "null", "paralegal-outside", "billing"),
        ] {
            *sql += &format!(
                "insert into calls (id, caller_name, reason, message, case_id, for_id, taken_by, taken_at)
                values ('{call}', 'Ramona Vale', 'status', 'Call back.', {case}, '{}', '{}', '2026-10-12');",
                self.staff(holder),
                self.staff(by)
            );
        }
        *sql += &format!(
            "update calls set outcome = 'done', answered_by = for_id, answered_at = '2026-10-12', revision = 2 where id = '{}';",
            self.answered_call
        );
    }

    fn notes(&self, sql: &mut String) {
        let (open, closed) = (Some(self.open.0), Some(self.closed.0));
        for (note, case, client, by) in [
            (self.note, open, None, "paralegal-contribute"),
            (self.closed_note, closed, None, "attorney-contribute"),
            (self.client_note, None, Some(self.client.0), "attorney-view"),
            (self.entered_note, None, Some(self.entered_by_paralegal.0), "partner"),
            (self.withdrawn_note, open, None, "partner"),
        ] {
            let by = self.staff(by);
            let id = |id: Option<Uuid>| id.map_or("null".to_owned(), |id| format!("'{id}'"));
            *sql += &format!(
                "insert into notes (id, case_id, client_id, body, written_by, written_at, changed_by, changed_at)
                values ('{note}', {}, {}, 'Read this.', '{by}', '2026-10-01', '{by}', '2026-10-01');",
                id(case),
                id(client)
            );
        }
        *sql += &format!(
            "update notes set withdrawn_at = '2026-10-02', withdrawn_by = written_by where id = '{}';",
            self.withdrawn_note
        );
    }

    /// Somebody who uses the portal for the client of the open case, and for two who were entered.
    fn portal(&self, sql: &mut String) {
        let (partner, [first, second]) = (self.staff("partner"), self.entered_memberships);
        let person = id(0xbb0);
        *sql += &format!(
            "insert into portal_people (id, name, email, invited_by, invited_at)
            values ('{person}', 'Ottilie Crane', 'ottilie@mail.example', '{partner}', '2026-01-06');
            insert into portal_pins (person_id, pin_hash) values ('{person}', 'x');
            insert into portal_memberships (id, person_id, client_id, since, given_by) values
                ('{}', '{person}', '{}', '2026-01-06', '{partner}'),
                ('{first}', '{person}', '{}', '2026-01-06', '{partner}'),
                ('{second}', '{person}', '{}', '2026-01-06', '{partner}');",
            self.membership, self.client, self.entered_by_attorney, self.entered_by_paralegal
        );
    }

    fn nth(&self, name: &str) -> u128 {
        CAST.iter()
            .position(|(other, ..)| *other == name)
            .unwrap_or_else(|| panic!("no persona {name}")) as u128
    }
}

fn person(sql: &mut String, staff: Uuid, name: &str, role: Role, suspended: bool) {
    *sql += &format!(
        "insert into staff (id, name, email, created_at) values ('{staff}', '{name}', '{name}@office.example', '2025-01-01');
        insert into staff_roles (id, staff_id, role, since) values (gen_random_uuid(), '{staff}', '{}', '2025-01-01');
        insert into credentials (staff_id) values ('{staff}');",
        role.word()
    );
    if suspended {
        *sql += &format!(
            "insert into staff_suspensions (id, staff_id, since, reason) values (gen_random_uuid(), '{staff}', '2026-06-01', 'Left.');"
        );
    }
}

/// Somebody on the team whom a cover stands in for; walled when the cover must come to nothing.
fn placed(sql: &mut String, row: Uuid, case: CaseId, staff: Uuid, place: Place, world: &World) {
    let insert = |staff: Uuid, level: Level, until: &str, ended: &str| {
        format!(
            "insert into case_team (id, case_id, staff_id, level, release, since, until, ended_by)
            values ('{row}', '{case}', '{staff}', '{}', {}, '2026-01-05', {until}, {ended});",
            level.word(),
            staff == world.staff(RELEASES)
        )
    };
    let partner = world.personas[0].id;
    match place {
        Place::None => {}
        Place::Now(level) => *sql += &insert(staff, level, "null", "null"),
        Place::Expired(level) => *sql += &insert(staff, level, "'2026-10-01'", "null"),
        Place::Ended(level) => {
            *sql += &insert(staff, level, "'2026-09-15'", &format!("'{partner}'"))
        }
        Place::Cover | Place::CoverOfWalled => {
            let covered = match place {
                Place::Cover => world.staff("attorney-manage"),
                _ => world.staff("attorney-walled-member"),
            };
            *sql += &format!(
                "insert into covers (id, covering_id, covered_id, since, until)
                values ('{row}', '{staff}', '{covered}', '2026-10-10', '2026-10-20');"
            );
        }
    }
}

fn screened(
    sql: &mut String,
    row: Uuid,
    case: CaseId,
    client: ClientId,
    staff: Uuid,
    screen: Screen,
) {
    let around = match screen {
        Screen::No => return,
        Screen::Case => format!("'{case}', null"),
        Screen::Client => format!("null, '{client}'"),
    };
    *sql += &format!(
        "insert into walls (id, staff_id, case_id, client_id, reason, since, confirmed_at)
        values ('{row}', '{staff}', {around}, 'A conflict.', '2026-02-01', {confirmed});",
        // the wall against the partner still waits for the deputy
        confirmed = if row == id(0x2000 + 3) { "null" } else { "'2026-02-02'" }
    );
}

/// What the words of a persona's name mean to the permission table.
fn standings(place: Place, screen: Screen) -> (Standing, Standing) {
    let level = match place {
        Place::None | Place::Expired(_) | Place::Ended(_) | Place::CoverOfWalled => None,
        Place::Now(level) => Some(level),
        // a cover decides nobody's rights
        Place::Cover => Some(Level::Contribute),
    };
    let on_case = Standing { level, walled: screen != Screen::No, ..Standing::OUTSIDE };
    // A case one is walled from gives no standing towards its client.
    let on_client = Standing {
        level: level.filter(|_| screen == Screen::No),
        walled: screen == Screen::Client,
        ..Standing::OUTSIDE
    };
    (on_case, on_client)
}
