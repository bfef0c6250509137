"""Where one yes is not enough: talks that wait for the second one's word (docs/reference/cadence.md R12).

The first yes makes the talk held; what it is to count for waits until the other one has said so too, or ten of the
member's working days are over. Then the ledger does not wait any more, and nor does anybody here.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from leadership.conversations.models import Commitment, Conversation
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.people.models import Person


def waiting_for(person: Person) -> QuerySet[Conversation]:
    """The held talks of `person` that count for something only once they have said so as well."""
    mine = Conversation.objects.filter(member=person, member_said_on=None)
    mine |= Conversation.objects.filter(coach=person, coach_said_on=None)
    asked = Commitment.objects.filter(
        obligation__state="unconfirmed", obligation__policy_version__terms__held_rule="both"
    )
    return mine.filter(state=Conversation.State.HELD, pk__in=asked.values("conversation_id"))


def waits_for(conversation: Conversation, person: Person) -> bool:
    """Whether the yes of `person`, one of the two, is the one that is missing. No query unless the talk is held."""
    if conversation.state != Conversation.State.HELD:
        return False
    return waiting_for(person).filter(pk=conversation.pk).exists()


def ask_the_other(conversation: Conversation, *, said: str, now: datetime) -> None:
    """Part of a deed: `said` (member or coach) has said that they talked; where both are asked the other moves next."""
    other = Conversation.Side.COACH if said == Conversation.Side.MEMBER else Conversation.Side.MEMBER
    waiting = Obligation.objects.filter(
        commitments__conversation=conversation, state="unconfirmed", policy_version__terms__held_rule="both"
    )
    for obligation in waiting.exclude(move_role=other).select_related("person", "policy", "policy_version"):
        ledger.answered(obligation, role=other, now=now)
