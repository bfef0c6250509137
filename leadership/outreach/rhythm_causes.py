"""Whether a letter about a rhythm or a round is still true before it leaves; "" when it is, else why it is dropped."""

from __future__ import annotations

from collections.abc import Callable

from leadership.outreach.models import Delivery
from leadership.outreach.rhythm_reading import RhythmReading
from policies.models import Policy


def lost(delivery: Delivery, known: RhythmReading) -> str:
    """The reason to drop it, in a word of ours."""
    check = CHECKS.get(delivery.letter)
    return check(delivery, known) if check else ""


def _proposal_over(delivery: Delivery, known: RhythmReading) -> str:
    found = known.proposal(delivery)
    return "over" if found is None or found.ended_at is not None or known.invitation(delivery) is None else ""


def _answer_gone(delivery: Delivery, known: RhythmReading) -> str:
    return "" if known.is_answered(delivery) else "over"


def _reviewed(delivery: Delivery, known: RhythmReading) -> str:
    policy = known.policy(delivery)
    newest = known.adopted(policy) if policy is not None and policy.state != Policy.State.RETIRED else None
    review_on = newest.read().review_on if newest else None
    return "" if review_on and review_on.isoformat() == delivery.data.get("review_on") else "over"


def _suggestion_answered(delivery: Delivery, known: RhythmReading) -> str:
    policy, suggestion = known.policy(delivery), known.suggestion(delivery)
    waits = suggestion is not None and suggestion.declined_at is None
    return "" if waits and policy is not None and policy.state == Policy.State.DRAFT else "answered"


def _offers_answered(delivery: Delivery, known: RhythmReading) -> str:
    return "" if known.waiting_places(delivery) else "answered"


CHECKS: dict[str, Callable[[Delivery, RhythmReading], str]] = {
    "proposal_opened": _proposal_over,
    "proposal_answered": _answer_gone,
    "review_due": _reviewed,
    "round_offers": _offers_answered,
    "rhythm_suggested": _suggestion_answered,
}
