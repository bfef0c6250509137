"""The figures C1 to C17: one pure function each, from rows to a value with what stands behind it.

Each docstring is the definition; docs/reference/metrics.md says the same to readers. C11 (support felt) and the useful
share of C12 are in `felt`, because nobody may tell who answered what. C10 (agreements) has no function yet, because
nobody is asked yet; see `catalogue`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from leadership.insights.rows import Booking, Listener, Offer, Owed, Rest, Talk, Voices

BY_CHOICE = ("exemption", "skip")
"""Reasons of an excuse that count as exempt: asked for, or "not this time"; leave and last days do not."""
ASIDE = ("excused", "cancelled", "planned")
"""States of which nothing was asked."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` is a share between 0 and 1, days, hours or a Gini coefficient; `n` what was counted, `people` how many
    people that was about. A group of fewer people than the smallest shown never leaves `insights`."""

    value: float
    n: int
    people: int


def coverage(owed: Iterable[Owed]) -> Measured | None:
    """C1: people all of whose compulsory talks due in the interval were held, in time or later / people with one."""
    heard = by_person(owed)
    return Measured(sum(heard.values()) / len(heard), len(heard), len(heard)) if heard else None


def by_person(owed: Iterable[Owed]) -> dict[int, bool]:
    """Whether all of each person's talks were held; without what was excused or cancelled."""
    heard: dict[int, bool] = {}
    for one in owed:
        if one.state not in ASIDE:
            heard[one.person] = heard.get(one.person, True) and one.state == "fulfilled"
    return heard


def on_time(owed: Iterable[Owed]) -> Measured | None:
    """C2: talks held on the day they were due or before / talks due in the interval."""
    counted = [one for one in owed if one.state not in ASIDE]
    in_time = sum(
        1 for one in counted if one.state == "fulfilled" and one.credited_on and one.credited_on <= one.due_on
    )
    return Measured(in_time / len(counted), len(counted), len({one.person for one in counted})) if counted else None


def last_heard(days: Collection[int]) -> Measured | None:
    """C3: median days since people were last heard; of those never heard, since they came or the first rhythm did."""
    return Measured(median(days), len(days), len(days)) if days else None


def last_heard_p90(days: Collection[int], n_min: int) -> Measured | None:
    """C3: nine of ten people were heard within so many days; only where `n_min` people at least lie beyond."""
    beyond = len(days) // 10
    return Measured(sorted(days)[-beyond - 1], len(days), len(days)) if days and beyond >= n_min else None


def started_by_members(talks: Iterable[Talk]) -> Measured | None:
    """C5: held talks the member began / held talks of which it is known who began. Outbound is the rest."""
    known = [talk for talk in talks if talk.first_move]
    inbound = sum(1 for talk in known if talk.first_move == "member")
    return _share(inbound, len(known), {talk.member for talk in known})


def across(talks: Collection[Talk]) -> Measured | None:
    """C7: held talks whose coach works outside the member's line / held talks."""
    return _share(sum(talk.outside for talk in talks), len(talks), {talk.member for talk in talks})


def gini(listeners: Collection[Listener]) -> Measured | None:
    """C8: how unevenly the minutes of ninety days lie on those open for choice: 0 is even, 1 is all on one."""
    minutes = sorted(one.minutes for one in listeners)
    total, n = sum(minutes), len(minutes)
    if not total:
        return None
    spread = sum((2 * place - n - 1) * one for place, one in enumerate(minutes, 1))
    return Measured(spread / (n * total), n, n)


def load(listeners: Collection[Listener]) -> Measured | None:
    """C8: people / room, the median over those open for choice."""
    return Measured(median(one.load for one in listeners), len(listeners), len(listeners)) if listeners else None


def cancelled(bookings: Collection[Booking]) -> Measured | None:
    """C9: booked talks that were cancelled / booked talks."""
    return _share(sum(one.cancelled for one in bookings), len(bookings), {one.member for one in bookings})


def moved(bookings: Collection[Booking]) -> Measured | None:
    """C9: booked talks that were moved at least once / booked talks."""
    return _share(sum(one.moved for one in bookings), len(bookings), {one.member for one in bookings})


def hours(talks: Collection[Talk], *, around: int) -> Measured | None:
    """C12: hours of both sides in held talks, with the minutes `around` each."""
    people = {talk.member for talk in talks} | {talk.coach for talk in talks}
    spent = 2 * sum(talk.minutes + around for talk in talks) / 60
    return Measured(spent, len(talks), len(people)) if talks else None


def answered_in_time(offers: Collection[Offer], leaders: Collection[int]) -> Measured | None:
    """C13: times members suggested to leaders that were answered within five working days / all such."""
    to_leaders = [offer for offer in offers if offer.coach in leaders]
    answered = sum(offer.answered for offer in to_leaders)
    return _share(answered, len(to_leaders), {offer.coach for offer in to_leaders})


def silence(rests: Collection[Rest], side: str) -> Measured | None:
    """C14: median working days the move rested with `side` before that side acted."""
    found = [rest for rest in rests if rest.side == side]
    return (
        Measured(median(rest.days for rest in found), len(found), len({one.member for one in found})) if found else None
    )


def parity_gap(groups: Iterable[Measured]) -> Measured | None:
    """C15: the highest less the lowest coverage among the groups of one kind that are shown; n is their people."""
    values = [group.value for group in groups]
    people = sum(group.people for group in groups)
    return Measured(max(values) - min(values), people, people) if len(values) > 1 else None


def exempt(owed: Iterable[Owed]) -> Measured | None:
    """C16: talks excused because somebody asked to be spared or passed over / talks due in the interval."""
    asked = [one for one in owed if one.state not in ("cancelled", "planned")]
    spared = sum(1 for one in asked if one.state == "excused" and one.reason in BY_CHOICE)
    return _share(spared, len(asked), {one.person for one in asked})


def concerns_answered(voices: Collection[Voices]) -> Measured | None:
    """C17: concerns that were answered / concerns raised, in consultations that ended in the interval."""
    raised = sum(one.raised for one in voices)
    spoke = sum(one.spoke for one in voices)
    return Measured(sum(one.answered for one in voices) / raised, raised, spoke) if raised else None


def took_part(voices: Collection[Voices]) -> Measured | None:
    """C17: people who gave a voice / people who were asked, in consultations that ended in the interval."""
    asked = sum(one.asked for one in voices)
    return Measured(sum(one.spoke for one in voices) / asked, asked, asked) if asked else None


def grouped(owed: Iterable[Owed], group_of: Mapping[int, str]) -> dict[str, list[Owed]]:
    """The talks by the group of their person."""
    found: defaultdict[str, list[Owed]] = defaultdict(list)
    for one in owed:
        if one.person in group_of:
            found[group_of[one.person]].append(one)
    return found


def _share(part: int, n: int, people: Collection[int]) -> Measured | None:
    return Measured(part / n, n, len(people)) if n else None
