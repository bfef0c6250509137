"""A personal rhythm: more than is promised, never less; the extra talks are never overdue (A6)."""

from datetime import UTC, date, datetime

import pytest

from leadership.lib.refusal import Refused
from leadership.obligations import reconcile, standing, wishes
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation, Wish
from policies.models import Policy
from tests.obligations.conftest import T1, adopt, morning, walk

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture
def quarterly(cast, now):
    policy = adopt(T1, on=APRIL)
    reconcile.signals(now, no_talks)
    return policy


def rows_of(person):
    rows = Obligation.objects.filter(person=person).order_by("cycle_key")
    return {row.cycle_key: row.state for row in rows}


def test_only_more_than_the_rhythm_promises_can_be_asked_for(cast, quarterly, now):
    assert wishes.choices(Policy.objects.get().latest().read()) == ["week", "fortnight", "month"]
    for often in ("quarter", "half_year", "daily"):
        with pytest.raises(Refused):
            wishes.wish(cast.camilla, quarterly, often, now=now)


def test_the_extra_talks_stand_beside_what_is_promised(cast, quarterly, now):
    before = rows_of(cast.camilla)
    wishes.wish(cast.camilla, quarterly, "month", now=now)
    reconcile.signals(now, no_talks)
    after = rows_of(cast.camilla)
    assert {key: after[key] for key in before} == before
    assert (after["own-2026-04"], after["own-2026-05"]) == ("open", "planned")
    assert rows_of(cast.bjorn) == before
    assert reconcile.check(now, no_talks) == []


def test_an_extra_talk_is_never_overdue_and_lapses(cast, quarterly, now):
    wishes.wish(cast.camilla, quarterly, "month", now=now)
    walk(APRIL, date(2026, 5, 12))
    row = Obligation.objects.select_related("person", "policy_version").get(cycle_key="own-2026-04")
    assert standing.of(row, date(2026, 5, 12)).timeliness == "late"
    walk(date(2026, 5, 13), date(2026, 6, 1))
    row.refresh_from_db()
    assert row.state == "lapsed"


def test_one_talk_counts_for_both(cast, quarterly, now, talks):
    wishes.wish(cast.camilla, quarterly, "month", now=now)
    walk(APRIL, date(2026, 4, 14), talks)
    start = datetime(2026, 4, 14, 8, tzinfo=UTC)
    talks.hold(cast.camilla, "a", start, cast.astrid, held=True, confirmed_by="member")
    reconcile.people([cast.camilla.pk], now=morning(date(2026, 4, 14), 12), talks=talks)
    states = rows_of(cast.camilla)
    assert (states["2026-Q2"], states["own-2026-04"]) == ("fulfilled", "fulfilled")


def test_enough_takes_the_extra_talks_away_and_leaves_what_is_promised(cast, quarterly, now):
    wishes.wish(cast.camilla, quarterly, "month", now=now)
    reconcile.signals(now, no_talks)
    wishes.enough(cast.camilla, quarterly, now=now)
    reconcile.signals(now, no_talks)
    states = rows_of(cast.camilla)
    assert (states["own-2026-04"], states["2026-Q2"]) == ("cancelled", "open")
    assert not Wish.objects.exists()
    assert reconcile.check(morning(APRIL), no_talks) == []


def test_where_the_rhythm_says_so_nobody_can_ask_for_more(cast, now):
    policy = adopt({**T1, "personal": False}, on=APRIL)
    assert wishes.choices(policy.latest().read()) == []
    with pytest.raises(Refused):
        wishes.wish(cast.camilla, policy, "month", now=now)
