"""Statements made once answer as those that are made each time."""

from datetime import date
from uuid import uuid4

import pytest

from leadership.lib import statements
from leadership.lib.statements import Question, ids, one
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
