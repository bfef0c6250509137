"""Statements made once answer as those that are made each time."""

from datetime import date
from uuid import uuid4

import pytest
from django.db.models import Exists, OuterRef, Prefetch

from leadership.lib import statements
from leadership.lib.statements import Question, Reading, ids, one, somebody
from leadership.outbox.models import Fact, Signal
from leadership.people.models import Pause, Person

pytestmark = pytest.mark.django_db

COLUMNS = ("id", "key", "zone", "work_hours", "hire_date", "is_active", "manager__key")
SINCE = Question(
    lambda people, day: Person.objects.filter(pk__in=people, hire_date__gte=day).order_by("pk").values_list(*COLUMNS),
    ids,
    one,
)


def of(people, day):
    """What the ORM says."""
    rows = Person.objects.filter(pk__in=people, hire_date__gte=day).order_by("pk")
    return list(rows.values_list(*COLUMNS))


def test_a_question_answers_each_time_as_a_query_made_for_it(cast):
    everyone = list(Person.objects.values_list("pk", flat=True))
    hired = sorted(Person.objects.values_list("hire_date", flat=True))
    for people, day in (
        (everyone, date(1990, 1, 1)),
        (everyone[:1], date(1990, 1, 1)),
        (everyone, hired[2]),
        ([], hired[0]),
    ):
        assert SINCE.ask(people, str(day)) == of(people, day)
    assert SINCE.read(SINCE.raw(everyone, str(hired[0]))) == of(everyone, hired[0])


def _led_by(leader, day, key):
    led = Person.objects.filter(manager=leader, hire_date__gte=day).exclude(key=key)
    known = led.select_related("manager__unit", "unit").prefetch_related(
        Prefetch("reports", Person.objects.order_by("pk"))
    )
    return known.annotate(leads=Exists(Person.objects.filter(manager=OuterRef("pk")))).order_by("pk")


LED_BY = Reading(_led_by, somebody, one, one)
NAMES = Reading(lambda people: Person.objects.filter(pk__in=people).only("given_name"), ids)


def test_a_reading_gives_the_rows_that_the_orm_gives(cast, django_assert_num_queries):
    long_ago, nobody = date(1990, 1, 1), uuid4()
    for leader, day, left_out in ((cast.freja, long_ago, nobody), (cast.freja, long_ago, cast.astrid.key),
                                  (cast.freja, date(2999, 1, 1), nobody), (cast.astrid, long_ago, nobody)):  # fmt: skip
        wanted = list(_led_by(leader.pk, day, left_out))
        with django_assert_num_queries(2 if wanted else 1):
            found = LED_BY.ask(leader.pk, day, left_out)
            assert [(one, one.leads, one.manager, one.unit and one.unit.name) for one in found] == [
                (one, one.leads, leader, one.unit and one.unit.name) for one in wanted
            ]
            assert [list(one.reports.all()) for one in found] == [list(one.reports.all()) for one in wanted]
    (alone,) = NAMES.ask([cast.bjorn.pk])
    assert (alone.given_name, alone.get_deferred_fields() >= {"family_name"}, alone.family_name) == (
        cast.bjorn.given_name, True, cast.bjorn.family_name,
    )  # fmt: skip
    assert NAMES.first([]) is None


def test_a_question_may_stand_in_a_statement_of_our_own(cast):
    counted = Question(
        lambda people: Person.objects.filter(pk__in=people).values_list("manager_id"),
        ids,
        one,
        around="SELECT led.manager_id, count(*) FROM ({}) AS led WHERE led.manager_id <> %s GROUP BY led.manager_id",
    )
    people = [cast.astrid.pk, cast.bjorn.pk, cast.camilla.pk]
    assert counted.raw(people, cast.freja.pk) == ((cast.astrid.pk, 2),)


def test_only_rows_that_are_as_they_were_seen_are_changed(now):
    fact = Fact.objects.create(kind="seen", at=now, data={"n": 1})
    assert statements.change(Fact, {"id": fact.pk, "kind": "other"}, {"object": "lost"}) == 0
    assert statements.change(Fact, {"id": fact.pk, "kind": "seen"}, {"object": "kept", "data": {"n": 2}}) == 1
    fact.refresh_from_db()
    assert (fact.object, fact.data, fact.at) == ("kept", {"n": 2}, now)


def test_rows_are_written_whole_and_deleted_by_id(now):
    key = uuid4()
    statements.insert_all(Fact(kind=f"kind.{n}", at=now, subject_key=key, data={"n": n}) for n in range(501))
    written = list(Fact.objects.filter(subject_key=key).order_by("id"))
    assert [(fact.kind, fact.data, fact.actor_key) for fact in written] == [
        (f"kind.{n}", {"n": n}, None) for n in range(501)
    ]
    statements.delete(Fact, [fact.pk for fact in written[1:]])
    assert Fact.objects.get(subject_key=key) == written[0]


def test_statements_that_do_not_depend_on_each_other_are_all_said(now):
    old = [Fact.objects.create(kind="old", at=now) for _ in range(2)]
    statements.run_all(
        [
            statements.deletion(Fact, [old[0].pk]),
            statements.insertion([Fact(kind="new", at=now)]),
            statements.alteration(Fact, {"id": old[1].pk}, {"kind": "kept"}),
        ]
    )
    assert sorted(Fact.objects.values_list("kind", flat=True)) == ["kept", "new"]


def test_nothing_to_write_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        statements.insert_all([])


def test_columns_that_are_words_of_sql_are_named_as_columns():
    statements.insert_all([Pause(start=date(2026, 7, 1), end=date(2026, 7, 31))])
    assert Pause.objects.values_list("start", "end").get() == (date(2026, 7, 1), date(2026, 7, 31))


def test_a_row_of_another_table_stands_for_its_id(now):
    first, second = (Fact.objects.create(kind="seen", at=now) for _ in range(2))
    signal = Signal.objects.create(fact=first, reader="reconcile")
    assert statements.change(Signal, {"id": signal.pk, "fact": first}, {"fact": second}) == 1
    signal.refresh_from_db()
    assert signal.fact == second
