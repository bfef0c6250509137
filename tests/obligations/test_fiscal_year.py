"""A moved fiscal year in the ledger: the running one ends as before, a short one follows, nobody becomes late by it."""

from datetime import date

import pytest

from leadership.obligations import reconcile, standing
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.people import organisation
from tests.obligations.conftest import T1, adopt, live, morning

pytestmark = pytest.mark.django_db

CHANGED = date(2026, 5, 18)


@pytest.fixture
def moved(cast):
    """The fiscal year starts on 1 September instead of 1 January, said on 18 May 2026."""
    adopt({**T1, "review_on": "2028-03-15"}, on=date(2026, 4, 1))
    live(morning(CHANGED))
    organisation.change(now=morning(CHANGED, 9), fiscal_start_month=9)


def keys(person, **wanted):
    rows = Obligation.objects.filter(person=person, **wanted).exclude(state="cancelled")
    return list(rows.order_by("due_on").values_list("cycle_key", flat=True))


def words(on):
    rows = Obligation.objects.filter(state__in=("planned", "open"))
    return {stand.obligation.key: stand.timeliness for stand in standing.of_many(rows, on)}


def test_what_is_open_and_planned_keeps_its_name_and_its_day_and_nobody_becomes_late(cast, moved):
    before = dict(Obligation.objects.values_list("key", "due_on")), words(CHANGED)
    reconcile.signals(morning(CHANGED, 10), no_talks)
    assert (dict(Obligation.objects.values_list("key", "due_on")), words(CHANGED)) == before
    assert keys(cast.camilla) == ["2026-Q2", "2026-Q3"]
    assert not {"late", "overdue"} & set(words(CHANGED).values())


def test_the_quarters_of_the_short_year_have_their_suffix_and_those_after_it_the_new_names(cast, moved):
    live(morning(date(2026, 11, 2)))
    assert keys(cast.camilla, state__in=("planned", "open"))[-2:] == ["2026-Q4", "FY2027-Q1s"]
    live(morning(date(2027, 5, 3)))
    assert keys(cast.camilla, state__in=("planned", "open"))[-2:] == ["FY2027-Q2s", "FY2027-Q3s"]
    assert Obligation.objects.get(person=cast.camilla, cycle_key="FY2027-Q3s").due_on == date(2027, 8, 31)
    live(morning(date(2027, 9, 6)))
    assert {"FY2028-Q1", "FY2028-Q2"} <= set(keys(cast.camilla, state__in=("planned", "open")))
    assert Obligation.objects.get(person=cast.camilla, cycle_key="FY2028-Q1").due_on == date(2027, 11, 30)
