"""What holds for everybody, as the engine wants to hear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from leadership.people import workcalendar
from leadership.people.models import Organisation
from policies.cadence import Fiscal, FiscalStart, Period, period_at
from policies.facts import Holidays, OrgFacts, Pause
from policies.models import PolicyVersion


def org_facts() -> OrgFacts:
    """The fiscal year and the pauses of the organisation as it is now."""
    return surroundings()[0]


def surroundings() -> tuple[OrgFacts, Holidays]:
    """The same with the public holidays and the organisation's own days, read in two queries."""
    known = workcalendar.rest_facts()
    return surroundings_with(known, _first_adoption() if known.fiscal_was else None)


def surroundings_with(known: workcalendar.OrgFacts, first: datetime | None) -> tuple[OrgFacts, Holidays]:
    """The same from what has been read already; `first` is when the first rhythm was adopted."""
    return _org(known, first), workcalendar.book_of(known.calendar_version)


def fiscal_of(organisation: Organisation) -> Fiscal:
    """When the fiscal year starts, of the organisation's row; one query where it was ever moved, else none."""
    start = organisation.fiscal_start_month, organisation.fiscal_start_day
    known = workcalendar.facts_with(start, organisation.fiscal_was, None, ())
    return _org(known, _first_adoption() if known.fiscal_was else None).fiscal_start


def _org(known: workcalendar.OrgFacts, first: datetime | None) -> OrgFacts:
    pauses = tuple(Pause(rest.start, rest.end) for rest in known.pauses)
    before: FiscalStart | None = None
    changed_on = None
    for was in known.fiscal_was:
        if first is not None and was.at >= first:
            before, changed_on = FiscalStart(was.month, was.day, before, changed_on), was.until
    start = FiscalStart(*known.fiscal_start, before, changed_on) if before else known.fiscal_start
    return OrgFacts(start, pauses, known.certified)


def _first_adoption() -> datetime | None:
    """When the first rhythm was adopted. What the fiscal year was before that has named no cycle, so a new
    installation's first word on it holds at once."""
    found: datetime | None = PolicyVersion.objects.aggregate(first=Min("adopted_at"))["first"]
    return found


@dataclass(frozen=True)
class FiscalTurn:
    """A fiscal year that was moved: the one that runs as before ends on `runs_until`; a short year may follow, which
    ends on `short_until`; `holds_from` is the first day of the first whole year that starts where it now does."""

    runs_until: date
    short_until: date | None
    holds_from: date


def fiscal_turn(on: date) -> FiscalTurn | None:
    """The move that is not through on `on`; None where the fiscal year starts where it is said to."""
    start = org_facts().fiscal_start
    if not isinstance(start, FiscalStart) or start.before is None or start.changed_on is None:
        return None
    running = period_at("year", start.changed_on, start)
    following = period_at("year", running.end + timedelta(days=1), start)
    turn = _turn(running, following)
    return turn if on < turn.holds_from else None


def _turn(running: Period, following: Period) -> FiscalTurn:
    short = following.end if following.key.endswith("s") else None
    return FiscalTurn(running.end, short, (short or running.end) + timedelta(days=1))
