"""How a refused deed is said to the one who asked: its sentence, its remedy, and a status."""

from django.contrib import messages
from django.http import HttpRequest

from leadership.conversations.errors import Changed, CoachIsFull, SlotTaken
from leadership.lib.refusal import Refused
from leadership.obligations.ledger import Overtaken

FASTER = (SlotTaken, CoachIsFull, Changed, Overtaken)
"""Somebody else came first: the same question may be asked again, with a fresh list (409)."""


def status_of(refused: Refused) -> int:
    """409 when somebody was faster, else 400."""
    return 409 if isinstance(refused, FASTER) else 400


def sentence_of(refused: Refused) -> str:
    """What is wrong and what helps, as text."""
    return " ".join(f"{refusal.message} {refusal.remedy}".strip() for refusal in refused.refusals)


def tell(request: HttpRequest, refused: Refused) -> None:
    """Puts the sentence on top of the next page."""
    messages.warning(request, sentence_of(refused))
