//! The calendar: what is in sight with its words, and of everything else that somebody is taken. What is out
//! of sight leaves no count: where it meets with more of its kind it is one block.

use std::collections::{HashMap, HashSet};

use domain::access::{Role, act};
use domain::appointments::{
    AppointmentKind, Attendance, CalendarFilter, CalendarPage, CalendarPerson, CalendarView, Day,
    DayHead, MOST_COLUMNS, Slot, SlotState, lay_out,
};
use domain::forms::Choice;
use domain::frame::{Frame, Framed};
use domain::ids::{AppointmentId, RoomId, StaffId};
use domain::settings::Hours;
use domain::text;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, Zoned};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::types::Json;

use super::span::{Range, clip, first_weekday};
use crate::access::{self, Finder, sight};
use crate::frame::frame;
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx};

/// The calendar as its address asks for it.
///
/// # Errors
/// As the database says.
pub async fn calendar(caller: &Caller, mut filter: CalendarFilter) -> Result<Framed<CalendarPage>> {
    let open = match filter.appt.parse::<AppointmentId>() {
        Ok(id) => match super::show(caller, id).await {
            Ok(shown) => Some(shown.body),
            // gone, or never theirs to see: the calendar stands without it
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        },
        Err(_) => None,
    };
    let (mut tx, _permit) = access::on_office::<act::SeeCalendar>(caller).await?;
    let asked = text::parse_date(&filter.on).ok();
    let (frame, office) = office(&mut tx, asked).await?;
    office.add(&mut filter);
    let region = caller.zone(&mut tx).await?;
    let today = words::today(caller.now(), &region);
    let view = CalendarView::from_word(&filter.view).unwrap_or_default();
    let range = Range::around(view, asked.unwrap_or(today), region.locale)?;
    let columns = Columns::chosen(caller, &filter, &office);
    let mut found = found(&mut tx, &columns, range, &region).await?;
    if !filter.practice.is_empty() {
        narrow(&mut tx, &mut found, &filter.practice).await?;
    }
    let busy = match filter.practice.is_empty() {
        true => busy(&mut tx, &columns, &found, range, &region).await?,
        // whose cases those are is nobody's to know: what one filters by is seen or not there
        false => Vec::new(),
    };
    tx.commit().await?;
    let days = days(&columns, &found, &busy, range, &office, &region, today)?;
    let page = Drawn {
        filter,
        range,
        region,
        today,
        columns,
        office,
        now: caller.now(),
        by_practice: works_on_cases(caller),
    };
    Ok(Framed { frame, body: page.page(days, open)? })
}

#[derive(Debug, Deserialize)]
pub(super) struct Colleague {
    pub id: StaffId,
    pub name: String,
    pub colour: u8,
    attorney: bool,
}

#[derive(Debug, Deserialize)]
struct Week {
    weekday: i8,
    opens: Option<Time>,
    closes: Option<Time>,
}

#[derive(Debug, Deserialize)]
struct Closed {
    on_day: Date,
    name: String,
}

/// What every calendar of the office has around it.
pub(super) struct Around {
    pub people: Vec<Colleague>,
    rooms: Vec<Choice>,
    week: Vec<Week>,
    holidays: Vec<Closed>,
    zone: String,
}

impl Around {
    fn hours(&self, day: Date) -> Hours {
        if self.holiday(day).is_some() {
            return None;
        }
        let weekday = day.weekday().to_monday_one_offset();
        let hours = self.week.iter().find(|row| row.weekday == weekday)?;
        hours.opens.zip(hours.closes)
    }

    /// Takes whoever is named among those who are asked for. A name of nobody, or of more than one, stays.
    fn add(&self, filter: &mut CalendarFilter) {
        let name = filter.add.trim().to_lowercase();
        if name.is_empty() {
            return filter.add.clear();
        }
        let fits = |person: &&Colleague| person.name.to_lowercase().contains(&name);
        let fitting: Vec<&Colleague> = self.people.iter().filter(fits).collect();
        let exact = fitting.iter().find(|person| person.name.to_lowercase() == name);
        let only = if let [only] = fitting.as_slice() { Some(only) } else { None };
        if let Some(person) = exact.or(only) {
            let id = person.id.to_string();
            if !filter.who.contains(&id) {
                filter.who.push(id);
            }
            filter.add.clear();
        }
    }

    pub(super) fn holiday(&self, day: Date) -> Option<&str> {
        self.holidays.iter().find(|closed| closed.on_day == day).map(|closed| closed.name.as_str())
    }
}

/// The frame, and with it the people, rooms, hours and holidays: those within two months of the day.
pub(super) async fn office(tx: &mut Tx, asked: Option<Date>) -> Result<(Frame, Around)> {
    let (frame, row) = frame!(
        tx,
        None::<i64>,
        r#", coalesce((
                select json_agg(json_build_object('id', s.id, 'name', s.name, 'colour', s.colour,
                    'attorney', r.role in ('managing_partner', 'associate_attorney')) order by s.name, s.id)
                from staff s join staff_roles r on r.staff_id = s.id and r.until is null
                where s.id = any ((select staff_in_force())::uuid[])
            ), '[]') as "people!: Json<Vec<Colleague>>",
            coalesce((
                select json_agg(json_build_object('value', r.id, 'label', r.name) order by r.name, r.id)
                from rooms r where r.ended_at is null
            ), '[]') as "rooms!: Json<Vec<Choice>>",
            coalesce((select json_agg(h) from office_hours h), '[]') as "week!: Json<Vec<Week>>",
            coalesce((
                select json_agg(json_build_object('on_day', h.on_day, 'name', h.name)) from holidays h
                where h.ended_at is null
                    and h.on_day between coalesce($2::date, office_now()::date) - 62 and coalesce($2::date, office_now()::date) + 62
            ), '[]') as "holidays!: Json<Vec<Closed>>""#,
        asked.map(|day| day.to_sqlx()) as Option<jiff_sqlx::Date>
    );
    let around = Around {
        people: row.people.0,
        rooms: row.rooms.0,
        week: row.week.0,
        holidays: row.holidays.0,
        zone: city(&row.time_zone),
    };
    Ok((frame, around))
}

/// "New York" of "America/New_York".
fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// Whose columns, or which room's.
pub(super) struct Columns {
    people: Vec<StaffId>,
    room: Option<RoomId>,
    left_out: usize,
}

impl Columns {
    /// Those who were asked for; else the caller and the attorneys. A room takes the place of them all.
    fn chosen(caller: &Caller, filter: &CalendarFilter, office: &Around) -> Columns {
        let works_here = |id: &StaffId| office.people.iter().any(|person| person.id == *id);
        let mut people: Vec<StaffId> = Vec::new();
        for id in filter.who.iter().filter_map(|id| id.parse().ok()).filter(works_here) {
            if !people.contains(&id) {
                people.push(id);
            }
        }
        let left_out = people.len().saturating_sub(MOST_COLUMNS);
        if people.is_empty() {
            let attorneys = office.people.iter().filter(|person| person.attorney);
            people.push(caller.staff_id());
            people.extend(attorneys.map(|person| person.id).filter(|id| *id != caller.staff_id()));
        }
        people.truncate(MOST_COLUMNS);
        let room = filter.room.parse().ok();
        let room =
            room.filter(|id: &RoomId| office.rooms.iter().any(|room| room.value == id.to_string()));
        Columns { people, room, left_out }
    }

    /// Of these, however many.
    pub(super) const fn of(people: Vec<StaffId>) -> Columns {
        Columns { people, room: None, left_out: 0 }
    }

    fn uuids(&self) -> Vec<uuid::Uuid> {
        self.people.iter().map(|id| id.0).collect()
    }
}

/// One appointment in sight.
pub(super) struct Found {
    pub id: uuid::Uuid,
    pub kind: String,
    owner_id: uuid::Uuid,
    pub staff_ids: Vec<uuid::Uuid>,
    pub starts_at: jiff_sqlx::Timestamp,
    pub ends_at: jiff_sqlx::Timestamp,
    pub all_day: bool,
    room_id: Option<uuid::Uuid>,
    pub place: String,
    revision: i32,
    series: bool,
    cancelled: bool,
    attendance: Option<String>,
    pub title: Option<String>,
    short: String,
    pub client: String,
    pub number: String,
    /// Somebody from outside is expected.
    pub outside: bool,
    kept: bool,
    overdue: bool,
    confirmed: bool,
    wavers: bool,
    /// How it was confirmed: "link", "text", "staff".
    pub confirmed_by: Option<String>,
    /// When it was written down that nobody came.
    pub recorded_at: Option<jiff_sqlx::Timestamp>,
    movable: bool,
    case_id: Option<uuid::Uuid>,
}

pub(super) async fn found(
    tx: &mut Tx,
    columns: &Columns,
    range: Range,
    region: &Region,
) -> Result<Vec<Found>> {
    let caller = tx.caller().clone();
    let sees = sight(&caller, Finder::Calendar);
    let (from, until) = range.instants(region)?;
    let on_teams = works_on_cases(&caller);
    let found = sqlx::query_as!(
        Found,
        r#"with seen as materialized (
            select a.* from appointments_in_sight($1, $2, 1::smallint) a
            where a.starts_at < $4 and a.ends_at >= $3::timestamptz
                -- most take less than a day: two short ranges of two indexes
                and (a.starts_at > $3::timestamptz - interval '1 day' or a.ends_at - a.starts_at > interval '1 day')
                and (case when $6::uuid is null then a.staff_ids && $5::uuid[] else a.room_id = $6 end)
        )
        select a.id as "id!", a.kind as "kind!", a.owner_id as "owner_id!",
            a.staff_ids as "staff_ids!", a.starts_at as "starts_at!", a.ends_at as "ends_at!", a.all_day as "all_day!", a.room_id as "room_id?",
            case when a.room_id is null then a.place else coalesce((select r.name from rooms r where r.id = a.room_id), '') end as "place!",
            a.revision as "revision!", a.series_id is not null as "series!", a.cancelled_at is not null as "cancelled!",
            a.attendance as "attendance?", s.title as "title?", coalesce(n.short, '') as "short!",
            coalesce(n.client, '') as "client!", coalesce(n.number, '') as "number!",
            num_nonnulls(a.client_id, a.enquiry_id) > 0 as "outside!",
            a.kind = 'deadline' and exists (
                select from deadlines d where d.appointment_id = a.id and d.checked_at is not null) as "kept!",
            a.kind = 'deadline' and a.ends_at < office_now() and exists (
                select from deadlines d where d.appointment_id = a.id and d.done_at is null) as "overdue!",
            coalesce(t.confirmed, false) as "confirmed!", coalesce(t.wavers, false) as "wavers!",
            t.confirmed_by as "confirmed_by?",
            case when a.attendance = 'no_show' then (
                select max(w.recorded_at) from attendances w where w.appointment_id = a.id) end as "recorded_at?",
            -- a closed case's cannot be moved, and says so when it is tried
            a.cancelled_at is null and ($1 or ((select i_have_desk()) and num_nonnulls(a.case_id, a.client_id, a.enquiry_id) > 0)
                or case when a.case_id is null then (select office_caller()) = any (a.staff_ids)
                    else $7 and a.case_id in (select unnest((select my_cases_from(2::smallint)))) end) as "movable!",
            a.case_id as "case_id?"
        from seen a
        left join appointment_subjects s on s.appointment_id = a.id
        left join appointment_names(array(select seen.id from seen where seen.client_id is not null or seen.enquiry_id is not null)) n
            on n.appointment_id = a.id
        left join lateral (
            select bool_or(t.answer = 'confirmed') as confirmed, bool_or(t.answer <> 'confirmed') as wavers,
                max(t.answered_by) filter (where t.answer = 'confirmed') as confirmed_by
            from appointment_attendees t
            where t.appointment_id = a.id and t.until is null and t.answer_revision = a.notice_revision
        ) t on true
        order by a.starts_at, a.id"#,
        sees.everything,
        sees.unscreened,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
        &columns.uuids(),
        columns.room.map(|room| room.0) as Option<uuid::Uuid>,
        on_teams,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(found)
}

/// Keeps those of the cases of one area. A statement of its own: billing has no such column, and may not even
/// have it named.
async fn narrow(tx: &mut Tx, found: &mut Vec<Found>, practice: &str) -> Result<()> {
    if !works_on_cases(tx.caller()) {
        found.clear();
        return Ok(());
    }
    let cases: Vec<uuid::Uuid> = found.iter().filter_map(|row| row.case_id).collect();
    let theirs: HashSet<uuid::Uuid> = sqlx::query_scalar!(
        "select id from cases where id = any ($1) and practice_area = $2",
        &cases,
        practice
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .collect();
    found.retain(|row| row.case_id.is_some_and(|case| theirs.contains(&case)));
    Ok(())
}

pub(super) fn works_on_cases(caller: &Caller) -> bool {
    match caller.role() {
        Role::ManagingPartner | Role::AssociateAttorney | Role::Paralegal => true,
        Role::Billing => false,
    }
}

/// When somebody, or the room, is taken by what is out of sight.
struct Taken {
    /// None for the room.
    staff: Option<StaffId>,
    from: Timestamp,
    until: Timestamp,
}

/// What is busy, without what is drawn with its words: as often as it is seen it is taken out.
async fn busy(
    tx: &mut Tx,
    columns: &Columns,
    found: &[Found],
    range: Range,
    region: &Region,
) -> Result<Vec<Taken>> {
    let (from, until) = range.instants(region)?;
    let rows = sqlx::query!(
        r#"select b.staff_id as "staff?", b.starts_at as "from!: jiff_sqlx::Timestamp", b.ends_at as "until!: jiff_sqlx::Timestamp"
        from busy($1, $2, $3) b where $4::uuid is null
        union all
        select null, r.starts_at, r.ends_at from busy_rooms($1, $2) r where r.room_id = $4
        order by 2, 3"#,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
        &columns.uuids(),
        columns.room.map(|room| room.0) as Option<uuid::Uuid>
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut seen: HashMap<(Option<uuid::Uuid>, Timestamp, Timestamp), usize> = HashMap::new();
    let standing = found.iter().filter(|row| !row.cancelled);
    for row in standing {
        let (from, until) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
        let mut see = |whose| *seen.entry((whose, from, until)).or_default() += 1;
        match columns.room {
            Some(_) => see(None),
            // nobody is taken by what is due
            None if row.kind == "deadline" => {}
            None => row.staff_ids.iter().for_each(|id| see(Some(*id))),
        }
    }
    let mut taken = Vec::new();
    for row in rows {
        let (from, until) = (row.from.to_jiff(), row.until.to_jiff());
        match seen.get_mut(&(row.staff, from, until)) {
            Some(left @ 1..) => *left -= 1,
            _ => taken.push(Taken { staff: row.staff.map(StaffId), from, until }),
        }
    }
    Ok(one_block_each(taken))
}

/// Joins what meets. They come by their start.
fn one_block_each(taken: Vec<Taken>) -> Vec<Taken> {
    let mut blocks: Vec<Taken> = Vec::new();
    for next in taken {
        match blocks.iter_mut().rev().find(|block| block.staff == next.staff) {
            Some(block) if next.from <= block.until => block.until = block.until.max(next.until),
            _ => blocks.push(next),
        }
    }
    blocks
}

fn days(
    columns: &Columns,
    found: &[Found],
    busy: &[Taken],
    range: Range,
    office: &Around,
    region: &Region,
    today: Date,
) -> Result<Vec<Day>> {
    let mut days = Vec::new();
    for date in range.days() {
        let mut slots = Vec::new();
        for row in found {
            let (starts, ends) = (row.starts_at.to_jiff(), row.ends_at.to_jiff());
            if let Some(span) = clip(starts, ends, date, region)? {
                let slot = row.slot(span, region)?;
                slots.extend(
                    row.columns(columns, range.view).map(|staff| Slot { staff, ..slot.clone() }),
                );
            }
        }
        for block in busy {
            if let Some(span) = clip(block.from, block.until, date, region)? {
                let staff = block.staff.unwrap_or(StaffId(uuid::Uuid::nil()));
                slots.push(block.slot(staff, span, region));
            }
        }
        let column = |slot: &Slot| columns.people.iter().position(|id| *id == slot.staff);
        slots.sort_by_key(|slot| (!slot.all_day, slot.from, column(slot)));
        let hours = office.hours(date);
        let is_weekend = date.weekday().to_monday_one_offset() > 5;
        let idle = hours.is_none() && slots.iter().all(|slot| slot.state == SlotState::Cancelled);
        if range.view == CalendarView::Week && is_weekend && idle && date != range.on {
            continue;
        }
        if range.view == CalendarView::Agenda && slots.is_empty() && date != today {
            continue;
        }
        match columns.room {
            Some(_) => lay_out(&mut slots),
            None => columns.people.iter().for_each(|who| {
                lay_out(slots.iter_mut().filter(|slot| slot.staff == *who));
            }),
        }
        days.push(Day { head: head(date, range, office, region, today), slots });
    }
    Ok(days)
}

fn head(date: Date, range: Range, office: &Around, region: &Region, today: Date) -> DayHead {
    let short = region.locale.short_date(date);
    DayHead {
        date: date.to_string(),
        number: date.day().to_string(),
        weekday: date.strftime("%a").to_string(),
        long: format!("{}, {short}", date.strftime("%A")),
        short,
        today: date == today,
        outside: range.view == CalendarView::Month && date.month() != range.on.month(),
        holiday: office.holiday(date).unwrap_or_default().to_owned(),
        hours: office.hours(date).map(|(opens, closes)| (minutes(opens), minutes(closes))),
    }
}

fn minutes(time: Time) -> u16 {
    u16::try_from(i16::from(time.hour()) * 60 + i16::from(time.minute())).unwrap_or_default()
}

impl Found {
    /// The columns it stands in; where days are read as lists, everybody who is there.
    fn columns<'a>(
        &'a self,
        columns: &'a Columns,
        view: CalendarView,
    ) -> impl Iterator<Item = StaffId> + 'a {
        let listed = matches!(view, CalendarView::Month | CalendarView::Agenda);
        let shown = |id: &StaffId| columns.people.contains(id);
        let in_columns = columns.people.iter().filter(|id| self.staff_ids.contains(&id.0)).copied();
        let others = self.staff_ids.iter().map(|id| StaffId(*id)).filter(move |id| !shown(id));
        let (mine, rest) = match columns.room {
            Some(_) if !listed => (0, 0),
            _ => (usize::MAX, if listed { usize::MAX } else { 0 }),
        };
        let owner = columns.room.filter(|_| !listed).map(|_| StaffId(self.owner_id));
        owner.into_iter().chain(in_columns.take(mine)).chain(others.take(rest))
    }

    pub(super) fn state(&self) -> Result<SlotState> {
        if self.cancelled {
            return Ok(SlotState::Cancelled);
        }
        let attendance = match self.attendance.as_deref() {
            Some(word) => Some(
                Attendance::from_word(word)
                    .ok_or_else(|| Error::internal(format!("unknown word {word}")))?,
            ),
            None => None,
        };
        Ok(match attendance {
            Some(Attendance::Attended | Attendance::Late) => SlotState::Attended,
            Some(Attendance::NoShow) => SlotState::NoShow,
            Some(Attendance::CancelledInTime) => SlotState::Cancelled,
            None if self.kept => SlotState::Kept,
            None if self.overdue => SlotState::Overdue,
            None if self.wavers => SlotState::Wavers,
            None if self.confirmed => SlotState::Confirmed,
            None => SlotState::Booked,
        })
    }

    fn slot(&self, (from, until): (u16, u16), region: &Region) -> Result<Slot> {
        let kind = AppointmentKind::from_word(&self.kind)
            .ok_or_else(|| Error::internal(format!("unknown word {}", self.kind)))?;
        let title = self.title.clone().unwrap_or_default();
        let words = [self.short.clone(), title, kind.label().to_owned()];
        let mut words = words.into_iter().filter(|word| !word.is_empty());
        let (starts, ends) = (self.starts_at.to_jiff(), self.ends_at.to_jiff());
        Ok(Slot {
            id: Some(AppointmentId(self.id)),
            kind: Some(kind),
            state: self.state()?,
            staff: StaffId(self.owner_id),
            from,
            until,
            all_day: self.all_day,
            head: words.next().unwrap_or_default(),
            sub: words.next().unwrap_or_default(),
            time: match (self.all_day, starts == ends) {
                (true, _) => "All day".to_owned(),
                (false, true) => format!("Due {}", words::time(starts, region)),
                (false, false) => time_words(starts, ends, region),
            },
            place: self.place.clone(),
            room: self.room_id.map(|id| id.to_string()).unwrap_or_default(),
            owner: StaffId(self.owner_id),
            revision: self.revision,
            movable: self.movable,
            series: self.series,
            outside: self.outside,
            beside: (0, 1),
        })
    }
}

impl Taken {
    fn slot(&self, staff: StaffId, (from, until): (u16, u16), region: &Region) -> Slot {
        Slot {
            id: None,
            kind: None,
            state: SlotState::Busy,
            staff,
            from,
            until,
            all_day: (from, until) == (0, 24 * 60),
            head: SlotState::Busy.label().to_owned(),
            sub: String::new(),
            time: time_words(self.from, self.until, region),
            place: String::new(),
            room: String::new(),
            owner: staff,
            revision: 0,
            movable: false,
            series: false,
            outside: false,
            beside: (0, 1),
        }
    }
}

/// "2:00 pm to 3:00 pm"; with days where it runs over midnight.
fn time_words(starts: Timestamp, ends: Timestamp, region: &Region) -> String {
    let zoned = |at: Timestamp| at.to_zoned(region.zone.clone());
    let (from, to): (Zoned, Zoned) = (zoned(starts), zoned(ends));
    let (from_time, to_time) = (words::time(starts, region), words::time(ends, region));
    match from.date() == to.date() {
        true => format!("{from_time} to {to_time}"),
        false => {
            let day = |at: &Zoned| region.locale.short_date(at.date());
            format!("{}, {from_time} to {}, {to_time}", day(&from), day(&to))
        }
    }
}

/// Everything the page is put together from.
struct Drawn {
    filter: CalendarFilter,
    range: Range,
    region: Region,
    today: Date,
    columns: Columns,
    office: Around,
    now: Timestamp,
    by_practice: bool,
}

impl Drawn {
    fn page(
        self,
        days: Vec<Day>,
        open: Option<domain::appointments::AppointmentPage>,
    ) -> Result<CalendarPage> {
        let (before, after) = self.range.neighbours()?;
        let last = days.last().and_then(|day| day.head.date.parse().ok());
        let (from_hour, until_hour) = hours_drawn(&days);
        let hours = (from_hour..until_hour).map(|hour| hour_words(hour, &self.region)).collect();
        let is_shown = |id: StaffId| self.columns.people.iter().position(|shown| *shown == id);
        let mut people: Vec<CalendarPerson> = self
            .office
            .people
            .into_iter()
            .map(|person| CalendarPerson {
                id: person.id,
                family_name: text::family_name(&person.name).to_owned(),
                initials: text::initials(&person.name),
                name: person.name,
                colour: person.colour,
                shown: self.columns.room.is_none() && is_shown(person.id).is_some(),
            })
            .collect();
        // stable: those who are not shown stay by their names
        people.sort_by_key(|person| is_shown(person.id).unwrap_or(usize::MAX));
        let areas = domain::cases::PRACTICE_AREAS
            .map(|area| Choice { value: area.to_owned(), label: area.to_owned() });
        let practices = if self.by_practice { areas.to_vec() } else { Vec::new() };
        let is_today = days.iter().any(|day| day.head.today);
        let now = is_today.then(|| minutes(self.now.to_zoned(self.region.zone.clone()).time()));
        Ok(CalendarPage {
            view: self.range.view,
            title: self.range.title(last.unwrap_or(self.range.on), self.region.locale),
            before: before.to_string(),
            after: after.to_string(),
            today: self.today.to_string(),
            now,
            people,
            left_out: self.columns.left_out,
            rooms: self.office.rooms,
            practices,
            days,
            sunday_first: first_weekday(self.region.locale) == jiff::civil::Weekday::Sunday,
            open,
            zone: self.office.zone,
            from_hour,
            until_hour,
            hours,
            filter: CalendarFilter {
                view: self.range.view.word().to_owned(),
                on: self.range.on.to_string(),
                ..self.filter
            },
        })
    }
}

/// From the hour before the office opens to the one after it closes, and whatever lies outside of that.
fn hours_drawn(days: &[Day]) -> (u16, u16) {
    let open = days.iter().filter_map(|day| day.head.hours);
    let (mut from, mut until) = open
        .map(|(opens, closes)| (opens / 60, closes.div_ceil(60)))
        .reduce(|all, day| (all.0.min(day.0), all.1.max(day.1)))
        .map_or((8, 18), |(from, until)| (from.saturating_sub(1), until + 1));
    for slot in days.iter().flat_map(|day| &day.slots).filter(|slot| !slot.all_day) {
        let (first, many) = slot.quarters();
        from = from.min(first / 4);
        until = until.max((first + many).div_ceil(4));
    }
    (from, until.min(24))
}

fn hour_words(hour: u16, region: &Region) -> String {
    let time = Time::new(i8::try_from(hour).unwrap_or_default(), 0, 0, 0).unwrap_or_default();
    region.locale.time(time).replace(":00 ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_sight_is_one_block_where_it_meets() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let staff = Some(StaffId(uuid::Uuid::from_u128(1)));
        let taken = |from, until| Taken { staff, from: at(from), until: at(until) };
        let blocks = one_block_each(vec![taken(9, 10), taken(9, 12), taken(12, 13), taken(14, 15)]);
        let spans: Vec<_> = blocks.iter().map(|block| (block.from, block.until)).collect();
        assert_eq!(spans, [(at(9), at(13)), (at(14), at(15))]);
        let other = Taken { staff: None, from: at(9), until: at(10) };
        assert_eq!(one_block_each(vec![taken(9, 10), other]).len(), 2);
    }

    #[test]
    fn a_zone_is_called_by_its_city() {
        assert_eq!(city("America/New_York"), "New York");
        assert_eq!(city("UTC"), "UTC");
    }
}
