"""The organisation's figures of one quarter or of the first of one month, with what must be hidden hidden already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from leadership.conversations import numbers
from leadership.insights import beside, exempt, felt, gathering, metrics, running
from leadership.insights.cells import HIDDEN, Cell, cell, cells, is_hidden
from leadership.insights.crowd import DIMENSIONS, Crowd
from leadership.insights.metrics import Measured
from leadership.insights.periods import Interval
from leadership.insights.rows import Listener, Owed, Rest, Talk
from leadership.insights.suppression import merged, visible
from leadership.insights.uncovered import uncovered
from policies.organisation import org_facts

AROUND = numbers.BUFFER_BEFORE + numbers.BUFFER_AFTER
EDGES = (7, 21, 42, 70, 182)
"""Last days of the classes in which days since last heard are shown; the last class has no end."""
Shown = Mapping[str, frozenset[str]]


def quarter(
    interval: Interval, owed: list[Owed], talks: list[Talk], rests: list[Rest], crowd: Crowd, *, n_min: int
) -> dict[str, Any]:
    """By the name of the figure (`catalogue`): its cell for everyone, and its groups where it has any."""
    people = metrics.by_person(owed).keys()
    shown = visible(people, crowd.groupings | beside.lacking(interval, n_min), n_min)
    coverage = _by_group(owed, crowd, shown, metrics.coverage, n_min)
    on_time = _by_group(owed, crowd, shown, metrics.on_time, n_min)
    one = partial(cell, n_min=n_min)
    return {
        "coverage": {"whole": one(metrics.coverage(owed)), "groups": coverage},
        "on_time": {"whole": one(metrics.on_time(owed)), "groups": on_time},
        "exempt": {"whole": one(metrics.exempt(owed))},
        "started_by_members": {"whole": one(metrics.started_by_members(talks))},
        "across": {"whole": one(metrics.across(talks))},
        "hours": {"whole": one(metrics.hours(talks, around=AROUND))},
        "leaders_coverage": {"whole": coverage["leader"].get("leader", HIDDEN)},
        "leaders_on_time": {"whole": on_time["leader"].get("leader", HIDDEN)},
        **_parity(coverage),
        **_between_the_two(interval, rests, crowd, n_min),
        **felt.reckon(interval, crowd, n_min),
    }


def month(
    days: Mapping[int, int], listeners: list[Listener], crowd: Crowd, n_min: int, beat: Callable[[], None]
) -> dict[str, Any]:
    """How long ago people were heard, how the load lies, how far cycles have come, what of each rhythm was held and
    exempt, of which nothing is said, and how many people no compulsory rhythm covers (HR knows their names)."""
    shown = visible(days.keys(), crowd.groupings, n_min)
    groups = {
        name: cells(_split(days, crowd.groupings[name]), shown[name], metrics.last_heard, n_min) for name in DIMENSIONS
    }
    every, silent = list(days.values()), sorted(beside.silent_in_year(crowd, n_min))
    return {
        "last_heard": {"whole": cell(metrics.last_heard(every), n_min), "groups": groups},
        "last_heard_p90": {"whole": cell(metrics.last_heard_p90(every, n_min), n_min)},
        "leaders_last_heard": {"whole": groups["leader"].get("leader", HIDDEN)},
        "load": {"whole": cell(metrics.load(listeners), n_min)},
        "gini": {"whole": cell(metrics.gini(listeners), n_min)},
        "distribution": distribution(every, n_min),
        "uncovered": uncovered(crowd.on).count(),
        "progress": running.reckon(crowd.on, org_facts().fiscal_start, n_min, crowd, beat),
        exempt.KEPT: exempt.reckon(crowd.on, n_min, silent),
        beside.KEPT: silent,
    }


def distribution(days: list[int], n_min: int) -> list[dict[str, int | None]]:
    """How many people were last heard so many days ago, `from` and `to` included (no `to`: or longer)."""
    edges = [-1, *EDGES]
    counts = [sum(1 for one in days if low < one <= high) for low, high in zip(edges, EDGES, strict=False)]
    counts.append(sum(1 for one in days if one > EDGES[-1]))
    classes: list[dict[str, int | None]] = []
    place = 0
    for width, count in merged(counts, n_min):
        after = place + width
        ends = EDGES[after - 1] if after <= len(EDGES) else None
        classes.append({"from": edges[place] + 1, "to": ends, "n": count})
        place = after
    return classes


def _by_group(
    owed: list[Owed], crowd: Crowd, shown: Shown, measure: Callable[[list[Owed]], Measured | None], n_min: int
) -> dict[str, dict[str, Cell]]:
    groups = {name: metrics.grouped(owed, crowd.groupings[name]) for name in DIMENSIONS}
    return {name: cells(groups[name], shown[name], measure, n_min) for name in DIMENSIONS}


def _split(days: Mapping[int, int], group_of: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for person, count in days.items():
        if person in group_of:
            found.setdefault(group_of[person], []).append(count)
    return found


def _parity(coverage: Mapping[str, Mapping[str, Cell]]) -> dict[str, Any]:
    """C15 from what is shown alone, so that it says nothing more."""
    found = {}
    for name in ("unit", "site", "employment", "mode"):
        groups = [
            Measured(one["value"], one["n"], one["people"]) for one in coverage[name].values() if not is_hidden(one)
        ]
        found[f"parity_{name}"] = {"whole": cell(metrics.parity_gap(groups), 0)}
    return found


def _between_the_two(interval: Interval, rests: list[Rest], crowd: Crowd, n_min: int) -> dict[str, Any]:
    """What is read besides: bookings, silences, answers to offers, consultations."""
    bookings = gathering.bookings(interval)
    voices = gathering.voices(interval)
    offers = gathering.offers(interval)
    measured = {
        "cancelled": metrics.cancelled(bookings),
        "moved": metrics.moved(bookings),
        "silence_coach": metrics.silence(rests, "coach"),
        "silence_member": metrics.silence(rests, "member"),
        "leaders_answered": metrics.answered_in_time(offers, crowd.leaders),
        "concerns_answered": metrics.concerns_answered(voices),
        "took_part": metrics.took_part(voices),
    }
    return {name: {"whole": cell(one, n_min)} for name, one in measured.items()}
