"""The ledger follows the engine: once, twice, late, after silence, and through every change of facts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from leadership.consultations import adoption, record
from leadership.obligations import facts_for, reconcile, sets, standing
from leadership.obligations.mended import Cover, no_talks
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import absences, directory, pauses
from leadership.people.models import Organisation, Unit
from policies import rhythms
from policies.models import Policy, PolicyVersion
from tests.obligations.conftest import T1, adopt, live, morning, walk

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 1)
FORTNIGHTLY = {
    **T1,
    "key": "fortnightly",
    "cadence": {"rolling": {"every": 14, "unit": "day"}},
    "coach": {"eligible": ["own_manager"], "choice": "assigned"},
}


def test_everyone_has_the_running_quarter_open_and_the_next_planned(cast, now):
    adopt(T1, on=date(2026, 4, 1))
    reconcile.signals(now, no_talks)
    rows = Obligation.objects.filter(person=cast.camilla).order_by("due_on")
    assert [(row.cycle_key, row.state, row.due_on) for row in rows] == [
        ("2026-Q2", "open", date(2026, 6, 30)),
        ("2026-Q3", "planned", date(2026, 9, 30)),
    ]


def test_a_second_run_changes_nothing(cast, now):
    adopt(T1, on=date(2026, 4, 1))
    reconcile.signals(now, no_talks)
    assert reconcile.everyone(now, no_talks).written == 0
    assert reconcile.rollover(now, no_talks).written == 0
    assert reconcile.check(now, no_talks) == []


def test_after_days_of_silence_the_ledger_is_where_daily_runs_would_have_brought_it(cast):
    adopt(T1, on=date(2026, 4, 1))
    walk(date(2026, 4, 1), date(2026, 4, 1))
    live(morning(date(2026, 7, 6)))
    states = Obligation.objects.filter(person=cast.camilla).order_by("due_on").values_list("cycle_key", "state")
    assert list(states) == [("2026-Q2", "open"), ("2026-Q3", "open"), ("2026-Q4", "planned")]
    assert reconcile.check(morning(date(2026, 7, 6)), no_talks) == []


def test_a_silence_over_a_whole_cycle_makes_nobody_late(cast):
    adopt(T1, on=date(2026, 4, 1))
    walk(date(2026, 4, 1), date(2026, 4, 1))
    live(morning(date(2026, 10, 5)))
    third = Obligation.objects.select_related("person").get(person=cast.camilla, cycle_key="2026-Q3")
    assert third.state == "open"
    assert standing.of(third, date(2026, 10, 5)).timeliness != "late"


def test_each_member_enters_the_quarter_when_it_begins_where_they_are(cast):
    adopt(T1, on=date(2026, 3, 1))
    walk(date(2026, 3, 1), date(2026, 3, 31))
    live(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))

    def opened():
        return {row.person.given_name for row in Obligation.objects.filter(cycle_key="2026-Q2", state="open")}

    assert opened() == {"Björn", "Astrid", "Erik", "David", "Camilla"}
    assert reconcile.check(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), no_talks) == []
    live(datetime(2026, 4, 1, 4, 30, tzinfo=UTC))
    assert "Freja" in opened()


def test_a_joiner_is_given_the_running_quarter_in_proportion(cast):
    adopt(T1, on=date(2026, 4, 1))
    walk(date(2026, 4, 1), date(2026, 4, 1))
    ada = directory.hire(given_name="Ada", hire_date=date(2026, 4, 20), now=morning(date(2026, 4, 13)))
    walk(date(2026, 4, 13), date(2026, 4, 20))
    assert Obligation.objects.get(person=ada, cycle_key="2026-Q2").state == "open"
    assert Obligation.objects.get(person=ada, cycle_key="2026-Q2").opens_on == date(2026, 4, 20)


def test_whoever_leaves_the_audience_is_asked_for_nothing_and_whoever_enters_gets_their_share(cast):
    in_engineering = {**T1, "audience": {"include": [{"units": ["Engineering"]}]}}
    adopt(in_engineering, on=date(2026, 4, 1))
    walk(date(2026, 4, 1), date(2026, 4, 1))
    assert not Obligation.objects.filter(person=cast.erik).exists()
    sales, engineering = (Unit.objects.get(name=name) for name in ("Sales", "Engineering"))
    day = date(2026, 4, 20)
    directory.move(cast.camilla, manager=cast.erik, unit=sales, now=morning(day))
    directory.move(cast.erik, manager=cast.freja, unit=engineering, now=morning(day))
    live(morning(day, 8))
    left = Obligation.objects.get(person=cast.camilla, cycle_key="2026-Q2")
    assert (left.state, left.reason) == ("cancelled", "audience")
    entered = Obligation.objects.get(person=cast.erik, cycle_key="2026-Q2")
    assert (entered.state, entered.opens_on, entered.due_on) == ("open", day, date(2026, 6, 30))
    directory.move(cast.camilla, manager=cast.astrid, unit=engineering, now=morning(date(2026, 4, 27)))
    live(morning(date(2026, 4, 27), 8))
    left.refresh_from_db()
    assert left.state == "open"


def test_a_retired_rhythm_finishes_what_is_open_or_stops_it(cast, now):
    kept, stopped = adopt(T1, on=date(2026, 4, 1)), adopt({**T1, "key": "other"}, on=date(2026, 4, 1))
    live(now)
    day = morning(date(2026, 4, 20))
    for policy, stop_open in ((kept, False), (stopped, True)):
        policy.refresh_from_db()
        rhythms.retire(policy, by=cast.david, now=day, stop_open=stop_open, because="It helped nobody.")
    live(morning(date(2026, 4, 20), 8))

    def states(policy):
        rows = Obligation.objects.filter(policy=policy, person=cast.camilla).order_by("due_on")
        return list(rows.values_list("cycle_key", "state", "reason"))

    assert states(kept) == [("2026-Q2", "open", ""), ("2026-Q3", "cancelled", "replaced")]
    assert [state for _, state, _ in states(stopped)] == ["cancelled", "cancelled"]


def test_a_fortnightly_rhythm_follows_the_talks(cast, talks):
    adopt(FORTNIGHTLY, on=date(2026, 6, 1))
    walk(date(2026, 6, 1), date(2026, 6, 5), talks)
    talks.hold(cast.camilla, "t", datetime(2026, 6, 5, 8, tzinfo=UTC), cast.astrid, held=True, confirmed_by="member")
    reconcile.people([cast.camilla.pk], now=morning(date(2026, 6, 5), 9), talks=talks)
    rows = list(Obligation.objects.filter(person=cast.camilla).order_by("due_on"))
    assert [(row.cycle_key, row.state, row.due_on) for row in rows] == [
        ("since-2026-06-01", "fulfilled", date(2026, 6, 15)),
        ("since-2026-06-05", "planned", date(2026, 6, 22)),
    ]
    assert rows[1].overdue_from == date(2026, 6, 25)


def test_a_withdrawn_credit_cancels_what_followed_from_it_and_the_same_credit_revives_it(cast, talks):
    adopt(FORTNIGHTLY, on=date(2026, 6, 1))
    walk(date(2026, 6, 1), date(2026, 6, 5), talks)
    start, said = datetime(2026, 6, 5, 8, tzinfo=UTC), {"held": True, "confirmed_by": "member"}

    def states():
        return list(
            Obligation.objects.filter(person=cast.camilla).order_by("cycle_key").values_list("cycle_key", "state")
        )

    for held, expected in (
        (said, [("since-2026-06-01", "fulfilled"), ("since-2026-06-05", "planned")]),
        ({"held": False}, [("since-2026-06-01", "planned"), ("since-2026-06-05", "cancelled")]),
        (said, [("since-2026-06-01", "fulfilled"), ("since-2026-06-05", "planned")]),
    ):
        talks.hold(cast.camilla, "t", start, cast.astrid, **held)
        reconcile.people([cast.camilla.pk], now=morning(date(2026, 6, 8), 9), talks=talks)
        assert states() == expected


def test_a_booked_talk_books_what_it_would_count_for_and_covers_it(cast, talks, now):
    adopt(T1, on=date(2026, 4, 1))
    live(now, talks)
    talks.hold(cast.camilla, "t", datetime(2026, 5, 12, 8, tzinfo=UTC), cast.astrid)
    mended = reconcile.people([cast.camilla.pk], now=now, talks=talks)
    row = Obligation.objects.get(person=cast.camilla, cycle_key="2026-Q2")
    assert row.state == "booked"
    assert mended.covers == [Cover(row.pk, "t", "booked")]
    talks.known.clear()
    reconcile.people([cast.camilla.pk], now=now, talks=talks)
    row.refresh_from_db()
    assert row.state == "open"


def test_a_changed_rhythm_begins_with_the_next_cycle_and_cancels_nothing_that_runs(cast):
    policy = adopt(T1, on=date(2026, 4, 1))
    walk(date(2026, 4, 1), date(2026, 5, 18))
    rhythms.edit(
        policy, {**T1, "cadence": {"per_period": {"period": "month"}}}, by=None, now=morning(date(2026, 5, 18))
    )
    day = date(2026, 5, 18)
    adoption.adopt(policy, effective_from=None, by=None, now=morning(day), consultation=record.by_command(day))
    walk(date(2026, 5, 19), date(2026, 7, 1))
    rows = Obligation.objects.filter(person=cast.camilla).order_by("due_on").values_list("cycle_key", "state")
    assert list(rows) == [
        ("2026-Q2", "open"), ("2026-07", "open"), ("2026-08", "planned"), ("2026-Q3", "cancelled"),
    ]  # fmt: skip


def test_the_second_look_at_a_day_asks_two_questions_only(cast, now, django_assert_num_queries):
    adopt(T1, on=date(2026, 4, 1))
    live(now)
    with django_assert_num_queries(2):
        reconcile.rollover(now + timedelta(minutes=1), no_talks)


def test_mending_many_people_takes_as_many_queries_as_two_and_one_alone_no_more(cast, now):
    adopt(T1, on=date(2026, 4, 1))

    def queries(ids):
        Obligation.objects.all().delete()
        with CaptureQueriesContext(connection) as seen:
            reconcile.people(ids, now=now, talks=no_talks)
        return len(seen)

    reconcile.everyone(now, no_talks)
    swedes = [cast.astrid.pk, cast.camilla.pk, cast.david.pk, cast.erik.pk]
    assert queries(swedes[:1]) <= queries(swedes[:2]) == queries(swedes)


def test_nothing_is_opened_that_would_be_late_at_birth(cast):
    adopt(T1, on=date(2026, 4, 10), effective_from=date(2026, 1, 1))
    live(morning(date(2026, 4, 10)))
    cycles = Obligation.objects.filter(person=cast.camilla).order_by("due_on").values_list("cycle_key", flat=True)
    assert list(cycles) == ["2026-Q2", "2026-Q3"]


def test_people_who_share_an_assessment_get_what_each_would_get_alone(cast, now, monkeypatch, talks):
    crowd = _crowd(cast, now)
    absences.note(crowd[3], start=date(2026, 4, 10), end=date(2026, 6, 30), now=now)
    talks.hold(crowd[4], "t", datetime(2026, 4, 1, 6, tzinfo=UTC), cast.astrid, held=True, confirmed_by="member")
    adopt(T1, on=date(2026, 4, 1))
    adopt(
        {**FORTNIGHTLY, "audience": {"include": [{"tags": ["engineer"]}], "exclude": [{"is_leader": True}]}}, on=APRIL
    )
    adopt({**T1, "key": "newcomers", "audience": {"include": [{"tenure_days_max": 200}]}}, on=APRIL)
    monkeypatch.setattr(facts_for, "FEW", 0)
    live(now, talks)
    assert {row.state for row in Obligation.objects.filter(person__in=crowd)} >= {"open", "planned", "fulfilled"}
    monkeypatch.setattr(facts_for, "FEW", 1000)
    assert reconcile.check(now, talks) == []
    monkeypatch.setattr(facts_for, "FEW", 0)
    live(morning(date(2026, 7, 1)), talks)
    monkeypatch.setattr(facts_for, "FEW", 1000)
    assert reconcile.check(morning(date(2026, 7, 1)), talks) == []


def _crowd(cast, now):
    """Thirty people with first and last days, places and tags of their own."""
    return [
        directory.hire(
            given_name=f"P{n}",
            hire_date=date(2026, 4, 20) - timedelta(days=13 * n),
            last_day=date(2026, 5, 29) if n % 10 == 9 else None,
            now=now,
            manager=(cast.astrid, cast.erik)[n % 2],
            role_tags=("engineer",) if n % 3 else (),
            **({"country": "FI", "zone": "Europe/Helsinki"} if n % 4 == 0 else {}),
        )
        for n in range(30)
    ]


def test_what_holds_for_everyone_is_read_anew_only_when_something_has_changed(cast, now, django_assert_num_queries):
    policy = adopt(T1, on=APRIL)
    facts_for.organisation()
    with django_assert_num_queries(1):
        known = facts_for.organisation()
    assert facts_for.organisation() is known
    pauses.set(start=date(2026, 7, 1), end=date(2026, 7, 31), now=now)
    paused = facts_for.organisation()
    Organisation.objects.update(fiscal_start_month=5)
    moved = facts_for.organisation()
    PolicyVersion.objects.update(terms={**policy.latest().terms, "grace": 3})
    reworded = facts_for.organisation()
    Policy.objects.update(state="suspended", suspended_on=date(2026, 5, 1))
    suspended = facts_for.organisation()
    assert (paused.org.pauses[0].start, moved.org.fiscal_start) == (date(2026, 7, 1), (5, 1))
    assert (reworded.policies[0].versions[0].terms.grace, suspended.policies[0].retired_on) == (3, date(2026, 5, 1))


def test_a_person_who_has_been_given_theirs_meanwhile_gets_no_second_fact(cast, now):
    adopt(T1, on=APRIL)
    reconcile.people([cast.camilla.pk], now=now, talks=no_talks)
    given = Obligation.objects.get(person=cast.camilla, state="open")
    row = {name: getattr(given, name) for name in ("policy_id", "policy_version_id", "cycle_key", "opens_on", "due_on")}
    told = Fact.objects.filter(kind="obligation.opened")
    fact = {"at": now, "kind": "obligation.opened", "data": {"to": "open"}}
    assert sets.write([sets.New({**row, "state": "open"}, [cast.camilla.pk, cast.erik.pk], fact)]) == [1]
    assert list(told.order_by("id").values_list("subject_key", flat=True)) == [cast.camilla.key, cast.erik.key]
    assert told.latest("id").object == Obligation.objects.get(person=cast.erik).name


def test_only_what_is_still_as_it_was_read_is_changed_and_told(cast, now):
    adopt(T1, on=APRIL)
    live(now)
    pair = list(Obligation.objects.filter(person__in=[cast.camilla, cast.erik], state="open").order_by("person"))
    Obligation.objects.filter(pk=pair[0].pk).update(version=7)
    fact = {"at": now, "kind": "obligation.excused", "data": {"to": "excused"}}
    deed = sets.Changed([row.pk for row in pair], {"state": "excused"}, fact, "open", pair[1].version)
    assert sets.write([deed]) == [1]
    assert Fact.objects.get(kind="obligation.excused").object == pair[1].name
    assert [Obligation.objects.get(pk=row.pk).state for row in pair] == ["open", "excused"]


def test_what_is_changed_and_made_together_is_told_in_its_order_and_of_nothing_else(cast, now):
    adopt(T1, on=APRIL)
    live(now)
    first, other = Obligation.objects.filter(person__in=[cast.camilla, cast.erik], state="open").order_by("person")
    row = {name: getattr(first, name) for name in ("policy_id", "policy_version_id", "opens_on", "due_on")}
    words = ("excused", "planned", "gone")
    said = [{"at": now, "kind": f"obligation.{word}", "data": {"word": word}} for word in words]
    deeds = [
        sets.Changed([first.pk], {"state": "excused"}, said[0], "open", first.version),
        sets.New({**row, "cycle_key": "next", "state": "planned"}, [cast.erik.pk], said[1]),
        sets.Changed([other.pk], {"state": "excused"}, said[2], "open", other.version + 1),
        sets.New({**row, "cycle_key": first.cycle_key, "state": "open"}, [first.person_id], said[2]),
    ]
    before = Fact.objects.latest("id").pk
    assert sets.write(deeds) == [1, 1, 0, 0]
    next_one = Obligation.objects.get(cycle_key="next")
    assert [(fact.kind, fact.object, fact.data) for fact in Fact.objects.filter(pk__gt=before).order_by("id")] == [
        ("obligation.excused", first.name, {"word": "excused"}),
        ("obligation.planned", next_one.name, {"word": "planned"}),
    ]
    assert Obligation.objects.get(pk=other.pk).state == "open"


def test_a_rhythm_that_something_is_owed_by_cannot_be_deleted(cast, now):
    """The database holds no key from what is owed to a rhythm and its wording: a key costs more than the row."""
    policy = adopt(T1, on=APRIL)
    live(now)
    for kept in (policy, policy.latest()):
        with pytest.raises(ProtectedError):
            kept.delete()
    assert set(Obligation.objects.values_list("policy", "policy_version")) == {(policy.pk, policy.latest().pk)}
