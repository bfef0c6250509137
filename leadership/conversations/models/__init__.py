"""What was agreed and what came of it; and what is on the way there: rounds, waiting lists, whom somebody would rather
not meet, and who was asked to take somebody over."""

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
from leadership.conversations.models.wishes import Handover, NotWith, WaitingForCoach

__all__ = [
    "AGREED", "Answer", "Commitment", "Conversation", "ConversationQuerySet", "Credit", "Handover", "NotWith",
    "Occupied", "OfferedTime", "Round", "RoundPlace", "WaitingForCoach", "credit_date",
]  # fmt: skip
