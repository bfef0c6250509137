"""Is it still true? Asked again just before a letter leaves: what has become pointless is dropped, and the reason kept.

Reasons are words of ours: expired, person_gone, no_address, cancelled, moved_since, never_invited, booked, held,
answered, over, no_calendar, not_now, seldom, nothing_left, coach_chosen, coach_changed, not_late_any_more,
not_your_turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from leadership.conversations import seconding
from leadership.conversations.models import Conversation
from leadership.lib.instants import iso
from leadership.obligations.models import Obligation
from leadership.outreach import copies, preferences, rhythm_causes, summaries, warnings
from leadership.outreach.models import Delivery
from leadership.outreach.notices import CALENDAR, REMINDERS
from leadership.outreach.reading import Reading, day_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` empty: say it. With `later` (UTC): not yet. Otherwise: drop it, because of `reason`."""

    reason: str = ""
    later: datetime | None = None

    @property
    def drops(self) -> bool:
        return bool(self.reason) and self.later is None


SAY_IT = Verdict()


def judge(delivery: Delivery, *, now: datetime, known: Reading | None = None) -> Verdict:
    """Whether the letter still has a cause at `now`; `known` is what was read for it together with others."""
    known = known or Reading([delivery], now=now)
    reason = _person_or_time(delivery, now)
    if reason:
        return Verdict(reason)
    if delivery.transport == Delivery.Transport.CHAT:
        return _beside(delivery, now, known)
    if delivery.conversation_id is not None:
        return Verdict(_conversation(delivery, now, known))
    if delivery.obligation_id is not None:
        return _obligation(delivery, now, known)
    if delivery.letter in summaries.LETTERS:
        return Verdict("" if known.summaries.told(delivery) else "nothing_left")
    return Verdict(rhythm_causes.lost(delivery, known.rhythms))


def _person_or_time(delivery: Delivery, now: datetime) -> str:
    if delivery.expires_at is not None and delivery.expires_at <= now:
        return "expired"
    if not delivery.recipient.is_active:
        return "person_gone"
    return "" if delivery.recipient.email or delivery.transport != Delivery.Transport.MAIL else "no_address"


def _beside(message: Delivery, now: datetime, known: Reading) -> Verdict:
    """A chat message holds as long as the letter it goes with, also when that is read in the app alone."""
    letter = known.beside(message)
    if letter is None or letter.state == Delivery.State.SENT or letter.letter == "digest":
        return SAY_IT
    if letter.state == Delivery.State.DROPPED:
        return Verdict(letter.reason)
    return judge(letter, now=now, known=known)


# --- about a conversation ------------------------------------------------------------------------------------------


def _conversation(delivery: Delivery, now: datetime, known: Reading) -> str:
    conversation = known.conversation(delivery)
    if delivery.recipient_id not in (conversation.member_id, conversation.coach_id):
        return "person_gone"
    return CONVERSATION_CAUSES.get(delivery.letter, _always)(delivery, conversation, known)


def _always(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    return ""


def _invited(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    if conversation.sequence != delivery.data.get("sequence", conversation.sequence):
        return "cancelled" if conversation.state == Conversation.State.CANCELLED else "moved_since"
    if conversation.state != Conversation.State.BOOKED:
        return "cancelled" if conversation.state == Conversation.State.CANCELLED else "over"
    return ""


def _answer_stands(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    """Whoever could not come has since said yes, or the talk has moved on."""
    gone = _invited(delivery, conversation, known)
    if gone:
        return gone
    side = delivery.data.get("by", "member")
    person = conversation.member_id if side == "member" else conversation.coach_id
    answers = [one for one in conversation.answers.all() if one.person_id == person]
    said = {one.partstat for one in answers if one.sequence == conversation.sequence}
    return "" if said - {"ACCEPTED"} else "answered"


def _called_off(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    """A cancellation is for those who were told, or may have been: a try whose answer was lost counts."""
    tried = [one for one in known.told(delivery) if one.letter in CALENDAR[:2] and one.attempts]
    return "" if any(one.state != Delivery.State.FAILED for one in tried) else "never_invited"


def _wish_stands(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    """The other time is still asked for, and still ahead."""
    gone = _invited(delivery, conversation, known)
    asked = None if gone else known.wish(conversation, delivery.recipient)
    proposed = iso(asked.proposed_start) if asked and asked.proposed_start else ""
    return gone or ("" if proposed == delivery.data.get("proposed") else "answered")


def _still_asked(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    """Their calendar says otherwise, and they have not said what they meant."""
    gone = _invited(delivery, conversation, known)
    return gone or ("" if copies.question(conversation, delivery.recipient, now=known.now) else "answered")


def _still_to_write(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    return copies.lost(delivery, conversation)


def _offered(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    if conversation.state != Conversation.State.PROPOSED:
        return "answered"
    return "" if any(one.start > known.now for one in conversation.offers.all()) else "expired"


def _asked(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    waiting = {Conversation.State.ENDED}
    if delivery.recipient_id == conversation.member_id:
        waiting.add(Conversation.State.HELD_PROVISIONAL)
    asked = conversation.state in waiting or seconding.waits_for(conversation, delivery.recipient)
    return "" if asked else "answered"


def _returned(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    return "" if conversation.state in (Conversation.State.DECLINED, Conversation.State.EXPIRED) else "answered"


def _corrected(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    return "" if conversation.state == Conversation.State.VOIDED else "over"


def _taken_back(delivery: Delivery, conversation: Conversation, known: Reading) -> str:
    """For those who were told of the offer; not where another one stands, nor where somebody else listens by now."""
    offered = [one for one in known.told(delivery) if one.letter == "offer" and one.attempts]
    if all(one.state == Delivery.State.FAILED for one in offered):
        return "never_invited"
    asked = conversation.asked_for
    if asked is not None and asked.coach_id not in (None, conversation.coach_id):
        return "coach_changed"
    return "moved_since" if known.instead(conversation) else ""


CONVERSATION_CAUSES: dict[str, Callable[[Delivery, Conversation, Reading], str]] = {
    "booked": _invited,
    "moved": _invited,
    "tomorrow": _invited,
    "cancelled": _called_off,
    "answered": _answer_stands,
    "counter": _wish_stands,
    "time_kept": _invited,
    "calendar_differs": _still_asked,
    copies.LETTER: _still_to_write,
    "offer": _offered,
    "declined": _returned,
    "afterwards": _asked,
    "corrected": _corrected,
    "taken_back": _taken_back,
}


# --- about an obligation --------------------------------------------------------------------------------------------


def _obligation(delivery: Delivery, now: datetime, known: Reading) -> Verdict:
    obligation = known.obligation(delivery)
    reason = _still_owed(delivery, obligation, known)
    if reason:
        return Verdict(reason)
    if delivery.letter in ("leader_told", "hr_told"):
        return _may_be_told(delivery, obligation, known)
    return SAY_IT


def _still_owed(delivery: Delivery, obligation: Obligation, known: Reading) -> str:
    state = Obligation.State
    if obligation.state == state.BOOKED:
        return "booked"
    if obligation.state == state.FULFILLED:
        return "held"
    if obligation.state == state.UNCONFIRMED and delivery.letter not in ("late", "leader_told", "hr_told"):
        return "held"
    if obligation.state not in (state.OPEN, state.UNCONFIRMED):
        return "over"
    today = day_of(obligation, known.now)
    if delivery.letter in REMINDERS[:3] and obligation.quiet_until and today < obligation.quiet_until:
        return "not_now"
    return _letter_fits(delivery, obligation, known)


def _letter_fits(delivery: Delivery, obligation: Obligation, known: Reading) -> str:
    today = day_of(obligation, known.now)
    if delivery.letter == "place_kept":
        return "" if known.wait(delivery) else "answered"
    misfits = {
        "choose_coach": (obligation.coach_id is not None, "coach_chosen"),
        "first_step": (obligation.offering, "answered"),
        "late": (today <= obligation.due_on, "not_late_any_more"),
        "handed_over": (not _is_their_turn(delivery, obligation, known), "not_your_turn"),
        **dict.fromkeys(REMINDERS[4:], (not _is_overdue(obligation, today), "not_late_any_more")),
    }
    misfit, reason = misfits.get(delivery.letter, (False, ""))
    if misfit:
        return reason
    if delivery.letter in REMINDERS[:3] and _is_asked_too_often(delivery, obligation, known):
        return "seldom"
    return "coach_changed" if _left_the_pair(delivery, obligation) else ""


def _is_overdue(obligation: Obligation, today: date) -> bool:
    return obligation.overdue_from is not None and obligation.overdue_from <= today


def _is_asked_too_often(delivery: Delivery, obligation: Obligation, known: Reading) -> bool:
    if obligation.terms.binding == "compulsory" or not known.is_asked_seldom(obligation):
        return False
    return preferences.is_asked_too_often(delivery, obligation)


def _is_their_turn(delivery: Delivery, obligation: Obligation, known: Reading) -> bool:
    if delivery.letter != "handed_over":
        return False
    turn = known.turn(obligation, day_of(obligation, known.now))
    return turn.person is not None and turn.person.pk == delivery.recipient_id


def _left_the_pair(delivery: Delivery, obligation: Obligation) -> bool:
    """A letter to the coach of a pair that has another coach by now."""
    return delivery.data.get("to") == "coach" and obligation.coach_id != delivery.recipient_id


def _may_be_told(delivery: Delivery, obligation: Obligation, known: Reading) -> Verdict:
    """Nobody above the pair is told before both were warned, and a working day has passed since (B.5); then at most
    once a week, or once a month to HR, counted from their last letter of this kind."""
    free_from = warnings.visible_from(obligation, known.calendars)
    if free_from is None:
        return Verdict("not_warned_yet", later=warnings.look_again(obligation, known.now))
    if free_from > known.now:
        return Verdict("not_warned_yet", later=free_from)
    later = known.summaries.waits_until(delivery)
    return Verdict("told_lately", later=later) if later else SAY_IT
