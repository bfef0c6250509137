"""Conversations as the engine reads them: who said what about which talk (docs/reference/cadence.md B.11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from leadership.conversations.models import Conversation
from leadership.lib.statements import Question, ids
from policies.facts import Talk

HELD: Mapping[str, bool | None] = {
    "booked": None,
    "ended": None,
    "held_provisional": True,
    "held": True,
    "not_held": False,
}
"""Every state of a talk that matters to what is owed, with what has been said: held, not held, nothing yet."""

FIELDS = (
    "member_id", "key", "start", "minutes", "type__key", "coach__key", "mode", "state", "zone", "confirmed_by",
    "confirmed_on", "member_said_on", "coach_said_on", "contested_on", "not_held_by", "not_held_on",
    "covered_by_member", "covered_by_coach", "coach_kinds", "pk",
)  # fmt: skip


class Agreed(NamedTuple):
    """A talk with a time, as far as it matters to what counts it: `day` is the date it counts from."""

    pk: int
    day: date


class Read:
    """The talks of a few members, and which row each of them is: read once for both."""

    def __init__(self) -> None:
        self.agreed: dict[str, Agreed] = {}
        """By key, whichever talks have been read."""

    def of(self, people: Collection[int]) -> Mapping[int, Sequence[Talk]]:
        """The talks of these members (database ids) in order of their start."""
        found: dict[int, list[Talk]] = defaultdict(list)
        for values in OF_MEMBERS.ask(people):
            row = dict(zip(FIELDS, values, strict=True))
            talk = _talk(row)
            found[row["member_id"]].append(talk)
            self.agreed[talk.key] = Agreed(row["pk"], talk.start.astimezone(row["zone"]).date())
        return found


def of(people: Collection[int]) -> Mapping[int, Sequence[Talk]]:
    """The talks of these members (database ids) in order of their start, in one query."""
    return Read().of(people)


def _rows(people: RawSQL) -> QuerySet[Conversation, Any]:
    rows = Conversation.objects.filter(member__in=people, state__in=HELD, start__isnull=False)
    return rows.order_by("start", "id").values_list(*FIELDS)


OF_MEMBERS = Question(_rows, ids)


def _talk(row: Mapping[str, Any]) -> Talk:
    said_by, said_on = _said(row)
    return Talk(
        key=str(row["key"]),
        start=row["start"],
        minutes=row["minutes"],
        type=row["type__key"],
        coach=str(row["coach__key"]),
        mode=row["mode"],
        zone=str(row["zone"]),
        held=HELD[row["state"]],
        over=row["state"] != "booked",
        confirmed_by=said_by,
        confirmed_on=said_on,
        contested_on=row["contested_on"],
        covered_by_both=row["covered_by_member"] and row["covered_by_coach"],
        coach_kinds=frozenset(row["coach_kinds"]),
    )


def _said(row: Mapping[str, Any]) -> tuple[str | None, date | None]:
    """Whose word it is that the talk was held, or that it was not, and since which day of the member's."""
    if row["state"] == "not_held" and not row["contested_on"]:
        return row["not_held_by"] or None, row["not_held_on"]
    both = row["member_said_on"] and row["coach_said_on"]
    return "both" if both else row["confirmed_by"] or None, row["confirmed_on"]
