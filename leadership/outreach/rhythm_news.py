"""What happens to a rhythm becomes notices: proposed, answered, decided, retired, its review near, one suggested.

To those it reached, each once. Representatives are told of a proposal at once, the others from its first day on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from leadership.consultations.models import Concern, Invitation, Proposal, Suggestion
from leadership.lib.instants import at_local, end_of_day
from leadership.obligations.audience import people_in
from leadership.obligations.models import LIVE, Obligation
from leadership.outbox.models import Fact
from leadership.outreach.notices import Notice
from leadership.people.models import Organisation, Person
from policies.models import Policy, PolicyVersion

NEWS_FOR = timedelta(days=30)
REVIEW_FOR = timedelta(days=14)


def of_proposal(fact: Fact, now: datetime) -> list[Notice]:
    """The notices a fact about a proposal asks for."""
    key = fact.object.partition(":")[2]
    proposal = Proposal.objects.select_related("version__policy").filter(key=key).first()
    return PROPOSALS[fact.kind](fact, proposal, now) if proposal and fact.kind in PROPOSALS else []


def of_policy(fact: Fact, now: datetime) -> list[Notice]:
    """The notices a fact about a rhythm asks for."""
    policy = Policy.objects.filter(key=fact.object.partition(":")[2]).first()
    return POLICIES[fact.kind](fact, policy, now) if policy and fact.kind in POLICIES else []


# --- proposals --------------------------------------------------------------------------------------------------------


def _opened(fact: Fact, proposal: Proposal, now: datetime) -> list[Notice]:
    zone = Organisation.current().zone
    first, last = at_local(proposal.opens_on, time(0), zone), end_of_day(proposal.closes_on, zone)
    return [
        _about_proposal(
            "proposal_opened",
            proposal,
            invitation.person,
            transactional=invitation.rep,
            not_before=None if invitation.rep else first,
            expires_at=last,
        )
        for invitation in _asked(proposal)
    ]


def _answered(fact: Fact, proposal: Proposal, now: datetime) -> list[Notice]:
    """To whoever raised the concern; whoever did so without a name reads it on the page."""
    concern = Concern.objects.select_related("voice__person").filter(key=fact.data.get("concern")).first()
    if concern is None or concern.voice.person is None or concern.answered_at is None:
        return []
    known = f"{concern.key}:{concern.answered_at:%Y%m%dT%H%M%S}"
    return [
        _about_proposal("proposal_answered", proposal, concern.voice.person, known=known, expires_at=now + NEWS_FOR)
    ]


def _ended(fact: Fact, proposal: Proposal, now: datetime) -> list[Notice]:
    """What became of it, to everyone who was asked; the end of a review is told to nobody but those who decide it."""
    if proposal.kind == Proposal.Kind.REVIEW:
        return []
    letter = "proposal_adopted" if proposal.ended == Proposal.End.ADOPTED else "proposal_changed"
    return [
        _about_proposal(letter, proposal, invitation.person, expires_at=now + NEWS_FOR)
        for invitation in _asked(proposal)
    ]


def _asked(proposal: Proposal) -> Iterable[Invitation]:
    return proposal.invitations.filter(person__is_active=True).select_related("person").order_by("id")


def _about_proposal(letter: str, proposal: Proposal, person: Person, *, known: str = "", **more: Any) -> Notice:
    return Notice(
        key=f"{letter}:{known or proposal.key}:{person.key}",
        letter=letter,
        recipient=person,
        data={"proposal": str(proposal.key)},
        **more,
    )


# --- rhythms ----------------------------------------------------------------------------------------------------------


def _retired(fact: Fact, policy: Policy, now: datetime) -> list[Notice]:
    """To those it was for, and to those who listened because of it."""
    version = _last(policy)
    if version is None:
        return []
    today = now.date()
    concerned = set(people_in(version.read().audience, on=today).values_list("pk", flat=True))
    owed = Obligation.objects.filter(policy=policy, coach__isnull=False)
    listening = set(owed.filter(state__in=LIVE).values_list("coach", flat=True))
    people = Person.objects.filter(pk__in=concerned | listening, is_active=True)
    return [_about_policy("rhythm_retired", policy, person, str(policy.retired_on), now) for person in people]


def _review_due(fact: Fact, policy: Policy, now: datetime) -> list[Notice]:
    """To HR, the owner and representatives; again at each of the notices."""
    known = f"{fact.data.get('review_on')}:{fact.data.get('days')}"
    data = {"days": fact.data.get("days"), "review_on": fact.data.get("review_on")}
    people = _caretakers(policy) | set(Person.objects.employed(now.date()).filter(is_rep=True))
    return [
        _about_policy("review_due", policy, person, known, now, data=data, expires_at=now + REVIEW_FOR)
        for person in sorted(people, key=lambda person: person.pk)
    ]


def _suggested(fact: Fact, policy: Policy, now: datetime) -> list[Notice]:
    people = [person for person in _hr(now.date()) if person.key != fact.actor_key]
    return [_about_policy("rhythm_suggested", policy, person, "once", now) for person in people]


def _declined(fact: Fact, policy: Policy, now: datetime) -> list[Notice]:
    suggestion = Suggestion.objects.select_related("by").filter(policy=policy).first()
    if suggestion is None or suggestion.by is None or suggestion.declined_at is None:
        return []
    return [_about_policy("suggestion_declined", policy, suggestion.by, "once", now)]


def _caretakers(policy: Policy) -> set[Person]:
    """HR, and whoever owns the rhythm."""
    version = _last(policy)
    owner = version.read().owner if version else None
    found = set(_hr(None))
    return found | (set(Person.objects.filter(key=owner, is_active=True)) if owner else set())


def _hr(on: date | None) -> list[Person]:
    people = Person.objects.employed(on) if on else Person.objects.filter(is_active=True)
    return list(people.filter(is_hr=True).order_by("pk"))


def _last(policy: Policy) -> PolicyVersion | None:
    found: PolicyVersion | None = policy.versions.filter(adopted_at__isnull=False).order_by("-number").first()
    return found


def _about_policy(letter: str, policy: Policy, person: Person, known: str, now: datetime, **more: Any) -> Notice:
    more["data"] = {"policy": policy.key, **more.get("data", {})}
    more.setdefault("expires_at", now + NEWS_FOR)
    return Notice(key=f"{letter}:{policy.key}:{known}:{person.key}", letter=letter, recipient=person, **more)


PROPOSALS: dict[str, Callable[[Fact, Proposal, datetime], list[Notice]]] = {
    "proposal.opened": _opened,
    "proposal.widened": _opened,
    "proposal.answered": _answered,
    "proposal.ended": _ended,
}
POLICIES: dict[str, Callable[[Fact, Policy, datetime], list[Notice]]] = {
    "policy.retired": _retired,
    "review.due": _review_due,
    "review.missed": _review_due,
    "suggestion.made": _suggested,
    "suggestion.declined": _declined,
}
