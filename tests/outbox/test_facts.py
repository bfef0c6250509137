"""Facts are written with the change, and whoever must react to them is told exactly once."""

from uuid import uuid4

import pytest
from django.db import transaction

from leadership.outbox import facts
from leadership.outbox.models import Fact, Signal

pytestmark = pytest.mark.django_db


def test_a_fact_waits_for_each_reader_it_wakes(now):
    fact = facts.write("person.hired", at=now, subject=uuid4(), signals=("reconcile", "outreach"))

    assert facts.waiting("reconcile") == facts.waiting("outreach") == [fact]


def test_a_fact_that_wakes_nobody_is_history_at_once(now):
    facts.write("role.granted", at=now)

    assert facts.waiting("reconcile") == []


def test_what_one_reader_has_settled_still_waits_for_the_other(now):
    fact = facts.write("person.hired", at=now, signals=("reconcile", "outreach"))
    facts.settle("reconcile", [fact])

    assert facts.waiting("reconcile") == []
    assert facts.waiting("outreach") == [fact]


def test_a_change_is_told_only_where_the_row_is_as_it_was_seen(now):
    row = Fact.objects.create(kind="seen", at=now, data={"n": 1})
    told = [Fact(kind=f"told.{n}", at=now, object="row", data={"n": n}) for n in range(2)]
    assert facts.change(row, ("kind", "at"), {"kind": "changed"}, told[0], signals=("outreach", "reconcile"))
    assert not facts.change(row, ("kind", "at"), {"kind": "lost"}, told[1], signals=("outreach",))
    assert [(fact.kind, fact.data) for fact in Fact.objects.order_by("id")] == [
        ("changed", {"n": 1}), ("told.0", {"n": 0})
    ]  # fmt: skip
    assert [fact.kind for fact in facts.waiting("outreach") + facts.waiting("reconcile")] == ["told.0", "told.0"]
    assert row.kind == "seen"


def test_facts_wait_in_the_order_in_which_they_happened(now):
    written = [facts.write(f"kind.{number}", at=now, signals=("reconcile",)) for number in range(3)]

    assert facts.waiting("reconcile") == written
    assert facts.waiting("reconcile", limit=2) == written[:2]


def test_many_facts_are_written_at_once_and_wake_their_readers(now):
    facts.write_many([Fact(kind=f"kind.{number}", at=now) for number in range(5)], signals=("reconcile",))

    assert [fact.kind for fact in facts.waiting("reconcile")] == [f"kind.{number}" for number in range(5)]


def test_a_change_that_is_undone_leaves_neither_fact_nor_signal(now):
    with pytest.raises(RuntimeError), transaction.atomic():
        facts.write("person.hired", at=now, signals=("reconcile",))
        raise RuntimeError

    assert not Fact.objects.exists()
    assert not Signal.objects.exists()
