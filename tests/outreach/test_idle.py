"""A tick that finds nothing to do costs the same whatever lies around it: nothing in it walks through a large table."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach.tick import tick
from leadership.people.models import Person

NOW = datetime(2026, 4, 1, 13, tzinfo=UTC)
MANY = 300
LARGE = ("obligations_obligation", "people_person", "outbox_fact", "outreach_delivery", "conversations_conversation")
NAMED = re.compile(r'"(\w+)" ([A-Z]\d+)')
WALKS = {"sqlite": re.compile(r"SCAN (\w+)"), "postgresql": re.compile(r"Seq Scan on (\w+)")}
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


@pytest.fixture
def large(quarterly):
    """Many people who owe a talk, with what happened to them; the database knows how many they are."""
    hired = date(2020, 1, 1)
    people = Person.objects.bulk_create(Person(given_name=f"P{n}", hire_date=hired) for n in range(MANY))
    Obligation.objects.bulk_create(
        Obligation(
            person=one, policy=quarterly, policy_version=quarterly.latest(), cycle_key="2026-Q2", state="open",
            opens_on=date(2026, 4, 1), due_on=date(2026, 6, 30), acted_until=NOW,
            next_action_at=NOW + timedelta(days=9),
        )
        for one in people
    )  # fmt: skip
    Fact.objects.bulk_create(
        Fact(at=NOW, kind="obligation.opened", object=f"obligation:{uuid4()}", subject_key=one.key)
        for one in people * 2
    )
    tick(NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # so small tables are read as large ones are


class Plans:
    """How the database goes about each statement of ours: which large tables it walks through, and for what."""

    def __init__(self) -> None:
        self.walked: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("SELECT", "UPDATE", "DELETE")) and not many:
            with connection.cursor() as cursor:
                cursor.execute(EXPLAIN[connection.vendor] + sql, params)
                plan = [str(line[-1]) for line in cursor.fetchall()]
            tables = {alias: table for table, alias in NAMED.findall(sql)}
            found = [name for line in plan for name in WALKS[connection.vendor].findall(line)]
            self.walked += [sql for name in found if tables.get(name, name) in LARGE]
        return execute(sql, params, many, context)


def test_an_idle_tick_walks_through_no_large_table(large):
    plans = Plans()
    with connection.execute_wrapper(plans):
        report = tick(NOW)
    assert report.errors == []
    assert plans.walked == []
