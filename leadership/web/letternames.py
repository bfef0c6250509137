"""What letters are called on pages, and what mail servers say, in a person's words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LETTERS = {
    "invitation": gettext_lazy("Invitation to choose"),
    "choose_coach": gettext_lazy("Reminder to choose a coach"),
    "not_booked": gettext_lazy("No time yet"),
    "first_step": gettext_lazy("First step, to the coach"),
    "place_kept": gettext_lazy("A place is free"),
    "handed_over": gettext_lazy("The move is handed over"),
    "help_asked": gettext_lazy("Asked what would help"),
    "late": gettext_lazy("What would help, to both"),
    "pair_overdue": gettext_lazy("What gets in the way, to both"),
    "leader_told": gettext_lazy("The leader is told"),
    "hr_told": gettext_lazy("HR is told"),
    "offer": gettext_lazy("Times offered"),
    "round_offers": gettext_lazy("Times offered in a coach's name, by HR's round"),
    "declined": gettext_lazy("Offer not taken"),
    "taken_back": gettext_lazy("Offer taken back"),
    "booked": gettext_lazy("Calendar invitation"),
    "moved": gettext_lazy("Calendar invitation, new time"),
    "cancelled": gettext_lazy("Calendar cancellation"),
    "tomorrow": gettext_lazy("A day before"),
    "afterwards": gettext_lazy("Did you talk?"),
    "corrected": gettext_lazy("A talk is taken back by HR"),
    "answered": gettext_lazy("The time does not suit"),
    "counter": gettext_lazy("Another time is asked for"),
    "time_kept": gettext_lazy("The time there is was kept"),
    "calendar_differs": gettext_lazy("A calendar says otherwise"),
    "calendar": gettext_lazy("Written into a calendar"),
    "room": gettext_lazy("Room for a coach"),
    "room_help": gettext_lazy("A coach needs room"),
    "reset": gettext_lazy("New password"),
    "proposal_opened": gettext_lazy("A rhythm is proposed"),
    "proposal_answered": gettext_lazy("A proposal is answered"),
    "proposal_adopted": gettext_lazy("A rhythm is adopted"),
    "proposal_changed": gettext_lazy("A proposal has changed"),
    "rhythm_retired": gettext_lazy("A rhythm is retired"),
    "rhythm_suggested": gettext_lazy("A rhythm is suggested, to HR"),
    "suggestion_declined": gettext_lazy("A suggestion is not taken up"),
    "review_due": gettext_lazy("A rhythm to look at again"),
    "line_week": gettext_lazy("The leader's week"),
    "hr_month": gettext_lazy("HR's month"),
    "digest": gettext_lazy("Several on one day"),
    "chat": gettext_lazy("A word in chat"),
}


def name(letter: str) -> str:
    """The letter's name in the active language."""
    return str(LETTERS.get(letter, letter))


_PATTERNS = (
    ("calendar", r"\Acalendar: "),
    ("wrong_address", r"\b5\.1\.\d+\b|no such|unknown user|does not exist|user unknown|invalid recipient"),
    ("full", r"\b[45]\.2\.2\b|\b552\b|mailbox (is )?full|over quota"),
    ("not_now", r"\A4\d\d\b|grey|try again later"),
    ("unwanted", r"\b5\.7\.\d+\b|spam|blocked|policy|relay"),
    ("poison", r"\Acould not be written"),
    ("no_answer", r"\A\w*(Error|Disconnected|Exception|timeout)\b"),
    ("never", r"\A5\d\d\b"),
)


def plainly(answer: str) -> str:
    """What the server's answer means; the answer itself where we do not know."""
    kind = next((kind for kind, pattern in _PATTERNS if re.search(pattern, answer, re.IGNORECASE)), "")
    return {
        "calendar": _("The person's own calendar could not be written to; they see why under My calendars."),
        "wrong_address": _("This address does not exist. Correct it under People."),
        "full": _("The mailbox is full."),
        "not_now": _("The mail server asks us to come back later."),
        "unwanted": _("The mail server refuses letters of ours. Whoever runs it can say why."),
        "poison": _("The letter could not be written. The technical administrator finds its key in the log."),
        "no_answer": _("The mail server did not answer."),
        "never": _("The mail server will not take it."),
    }.get(kind, answer)
