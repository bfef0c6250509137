"""Writing many steps at once: inserts and conditional updates in sets, each change with its fact.

Together with `ledger` this is the only writer of `Obligation`. Called inside a transaction; the rows that are to be
changed have been read in it (and locked, where the database locks rows).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from leadership.lib.instants import at_local
from leadership.obligations import sets
from leadership.obligations.facts_for import Organisation
from leadership.obligations.models import LIVE
from leadership.obligations.plan import Step


class Entry(NamedTuple):
    """A step with whose it is: `ids` are people in `zone` where it makes something new, else obligations of theirs."""

    step: Step
    zone: str
    ids: list[int]


def write(entries: Iterable[Entry], *, now: datetime, known: Organisation) -> Counter[str]:
    """Writes the entries and their facts; returns how many of each deed were really done.

    A row that somebody else made or changed meanwhile is left as it is; the next reconciliation looks at it again.
    """
    alike = _alike(entries)
    written = sets.write([_deed(step, zone, ids, now, known) for step, zone, ids in alike])
    done: Counter[str] = Counter()
    for entry, count in zip(alike, written, strict=True):
        done[entry.step.deed] += count
    return +done


def _alike(entries: Iterable[Entry]) -> list[Entry]:
    """Entries that one statement can write, as one."""
    merged: dict[tuple[Any, ...], Entry] = {}
    for step, zone, ids in entries:
        where = zone if step.after == "planned" else ""
        merged.setdefault((*_change(step), where), Entry(step, zone, [])).ids.extend(ids)
    return list(merged.values())


def _change(step: Step) -> tuple[Any, ...]:
    """What two steps must share to be one statement."""
    if step.at is None:
        return step.deed, step.name, step.after, step.terms, step.values
    words = step.name[0] if "terms" in dict(step.values) else ""
    return step.deed, step.before, step.after, step.version, step.values, words


def _deed(step: Step, zone: str, ids: list[int], now: datetime, known: Organisation) -> sets.Deed:
    if step.at is None:
        return sets.New(_row(step, zone, now, known), ids, _fact(step, now))
    return sets.Changed(ids, _columns(step, zone, now, known), _fact(step, now), step.before, step.version)


def _row(step: Step, zone: str, now: datetime, known: Organisation) -> dict[str, Any]:
    policy, cycle_key, slot = step.name
    values = dict(step.values)
    return {
        "policy_id": known.policy_ids[policy],
        "policy_version_id": known.version_ids[policy, step.terms],
        "cycle_key": cycle_key,
        "slot": slot,
        "state": step.after,
        "next_action_at": wake(step.after, values.get("opens_on"), zone, now),
        **values,
    }


def _columns(step: Step, zone: str, now: datetime, known: Organisation) -> dict[str, Any]:
    """The columns that follow from the change of state: when to look again, and whose turn it is."""
    columns: dict[str, Any] = {"state": step.after, **dict(step.values)}
    if "terms" in columns:
        columns["policy_version_id"] = known.version_ids[step.name[0], columns.pop("terms")]
    columns["next_action_at"] = wake(step.after, columns.get("opens_on"), zone, now)
    if step.after == "booked" != step.before:
        columns |= {"offering": False, "move_role": "", "move_since": None}
    if step.after == "unconfirmed" != step.before:
        columns |= {"offering": False, "move_role": "", "move_since": now.astimezone(ZoneInfo(zone)).date()}
    return columns


def wake(state: str, opens_on: date | None, zone: str, now: datetime) -> datetime | None:
    """When a row that has just become `state` is to be looked at: a planned one when it opens, a live one at once."""
    if state == "planned" and opens_on is not None:
        return at_local(opens_on, time(0), ZoneInfo(zone))
    return now if state in LIVE else None


def _fact(step: Step, now: datetime) -> dict[str, Any]:
    version = 0 if step.at is None else step.version + 1
    data: dict[str, Any] = {"from": step.before, "to": step.after, "version": version}
    data |= {name: _plain(value) for name, value in step.values if value is not None}
    return {"at": now, "kind": f"obligation.{step.deed}", "data": data}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
