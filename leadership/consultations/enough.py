"""What consultations say of what people did and think: never of fewer than `n_min` of them. Pure.

Whatever is hidden here is left out altogether, so that nothing that is shown depends on it (I11 of
docs/reference/cadence.md B.8). What is said of one rhythm is said in tens of per cent, so that two rhythms for nearly
the same people cannot be taken apart (`lib.shares`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadership.lib.shares import in_tens, tens


@dataclass(frozen=True, slots=True)
class Month:
    """Talks a rhythm would have asked for in a month (`2026-05`): of how many people, how many, how many were heard."""

    name: str
    people: int
    asked: int
    heard: int


@dataclass(frozen=True, slots=True)
class Span:
    """Months that are shown as one, and of what was asked in them, about how many per cent was heard."""

    first: str
    last: str
    share: int


@dataclass(frozen=True, slots=True)
class Stances:
    """What people said of a proposal. `quiet`: (consent, stand aside), None as long as it is not to be told."""

    spoken: int
    concern: int
    quiet: tuple[int, int] | None


def spans(months: Iterable[Month], n_min: int) -> list[Span]:
    """Neighbouring months joined until one of them has `n_min` people in it; all of them together or none."""
    groups: list[list[Month]] = []
    waiting: list[Month] = []
    for month in months:
        waiting.append(month)
        if month.people >= n_min:
            groups.append(waiting)
            waiting = []
    if groups:
        groups[-1].extend(waiting)
    return [_span(group) for group in groups]


def parts(counts: Mapping[str, int], n_min: int) -> dict[str, int] | None:
    """How people fall into these parts, in tens of per cent; None where fewer than `n_min` are in them together."""
    whole = sum(counts.values())
    return {name: in_tens(count, whole) for name, count in counts.items()} if whole >= n_min and whole else None


def stances(*, consent: int, aside: int, concern: int, is_open: bool, n_min: int) -> Stances:
    """Concerns are there for everyone to read, so they are counted. How many consent and how many stand aside is told
    when nobody can speak any more, for until then each new voice would be the difference between two counts; and where
    those who raised no concern are `n_min` or more."""
    quiet = (consent, aside) if not is_open and consent + aside >= n_min else None
    return Stances(consent + aside + concern, concern, quiet)


def months_of(result: Mapping[str, Any]) -> list[Month]:
    """The replayed months of a forecast's result; of one reckoned before people were counted, nobody is known."""
    people = result.get("replay_people", {})
    return [Month(name, people.get(name, 0), asked, heard) for name, asked, heard in result["replay"]]


def about(count: float, people: int, *, exact: bool, n_min: int) -> float | None:
    """A sum over so many people: as it is for who may read of each of them, else in tens, and None where they are
    fewer than `n_min`."""
    if exact:
        return count
    return tens(count) if people >= n_min else None


def said(count: int, *, exact: bool, n_min: int) -> float | None:
    """A count of people who ought to be none: 0 is told to everybody, else as `about`."""
    return about(count, count, exact=exact, n_min=n_min) if count else 0


def reached(days: Iterable[tuple[str, int]], n_min: int) -> str:
    """Walking through (day, people), the day on which `n_min` people are behind; empty where they never are."""
    behind = 0
    for day, people in days:
        behind += people
        if behind >= n_min:
            return day
    return ""


def _span(months: list[Month]) -> Span:
    asked, heard = sum(one.asked for one in months), sum(one.heard for one in months)
    return Span(months[0].name, months[-1].name, in_tens(heard, asked))
