"""Every letter in every state with invented people: what reviewers look at, and what the tests of the letters read.

The values are those the real letters are written with; texts are in the active language, links lead nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from leadership.conversations.models import Asked, Conversation
from leadership.lib import spoken
from leadership.outreach import calendar_samples, rhythm_samples, room_samples
from leadership.outreach.frames import Values, Written, write
from leadership.outreach.letters.talks import ONE_QUESTION

NOWHERE = "https://heard.example.org/a/sample/"
TODAY = date(2026, 6, 8)
ZONE = ZoneInfo("Europe/Stockholm")
DUE, OVERDUE, CHOOSE_BY = date(2026, 6, 30), date(2026, 7, 8), date(2026, 6, 12)
START = datetime(2026, 6, 11, 8, tzinfo=UTC)
BOOKED = ("booked", "moved", "cancelled", "tomorrow", "offer", "declined", "taken_back", "answered", "afterwards",
          "corrected", "reset", "place_kept", "counter", "time_kept", "calendar_differs")  # fmt: skip
FOR_REVIEW = ("fi",)
"""Languages whose letters wait to be read by somebody of HR who speaks them natively; so does their catalogue."""
States = dict[str, dict[str, Any]]


def letters() -> list[str]:
    """The names of all letters, in the order in which people meet them."""
    return list(SAMPLES)


def states(letter: str) -> dict[str, Values]:
    """The states of `letter` by name, with their values, in the active language. Raises KeyError for no letter."""
    return {name: {**_around(letter), **values} for name, values in SAMPLES[letter]().items()}


def written(letter: str, state: str, language: str) -> Written:
    """One letter in one state. `language` is the active one. Raises KeyError for a letter or state there is not."""
    return write(letter, language, states(letter)[state])


def _around(letter: str) -> dict[str, Any]:
    fewer = {} if letter in BOOKED else {"fewer_url": NOWHERE}
    return {"organisation_name": "Nordljus", "zone": spoken.zone_name(ZONE), "button_url": NOWHERE, **fewer}


# --- a talk that is owed ----------------------------------------------------------------------------------------------


def _to_member(**values: object) -> dict[str, Any]:
    reason = _("The rhythm “%(policy)s” is a promise to you: to be heard by %(due)s.")
    return {
        "first_name": "Camilla",
        "coach": "Astrid Berg",
        "due": _day(DUE),
        "help_url": NOWHERE,
        "button_text": _("Choose a time"),
        "seen_by": _only_the_pair(),
        "reason": reason % {"policy": _("Quarterly talk"), "due": _day(DUE)},
        **values,
    }


def _to_coach(**values: object) -> dict[str, Any]:
    return {
        "first_name": "Astrid",
        "member": "Camilla Ask",
        "due": _day(DUE),
        "help_url": NOWHERE,
        "button_text": _("Suggest times"),
        "seen_by": _only_the_pair(),
        "reason": _("You are %(member)s's coach.") % {"member": "Camilla Ask"},
        **values,
    }


def _to_both(**values: object) -> dict[str, Any]:
    return {
        "first_name": "Camilla",
        "coach_first": "Astrid",
        "due": _day(DUE),
        "overdue_from": _day(OVERDUE),
        "leader": "Freja Lind",
        "help_url": NOWHERE,
        "confirm_url": NOWHERE,
        "other_coach_url": NOWHERE,
        "seen_by": _("Only the two of you see this letter."),
        "reason": _("The talk is between the two of you, and it remains to be held."),
        **values,
    }


def _invitation() -> States:
    promise = _("Everyone has at least one one-on-one each quarter with a coach they choose.")
    choosing = {
        "promise": promise,
        "coach": None,
        "choose_by": _day(CHOOSE_BY),
        "button_text": _("Choose coach and time"),
    }
    return {
        "choose, inside or outside the line": _to_member(
            **choosing, quarter=True, wide=True, default_coach="Astrid Berg"
        ),
        "choose, with a fallback": _to_member(**choosing, quarter=True, wide=False, default_coach="Astrid Berg"),
        "choose, without a fallback": _to_member(**choosing, quarter=False, wide=False, default_coach=None),
        "coach in place": _to_member(promise=promise, quarter=True, wide=True),
    }


def _choose_coach() -> States:
    button = {"button_text": _("Choose coach and time"), "seen_by": _("Nobody else sees whom you choose.")}
    gone = {"gone": "Erik Dahl", "suggested": "Astrid Berg"}
    return {
        "handed on, with a suggestion": _to_member(
            **button, **gone, soon=True, choose_by=_day(CHOOSE_BY), default_coach=None
        ),
        "before choose_by": _to_member(**button, soon=True, choose_by=_day(CHOOSE_BY), default_coach="Astrid Berg"),
        "after choose_by": _to_member(**button, soon=False, choose_by=_day(CHOOSE_BY), default_coach=None),
    }


def _place_kept() -> States:
    said = {"button_text": _("Take the place"), "seen_by": _("Nobody else sees whom you choose.")}
    return {"a place is free": _to_member(**said, answer_by=spoken.moment(START, ZONE, TODAY))}


def _not_booked() -> States:
    button = {"button_text": _("See all times")}
    return {
        "three times": _to_member(**button, times=_times(3)),
        "no time in common": _to_member(**button, times=[]),
    }


def _first_step() -> States:
    room = {"open_count": "4", "capacity": "10", "handover_url": NOWHERE}
    return {"quarterly": _to_coach(**room, quarter=True), "any other": _to_coach(**room, quarter=False)}


def _handed_over() -> States:
    return {"to the coach": _to_coach(to_coach=True), "to the member": _to_member(to_coach=False)}


def _help_asked() -> States:
    button = {"button_text": _("Tell us what would help"), "seen_by": _("Nobody is told why you answer as you do.")}
    return {"by the leader": _to_member(**button, leader="Freja Lind")}


def _late() -> States:
    button = {"button_text": _("We have met")}
    return {
        "the leader will see it": _to_both(**button),
        "nobody above will": _to_both(**button, leader=None, coach_first=None),
    }


def _pair_overdue() -> States:
    button = {"button_text": _("Tell us what would help")}
    return {"the leader sees it": _to_both(**button), "nobody above does": _to_both(**button, leader=None)}


# --- those above ------------------------------------------------------------------------------------------------------


def _leader_told() -> States:
    seen = _("You see that the talk remains, not what it is about. Those concerned know that you do.")
    told = {"member": "Camilla Ask", "due": _day(DUE), "button_text": _("See your line"), "seen_by": seen}
    return {"one person": {"first_name": "Freja", **told, "reason": _is_in_line()}}


def _hr_told() -> States:
    told = {
        "first_name": "David",
        "member": "Camilla Ask",
        "policy": _("Quarterly talk"),
        "due": _day(DUE),
        "button_text": _("See the rhythm"),
        "seen_by": _("Those who look after the rhythms, and the member's leader."),
        "reason": _("You look after the rhythms."),
    }
    return {"one person": told}


def _line_week() -> States:
    week = {
        "first_name": "Freja",
        "unit": "Nordljus",
        "button_text": _("See your line"),
        "seen_by": _("Only you. You see when people were last heard, never what was said."),
        "reason": _("You lead these people. It comes once a week, and only when somebody remains to be heard."),
    }
    own = _("to be heard by %(day)s") % {"day": _day(DUE)}
    heard = _("you were last heard %(day)s") % {"day": _day(date(2026, 5, 12))}
    return {
        "one remains": {**week, "held": "9", "total": "10", "remain": 1, "own_status": own},
        "several remain": {**week, "held": "7", "total": "10", "remain": 3, "own_status": heard},
    }


def _hr_month() -> States:
    month = {
        "first_name": "David",
        "button_text": _("See the rhythms"),
        "seen_by": _("Those who look after the rhythms. Leaders see their own line."),
        "reason": _("You look after the rhythms. It comes once a month, and only when somebody has waited long."),
    }
    return {
        "one has waited": {**month, "held": 14, "waiting": 1, "failed": None},
        "several, and letters came back": {**month, "held": 14, "waiting": 3, "failed": 2},
    }


# --- a talk that has a time -------------------------------------------------------------------------------------------


def _about(**values: object) -> dict[str, Any]:
    return {
        "first_name": "Camilla",
        "other": "Astrid Berg",
        "day": _day(START.date()),
        "when": _span(START),
        "place": _("Video"),
        "minutes": "30",
        "button_text": _("See the conversation"),
        "seen_by": _only_the_pair(),
        "reason": _("It is a conversation between you and %(other)s.") % {"other": "Astrid Berg"},
        **values,
    }


def _offer() -> States:
    held = spoken.moment(datetime(2026, 6, 10, 10, tzinfo=UTC), ZONE, TODAY)
    offered = {"times": _times(3), "decline_url": NOWHERE, "button_text": _("See the times")}
    return {"held for a while": _about(**offered, held_until=held), "not held": _about(**offered, held_until=None)}


def _round_offers() -> States:
    policy = _("Quarterly talk")
    words = {
        "first_name": "Astrid",
        "policy": policy,
        "button_text": _("See them, or take one back"),
        "seen_by": _("You. Each of them sees their own times only."),
        "reason": _("HR has planned a round of “%(policy)s”, and they chose you.") % {"policy": policy},
    }
    names = ("Björn Holm", "Camilla Ask", "Nils Berg")
    times = [{**one, "label": f"{name}: {one['label']}"} for name, one in zip(names, _times(3), strict=True)]
    return {
        "to one": {**words, "times": times[:1], "count": 1, "rest": None},
        "to many": {**words, "times": times, "count": 14, "rest": "11"},
    }


def _declined() -> States:
    button = {"button_text": _("Suggest new times")}
    return {"none suited": _about(**button, expired=False), "no answer": _about(**button, expired=True)}


def _taken_back() -> States:
    again = {"owed": True, "button_text": _("Choose a time yourself")}
    return {"still owed": _about(**again), "not owed": _about(owed=False)}


def _with_and_without_a_place() -> States:
    return {"with a place": _about(), "without": _about(place=None)}


def _cancelled() -> States:
    again = {"owed": True, "button_text": _("Choose another time")}
    instead = {"coach_away": True, "times": _times(3), "button_text": _("See the times")}
    return {
        "still owed": _about(**again, why=str(Conversation.Why.CLASH.label)),
        "not owed": _about(owed=False),
        "the coach is away, with new times": _about(owed=True, **instead),
    }


def _afterwards() -> States:
    asked = {"other": "Astrid", "not_held_url": NOWHERE, "button_text": _("Yes, we talked"), "n_min": "5"}
    asked |= {"question_url": NOWHERE}
    return {
        "to the member": _about(
            **asked, to_coach=False, next_due=_day(date(2026, 9, 30)), question=str(ONE_QUESTION[Asked.SUPPORT])
        ),
        "to the coach": _about(**asked, to_coach=True, next_due=None, question=str(ONE_QUESTION[Asked.WORTH])),
        "nothing more is asked": _about(**asked, to_coach=True, next_due=None, question=None),
    }


def _corrected() -> States:
    why = _("HR was told that it was noted for the wrong people.")
    seen = _("The two of you. HR, who corrects such notes, sees the day and not with whom.")
    told = {"why": why, "seen_by": seen}
    return {"to the member": _about(**told, due=_day(DUE)), "to the coach": _about(**told, due=None)}


def _reset() -> States:
    words = {
        "first_name": "Camilla",
        "address": "camilla@example.org",
        "button_text": _("Choose a new password"),
        "seen_by": _("Only you."),
        "reason": _("Someone asked for a new password for this address."),
    }
    return {"asked for": words}


# --- several, and rhythms ---------------------------------------------------------------------------------------------


def _digest() -> States:
    warning = _("From %(day)s, %(leader)s can see that the talk remains, not what it is about.")
    items: list[dict[str, Any]] = [
        {
            "title": _("What would help?"),
            "line": warning % {"day": _day(OVERDUE), "leader": "Freja Lind"},
            "url": NOWHERE,
        },
        {"title": _("The first step is yours"), "line": "Björn Holm", "url": NOWHERE},
        {"title": _("A time that is yours this quarter"), "line": None, "url": NOWHERE},
    ]
    words = {
        "first_name": "Camilla",
        "button_text": _("See everything"),
        "seen_by": _("Only you see this letter."),
        "reason": _("We send at most one letter a day of this kind."),
    }
    return {
        "two": {**words, "items": items[:2], "first": items[0]["title"], "more": 1},
        "three": {**words, "items": items, "first": items[0]["title"], "more": 2},
    }


SAMPLES: dict[str, Callable[[], States]] = {
    "invitation": _invitation,
    "choose_coach": _choose_coach,
    "first_step": _first_step,
    "not_booked": _not_booked,
    "place_kept": _place_kept,
    "handed_over": _handed_over,
    "offer": _offer,
    "declined": _declined,
    "taken_back": _taken_back,
    "round_offers": _round_offers,
    "booked": _with_and_without_a_place,
    "moved": _with_and_without_a_place,
    "cancelled": _cancelled,
    "tomorrow": _with_and_without_a_place,
    "afterwards": _afterwards,
    "corrected": _corrected,
    "late": _late,
    "pair_overdue": _pair_overdue,
    "help_asked": _help_asked,
    "digest": _digest,
    "leader_told": _leader_told,
    "line_week": _line_week,
    "hr_told": _hr_told,
    "hr_month": _hr_month,
    "reset": _reset,
}


def _day(value: date) -> str:
    return spoken.day(value, TODAY)


def _span(start: datetime) -> str:
    return spoken.span(start, start + timedelta(minutes=30), ZONE, TODAY)


def _times(count: int) -> list[dict[str, Any]]:
    return [{"label": _span(START + timedelta(hours=hours)), "url": NOWHERE} for hours in (0, 25, 98)[:count]]


def _only_the_pair() -> str:
    return _("What you talk about stays between the two of you. %(org)s only sees that you met.") % {"org": "Nordljus"}


def _is_in_line() -> str:
    return _("%(member)s is in your line.") % {"member": "Camilla Ask"}


SAMPLES.update(calendar_samples.of(_about, _times))
SAMPLES.update(room_samples.of())
SAMPLES.update(rhythm_samples.of(_day, due=DUE, choose_by=CHOOSE_BY))
