"""An organisation small enough to know by name, and ways to let time pass over it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.consultations import adoption, record
from leadership.obligations import ledger, reconcile
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.obligations.moments import Moments
from policies import rhythms
from policies.facts import Talk

T1 = {
    "key": "quarterly",
    "title": {"en": "Quarterly talk", "sv": "Kvartalssamtal"},
    "purpose": {"en": "Everyone is heard.", "sv": "Alla blir hörda."},
    "context": {"en": "Once a quarter.", "sv": "En gång i kvartalet."},
    "metrics": [{"metric": "coverage", "kind": "figure"}],
    "review_on": "2027-01-15",
    "types": ["one_on_one"],
    "cadence": {"per_period": {"period": "quarter", "count": 1}},
}


def morning(day, hour=5):
    """An instant on that day in Stockholm and Helsinki."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def adopt(terms, *, on, effective_from=None):
    """Creates and adopts a policy on a day."""
    policy = rhythms.create(terms, by=None, now=morning(on))
    adoption.adopt(
        policy, effective_from=effective_from or on, by=None, now=morning(on), consultation=record.by_command(on)
    )
    return policy


class Talks:
    """The conversations of these tests: what `conversations.talks` is to the ledger in the real house."""

    def __init__(self):
        self.known = {}

    def __call__(self, ids):
        return {pk: tuple(self.known.get(pk, ())) for pk in ids if pk in self.known}

    def hold(self, person, key, start, coach, **facts):
        talk = Talk(key, start, facts.pop("minutes", 30), facts.pop("type", "one_on_one"), str(coach.key), **facts)
        others = [one for one in self.known.get(person.pk, []) if one.key != key]
        self.known[person.pk] = [*others, talk]


@pytest.fixture
def talks():
    return Talks()


def walk(start, end, talks=no_talks, *, every_day=False):
    """As the worker does: mend, then look again at each obligation when its next moment comes. Days on which nothing
    wakes are passed over, which changes nothing (I9), unless `every_day` is to be lived through."""
    day = start
    while day < end:
        live(morning(day), talks)
        tomorrow = day + timedelta(days=1)
        day = tomorrow if every_day else min(max(_wakes(), tomorrow), end)
    live(morning(end), talks)


def _wakes():
    """The day of the next moment of any obligation; it has come when that day's morning has."""
    soonest = Obligation.objects.exclude(next_action_at=None).order_by("next_action_at").first()
    if soonest is None:
        return date.max
    moment = soonest.next_action_at
    return moment.date() + timedelta(days=int(moment > morning(moment.date())))


def live(now, talks=no_talks):
    """What one tick does for the ledger."""
    reconcile.signals(now, talks)
    reconcile.rollover(now, talks)
    due = list(Obligation.objects.waiting(now).select_related("person", "coach", "policy_version"))
    coming = Moments.of(due)
    for row in due:
        assert ledger.touch(row, acted_until=now, next_action_at=coming.next_for(row, after=now))
