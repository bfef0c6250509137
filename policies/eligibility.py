"""Whether a talk is of the kind a policy asks for (R13): its type, its coach, how long, where."""

from __future__ import annotations

from policies.facts import OrgFacts, PersonFacts, Talk
from policies.talktypes import minutes_of
from policies.terms import Terms


def suits(terms: Terms, talk: Talk, person: PersonFacts, org: OrgFacts) -> bool:
    """Whether the talk could credit the policy, dates and gaps apart."""
    return (
        talk.type in terms.types
        and terms.mode in ("any", talk.mode)
        and (talk.covered_by_both or talk.minutes >= (terms.min_minutes or minutes_of(talk.type)))
        and is_eligible(terms, talk.coach, kinds_of(talk, person, org), person)
    )


def is_eligible(terms: Terms, coach: str, kinds: frozenset[str], person: PersonFacts) -> bool:
    """Whether somebody with these kinds may be the coach of the person; nobody is their own."""
    if coach == person.key and coach:
        return False
    return bool(kinds.intersection(terms.coach.eligible)) and not kinds.intersection(terms.coach.exclude)


def kinds_of(talk: Talk, person: PersonFacts, org: OrgFacts) -> frozenset[str]:
    """The eligibility kinds the coach had at booking; where they were not noted, those that follow from the facts."""
    if talk.coach_kinds is not None:
        return talk.coach_kinds | {"anyone"}
    kinds = {"anyone"}
    kinds |= {"certified"} if talk.coach in org.certified else set()
    if talk.coach == person.manager:
        return frozenset(kinds | {"own_manager"})
    if talk.coach == person.skip_manager:
        return frozenset(kinds | {"skip_manager"})
    return frozenset(kinds | {"outside_own_line"})
