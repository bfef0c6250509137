"""What people said is tried to be read back as the figures are: from all that each role can see, over two quarters.

An answer is a person in a quarter and, of a rhythm's worth, about a rhythm. Everything shown is a sum of answers, the
reader's own among them; what each one of few people said, in whichever quarter and about whatever, cannot be reckoned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from leadership.conversations.models import PulseTally
from leadership.insights import felt, rollup
from leadership.insights.models import Snapshot
from leadership.insights.sight import Line, Seen
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from policies.models import Policy
from tests.insights.test_recovering import (
    N_MIN,
    OVER,
    Place,
    Row,
    alike,
    basis,
    looked_at,
    made,
    number,
    organisations,
    readers,
    rhythms,
    sharings,
    told,
    told_about,
    written,
)  # fmt: skip

__all__ = ["rhythms"]
pytestmark = pytest.mark.django_db
WEEKS = {"2026-Q1": date(2026, 2, 2), "2026-Q2": date(2026, 5, 11)}
quarters = st.sampled_from(list(WEEKS))
answers = st.lists(
    st.tuples(number, quarters, st.sampled_from(["support", "first", "second"])), max_size=40, unique=True
)
"""Who, by number, answered in which quarter: whether they felt support, or what a rhythm was worth."""


class Answer(NamedTuple):
    """One answer: whose (`person` by id), when, and of which unit or about which rhythm."""

    person: int
    quarter: str
    group: str


def everybody(quarter: str, about: str, n: int) -> list[Any]:
    return [(one, quarter, about) for one in range(n)]


@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(organisations, sharings, answers)
@example(
    alike(9, _7=(1, "b", "x", "permanent", True, "member", True)), ([("a", 8)], [(1, 7)], []),
    [*everybody("2026-Q1", "support", 9), *everybody("2026-Q2", "support", 8), *everybody("2026-Q2", "first", 6),
     *everybody("2026-Q2", "second", 2), *everybody("2026-Q1", "second", 4)],
)  # fmt: skip
def test_nothing_a_role_can_see_tells_what_few_people_said(rhythms, people, sharing, spoken):
    with transaction.atomic():
        place = made(rhythms, people, sharing)
        Obligation.objects.create(
            person=place.order[0], policy=rhythms[0], policy_version=rhythms[0].versions.get(), state="excused",
            cycle_key="2026-Q1", opens_on=date(2026, 1, 1), due_on=date(2026, 3, 31),
        )  # fmt: skip
        support, worth = said(place, rhythms, spoken)
        rollup.roll_up(now=OVER)
        attacks = set()
        for reader in readers(place):
            seen, line = looked_at(reader)
            assert written(seen, line) <= told(seen, line)
            for unit in {unit for _point, unit in line.support}:
                others = place.group("unit", unit) - {reader.pk}
                assert others and others <= place.line(reader)
            for of, found in ((support, felt_by(reader, seen, line)), (worth, found_worth(rhythms, seen))):
                attacks.add((tuple(of), frozenset(found), reader.pk))
        transaction.set_rollback(True)
    for of, found in {(of, found) for of, found, _reader in attacks}:
        tells_of_no_few(of, found)
    for of, found, reader in attacks:
        gives_nothing_away(of, found, reader)


def said(place: Place, rhythms: tuple[Policy, Policy], spoken: list[Any]) -> tuple[list[Answer], list[Answer]]:
    """The answers, counted as they are; and whose they were."""
    policies = dict(zip(("first", "second"), rhythms, strict=True))
    support, worth, counts = set(), set(), Counter()
    for n, quarter, about in spoken:
        who = place.order[n % len(place.order)]
        of = about in policies
        one = Answer(who.pk, quarter, policies[about].key if of else who.unit.name)
        if one not in support | worth:
            (worth if of else support).add(one)
            tally = {"policy": policies[about]} if of else {"unit": who.unit}
            counts["worth" if of else "support", WEEKS[quarter], (n + len(quarter)) % 3 + 1, *tally.items()] += 1
    PulseTally.objects.bulk_create(
        PulseTally(question=question, week=week, value=value, count=count, **dict(tally))
        for (question, week, value, *tally), count in counts.items()
    )
    return sorted(support), sorted(worth)


def felt_by(reader: Person, seen: Seen, line: Line) -> Iterator[tuple[tuple[str, str], ...]]:
    """Each sum of support that is shown to the reader, as the cells (quarter, unit) it is of; "" is all units. Groups
    of an earlier quarter were seen when it was the latest."""
    figure = seen.named("support")
    assert figure is not None
    yield from (((point.key, ""),) for point in figure.past if "value" in point.cell)
    yield from (((point.key, unit),) for point, unit in line.support if "value" in point.cell)
    if reader.is_hr or reader.is_rep:
        for kept in Snapshot.objects.filter(kind="quarter"):
            units = kept.figures["support"]["groups"].get("unit", {})
            assert kept.key != figure.latest.key or units == figure.groups.get("unit", {})
            yield from (((kept.key, unit),) for unit, cell in units.items() if "value" in cell)


def found_worth(rhythms: tuple[Policy, Policy], seen: Seen) -> Iterator[tuple[tuple[str, str], ...]]:
    """The same of what it was worth: the whole for HR, and for everyone each rhythm over the year."""
    if (figure := seen.named("worth")) is not None:
        yield from (((point.key, ""),) for point in figure.past if "value" in point.cell)
    kept = {one.key: one.figures[felt.KEPT] for one in Snapshot.objects.filter(kind="quarter")}
    for policy in rhythms:
        spoken_of = tuple((quarter, policy.key) for quarter, by_rhythm in kept.items() if policy.key in by_rhythm)
        assert (felt.useful(policy, on=OVER.date()) is None) == (not spoken_of)
        if spoken_of:
            yield spoken_of


def tells_of_no_few(of: tuple[Answer, ...], found: frozenset[Any]) -> None:
    """Whatever they said, whenever and about whatever."""
    alone = basis(_rows(of, found))
    people = sorted({one.person for one in of})
    for size in range(1, N_MIN):
        for few in combinations(people, size):
            assert not told_about(alone, tuple(n for n, one in enumerate(of) if one.person in few)), (few, of, found)


def gives_nothing_away(of: tuple[Answer, ...], found: frozenset[Any], reader: int) -> None:
    """No hidden cell of few, to whoever is in it or not."""
    known = basis([*_rows(of, found), *(_only(of, one) for one in of if one.person == reader)])
    for quarter, group in {(one.quarter, one.group) for one in of}:
        cell = tuple(int(_is_in(one, (quarter, group))) for one in of)
        others = [one for one in of if (one.quarter, one.group) == (quarter, group) and one.person != reader]
        just_enough = sum(one.quarter == quarter for one in of) == N_MIN
        if 0 < sum(cell) < N_MIN and others and not just_enough:
            assert len(basis([*known, cell])) > len(known), (quarter, group, of, found)


def _rows(of: tuple[Answer, ...], found: frozenset[Any]) -> list[Row]:
    """What is seen, as sums over the answers."""
    return [tuple(sum(_is_in(one, cell) for cell in cells) for one in of) for cells in sorted(found)]


def _is_in(one: Answer, cell: tuple[str, str]) -> bool:
    return one.quarter == cell[0] and cell[1] in ("", one.group)


def _only(of: tuple[Answer, ...], answer: Answer) -> Row:
    return tuple(int(one == answer) for one in of)


def test_the_attack_finds_what_careless_pages_tell_over_quarters_and_rhythms():
    of = tuple(Answer(n, quarter, "ab"[n > 3]) for quarter in WEEKS for n in range(6))
    whole, a = (("2026-Q1", ""),), (("2026-Q1", "a"),)
    both = (("2026-Q1", "a"), ("2026-Q2", "a"))
    tells_of_no_few(of, frozenset([whole, both]))
    for careless in ([whole, a], [both, a, (("2026-Q2", ""),)]):
        with pytest.raises(AssertionError):
            tells_of_no_few(of, frozenset(careless))
    with pytest.raises(AssertionError):
        gives_nothing_away(of, frozenset([whole, a]), 4)
