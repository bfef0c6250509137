"""Instants and days at the edge: UTC inside, a zone's wall clock outside, ISO in machine output."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def iso(moment: datetime) -> str:
    """`moment` in UTC as RFC 3339 with `Z`, e.g. `2026-06-30T20:30:00Z`; microseconds are dropped."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_instant(text: str) -> datetime:
    """The instant written in ISO 8601 with an offset or `Z`; a bare date is its midnight in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    if moment.tzinfo is None:
        if len(text.strip()) > len("2026-01-01"):
            raise ValueError(f"{text!r} has no time zone; add Z or an offset such as +02:00")
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The date that `moment` falls on in `zone`."""
    return moment.astimezone(zone).date()


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock time; a time skipped by a clock change shifts forward, a doubled one is the
    first (docs/reference/cadence.md R6)."""
    wall = datetime.combine(day, clock, zone).replace(fold=0)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _after_the_gap(wall, zone)


def _after_the_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    before = (wall - timedelta(hours=3)).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset() or timedelta()
    return wall.replace(tzinfo=UTC) - offset


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which `day` ends in `zone` (24:00, exclusive), in UTC."""
    return at_local(day + timedelta(days=1), time(0), zone)
