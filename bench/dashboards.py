"""A leader's page, from the head of all to a team lead, and people who are moved about.

`dashboard_flat`: the p95 of the whole dashboard for the head of all, over that for a leader of about ten.
`dashboard_sql_*`: the milliseconds the database takes for list and counts together, p95, as the page asks for them (of
more than a thousand people, those kept), for the head of all, a leader of about 10,000 (a hundredth of all, where there
are fewer), and a team lead. `dashboard_live_*`: the same with all counts taken live, up to their cap.
`dashboard_page_*`: the milliseconds of the whole answer, p95, sign-in and template included.
`count_flat`: the capped counts alone, head of all over a leader of ten.
`move_subtree`: a line of people moved, with the copies on what they are owed, over an UPDATE of those very rows.
`reorganise`: seconds for an import that gives a hundredth of all (10,000 at most) other managers; afterwards no place
and no copy may be wrong, and the counts of the head of all must be those of a walk through everybody.

The people are the trial organisation of `demo --people`; what is written is taken back.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from bench.rows import Row, ratio
from leadership.cli import demo_crowd
from leadership.insights import line, linecounts, linepages
from leadership.insights.asked import asked_for
from leadership.lib import unaided
from leadership.lib.instants import local_date
from leadership.obligations import linecopy
from leadership.obligations.models import Obligation
from leadership.people import clock, directory, numberline, persons
from leadership.people.importing.taking import take
from leadership.people.models import Person

SIZE = int(os.environ.get("SIZE", "100000"))
MADE_AT = datetime(2026, 10, 20, 9, tzinfo=UTC)
ROUNDS = 20
MOST_MOVED = 10_000


def rows() -> Iterator[Row]:
    """All rows of this module, each as it is measured."""
    unaided.for_pages()
    connection.close()
    if not Person.objects.exists():
        demo_crowd.make(SIZE, now=MADE_AT, progress=lambda done, of: None)
        clock.set_to(MADE_AT)
        linecounts.refresh(now=MADE_AT)
    known = leaders()
    yield from _pages(known)
    yield from _counts(known)
    yield _move()
    yield _reorganise()


def leaders() -> dict[str, tuple[Person, int]]:
    """The head of all, a leader of about a hundredth, a team lead; with the number of people below each."""
    head = Person.objects.get(manager=None)
    middle = _one_with(min(MOST_MOVED, Person.objects.count() // 100))
    team = _one_with(10)
    return {"head": (head, _below(head)), "middle": (middle, _below(middle)), "team": (team, _below(team))}


def _one_with(people: int) -> Person:
    """Down from the head of all, always to the largest line, until it is no larger than that."""
    leader = Person.objects.get(manager=None)
    while _below(leader) > people * 1.2:
        leader = max(Person.objects.filter(manager=leader), key=lambda one: one.rgt - one.lft)
    return leader


def _below(leader: Person) -> int:
    return int(Person.objects.in_line_of(leader).count())


def _pages(leaders: dict[str, tuple[Person, int]]) -> Iterator[Row]:
    now = clock.now()
    whole = {name: _p95(lambda one=one: line.dashboard(one, on=_day(one, now))) for name, (one, _) in leaders.items()}  # type: ignore[misc]
    yield Row("dashboard_flat", whole["head"] / whole["team"], 5, note=f"{whole['head'] * 1000:.0f} ms ")
    for name, (leader, below) in leaders.items():
        sql = _p95_of_database(lambda leader=leader: _find(leader, now)) * 1000  # type: ignore[misc]
        yield Row(f"dashboard_sql_{name}", sql, 20, note=f"ms, {below} people below ")
    for name, (leader, below) in leaders.items():
        sql = _p95_of_database(lambda leader=leader: _live(leader, now)) * 1000  # type: ignore[misc]
        yield Row(f"dashboard_live_{name}", sql, 20, note=f"ms, {below} people below ")
    for name, (leader, _) in leaders.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(leader, backend=settings.AUTHENTICATION_BACKENDS[0])
        yield Row(f"dashboard_page_{name}", _p95(lambda client=client: _got(client)) * 1000, 300, note="ms ")  # type: ignore[misc]


def _got(client: Client) -> None:
    if client.get("/line/").status_code != 200:
        raise AssertionError("the page did not come; its speed would say nothing")


def _find(leader: Person, now: datetime) -> linepages.Found:
    """As the page asks: what was kept is not counted again."""
    on = _day(leader, now)
    led = persons.line(leader, on=on)
    kept = linecounts.of(led, "") if leader.has_large_line else None
    return linepages.find(asked_for(leader, led, on=on), after=None, limit=21, counts=kept is None)


def _live(leader: Person, now: datetime) -> linepages.Found:
    on = _day(leader, now)
    return linepages.find(asked_for(leader, persons.line(leader, on=on), on=on), after=None, limit=21)


def _counts(leaders: dict[str, tuple[Person, int]]) -> list[Row]:
    now = clock.now()

    def counts(leader: Person) -> None:
        on = _day(leader, now)
        linepages.find(asked_for(leader, persons.line(leader, on=on), on=on), after=None, limit=0)

    head, team = leaders["head"][0], leaders["team"][0]
    return [Row("count_flat", ratio(lambda: counts(head), lambda: counts(team), rounds=ROUNDS), 3)]


def _move() -> Row:
    """To and fro, so that every round moves as many; all of it is taken back."""
    mover = _one_with(min(MOST_MOVED, Person.objects.count() // 100))
    people = _below(mover) + 1
    homes = [mover.manager, Person.objects.filter(manager=mover.manager).exclude(pk=mover.pk).first()]
    steps = [1, -1]
    with transaction.atomic():

        def move() -> None:
            homes.reverse()
            directory.move(Person.objects.get(pk=mover.pk), manager=homes[0], now=MADE_AT)

        def shift() -> None:
            """The same rows, written by the database itself, and the copies on what they are owed."""
            steps.reverse()
            low, high = Person.objects.values_list("lft", "rgt").get(pk=mover.pk)
            Person.objects.filter(lft__gte=low, lft__lt=high).update(lft=F("lft") + steps[0], rgt=F("rgt") + steps[0])

        took = ratio(move, shift, rounds=3)
        if numberline.wrong() or linecopy.wrong():
            raise AssertionError("some places or copies were left behind; the speed would say nothing")
        transaction.set_rollback(True)
    return Row("move_subtree", took, 2, note=f"{people} people ")


def _reorganise() -> Row:
    """Every third team lead's people change places with the next one's, by a staff list."""
    moved = _swapped(min(MOST_MOVED, Person.objects.count() // 100))
    listed = "employee id,given name,manager\n" + "\n".join(",".join(row) for row in moved)
    with transaction.atomic():
        begun = time.perf_counter()
        taken = take(listed.encode(), now=MADE_AT, whole=False)
        took = time.perf_counter() - begun
        if taken.errors or numberline.wrong() or linecopy.wrong():
            raise AssertionError("the line is not exact after the import; its speed would say nothing")
        _compare_counts()
        transaction.set_rollback(True)
    return Row("reorganise", took, 600, note=f"s for {len(moved)} people by a staff list, everything exact after it ")


def _swapped(most: int) -> list[tuple[str, str, str]]:
    """Employee id, name, and the other manager's employee id."""
    leads = Person.objects.exclude(employee_id="").filter(reports__isnull=False).distinct().order_by("-pk")
    pairs = list(leads.filter(reports__reports=None)[: most // 4])
    rows: list[tuple[str, str, str]] = []
    for one, other in zip(pairs[::2], pairs[1::2], strict=False):
        for old, new in ((one, other), (other, one)):
            for report in Person.objects.filter(manager=old, reports=None).exclude(employee_id=""):
                rows.append((report.employee_id, report.given_name, new.employee_id))
    return rows[:most]


def _compare_counts() -> None:
    """What the head of all reads against a walk through all rows in Python."""
    head, now = Person.objects.get(manager=None), clock.now() + linecounts.EVERY
    on = _day(head, now)
    linecounts.refresh(now=now)
    kept = linecounts.of(persons.line(head, on=on), "")
    if kept is None:
        raise AssertionError("the line of the head of all has not been counted")
    rows = Obligation.objects.filter(state__in=("open", "booked", "unconfirmed"), opens_on__lte=on)
    overdue = rows.filter(overdue_from__lte=on, told_from__lte=on).exclude(person=head).count()
    if kept[0]["overdue"] != overdue:
        raise AssertionError(f"{kept[0]['overdue']} overdue by the line, {overdue} by a walk")


def _day(leader: Person, now: datetime) -> date:
    return local_date(now, leader.zone_info)


def _p95_of_database(work: Callable[[], object]) -> float:
    """The same for what the database takes of it: from the statement sent to the answer read. An embedded database
    finds its rows while they are fetched, so there it is all of the work."""
    if connection.vendor == "sqlite":
        return _p95(work)
    spent: list[float] = []

    def timed(execute: Any, *asked: Any) -> Any:
        begun = time.perf_counter()
        answer = execute(*asked)
        spent[-1] += time.perf_counter() - begun
        return answer

    work()
    with connection.execute_wrapper(timed):
        for _ in range(ROUNDS):
            spent.append(0.0)
            work()
    return statistics.quantiles(spent, n=20)[-1]


def _p95(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.quantiles(times, n=20)[-1]
