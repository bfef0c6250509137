"""I9 over generated rhythms, people, calendars and outages: however long nobody looked, each hears one thing about one
talk, the latest; and looking again says nothing more. Pure: the two of the pair; those above are told in digests."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.lib.instants import at_local
from leadership.obligations.models import LIVE, Obligation
from leadership.outreach.steps import Due, due
from leadership.people.models import Person
from policies.engine import assess
from policies.facts import PolicyFacts, Version
from policies.ladder import steps
from policies.leaves import counted_stretches, joined
from policies.models import PolicyVersion
from policies.workdays import calendar_of
from tests.policies import anything
from tests.policies.holiday_lookup import lookup

PAIR = frozenset({"member", "coach"})
HIRED = date(2020, 2, 3)


def ladder(row, terms, person, org, leaves):
    """The steps to the two, as the worker reads them from a stored row."""
    days = calendar_of(lookup, person.country, person.subdiv, person.work_pattern, org.pauses)
    away = counted_stretches(joined(leaves, days.is_free))
    dates = {name: getattr(row, name) for name in ("opens_on", "choose_by", "due_on", "overdue_from")}
    walked = steps(terms, **dates, days=days, cwd=days.counted_weekdays(), away=away)
    return [replace(step, to=step.to & PAIR) for step in walked if step.to & PAIR]


people = st.builds(lambda one: replace(one, hire=HIRED, last_day=None, opted_in=(("p0", HIRED),)), anything.people)


@settings(max_examples=60, deadline=None)
@given(
    terms=anything.terms, person=people, org=anything.orgs, leaves=anything.open_leaves, on=anything.days,
    days=st.integers(0, 200), has_coach=st.booleans(),
)  # fmt: skip
def test_after_an_outage_of_any_length_each_of_the_two_hears_one_thing(
    *, terms, person, org, leaves, on, days, has_coach
):
    policy = PolicyFacts("p0", (Version(1, terms, HIRED),))
    rows = assess(policies=[policy], org=org, person=person, leaves=leaves, on=on, holidays=lookup)
    since, now = (datetime(on.year, on.month, on.day, 12, tzinfo=UTC) + timedelta(days=n) for n in (0, days))
    for row in (one for one in rows if one.state in LIVE and not one.cycle_key.startswith("own")):
        dates = {name: getattr(row, name) for name in ("opens_on", "choose_by", "due_on", "overdue_from", "close_on")}
        stored = Obligation(
            person=Person(pk=1, zone=person.zone), coach=Person(pk=2) if has_coach else None, state="open", **dates,
            policy_version=PolicyVersion(terms=terms.as_dict()), acted_until=since,
        )  # fmt: skip
        walked = ladder(row, terms, person, org, leaves)
        told = due(stored, walked, now=now)
        heard = [notice.recipient.pk for notice in told.notices]
        assert len(heard) == len(set(heard))
        reached = [step for step in walked if since < at_local(step.on, time(0), stored.person.zone_info) <= now]
        assert bool(reached) == bool(told.notices or told.dropped)
        stored.acted_until = now
        assert due(stored, walked, now=now) == Due()
