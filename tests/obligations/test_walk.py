"""The examples of docs/reference/cadence.md B.7, walked through the ledger with stored rows; E2 through every day."""

from datetime import UTC, date, datetime

import pytest

from leadership.obligations import reconcile, standing
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import absences, directory, pauses
from tests.obligations.conftest import T1, adopt, morning, walk

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 1)


@pytest.fixture
def quarterly(cast):
    """T1 in force since January, with the summer pause of the examples."""
    pauses.set(start=date(2026, 7, 6), end=date(2026, 7, 31), now=morning(JANUARY))
    return adopt(T1, on=JANUARY)


@pytest.fixture
def heard_once(cast, talks):
    """Camilla was heard in the first quarter, so that what comes counts for the second."""
    talks.hold(cast.camilla, "q1", datetime(2026, 2, 3, 9, tzinfo=UTC), cast.astrid, held=True, confirmed_by="member")


def owed(person, cycle="2026-Q2"):
    return Obligation.objects.select_related("person", "policy_version").get(person=person, cycle_key=cycle)


def timeliness(row, day):
    return standing.of(row, day).timeliness


def test_e1_a_talk_in_may_fulfils_the_second_quarter(cast, quarterly, talks, heard_once):
    walk(JANUARY, date(2026, 4, 1), talks)
    row = owed(cast.camilla)
    assert owed(cast.camilla, "2026-Q1").state == "fulfilled"
    assert (row.state, row.opens_on, row.choose_by, row.due_on) == (
        "open", date(2026, 4, 1), date(2026, 4, 24), date(2026, 6, 30),
    )  # fmt: skip
    talks.hold(cast.camilla, "q2", datetime(2026, 5, 12, 9, tzinfo=UTC), cast.astrid, held=True, confirmed_by="member")
    walk(date(2026, 5, 12), date(2026, 5, 12), talks)
    reconcile.people([cast.camilla.pk], now=morning(date(2026, 5, 12), 12), talks=talks)
    row = owed(cast.camilla)
    assert (row.state, row.credited_on, row.provisional) == ("fulfilled", date(2026, 5, 12), False)
    assert timeliness(row, date(2026, 5, 13)) == "held"


def test_e2_nobody_acts_and_the_quarter_closes_in_september(cast, quarterly):
    walk(JANUARY, date(2026, 6, 22))
    walk(date(2026, 6, 23), date(2026, 9, 9), every_day=True)
    row = owed(cast.camilla)
    assert (row.state, row.due_on, row.overdue_from, row.close_on) == (
        "open", date(2026, 6, 30), date(2026, 8, 5), date(2026, 9, 9),
    )  # fmt: skip
    assert [timeliness(row, day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 4))] == [
        "due_soon", "late", "late",
    ]  # fmt: skip
    assert timeliness(row, date(2026, 8, 5)) == "overdue"
    walk(date(2026, 9, 10), date(2026, 9, 10))
    row = owed(cast.camilla)
    assert (row.state, row.reason, row.next_action_at) == ("missed", "closed", None)


@pytest.mark.parametrize(
    ("first_day", "cycles"), [(date(2026, 5, 16), ["2026-Q2", "2026-Q3"]), (date(2026, 5, 17), ["2026-Q3"])]
)
def test_e3_a_joiner_on_the_sixteenth_has_a_talk_this_quarter_one_day_later_not(cast, quarterly, first_day, cycles):
    walk(JANUARY, JANUARY)
    ada = directory.hire(
        given_name="Ada",
        hire_date=first_day,
        now=morning(date(2026, 5, 4)),
        manager=cast.astrid,
        zone="Europe/Stockholm",
    )
    walk(date(2026, 5, 4), date(2026, 5, 18))
    assert list(Obligation.objects.filter(person=ada).order_by("due_on").values_list("cycle_key", flat=True)) == cycles


def test_e4_a_talk_after_the_quarter_credits_the_older_cycle_late(cast, quarterly, talks):
    walk(JANUARY, date(2026, 4, 9), talks)
    assert timeliness(owed(cast.camilla, "2026-Q1"), date(2026, 4, 10)) == "overdue"
    talks.hold(
        cast.camilla, "late", datetime(2026, 4, 10, 9, tzinfo=UTC), cast.astrid, held=True, confirmed_by="member"
    )
    reconcile.people([cast.camilla.pk], now=morning(date(2026, 4, 10), 12), talks=talks)
    first, second = owed(cast.camilla, "2026-Q1"), owed(cast.camilla, "2026-Q2")
    assert (first.state, first.credited_on) == ("fulfilled", date(2026, 4, 10))
    assert timeliness(first, date(2026, 4, 11)) == "held_late"
    assert second.state == "open"


def test_e10_sick_leave_over_the_due_moves_it_behind_the_return(cast, quarterly):
    walk(JANUARY, date(2026, 6, 15))
    absences.note(cast.camilla, start=date(2026, 6, 15), end=date(2026, 8, 16), now=morning(date(2026, 6, 15), 9))
    walk(date(2026, 6, 16), date(2026, 8, 17))
    row = owed(cast.camilla)
    assert (row.state, row.due_on, row.overdue_from) == ("open", date(2026, 8, 31), date(2026, 9, 8))
    assert timeliness(row, date(2026, 7, 15)) == "resting"


def test_e10_variant_sick_from_may_the_quarter_is_excused(cast, quarterly):
    walk(JANUARY, date(2026, 5, 11))
    absences.note(cast.camilla, start=date(2026, 5, 11), end=date(2026, 8, 16), now=morning(date(2026, 5, 11), 9))
    walk(date(2026, 5, 12), date(2026, 5, 12))
    row = owed(cast.camilla)
    assert (row.state, row.reason) == ("excused", "leave")


def test_e11_leaving_mid_may_excuses_leaving_later_moves_the_due_to_the_last_day(cast, quarterly):
    walk(JANUARY, date(2026, 4, 20))
    directory.leave(cast.camilla, last_day=date(2026, 5, 15), now=morning(date(2026, 4, 20), 9))
    directory.leave(cast.bjorn, last_day=date(2026, 5, 29), now=morning(date(2026, 4, 20), 9))
    walk(date(2026, 4, 21), date(2026, 4, 21))
    assert owed(cast.camilla).state == "excused"
    assert (owed(cast.bjorn).state, owed(cast.bjorn).due_on) == ("open", date(2026, 5, 29))
    walk(date(2026, 4, 22), date(2026, 5, 30))
    assert (owed(cast.bjorn).state, owed(cast.bjorn).reason) == ("excused", "left")


def test_e12_the_member_says_it_did_not_happen_and_the_talk_is_owed_again(cast, quarterly, talks, heard_once):
    walk(JANUARY, date(2026, 5, 12), talks)
    said = {"held": True, "confirmed_by": "coach", "confirmed_on": date(2026, 5, 12)}
    talks.hold(cast.camilla, "t", datetime(2026, 5, 12, 9, tzinfo=UTC), cast.astrid, **said)
    reconcile.people([cast.camilla.pk], now=morning(date(2026, 5, 12), 12), talks=talks)
    assert (owed(cast.camilla).state, owed(cast.camilla).provisional) == ("fulfilled", True)
    said |= {"held": False, "contested_on": date(2026, 5, 18)}
    talks.hold(cast.camilla, "t", datetime(2026, 5, 12, 9, tzinfo=UTC), cast.astrid, **said)
    reconcile.people([cast.camilla.pk], now=morning(date(2026, 5, 18), 12), talks=talks)
    row = owed(cast.camilla)
    assert (row.state, row.due_on, row.credited_on) == ("open", date(2026, 6, 30), None)
    assert Fact.objects.filter(object=row.name, kind="obligation.reopened").exists()


def test_e12_without_objection_the_talk_is_final_after_the_twentieth(cast, quarterly, talks, heard_once):
    walk(JANUARY, date(2026, 5, 12), talks)
    said = {"held": True, "confirmed_by": "coach", "confirmed_on": date(2026, 5, 12)}
    talks.hold(cast.camilla, "t", datetime(2026, 5, 12, 9, tzinfo=UTC), cast.astrid, **said)
    for day, provisional in ((date(2026, 5, 12), True), (date(2026, 5, 20), True), (date(2026, 5, 21), False)):
        reconcile.people([cast.camilla.pk], now=morning(day, 12), talks=talks)
        assert owed(cast.camilla).provisional is provisional
