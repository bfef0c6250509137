"""One try at a deed that takes somebody's time: a transaction, a second try after a lock, and a kind word.

The deed runs in one transaction, so that a refusal by the database leaves nothing behind. Only the refusal named
`guards.NAME` becomes `SlotTaken`; every other broken rule is a fault of ours and stays an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from leadership.conversations import guards
from leadership.conversations.errors import SlotTaken
from leadership.lib.instants import iso
from leadership.people.models import Person

Made = TypeVar("Made")

RETRIED = ("40001", "40P01")
"""PostgreSQL: serialization failure, deadlock detected."""


def attempt(deed: Callable[[], Made], *, value: object = "") -> Made:
    """What `deed` returns. Raises `SlotTaken` when the database refuses an overlap."""
    try:
        return _once(deed)
    except IntegrityError as error:
        if not guards.is_overlap(error):
            raise
        raise SlotTaken(value if isinstance(value, str) else iso(value)) from error  # type: ignore[arg-type]


def lock(people: Iterable[Person]) -> None:
    """Makes deeds about the same people queue, always in the order of their ids. SQLite has one writer at a time."""
    if connection.features.has_select_for_update:
        ids = {person.pk for person in people}
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _once(deed: Callable[[], Made]) -> Made:
    """A deed stopped by another's lock is tried once more, unless it is part of a larger transaction."""
    try:
        with transaction.atomic():
            return deed()
    except OperationalError as error:
        if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", None) not in RETRIED:
            raise
    with transaction.atomic():
        return deed()
