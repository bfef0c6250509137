"""How one policy stands to one person: on which days it applies, and everything else their dates depend on.

Two people of equal standing have equal dates, so a million people share a few thousand answers. Who they are, who
their manager is and which talks they had are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from policies.anchors import Anchor, anchors_of
from policies.cadence import Fiscal
from policies.facts import Exemption, Holidays, Leave, OrgFacts, PersonFacts, PolicyFacts, Skip
from policies.leaves import Away, counted_stretches, joined
from policies.precedence import is_protected
from policies.terms import Terms
from policies.workdays import ONE_DAY, Stretch, WorkCalendar, calendar_of, merged

Span = tuple[date, date | None]
"""First and last day, both included; None: without end."""


class Mute(NamedTuple):
    """The days on which the policies `by` (keys, a space between) come before another one."""

    stretches: tuple[Stretch, ...]
    by: str


NO_MUTES: Mapping[str, Mute] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """`spans`: days on which the person is in the audience of the policy in force and no closer one of its family
    applies; employment's end, leave, exemptions and pauses are kept apart, because each changes dues in its own way.

    `why_not`: when the policy does not apply on the day asked about, the reason (audience, opt_in, family). `muted`:
    days on which a rhythm that supersedes it comes first, and whose; `anchors`: the days its talks count from;
    `taken_over`: first days of spans on which it took a rival's place in its family; `skips`: talks waived.
    """

    spans: tuple[Span, ...]
    why_not: str
    last_day: date | None
    away: tuple[Away, ...]
    exempt: tuple[Stretch, ...]
    fte: float
    fiscal_start: Fiscal
    days: WorkCalendar
    cwd: WorkCalendar
    muted: tuple[Stretch, ...] = ()
    muted_by: str = ""
    anchors: tuple[Anchor, ...] = ()
    taken_over: tuple[date, ...] = ()
    skips: tuple[Skip, ...] = ()

    def applies_on(self, day: date) -> bool:
        """Whether the day is in one of the spans."""
        return any(start <= day and (end is None or day <= end) for start, end in self.spans)

    def entered(self, day: date) -> date | None:
        """The first day of the span the day lies in, else of the next one."""
        return next((start for start, end in self.spans if end is None or day <= end), None)

    @property
    def counted(self) -> tuple[Stretch, ...]:
        """Counted leave with a known end."""
        return counted_stretches(self.away)

    def first_open(self, day: date) -> date | None:
        """The first day from then on that lies in a span and is not muted."""
        entered = self.entered(day)
        found = None if entered is None else max(entered, day)
        for first, last in self.muted:
            if found is not None and first <= found <= last:
                found = self.first_open(last + ONE_DAY)
        return found

    def stopped(self, terms: Terms) -> tuple[Stretch, ...]:
        """Days on which rolling clocks stand still: pauses, exemptions, muted days, and leave unless it is offered."""
        leave = () if terms.leave_mode == "offer" else self.counted
        return merged((*self.days.pauses, *leave, *self.exempt, *self.muted))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all policies share for one person on one day."""

    person: PersonFacts
    org: OrgFacts
    away: tuple[Away, ...]
    exemptions: tuple[Exemption, ...]
    skips: tuple[Skip, ...]
    days: WorkCalendar
    cwd: WorkCalendar
    on: date

    @classmethod
    def of(
        cls,
        *,
        person: PersonFacts,
        org: OrgFacts,
        leaves: Sequence[Leave],
        exemptions: Sequence[Exemption],
        skips: Sequence[Skip],
        on: date,
        holidays: Holidays,
    ) -> Circumstances:
        """The facts read once per person: leave joined, calendars found."""
        days = calendar_of(holidays, person.country, person.subdiv, person.work_pattern, org.pauses)
        away = joined(leaves, days.is_free) if leaves else ()
        return cls(person, org, away, tuple(exemptions), tuple(skips), days, days.counted_weekdays(), on)


def standings_of(
    policies: Sequence[PolicyFacts], around: Circumstances, mutes: Mapping[str, Mute] = NO_MUTES
) -> tuple[tuple[PolicyFacts, Standing], ...]:
    """Each policy with its standing, those of one family seen beside each other; `mutes` by policy key."""
    families: dict[str, list[PolicyFacts]] = {}
    for policy in policies:
        if not policy.own and (family := _family(policy)):
            families.setdefault(family, []).append(policy)
    return tuple(
        (policy, _standing_of(policy, families.get(_family(policy), ()), around, mutes.get(policy.key)))
        for policy in policies
    )


def _family(policy: PolicyFacts) -> str:
    return (policy.versions[-1].terms.family if policy.versions else None) or ""


def _standing_of(
    policy: PolicyFacts, family: Sequence[PolicyFacts], around: Circumstances, mute: Mute | None
) -> Standing:
    rivals = [one for one in family if one.key != policy.key]
    ranked = next(
        (one for one in family if one.key == policy.key), policy
    )  # what goes beyond it stands and falls with it
    spans = tuple(_spans(policy, ranked, rivals, around))
    return Standing(
        spans,
        "" if spans and spans[-1][1] is None else _why_not(policy, ranked, rivals, around),
        around.person.last_day,
        around.away,
        merged((one.start, one.end) for one in around.exemptions if one.policy == policy.key),
        around.person.fte,
        around.org.fiscal_start,
        around.days,
        around.cwd,
        mute.stretches if mute else (),
        mute.by if mute else "",
        tuple(_anchors(policy, around)),
        tuple(_taken_over(spans, rivals, around)) if rivals and not policy.own else (),
        tuple(_skips(policy, around)),
    )


def _skips(policy: PolicyFacts, around: Circumstances) -> Iterator[Skip]:
    """What was waived of the policy, or of the personal rhythm beside it."""
    for one in around.skips:
        if one.policy == policy.key and policy.own == one.cycle_key.startswith("own-"):
            yield replace(one, cycle_key=one.cycle_key.removeprefix("own-")) if policy.own else one


def _anchors(policy: PolicyFacts, around: Circumstances) -> Iterator[Anchor]:
    """The anchors of all versions, each once."""
    kinds = [version.terms.cadence.anchored for version in policy.versions if version.terms.cadence.anchored]
    found = (anchor for kind in kinds for anchor in anchors_of(kind, around.person, around.away, around.on))
    yield from dict.fromkeys(found)


def _taken_over(spans: Sequence[Span], rivals: Sequence[PolicyFacts], around: Circumstances) -> Iterator[date]:
    """Where a rival spoke to the person the day before."""
    for start, _ in spans:
        before = start - ONE_DAY
        if any(_is_addressed(rival, around.person, before) and not _is_over(rival, before) for rival in rivals):
            yield start


def terms_on(policy: PolicyFacts, day: date) -> Terms | None:
    """The terms in force on the day, None before the first version."""
    in_force = [version.terms for version in policy.versions if version.effective_from <= day]
    return in_force[-1] if in_force else None


def _spans(
    policy: PolicyFacts, ranked: PolicyFacts, rivals: Sequence[PolicyFacts], around: Circumstances
) -> Iterator[Span]:
    """Between two turning days nothing changes, so the first day of each stretch answers for all of it."""
    turns = _turning_days(policy, rivals, around.person)
    open_since: date | None = None
    for turn in turns:
        here = _is_addressed(policy, around.person, turn) and not _beaten(ranked, rivals, around.person, turn)
        if here and open_since is None:
            open_since = turn
        elif not here and open_since is not None:
            yield open_since, turn - ONE_DAY
            open_since = None
    if open_since is not None:
        yield open_since, None


def _turning_days(policy: PolicyFacts, rivals: Sequence[PolicyFacts], person: PersonFacts) -> list[date]:
    first = _entered(policy, person)
    days = {first} if first else set()
    for one in (policy, *rivals):
        days |= {version.effective_from for version in one.versions}
        days |= {turn for version in one.versions for turn in version.terms.audience.turning_days(person.hire)}
        days |= {one.retired_on} if one.retired_on and not one.resting and one is not policy else set()
        days |= {day for key, day in (*person.opted_in, *person.audience_since) if key == one.key}
    return sorted(day for day in days if first and day >= first)


def _entered(policy: PolicyFacts, person: PersonFacts) -> date | None:
    """The first day the policy can apply to the person, None if they would have to ask for it and have not."""
    if not policy.versions:
        return None
    days = [person.hire, policy.versions[0].effective_from]
    days += [day for key, day in person.audience_since if key == policy.key]
    if policy.versions[-1].terms.binding == "opt_in" and not policy.own:
        asked = dict(person.opted_in).get(policy.key)
        if asked is None:
            return None
        days.append(asked)
    return max(days)


def _is_addressed(policy: PolicyFacts, person: PersonFacts, day: date) -> bool:
    terms = terms_on(policy, day)
    first = _entered(policy, person)
    if terms is None or first is None or day < first or not _has_leader(terms, person):
        return False
    return terms.audience.matches(person, day)


def _has_leader(terms: Terms, person: PersonFacts) -> bool:
    """A rhythm that speaks to leaders is about those who have such a leader: nobody above the top meets the top."""
    leaders = {"own_manager": person.manager, "skip_manager": person.skip_manager}
    return terms.subject == "member" or any(leaders.get(kind) for kind in terms.coach.left)


def _beaten(policy: PolicyFacts, rivals: Sequence[PolicyFacts], person: PersonFacts, day: date) -> bool:
    own = _rank(policy, person, day)
    return any(
        _is_addressed(rival, person, day)
        and not _is_over(rival, day)
        and _rank(rival, person, day) < own
        and not is_protected(terms_on(policy, day), terms_on(rival, day))
        for rival in rivals
    )


def _is_over(policy: PolicyFacts, day: date) -> bool:
    return policy.retired_on is not None and not policy.resting and policy.retired_on <= day


def _rank(policy: PolicyFacts, person: PersonFacts, day: date) -> tuple[int, int, float, date, str]:
    """B.6, precedence 2: the most specific first; tie → more frequent; tie → oldest."""
    terms = terms_on(policy, day) or policy.versions[0].terms
    closeness, depth = terms.audience.specificity(person, day)
    return -closeness, -depth, terms.cadence.interval_days, policy.versions[0].effective_from, policy.key


def _why_not(policy: PolicyFacts, ranked: PolicyFacts, rivals: Sequence[PolicyFacts], around: Circumstances) -> str:
    if _entered(policy, around.person) is None:
        return "opt_in" if policy.versions else "not_effective"
    if _is_addressed(policy, around.person, around.on) and _beaten(ranked, rivals, around.person, around.on):
        return "family"
    return "audience"
