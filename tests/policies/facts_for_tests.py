"""Short ways to say facts in tests: a member in Stockholm, the flagship rhythm, talks by their local day."""

from datetime import UTC, date, datetime, timedelta

from policies.engine import assess
from policies.facts import OrgFacts, Pause, PersonFacts, PolicyFacts, Talk, Version
from policies.starters import T1, T3
from policies.terms import Terms
from policies.workdays import calendar_of

from .holiday_lookup import lookup

JULY = Pause(date(2026, 7, 6), date(2026, 7, 31))
ORG = OrgFacts(pauses=(JULY,), certified=frozenset({"astrid", "erik"}))
CAMILLA = PersonFacts(key="camilla", hire=date(2020, 2, 3), manager="astrid", skip_manager="freja")
DAYS = calendar_of(lookup, "SE", "", pauses=ORG.pauses)


def day(text: str) -> date:
    """The day of 2026 written 06-30, or the whole date."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def policy(start: str = "2026-01-01", /, *, base=T1, **terms) -> PolicyFacts:
    """The flagship rhythm, or another, with changed terms."""
    parsed = Terms.parse(base | terms)
    return PolicyFacts(parsed.key, (Version(1, parsed, day(start)),))


def biweekly(start: str = "2026-01-05", /, **terms) -> PolicyFacts:
    return policy(start, base=T3, **terms)


def held(
    on: str, *, by: str = "member", coach: str = "astrid", minutes: int = 30, kind: str = "one_on_one", **more
) -> Talk:
    """A talk held at noon in Stockholm on that day."""
    more = {"held": True, "confirmed_by": by, "confirmed_on": day(on)} | more
    start = datetime.combine(day(on), datetime.min.time(), UTC) + timedelta(hours=10)
    return Talk(more.pop("key", on), start, minutes, kind, coach, **more)


def arranged(on: str, **more) -> Talk:
    """A talk nobody has answered for: booked if it lies ahead."""
    return held(on, **{"held": None, "confirmed_by": None, "confirmed_on": None} | more)


def rows(*policies: PolicyFacts, on: str, person: PersonFacts = CAMILLA, org: OrgFacts = ORG, **facts):
    return assess(policies=policies, org=org, person=person, on=day(on), holidays=lookup, **facts)


def row(*policies: PolicyFacts, cycle: str, slot: int = 1, key: str | None = None, **facts):
    """The one row of that cycle and slot (and policy)."""
    found = [
        one
        for one in rows(*policies, **facts)
        if one.cycle_key == cycle and one.slot == slot and key in (None, one.policy)
    ]
    assert len(found) == 1, found
    return found[0]
