"""The one way a conversation changes: conditionally on the state and version that were seen, and as a Fact.

The machine is docs/reference/cadence.md B.6. Facts carry keys, instants and enums only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from leadership.conversations.errors import Changed, NotYours
from leadership.conversations.models import Conversation
from leadership.lib.instants import iso
from leadership.outbox import facts
from leadership.outbox.models import Fact
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
    told = _told(conversation, {}, before="", data=data or {})
    facts.record(_fact(conversation, kind, by, now, told), signals=("outreach",))
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
    new = {**fields, "state": to, "version": conversation.version + 1}
    fact = _fact(conversation, kind, by, now, _told(conversation, new, before=before, data=data or {}))
    if not facts.change(conversation, ("state", "version"), new, fact, signals=signals):
        raise Changed(before)
    for name, value in new.items():
        setattr(conversation, name, value)
    return conversation


def side(conversation: Conversation, person: Person) -> str:
    """`member` or `coach`; raises `NotYours` for anybody else."""
    if person.pk not in (conversation.member_id, conversation.coach_id):
        raise NotYours(conversation.key)
    return conversation.side_of(person)


def _fact(conversation: Conversation, kind: str, by: Person | None, now: datetime, told: dict[str, Any]) -> Fact:
    actor, subject = by.key if by else None, conversation.member.key
    return Fact(
        kind=f"conversation.{kind}", at=now, actor_key=actor, subject_key=subject, object=conversation.name, data=told
    )


def _told(
    conversation: Conversation, new: Mapping[str, Any], *, before: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    """What the Fact says of the talk as it is with the `new` fields."""
    after = {name: new.get(name, getattr(conversation, name)) for name in ("state", "version", "sequence", "minutes")}
    start = new.get("start", conversation.start)
    return {
        "from": before,
        "to": after["state"],
        "version": after["version"],
        "sequence": after["sequence"],
        "coach": str(conversation.coach.key),
        "start": iso(start) if start else None,
        "minutes": after["minutes"],
        **{name: _plain(value) for name, value in data.items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value
