"""The one way a conversation changes: conditionally on the state and version that were seen, and as a Fact.

The machine is docs/reference/cadence.md B.6. Facts carry keys, instants and enums only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from leadership.conversations.errors import Changed, NotYours
from leadership.conversations.models import Conversation
from leadership.lib import statements
from leadership.lib.instants import iso
from leadership.outbox import facts
from leadership.people.models import Person

FROM: Mapping[str, tuple[str, ...]] = {
    "proposed": ("proposed",),
    "booked": ("proposed", "booked"),
    "declined": ("proposed",),
    "expired": ("proposed",),
    "cancelled": ("proposed", "booked"),
    "ended": ("booked", "ended"),
    "held_provisional": ("ended", "booked", "held_provisional"),
    "held": ("ended", "booked", "held_provisional", "held"),
    "not_held": ("ended", "booked", "held_provisional"),
    "voided": ("held", "held_provisional"),
}
"""To each state, the states it may be reached from."""


def make(
    conversation: Conversation, kind: str, *, by: Person | None, now: datetime, data: Mapping[str, Any] | None = None
) -> Conversation:
    """Stores a new conversation with the Fact `conversation.<kind>`."""
    conversation.save(force_insert=True)
    _tell(conversation, kind, before="", by=by, now=now, data=data or {})
    return conversation


def change(
    conversation: Conversation,
    kind: str,
    *,
    to: str,
    by: Person | None,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    signals: Iterable[str] = ("outreach",),
    **fields: Any,
) -> Conversation:
    """Moves it to state `to` with the new `fields`, and writes the Fact `conversation.<kind>`.

    Raises `Changed` when it is not in the state and version the caller saw, or cannot go from there to `to`.
    """
    before = conversation.state
    if before not in FROM[to]:
        raise Changed(before)
    if before == "booked":
        conversation.free_offers()  # what was asked for instead of its time has been answered, one way or the other
    seen = {"id": conversation.pk, "state": before, "version": conversation.version}
    new = {**fields, "state": to, "version": conversation.version + 1}
    if not statements.change(Conversation, seen, new):
        raise Changed(before)
    for name, value in new.items():
        setattr(conversation, name, value)
    _tell(conversation, kind, before=before, by=by, now=now, data=data or {}, signals=signals)
    return conversation


def side(conversation: Conversation, person: Person) -> str:
    """`member` or `coach`; raises `NotYours` for anybody else."""
    if person.pk not in (conversation.member_id, conversation.coach_id):
        raise NotYours(conversation.key)
    return conversation.side_of(person)


def _tell(
    conversation: Conversation, kind: str, *, before: str, by: Person | None, now: datetime, data: Mapping[str, Any],
    signals: Iterable[str] = ("outreach",),
) -> None:  # fmt: skip
    facts.write(
        f"conversation.{kind}",
        at=now,
        actor=by.key if by else None,
        subject=conversation.member.key,
        object=conversation.name,
        data={
            "from": before,
            "to": conversation.state,
            "version": conversation.version,
            "sequence": conversation.sequence,
            "coach": str(conversation.coach.key),
            "start": iso(conversation.start) if conversation.start else None,
            "minutes": conversation.minutes,
            **{name: _plain(value) for name, value in data.items()},
        },
        signals=signals,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value
