"""What a large trial organisation has said of its talks in the quarter that is over, written in sets.

Nobody has had their turn in the quarter that runs, so there are counts and no turns. Whoever is a copy says what their
original said: counts of a unit are copied with the unit, answers about a rhythm count once for each copy.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from leadership.cli import moods
from leadership.cli.crowd_prints import BLOCK_FROM
from leadership.cli.crowd_talks import Talk
from leadership.conversations.models import VALUES, Asked, PulseTally
from leadership.lib.instants import local_date
from leadership.people.models import Person

BATCH = 2000
Place = tuple[str, date, int | None, int | None]
"""Question, week, rhythm, unit."""


def write(talks: Iterable[Talk], chance: random.Random, *, copies: int) -> None:
    """Counts what was said after these talks, one of a member each, of a quarter that is over; people from
    `BLOCK_FROM` on will be copied so many times."""
    counts: Counter[tuple[Place, int]] = Counter()
    for talk, person, questions in _asked(talks):
        if moods.answers(chance):
            weight = 1 + copies if person.pk >= BLOCK_FROM else 1
            counts.update(_counted(talk, person, moods.said(questions, chance), weight))
    PulseTally.objects.bulk_create(_rows(counts), batch_size=BATCH)


def _asked(talks: Iterable[Talk]) -> Iterator[tuple[Talk, Person, tuple[Asked, ...]]]:
    """Each member about their talk, each coach about the first of theirs."""
    coaches: set[int] = set()
    for talk in talks:
        yield talk, talk.pair.member, tuple(Asked)
        if talk.pair.coach.pk not in coaches:
            coaches.add(talk.pair.coach.pk)
            yield talk, talk.pair.coach, (Asked.WORTH,)


def _counted(talk: Talk, person: Person, said: dict[str, int], weight: int) -> dict[tuple[Place, int], int]:
    """One more in each count; about a rhythm as many as there are copies, as that count is not copied."""
    day = local_date(talk.start, person.zone_info)
    week = day - timedelta(days=day.weekday())
    found: dict[tuple[Place, int], int] = {}
    for question, value in said.items():
        if question == Asked.WORTH:
            found[(question, week, talk.obligation.policy_id, None), value] = weight
        else:
            found[(question, week, None, person.unit_id), value] = 1
    return found


def _rows(counts: Counter[tuple[Place, int]]) -> Iterator[PulseTally]:
    for place in sorted({place for place, _value in counts}, key=str):
        question, week, policy, unit = place
        for value in VALUES[Asked(question)]:
            yield PulseTally(
                question=question, week=week, policy_id=policy, unit_id=unit, value=value, count=counts[place, value]
            )
