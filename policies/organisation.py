"""What holds for everybody, as the engine wants to hear it."""

from __future__ import annotations

from leadership.people import workcalendar
from policies.facts import OrgFacts, Pause


def org_facts() -> OrgFacts:
    """The fiscal year, the pauses and the certified coaches of the organisation as it is now."""
    known = workcalendar.org_facts()
    pauses = tuple(Pause(rest.start, rest.end) for rest in known.pauses)
    return OrgFacts(known.fiscal_start, pauses, known.certified)
