"""Whether a letter about a rhythm or a round is still true before it leaves; "" when it is, else why it is dropped."""

from __future__ import annotations

from collections.abc import Callable

from leadership.consultations.models import Concern, Proposal, Suggestion
from leadership.conversations import rounds
from leadership.outreach.models import Delivery
from policies.models import Policy


def lost(delivery: Delivery) -> str:
    """The reason to drop it, in a word of ours."""
    check = CHECKS.get(delivery.letter)
    return check(delivery) if check else ""


def _proposal_over(delivery: Delivery) -> str:
    found = Proposal.objects.filter(key=delivery.data.get("proposal")).first()
    if found is None or found.ended_at is not None:
        return "over"
    asked = found.invitations.filter(person=delivery.recipient_id).exists()
    return "" if asked else "over"


def _answer_gone(delivery: Delivery) -> str:
    answered = Concern.objects.filter(voice__proposal__key=delivery.data.get("proposal"), answered_at__isnull=False)
    return "" if answered.filter(voice__person=delivery.recipient_id).exists() else "over"


def _reviewed(delivery: Delivery) -> str:
    policy = Policy.objects.filter(key=delivery.data.get("policy")).exclude(state=Policy.State.RETIRED).first()
    newest = policy.versions.filter(adopted_at__isnull=False).order_by("-number").first() if policy else None
    review_on = newest.read().review_on if newest else None
    return "" if review_on and review_on.isoformat() == delivery.data.get("review_on") else "over"


def _suggestion_answered(delivery: Delivery) -> str:
    waiting = Suggestion.objects.filter(policy__key=delivery.data.get("policy"), declined_at=None)
    return "" if waiting.filter(policy__state=Policy.State.DRAFT).exists() else "answered"


def _offers_answered(delivery: Delivery) -> str:
    places = rounds.made_for(delivery.recipient, delivery.data["round"])
    return "" if places.filter(conversation__state="proposed").exists() else "answered"


CHECKS: dict[str, Callable[[Delivery], str]] = {
    "proposal_opened": _proposal_over,
    "proposal_answered": _answer_gone,
    "review_due": _reviewed,
    "round_offers": _offers_answered,
    "rhythm_suggested": _suggestion_answered,
}
