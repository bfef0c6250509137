"""What holds for everybody, as the engine wants to hear it."""

from __future__ import annotations

from leadership.people import workcalendar
from policies.cadence import FiscalStart
from policies.facts import OrgFacts, Pause


def org_facts() -> OrgFacts:
    """The fiscal year, the pauses and the certified coaches of the organisation as it is now."""
    known = workcalendar.org_facts()
    pauses = tuple(Pause(rest.start, rest.end) for rest in known.pauses)
    before: FiscalStart | None = None
    changed_on = None
    for month, day, on in known.fiscal_was:
        before, changed_on = FiscalStart(month, day, before, changed_on), on
    start = FiscalStart(*known.fiscal_start, before, changed_on) if before else known.fiscal_start
    return OrgFacts(start, pauses, known.certified)
