"""Other people's readers of calendars, asked over standard input.

events   an iCalendar text: what `icalendar` and `vdirsyncer` make of it, as JSON
busy     a JSON object (text, from, until, zone): what `recurring_ical_events` makes of it
dates    lines of JSON (start, rule, last): what `dateutil` makes of each rule
"""

import json
import sys
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


def events(text):
    from icalendar import Calendar
    from vdirsyncer.vobject import split_collection

    def plain(value):
        if isinstance(value, list):
            return [plain(one) for one in value]
        if hasattr(value, "dt"):
            return value.dt.isoformat() if hasattr(value.dt, "isoformat") else str(value.dt)
        if isinstance(value, int):
            return int(value)
        return str(value)

    calendar = Calendar.from_ical(text)
    found = []
    for part in calendar.walk("VEVENT"):
        assert not part.errors, part.errors
        one = {name: plain(value) for name, value in part.items()}
        for person in ("ORGANIZER", "ATTENDEE"):
            if person in part:
                one[person + " CN"] = str(part[person].params.get("CN", ""))
                one[person + " PARTSTAT"] = str(part[person].params.get("PARTSTAT", ""))
        found.append(one)
    return {
        "calendar": {name: plain(value) for name, value in calendar.items()},
        "events": found,
        "items": len(list(split_collection(text.decode()))),
    }


def busy(asked):
    import recurring_ical_events
    from icalendar import Calendar

    zone = ZoneInfo(asked["zone"])
    since, until = (datetime.fromisoformat(asked[name]) for name in ("from", "until"))

    def instant(value):
        if not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if value.tzinfo is None:
            value = value.replace(tzinfo=zone)
        return value.astimezone(timezone.utc)

    spans = []
    calendar = Calendar.from_ical(asked["text"])
    margin = timedelta(days=2)
    for event in recurring_ical_events.of(calendar).between(since - margin, until + margin):
        if event.get("TRANSP") == "TRANSPARENT" or event.get("STATUS") == "CANCELLED":
            continue
        start = event["DTSTART"].dt
        end = event["DTEND"].dt if "DTEND" in event else start
        if "DTEND" not in event and isinstance(start, date) and not isinstance(start, datetime):
            end = start + timedelta(days=1)
        start, end = max(instant(start), since), min(instant(end), until)
        if start < end:
            spans.append((start, end))
    merged = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [[one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in span] for span in merged]


def dates(lines):
    from dateutil import rrule
    from dateutil.rrule import rrulestr

    # A rule without dates is followed to the last year there is: for minutes, if that is 9999.
    rrule.datetime.MAXYEAR = 2020
    for line in lines:
        asked = json.loads(line)
        start, last = (datetime.fromisoformat(asked[name]) for name in ("start", "last"))
        # The start is a date of its own, whatever the rule says.
        found = [start]
        for one in rrulestr(asked["rule"], dtstart=start):
            if one > last:
                break
            found.append(one)
        yield [one.isoformat() for one in sorted(set(found))]


if __name__ == "__main__":
    match sys.argv[1]:
        case "events":
            print(json.dumps(events(sys.stdin.buffer.read())))
        case "busy":
            print(json.dumps(busy(json.load(sys.stdin))))
        case "dates":
            for found in dates(sys.stdin):
                print(json.dumps(found))
