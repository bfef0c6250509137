"""One cycle opened for everybody, a second run, and the ordinary way of doing it.

`rollover_first`: on the first day of a quarter the running cycle is opened and the next one planned for the whole
organisation, against the database copying the same rows (obligations and facts) without any index or constraint.
`rollover_kept`: the same against the database copying them into tables with the same indexes and keys.
`rollover_again`: the next look at the same day. `rollover_vs_loop`: one person after the other with the ORM, against
ours, per person.
"""

import os
import random
import re
import statistics
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from bench.rows import Row, busy
from leadership.consultations import adoption, record
from leadership.obligations import comparison, entries, facts_for, reconcile
from leadership.obligations.comparison import Question
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Cycle, Day, Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Person
from policies import rhythms
from policies.models import Policy
from policies.starters import STARTERS

SIZE = int(os.environ.get("SIZE", "100000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
LOOPED = 200
ADOPTED = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TURN = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
PLACES = (("Europe/Stockholm", "SE", ""), ("Europe/Helsinki", "FI", ""), ("America/New_York", "US", "NY"))


def rows() -> list[Row]:
    """The four rows of this module."""
    _people()
    _adopt()
    rounds = zip(*(_round() for _ in range(ROUNDS)), strict=True)
    first, copied, kept, again = (statistics.median(times) for times in rounds)
    looped = _looped() / LOOPED
    note = f"{SIZE} people in {first:.1f} s, {SIZE / first:,.0f}/s "
    return [
        Row("rollover_first", first / copied, 10, note=note),
        Row("rollover_kept", first / kept, 3, note=f"the copy of rows with indexes and keys in {kept:.1f} s "),
        Row("rollover_again", again / first, 0.05, note=f"{again * 1000:.2f} ms "),
        Row("rollover_vs_loop", looped / (first / SIZE), 100, at_least=True, note=f"loop {1 / looped:,.0f}/s "),
    ]


def _round() -> tuple[float, float, float, float]:
    """Once from an empty ledger: ours, the copies of the rows it made, and the second look."""
    _forget()
    first = busy(lambda: reconcile.rollover(TURN, no_talks))
    if Obligation.objects.count() != 2 * SIZE:
        raise AssertionError("the cycle was not opened for everybody; its speed would say nothing")
    Obligation.objects.update(next_action_at=TURN + timedelta(days=1))
    again = busy(lambda: reconcile.rollover(TURN, no_talks))
    return first, _copied(), _kept(), again


def _forget() -> None:
    Cycle.objects.all().delete()
    with connection.cursor() as cursor:
        for table in ("outreach_delivery", "obligations_obligation"):
            cursor.execute(f"DELETE FROM {table}")  # nosec: names of our own
    Fact.objects.filter(kind__startswith="obligation.").delete()
    Day.objects.update(reached=TURN.date() - timedelta(days=1))


def _copied() -> float:
    """The floor: the database writes the same rows, obligations and their facts, into bare tables."""
    return sum(_copied_from(table) for table in ("obligations_obligation", "outbox_fact"))


def _copied_from(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bare AS SELECT * FROM {table} WHERE 1 = 0")  # nosec: names of our own
        took = busy(lambda: cursor.execute(f"INSERT INTO bare SELECT * FROM {table}"))  # nosec
        cursor.execute("DROP TABLE bare")
    return took


def _kept() -> float:
    """The same into tables that have all indexes, checks and keys: what the database itself takes for such rows."""
    return sum(_kept_from(table) for table in ("obligations_obligation", "outbox_fact"))


def _kept_from(table: str, after: int = 0) -> float:
    """The rows behind the id `after`."""
    with connection.cursor() as cursor:
        for statement in _twin(table):
            cursor.execute(statement)
        copy = f"INSERT INTO twin SELECT * FROM {table} WHERE id > {after} ORDER BY id"  # nosec: names of our own
        took = busy(lambda: cursor.execute(copy))
        cursor.execute("DROP TABLE twin")
    return took


def _twin(table: str) -> list[str]:
    """The statements that make the empty table `twin` like `table`."""
    if connection.vendor == "postgresql":
        key = "ALTER TABLE twin ADD FOREIGN KEY (person_id) REFERENCES people_person(id)"
        like = [f"CREATE TABLE twin (LIKE {table} INCLUDING ALL)"]
        return [*like, key] if table == "obligations_obligation" else like
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type <> 'trigger' AND sql IS NOT NULL "
            "ORDER BY type = 'index'",
            [table],
        )
        made = [sql for (sql,) in cursor.fetchall()]
    return [re.sub(r'INDEX "', 'INDEX "twin_', sql.replace(f'"{table}"', '"twin"')) for sql in made]


def _looped() -> float:
    """The ordinary way for some of them: assess, save each obligation, write each fact, commit."""
    _forget()
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:LOOPED])
    question = Question(facts_for.organisation(), TURN, no_talks)

    def one_by_one() -> None:
        for pk in ids:
            with transaction.atomic():
                looked = comparison.look([pk], question, lock=True)
                for entry in reconcile.steps_of(looked):
                    entries.write([entry], now=TURN, known=question.organisation)

    return busy(one_by_one)


def _people() -> None:
    """Everyone under one head, in three places, hired over the last twenty years."""
    known = random.Random(2026)
    head = Person.objects.create(given_name="Head", hire_date=date(2005, 1, 1), path="00000001")
    Person.objects.bulk_create((_person(n, known, head) for n in range(SIZE - Person.objects.count())), batch_size=2000)
    reconcile.everyone(ADOPTED, no_talks)


def _person(n: int, known: random.Random, head: Person) -> Person:
    zone, country, subdiv = PLACES[min(known.randrange(10), 2) if n % 5 == 0 else 0]
    hired = date(2005, 1, 1) + timedelta(days=known.randrange(7500))
    return Person(
        given_name=f"P{n}", hire_date=hired, zone=zone, country=country, subdiv=subdiv, manager=head,
        path=f"00000001{n:08d}",
    )  # fmt: skip


def _adopt() -> Policy:
    policy = rhythms.create({**STARTERS["T1"], "review_on": "2027-01-15"}, by=None, now=ADOPTED)
    today = ADOPTED.date()
    adoption.adopt(policy, effective_from=today, by=None, now=ADOPTED, consultation=record.by_command(today))
    reconcile.signals(ADOPTED, no_talks)
    return policy
