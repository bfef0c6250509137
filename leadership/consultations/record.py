"""The record of a consultation held outside the app, and what makes it complete (docs/reference/cadence.md B.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from leadership.consultations.models import Consultation
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.people.models import Person
from policies.models import PolicyVersion
from policies.workdays import WorkCalendar

SHORTEST = 5
"""Working days between the first and the last day on which people could speak."""
LONGEST_TEXT = 10_000
FIELDS = ("from", "until", "with", "participants", "heard", "changed")


@dataclass(frozen=True, slots=True)
class Record:
    """From when until when, with whom, what was heard, what changed because of it.

    `decided_on`: the day a demonstration adopted without one; then the dates are absent and the texts say so.
    """

    start: date | None = None
    end: date | None = None
    participants: str = ""
    heard: str = ""
    changed: str = ""
    decided_on: date | None = None


def by_command(on: date) -> Record:
    """What is honest when a demonstration adopts from the command line: nobody was asked here."""
    return Record(
        participants=_("Nobody in this app: adopted from the command line."),
        heard=_("No consultation is recorded here."),
        changed=_("Nothing is recorded here."),
        decided_on=on,
    )


def read(given: Mapping[str, Any]) -> Record:
    """A record from a file: `from`, `until`, `participants` (or `with`), `heard`, `changed`. Raises Refused."""
    message = _("This is not part of a consultation.")
    remedy = _("Leave it out, or use one of: %(known)s.") % {"known": ", ".join(FIELDS)}
    unknown = [
        Refusal(f"consultation.{name}", str(given[name])[:80], message, remedy) for name in given if name not in FIELDS
    ]
    if unknown:
        raise Refused(*unknown)
    return Record(
        _day(given, "from"),
        _day(given, "until"),
        str(given.get("with") or given.get("participants") or ""),
        str(given.get("heard") or ""),
        str(given.get("changed") or ""),
    )


def missing(record: Record | None, *, on: date, days: WorkCalendar) -> Iterator[Refusal]:
    """What the record lacks on `on` (a day of the organisation); nothing when it is complete."""
    if record is None or not record.decided_on:
        yield from _dates_missing(record or Record(), on, days)
    for name, message in (
        ("participants", _("It is not said with whom it was talked over.")),
        ("heard", _("It is not said what was heard.")),
        ("changed", _("It is not said what changed because of it, or why nothing did.")),
    ):
        text = str(getattr(record, name, "")).strip()
        if not text or len(text) > LONGEST_TEXT:
            yield Refusal(f"consultation.{name}", text[:80], message, _("Write it in a few sentences."))


def write(record: Record, version: PolicyVersion, *, by: Person | None, now: datetime) -> Consultation:
    """Keeps the record beside the version it is about. Called in the transaction of the adoption."""
    kept, _made = Consultation.objects.update_or_create(
        version=version,
        defaults={
            "start": record.start,
            "end": record.end,
            "decided_on": record.decided_on,
            "participants": record.participants.strip(),
            "heard": record.heard.strip(),
            "changed": record.changed.strip(),
            "recorded_by": by,
            "recorded_at": now,
        },
    )
    return kept


def _dates_missing(record: Record, on: date, days: WorkCalendar) -> Iterator[Refusal]:
    if record.start is None:
        remedy = _("Write the day on which people were first asked.")
        yield Refusal("consultation.from", "", _("It is not said when the consultation began."), remedy)
    if record.end is None:
        remedy = _("Write the last day on which people could speak.")
        yield Refusal("consultation.until", "", _("It is not said when the consultation ended."), remedy)
    if record.start is None or record.end is None:
        return
    shortest = days.plus(record.start, SHORTEST)
    if record.end < shortest:
        message = _("People had less than five working days.")
        remedy = _("Keep it open until %(day)s or longer.") % {"day": shortest.isoformat()}
        yield Refusal("consultation.until", record.end.isoformat(), message, remedy)
    if record.end >= on:
        remedy = _("Adopt when it has ended.")
        yield Refusal("consultation.until", record.end.isoformat(), _("The consultation is still open."), remedy)


def _day(given: Mapping[str, Any], name: str) -> date | None:
    value = given.get(name)
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError) as error:
        raise refuse(f"consultation.{name}", value, _("This is not a date."), _("Write it as 2026-03-31.")) from error
