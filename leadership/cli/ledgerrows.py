"""Obligations as rows of a command's answer: the same fields for `ledger`, `explain` and `tick`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from leadership.conversations.models import Commitment, Credit
from leadership.obligations import standing
from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing, Turn
from leadership.people.models import Person

DATES = ("opens_on", "choose_by", "due_on", "overdue_from", "close_on", "credited_on")


def rows(obligations: Iterable[Obligation], *, on: date) -> list[dict[str, Any]]:
    """One row per obligation as it stands on `on`, with a constant number of queries."""
    known = list(obligations)
    talks = conversations(known)
    return [row(one, talks) for one in standing.of_many(known, on)]


def row(one: Standing, talks: Mapping[int, str]) -> dict[str, Any]:
    """The row of one obligation; `talks` as `conversations` returns them."""
    obligation = one.obligation
    return {
        "obligation": str(obligation.key),
        "person": named(obligation.person),
        "policy": obligation.policy.key,
        "version": obligation.policy_version.number,
        "cycle_key": obligation.cycle_key,
        "slot": obligation.slot,
        "state": obligation.state,
        "timeliness": one.timeliness,
        **{name: getattr(obligation, name) for name in DATES},
        "coach": named(obligation.coach),
        "conversation": talks.get(obligation.pk),
        "next_mover": mover(one.next_mover),
    }


def mover(turn: Turn) -> dict[str, Any]:
    """Whose move it is: `person` only where one is known."""
    return {
        "role": turn.role, "person": named(turn.person), "since": turn.since, "answer_by": turn.answer_by,
    }  # fmt: skip


def conversations(obligations: Iterable[Obligation]) -> dict[int, str]:
    """By obligation, the key of the talk that is booked for it or was counted for it."""
    ids = [obligation.pk for obligation in obligations]
    booked = Commitment.objects.filter(obligation__in=ids).values_list("obligation_id", "conversation__key")
    credited = Credit.objects.filter(obligation__in=ids, withdrawn_at=None)
    return {pk: str(key) for pk, key in [*booked, *credited.values_list("obligation_id", "conversation__key")]}


def named(person: Person | None) -> str | None:
    """How a person is named on the command line: by e-mail, else employee id, else key."""
    return None if person is None else person.email or person.employee_id or str(person.key)


def told(rows: Iterable[Mapping[str, Any]]) -> str:
    """One line per row, for a person."""
    lines = [
        f"{row['person'] or '':32} {row['policy']:20} {row['cycle_key']:18} {row['slot'] or '':>2} {row['state']:12} "
        f"{row['timeliness']:10} {row['due_on'] or ''}"
        for row in rows
    ]
    return "\n".join(lines) or "Nothing is owed to anybody here."
