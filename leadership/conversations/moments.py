"""What the clock does to conversations: talks end, offers pass, words become final. Never does it say "held".

`advance` handles whatever is due at `now`, each conversation in a transaction of its own, so that one that cannot be
handled stops no other. Late or twice, the result is the same.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leadership.conversations import deadlines, holding, reckoning, turns
from leadership.conversations.errors import Changed
from leadership.conversations.models import Conversation
from leadership.conversations.transitions import change

log = logging.getLogger(__name__)

AGAIN = timedelta(hours=1)
"""When one that went wrong is tried again, behind all others."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """How many conversations ended, became final, were released, expired, stayed without a word, or went wrong."""

    ended: int = 0
    final: int = 0
    released: int = 0
    expired: int = 0
    unanswered: int = 0
    errors: int = 0

    @property
    def total(self) -> int:
        return self.ended + self.final + self.released + self.expired + self.unanswered


def advance(*, now: datetime, limit: int = 500) -> Advanced:
    """Does what is due at `now` (UTC) for at most `limit` conversations, oldest first."""
    due = Conversation.objects.filter(next_action_at__lte=now).order_by("next_action_at", "id")
    counts: Counter[str] = Counter()
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        counts[_advanced(pk, now)] += 1
    counts.pop("", None)
    return Advanced(**counts)


def _advanced(pk: int, now: datetime) -> str:
    """The name of what was done; "" when somebody was faster."""
    try:
        with transaction.atomic():
            rows = Conversation.objects.select_related("member", "coach", "type")
            return _step(rows.get(pk=pk, next_action_at__lte=now), now)
    except (Changed, Conversation.DoesNotExist):
        return ""
    except Exception:
        log.exception("conversation could not be advanced", extra={"conversation": pk})
        Conversation.objects.filter(pk=pk).update(next_action_at=now + AGAIN)
        return "errors"


def _step(talk: Conversation, now: datetime) -> str:
    match talk.state:
        case "proposed":
            return _offer_passes(talk, now)
        case "booked":
            return _wish_is_let_go(talk) if talk.end and talk.end > now else _ends(talk, now)
        case "held_provisional":
            holding.not_contradicted(talk, now=now)
            return "final"
        case "ended" if talk.not_held_by == "coach":
            holding.not_contradicted(talk, now=now)
            return "final"
        case "ended":
            return _stays_without_a_word(talk, now)
    _wait(talk, None)
    return ""


def _offer_passes(talk: Conversation, now: datetime) -> str:
    """First the times are free for others again, then the offer has passed and its maker moves next."""
    talk.free_offers()
    open_until = max((offer.expires_at for offer in talk.offers.all()), default=now)
    if open_until > now:
        _wait(talk, open_until)
        return "released"
    role = talk.offered_by
    change(talk, "expired", to="expired", by=None, now=now, data={"by": role}, next_action_at=None)
    turns.passed_to(talk, role=role, now=now)
    return "expired"


def _wish_is_let_go(talk: Conversation) -> str:
    """The other time that somebody asked for has been kept free for long enough; it may still be taken if it is."""
    talk.free_offers()
    _wait(talk, talk.end)
    return "released"


def _ends(talk: Conversation, now: datetime) -> str:
    """The talk is over by the clock; the two are asked. Its buffers are of no use to anyone any more."""
    assert talk.start is not None and talk.end is not None
    until = deadlines.silence(talk.member, talk.end)
    change(
        talk, "ended", to="ended", by=None, now=now, next_action_at=until, holds_from=talk.start, holds_until=talk.end,
        coach_holds_from=None, coach_holds_until=None,
    )  # fmt: skip
    reckoning.settle([talk.member_id], now=now)
    return "ended"


def _stays_without_a_word(talk: Conversation, now: datetime) -> str:
    """Ten working days and nobody has answered: what it covered is open again; either may still say so later."""
    _wait(talk, None)
    reckoning.settle([talk.member_id], now=now)
    return "unanswered"


def _wait(talk: Conversation, until: datetime | None) -> None:
    Conversation.objects.filter(pk=talk.pk, version=talk.version).update(next_action_at=until)
