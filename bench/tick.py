"""The pulse: a tick that finds nothing to do, and one that finds five hundred obligations.

`tick_idle_flat`: a whole idle tick with SIZE open obligations, over the same with a hundredth of them.
`tick_busy`: five hundred due obligations claimed, their ladders walked, their next looks stored, over five hundred
plain UPDATEs by id in one transaction. No letter is due in it, so what is timed is the walking.
"""

import os
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from bench.rows import Row, ratio, seconds
from leadership.consultations import adoption, record
from leadership.obligations.models import Day, Obligation
from leadership.outbox.models import Fact, Signal
from leadership.outreach import advance
from leadership.outreach.report import Report
from leadership.outreach.tick import tick
from leadership.people.models import Person
from policies import rhythms
from policies.models import Policy, PolicyVersion
from policies.starters import STARTERS

SIZE = int(os.environ.get("SIZE", "100000"))
FEW = max(SIZE // 100, 10)
ROUNDS = 25
BATCH = 500
ADOPTED = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 13, 0, tzinfo=UTC)


def rows() -> list[Row]:
    """The two rows of this module."""
    version = _quiet_organisation()
    _owe(version, FEW)
    few = _idle()
    _owe(version, SIZE)
    many = _idle()
    note = f"{many * 1000:.2f} ms with {SIZE} open "
    return [Row("tick_idle_flat", many / few, 1.5, note=note), Row("tick_busy", _busy(), 2)]


def _idle() -> float:
    """The quickest of some: both sizes cannot be timed in turn, and what else the machine does only ever adds."""
    tick(NOW)
    return min(seconds(lambda: tick(NOW)) for _ in range(ROUNDS))


def _busy() -> float:
    ids = list(Obligation.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])

    def ours() -> None:
        advance.due(Report(NOW), now=NOW)
        if Obligation.objects.filter(pk__in=ids, next_action_at__lte=NOW).exists():
            raise AssertionError("some were not looked at; the speed would say nothing")

    def reference() -> None:
        with transaction.atomic():
            for pk in ids:
                Obligation.objects.filter(pk=pk).update(next_action_at=NOW, acted_until=NOW)

    reference()
    return ratio(ours, reference)


def _owe(version: PolicyVersion, wanted: int) -> None:
    """So many open obligations, none of them due, and the facts of their opening, written without the ledger: only the
    tick is timed here."""
    people = Person.objects.exclude(obligations__isnull=False).order_by("pk")
    missing = wanted - Obligation.objects.count()
    rows = [_open(version, person) for person in people[:missing].iterator(chunk_size=5000)]
    Obligation.objects.bulk_create(rows, batch_size=5000)
    opened = (Fact(at=NOW, kind="obligation.opened", object=row.name, subject_key=row.person.key) for row in rows)
    Fact.objects.bulk_create(opened, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _open(version: PolicyVersion, person: Person) -> Obligation:
    return Obligation(
        person=person, policy_id=version.policy_id, policy_version=version, cycle_key="2026-Q2", state="open",
        opens_on=date(2026, 4, 1), choose_by=date(2026, 4, 24), due_on=date(2026, 6, 30),
        overdue_from=date(2026, 7, 8), close_on=date(2026, 8, 14), acted_until=NOW,
        next_action_at=NOW + timedelta(days=9),
    )  # fmt: skip


def _quiet_organisation() -> PolicyVersion:
    """People and one rhythm, as after a day on which everything was done."""
    if not Person.objects.exists():
        hired = date(2020, 1, 1)
        Person.objects.bulk_create((Person(given_name=f"P{n}", hire_date=hired) for n in range(SIZE)), batch_size=5000)
    Obligation.objects.all().delete()
    terms = {**STARTERS["T1"], "review_on": "2027-01-15"}
    policy = Policy.objects.first() or rhythms.create(terms, by=None, now=ADOPTED)
    if policy.state != Policy.State.ADOPTED:
        today = ADOPTED.date()
        adoption.adopt(policy, effective_from=today, by=None, now=ADOPTED, consultation=record.by_command(today))
    Signal.objects.all().delete()
    Day.objects.update(reached=NOW.date())
    return policy.latest()
