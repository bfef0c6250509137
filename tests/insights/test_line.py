"""What a leader may know: the whole line, the longest waiting first, and nothing that is the pair's own."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from leadership.consultations import adoption, record
from leadership.conversations import choosing, reckoning
from leadership.insights import line
from leadership.obligations import ledger, standing
from leadership.obligations.models import Obligation
from leadership.people import directory, standins
from policies import rhythms
from policies.starters import T1, T3

JULY = date(2026, 7, 2)
"""The quarter is over: everyone not heard is late, nobody overdue."""
LATE_JULY = date(2026, 7, 20)
"""Grace is over too."""


def adopt(terms, now):
    policy = rhythms.create({**terms, "review_on": "2027-01-15"}, by=None, now=now)
    adoption.adopt(policy, effective_from=now.date(), by=None, now=now, consultation=record.by_command(now.date()))
    reckoning.signals(now=now)
    reckoning.rollover(now=now)


@pytest.fixture
def quarter(cast, now):
    adopt(T1, now)
    return cast


def owed(person):
    return Obligation.objects.get(person=person, policy__key=T1["key"], cycle_key="2026-Q2")


def warn(person, at=datetime(2026, 7, 2, 8, 0, tzinfo=UTC)):
    ledger.warn(owed(person), now=at)


def seen(leader, on):
    return {row.obligation.person.given_name: row for row in line.dashboard(leader, on=on).rows}


@pytest.mark.parametrize(
    ("stands", "reads"),
    [
        ("planned", "planned"), ("on_track", "on_track"), ("due_soon", "due_soon"), ("late", "due_soon"),
        ("overdue", "due_soon"), ("resting", "on_track"), ("held", "heard"), ("held_late", "heard"),
        ("closed", "closed"),
    ],
)  # fmt: skip
def test_how_each_timeliness_reads_to_a_leader_before_a_fair_warning(quarter, stands, reads):
    stand = standing.Standing(owed(quarter.bjorn), JULY, stands, standing.Turn("nobody", None, None), False)
    assert standing.for_leader(stand) == reads


def test_the_line_is_everyone_below_and_never_oneself(quarter):
    assert set(seen(quarter.astrid, date(2026, 4, 1))) == {"Björn", "Camilla"}
    assert set(seen(quarter.freja, date(2026, 4, 1))) == {"Astrid", "Erik", "David", "Björn", "Camilla"}
    assert seen(quarter.erik, date(2026, 4, 1)) == {}


def test_who_stands_in_for_a_leader_sees_that_line(quarter, now):
    standins.set(quarter.astrid, person=quarter.erik, start=date(2026, 4, 1), end=date(2026, 4, 30), now=now)
    assert set(seen(quarter.erik, date(2026, 4, 15))) == {"Björn", "Camilla"}
    assert seen(quarter.erik, date(2026, 5, 1)) == {}


def test_someone_late_is_due_soon_and_has_no_date(quarter):
    row = seen(quarter.astrid, JULY)["Björn"]
    assert (row.timeliness, row.due_on, row.days_overdue) == ("due_soon", None, 0)
    assert line.dashboard(quarter.astrid, on=JULY).counts == {"due_soon": 2}


def test_a_new_quarter_beside_an_open_one_does_not_tell_that_the_old_one_is_late(quarter):
    reckoning.rollover(now=datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert Obligation.objects.filter(person=quarter.bjorn, state="open").count() == 2
    found = line.dashboard(quarter.astrid, on=date(2026, 7, 1))
    assert [row.obligation.person.given_name for row in found.rows].count("Björn") == 1
    assert seen(quarter.astrid, date(2026, 7, 1))["Björn"].timeliness == "due_soon"
    assert found.counts == {"due_soon": 2}


def test_due_soon_has_no_date_either_so_that_nobody_can_tell_the_two_apart(quarter):
    row = seen(quarter.astrid, date(2026, 6, 25))["Björn"]
    assert (row.timeliness, row.due_on) == ("due_soon", None)


def test_overdue_is_seen_a_working_day_after_both_were_told(quarter):
    warn(quarter.bjorn, at=datetime(2026, 7, 17, 8, 0, tzinfo=UTC))
    assert seen(quarter.astrid, date(2026, 7, 17))["Björn"].timeliness == "due_soon"
    row = seen(quarter.astrid, LATE_JULY)["Björn"]
    assert (row.timeliness, row.due_on, row.days_overdue) == ("overdue", date(2026, 6, 30), 20)


def test_overdue_comes_first_and_lateness_does_not_decide_the_order(quarter):
    warn(quarter.camilla)
    names = [row.obligation.person.given_name for row in line.dashboard(quarter.freja, on=LATE_JULY).rows]
    assert names == ["Camilla", "Astrid", "Björn", "Erik", "David"]


def test_a_voluntary_rhythm_is_no_leaders_concern(cast, now):
    adopt({**T1, "binding": "voluntary"}, now)
    found = line.dashboard(cast.astrid, on=date(2026, 4, 1))
    assert (found.rows, found.counts) == ((), {})


def test_choosing_a_coach_changes_nothing_a_leader_sees_but_the_next_step(quarter, now):
    before = seen(quarter.astrid, date(2026, 4, 2))["Camilla"]
    choosing.choose(owed(quarter.camilla), coach=quarter.erik, by=quarter.camilla, now=now)
    after = seen(quarter.astrid, date(2026, 4, 2))["Camilla"]
    same = ("timeliness", "time_is_set", "due_on", "last_heard", "you_offered")
    assert [getattr(before, name) for name in same] == [getattr(after, name) for name in same]
    assert after.next_role == "coach"


def test_the_leader_is_heard_too(quarter):
    found = line.dashboard(quarter.astrid, on=date(2026, 4, 1))
    assert (found.own.obligation.person, found.heard) == (quarter.astrid, None)


def test_pages_follow_one_another_though_someone_is_heard_in_between(quarter, now):
    on, names, after = date(2026, 4, 1), [], None
    for _page in range(9):
        found = line.dashboard(quarter.freja, on=on, after=after, limit=1)
        names += [row.obligation.person.given_name for row in found.rows]
        if found.after is None:
            break
        after = found.after
        Obligation.objects.filter(key=after).update(state="fulfilled", credited_on=on)
    assert names == ["Astrid", "Björn", "Camilla", "Erik", "David"]


def test_a_key_from_elsewhere_starts_from_the_top(quarter):
    for after in (uuid4(), owed(quarter.erik).key):
        assert len(line.dashboard(quarter.astrid, on=date(2026, 4, 1), after=after).rows) == 2


def test_two_rhythms_are_two_rows_of_one_person(quarter, now):
    adopt({**T3, "cadence": {"per_period": {"period": "month", "count": 1}}}, now + timedelta(hours=1))
    rows = line.dashboard(quarter.astrid, on=date(2026, 4, 2)).rows
    assert [row.obligation.person.given_name for row in rows].count("Björn") == 2


@pytest.mark.parametrize(("shows", "seen"), [(False, None), (True, "Erik")])
def test_a_leader_sees_the_coach_only_where_the_member_shows_it(cast, now, shows, seen):
    adopt(T1, now)
    directory.change(cast.camilla, shows_coach=shows, now=now)
    owed = Obligation.objects.select_related("person", "policy_version").get(person=cast.camilla, cycle_key="2026-Q2")
    choosing.choose(owed, coach=cast.erik, by=cast.camilla, now=now)
    [row] = [row for row in line.dashboard(cast.astrid, on=now.date()).rows if row.obligation.person == cast.camilla]
    assert (row.coach.given_name if row.coach else None) == seen
