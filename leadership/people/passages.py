"""New roles and new managers, noted on the day they happen: the anchors `role_change` and `manager_change`.

A new role is another title; a first title is none, and neither is the same one in other letters. A new manager is
somebody else above; that nobody is above any more is none. Two on one day count as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from leadership.lib.instants import local_date
from leadership.people.models import Passage, Person

BATCH = 1000


def is_new_role(before: str, after: str) -> bool:
    """Whether the titles name two different roles."""
    old, new = _plain(before), _plain(after)
    return bool(old and new) and old != new


def is_new_manager(before: object, after: object) -> bool:
    """Whether somebody else leads the person now; the two are compared, None is nobody."""
    return after is not None and before != after


def note(passages: Iterable[tuple[Person, Passage.Kind]], *, now: datetime) -> None:
    """Keeps them, each on the person's own date at `now`. Called in the transaction of the change."""
    rows = [Passage(person=person, kind=kind, on=_today(person, now)) for person, kind in passages]
    Passage.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _today(person: Person, now: datetime) -> date:
    return local_date(now, person.zone_info)


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
