"""Two weeks of two people, day by day: one's own calendar in detail, the other's only as free or not, and what is free
for both to press. Drawn on the server in shares of the day's width, so that it fits any screen; the table beside it
says the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from leadership.calendars.models import Source
from leadership.conversations import availability
from leadership.conversations.availability import Looked
from leadership.conversations.diaries import Known, Taken
from leadership.conversations.models import Conversation
from leadership.conversations.slots import Diary
from leadership.conversations.wallclock import minute_at, open_spans
from leadership.lib.instants import local_date
from leadership.lib.intervals import Span, clip, gaps, merge, minute_of, moment_of, spans_of, subtract
from leadership.people.models import Person
from leadership.people.windows import DAY
from leadership.web import spoken
from leadership.web.picker import Meeting

DAYS = 14
EARLIEST, LATEST = 7, 19
"""The hours drawn at least, by the reader's clock."""


@dataclass(frozen=True)
class Block:
    """A stretch in a lane: where it stands and how wide it is, in hundredths of the day drawn; what it is, in words."""

    x: str
    width: str
    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One day: the reader's own things, when the other is not free, and what is free for both."""

    day: date
    label: str
    own: tuple[Block, ...]
    other: tuple[Block, ...]
    free: tuple[Block, ...]


@dataclass(frozen=True)
class Hour:
    """A line of the scale."""

    x: str
    label: str


@dataclass(frozen=True)
class Picture:
    """All days, and the scale over them."""

    rows: tuple[Row, ...]
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Sheet:
    """What is drawn: the question, its answer, the names of one's own things, the first and last hour of a day."""

    meeting: Meeting
    looked: Looked
    names: Mapping[tuple[str, int], str]
    low: int
    high: int

    @property
    def reader(self) -> Person:
        return self.meeting.reader

    @property
    def zone(self) -> str:
        return self.meeting.clock.key

    def diary(self, person: Person) -> Diary:
        return self.looked.known.of(person, self.looked.manner[person.pk])

    def edges(self, day: date) -> Span:
        return minute_at(self.zone, day, self.low * 60), minute_at(self.zone, day, self.high * 60)

    def block(self, span: Span, day: date, kind: str, text: str, url: str = "") -> Block:
        low, high = self.edges(day)
        share = 100 / max(high - low, 1)
        said = self.clock(span)
        return Block(
            f"{(span[0] - low) * share:.2f}%",
            f"{(span[1] - span[0]) * share:.2f}%",
            kind,
            f"{said} {text}".strip(),
            url,
        )

    def clock(self, span: Span) -> str:
        zone = self.meeting.clock
        return f"{spoken.clock_time(moment_of(span[0]), zone)}–{spoken.clock_time(moment_of(span[1]), zone)}"


def context(meeting: Meeting, asked: QueryDict, *, now: datetime) -> dict[str, Any]:
    """What `booking/weeks.html` shows; `?from=` is the first day, by the reader's dates."""
    today = local_date(now, meeting.clock)
    first = max(_date(asked.get("from", "")) or today, today)
    looked = availability.looked(meeting.asked(now))
    sheet = _sheet(meeting, looked, first)
    last = first + timedelta(days=DAYS)
    reaches = looked.free.times and local_date(looked.free.times[-1], meeting.clock) >= last
    return {
        "meeting": meeting,
        "picture": _picture(sheet, first, today),
        "first": spoken.weekday(first, today),
        "zone_label": spoken.zone_name(meeting.clock),
        "month_url": meeting.link(**meeting.said),
        "previous_url": _turn(meeting, first - timedelta(days=DAYS)) if first > today else "",
        "next_url": _turn(meeting, last) if reaches else "",
    }


def _turn(meeting: Meeting, first: date) -> str:
    return meeting.link(**{**meeting.said, "view": "weeks", "from": first.isoformat()})


def _sheet(meeting: Meeting, looked: Looked, first: date) -> Sheet:
    sheet = Sheet(meeting, looked, _names(meeting.reader, looked.known), EARLIEST, LATEST)
    hours = [span for nth in range(DAYS) for span in _hours_of_day(sheet, first + timedelta(days=nth))]
    low = min([EARLIEST, *(start // 60 for start, _end in hours)])
    high = min(24, max([LATEST, *(-(-end // 60) for _start, end in hours)]))
    return Sheet(meeting, looked, sheet.names, low, high)


def _hours_of_day(sheet: Sheet, day: date) -> Iterator[Span]:
    """The reader's own hours on a day, in minutes after midnight."""
    midnight = minute_at(sheet.zone, day, 0)
    for low, high in _open(sheet.diary(sheet.reader), midnight, midnight + DAY):
        yield low - midnight, high - midnight


def _picture(sheet: Sheet, first: date, today: date) -> Picture:
    free = spans_of(
        (start, start + timedelta(minutes=sheet.meeting.minutes)) for start in sheet.looked.free.times
    )  # fmt: skip
    days = [first + timedelta(days=nth) for nth in range(DAYS)]
    span = sheet.high - sheet.low
    hours = tuple(
        Hour(f"{(hour - sheet.low) * 100 / span:.2f}%", f"{hour:02}") for hour in range(sheet.low, sheet.high, 2)
    )
    return Picture(tuple(_row(sheet, day, today, free) for day in days), hours)


def _row(sheet: Sheet, day: date, today: date, free: Sequence[Span]) -> Row:
    low, high = sheet.edges(day)
    link = sheet.meeting.link(**{**sheet.meeting.said, "day": day.isoformat()}) + "#day"
    other = _not_free(sheet.diary(sheet.meeting.other), low, high)
    name = sheet.meeting.other.given_name
    return Row(
        day,
        spoken.weekday(day, today),
        tuple(_own(sheet, day, low, high)),
        tuple(sheet.block(span, day, "busy", _("%(name)s is not free") % {"name": name}) for span in other),
        tuple(sheet.block(span, day, "free", "", link) for span in clip(free, low, high)),
    )


def _own(sheet: Sheet, day: date, low: int, high: int) -> Iterator[Block]:
    """The reader's own day: off, then everything in the calendar with its name, in order of time."""
    reader, known = sheet.reader, sheet.looked.known
    because = known.away[reader.pk].get(day)
    found = [(span, "off", _off(because)) for span in gaps(_open(sheet.diary(reader), low, high), low, high)]
    for one in known.taken.get(reader.pk, ()):
        span = minute_of(one.start), minute_of(one.end)
        found += [(piece, one.of, _thing(sheet, one)) for piece in clip([span] if span[0] < span[1] else [], low, high)]
    for span, kind, text in sorted(found):
        yield sheet.block(span, day, kind, text)


def _off(because: str | None) -> str:
    known = {"holiday": _("public holiday"), "absence": _("away"), "pause": _("the organisation rests")}
    return known.get(because or "", _("not at work"))


def _thing(sheet: Sheet, one: Taken) -> str:
    name = sheet.names.get((one.of, one.source), "")
    if one.of == "calendar":
        return name or _("something else")
    if one.of == "open_door":
        return _("open door")
    said = _("talk with %(name)s") if one.of == "talk" else _("times offered to or by %(name)s")
    return said % {"name": name or "–"}


def _names(reader: Person, known: Known) -> dict[tuple[str, int], str]:
    """What the reader's own talks and calendars are called, in two queries."""
    mine = known.taken.get(reader.pk, ())
    talks = Conversation.objects.visible_to(reader).select_related("member", "coach")
    named: dict[tuple[str, int], str] = {}
    for talk in talks.filter(pk__in={one.source for one in mine if one.of in ("talk", "offer")}):
        named |= dict.fromkeys((("talk", talk.pk), ("offer", talk.pk)), talk.other(reader).given_name)
    sources = Source.objects.visible_to(reader).filter(pk__in={one.source for one in mine if one.of == "calendar"})
    return named | {("calendar", pk): name for pk, name in sources.values_list("pk", "name")}


def _not_free(diary: Diary, low: int, high: int) -> list[Span]:
    """Everything but the hours in which nothing is in the calendar: why, nobody else is told."""
    return gaps(subtract(_open(diary, low, high), merge(diary.busy)), low, high)


def _open(diary: Diary, low: int, high: int) -> list[Span]:
    first, end = low // DAY - 1, high // DAY + 2
    return clip(open_spans(diary.hours, diary.zone, diary.closed, first, end, own_days=diary.own_days), low, high)


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
