"""What was agreed and what came of it; and what is on the way there: rounds, waiting lists, and whom somebody would
rather not meet; and what was said of talks, counted."""

from leadership.conversations.models.pulse import VALUES, Asked, PulseTally, PulseTurn
from leadership.conversations.models.round import Round, RoundPlace
from leadership.conversations.models.talk import (
    AGREED,
    Answer,
    Commitment,
    Conversation,
    ConversationQuerySet,
    Credit,
    Occupied,
    OfferedTime,
    credit_date,
)
from leadership.conversations.models.wishes import NotWith, WaitingForCoach

__all__ = [
    "AGREED", "VALUES", "Answer", "Asked", "Commitment", "Conversation", "ConversationQuerySet", "Credit", "NotWith",
    "Occupied", "OfferedTime", "PulseTally", "PulseTurn", "Round", "RoundPlace", "WaitingForCoach", "credit_date",
]  # fmt: skip
