"""Letters about a talk that has a time, or is offered one: booked, moved, cancelled, offered, no longer offered, soon,
afterwards (M5), and taken back by HR."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.conversations.models import Asked, Conversation, OfferedTime, RoundPlace
from leadership.lib.instants import parse_instant
from leadership.obligations.models import Obligation
from leadership.outreach import copies
from leadership.outreach.letters.pen import NothingToSay, Pen, Values
from leadership.people.models import Person

MOST_NAMED = 8
"""So many offers of a round stand in the letter; the page has all of them."""


def booked(pen: Pen) -> Values:
    """Both have a time; the invitation is attached."""
    return _set(pen, talk(pen))


def moved(pen: Pen) -> Values:
    """The time has changed; to somebody who never got the first invitation this is the first."""
    values = _set(pen, talk(pen)) | {"why": _why(pen, talk(pen))}
    others = [one for one in pen.read.told(pen.delivery) if one.delivery != pen.delivery.pk]
    told = any(one.letter in ("booked", "moved") and one.attempts for one in others)
    return values if told else values | {"letter": "booked"}


def cancelled(pen: Pen) -> Values:
    """It is called off; what is still owed is still theirs."""
    conversation = talk(pen)
    owed = _still_owed(conversation) if pen.person.pk == conversation.member_id else None
    values = _set(pen, conversation) | {"owed": owed is not None, **_called_off(pen, conversation)}
    if owed is not None and not values["times"]:
        values |= {"button_url": pen.link("choose", owed.name), "button_text": _("Choose another time")}
    return values


def _called_off(pen: Pen, conversation: Conversation) -> Values:
    """Why, where somebody said so; that the coach cannot be there, said kindly; and the times they offer instead."""
    instead = pen.read.instead(conversation) if pen.person.pk == conversation.member_id else None
    times = [one for one in instead.offers.all() if one.start > pen.now] if instead else []
    button = {"button_url": pen.link("open", instead.name), "button_text": _("See the times")} if instead else {}
    return {
        "why": _why(pen, conversation),
        "coach_away": not conversation.cancelled_by,
        "mine": pen.person.pk == conversation.coach_id,
        "times": [
            {"label": _offered_at(pen, instead, one), "url": pen.link("accept", instead.name, one.start)}
            for one in times
            if instead
        ],
        **button,
    }


def _why(pen: Pen, conversation: Conversation) -> str | None:
    """A word of ours, where whoever moved or cancelled it said one; never their own words."""
    return str(Conversation.Why(conversation.why).label) if conversation.why else None


def tomorrow(pen: Pen) -> Values:
    """A day before: is there something to bring up?"""
    return _set(pen, talk(pen))


def offer(pen: Pen) -> Values:
    """One of some times, each a link; they are held for a while."""
    conversation = talk(pen)
    offers = sorted((one for one in conversation.offers.all() if one.start > pen.now), key=lambda one: one.start)
    held = min((one.held_until for one in offers if one.held), default=None)
    return _about(pen, conversation) | {
        "minutes": str(conversation.minutes),
        "zone": pen.zone_name,
        "times": [
            {"label": _offered_at(pen, conversation, one), "url": pen.link("accept", conversation.name, one.start)}
            for one in offers
        ],
        "held_until": pen.moment(held) if held else None,
        "decline_url": pen.link("decline", conversation.name),
        "button_text": _("See the times"),
    }


def _offered_at(pen: Pen, conversation: Conversation, time: OfferedTime) -> str:
    """When it would be, and where, if in person."""
    place = (time.place or conversation.place) if conversation.mode == "in_person" else ""
    return ", ".join(part for part in (pen.span(time.start, conversation.minutes), place) if part)


def round_offers(pen: Pen) -> Values:
    """HR's round has offered times in the coach's name: to whom, the first of each, and the way to take them back."""
    key = pen.delivery.data["round"]
    waiting = pen.read.rhythms.waiting_places(pen.delivery)
    if not waiting:
        raise NothingToSay("answered")
    policy = waiting[0].obligation.policy_version.title(pen.person.language)
    return {
        "first_name": pen.person.given_name,
        "policy": policy,
        "line": ", ".join(place.conversation.member.name for place in waiting if place.conversation),
        "zone": pen.zone_name,
        "times": [_in_ones_name(pen, place) for place in waiting[:MOST_NAMED]],
        "rest": str(len(waiting) - MOST_NAMED) if len(waiting) > MOST_NAMED else None,
        "count": len(waiting),
        "button_url": pen.page(f"/rounds/{key}/mine/"),
        "button_text": _("See them, or take one back"),
        "seen_by": _("You. Each of them sees their own times only."),
        "reason": _("HR has planned a round of “%(policy)s”, and they chose you.") % {"policy": policy},
    }


def _in_ones_name(pen: Pen, place: RoundPlace) -> Values:
    assert place.conversation is not None and place.start is not None
    talk = place.conversation
    return {
        "label": f"{talk.member.name}: {pen.moment(place.start)}",
        "url": pen.page(f"/conversations/{talk.key}/"),
    }


def declined(pen: Pen) -> Values:
    """None of the times suited, or nobody answered while they stood."""
    conversation = talk(pen)
    asked = conversation.asked_for
    return _about(pen, conversation) | {
        "expired": conversation.state == Conversation.State.EXPIRED,
        "button_url": pen.link("open", (asked or conversation).name),
        "button_text": _("Suggest new times"),
    }


def taken_back(pen: Pen) -> Values:
    """The times that were offered are offered no longer; the member's time to be heard stays theirs."""
    conversation = talk(pen)
    owed = _still_owed(conversation) if pen.person.pk == conversation.member_id else None
    again = {"button_url": pen.link("choose", owed.name), "button_text": _("Choose a time yourself")} if owed else {}
    return _about(pen, conversation) | {"owed": owed is not None, **again}


def answered(pen: Pen) -> Values:
    """The time does not suit one of the two: whoever said so picks another; the other one knows, and may as well."""
    conversation = talk(pen)
    said_it = conversation.side_of(pen.person) == pen.delivery.data.get("by")
    return _set(pen, conversation) | {
        "mine": said_it,
        "times": _other_times(pen, conversation),
        "button_url": pen.page(f"/conversations/{conversation.key}/move/"),
        "button_text": _("Choose another time"),
    }


def counter(pen: Pen) -> Values:
    """The other one asks for another time: one press moves the talk there, where it suits both calendars."""
    conversation = talk(pen)
    start = parse_instant(pen.delivery.data["proposed"])
    fits = pen.read.suits(conversation, start, pen.person)
    wished = pen.span(start, conversation.minutes)
    taken = {"button_text": _("Move to this time"), "button_url": pen.link("move", conversation.name, start)}
    rest = {"button_text": _("Choose another time"), "button_url": pen.page(f"/conversations/{conversation.key}/move/")}
    return (
        _set(pen, conversation)
        | (taken if fits else rest)
        | {
            "wished": wished,
            "fits": fits,
            "held_until": _held_until(pen, conversation, start),
            "times": [] if fits else _other_times(pen, conversation),
            "keep_url": pen.link("keep_time", conversation.name),
        }
    )


def _held_until(pen: Pen, conversation: Conversation, start: datetime) -> str | None:
    until = pen.read.held_until(conversation, start)
    return pen.moment(until) if until else None


def time_kept(pen: Pen) -> Values:
    """The time that was asked for instead was not taken."""
    conversation = talk(pen)
    wished = pen.span(parse_instant(pen.delivery.data["proposed"]), conversation.minutes)
    return _set(pen, conversation) | {
        "wished": wished,
        "button_url": pen.page(f"/conversations/{conversation.key}/"),
    }


def _other_times(pen: Pen, conversation: Conversation) -> list[dict[str, str]]:
    """Times to which the reader can move the talk with one press."""
    found = pen.read.other_times(conversation, pen.person)
    return [
        {"label": pen.span(start, conversation.minutes), "url": pen.link("move", conversation.name, start)}
        for start in found
    ]


def calendar_differs(pen: Pen) -> Values:
    """Their own calendar has the talk elsewhere, or no more: what did they mean?"""
    conversation = talk(pen)
    asked = copies.question(conversation, pen.person, now=pen.now)
    if asked is None:
        raise NothingToSay("answered")
    moved_to = pen.span(asked.seen_start, conversation.minutes) if asked.seen_start else None
    return _set(pen, conversation) | {
        "moved_to": moved_to,
        "button_url": pen.page(f"/conversations/{conversation.key}/#calendar"),
        "button_text": _("Say what you meant"),
        "seen_by": _("Nobody else: %(other)s is not told.") % {"other": conversation.other(pen.person).given_name},
    }


def afterwards(pen: Pen) -> Values:
    """M5: did you get your talk? And one question more, where there is one that they have not been asked."""
    conversation = talk(pen)
    other = conversation.other(pen.person)
    following = pen.read.after(conversation) if pen.person.pk == conversation.member_id else None
    return _about(pen, conversation) | {
        "to_coach": pen.person.pk == conversation.coach_id,
        "other": other.given_name,
        "next_due": pen.day(following.due_on) if following else None,
        "button_url": pen.link("held", conversation.name),
        "button_text": _("Yes, we talked"),
        "not_held_url": pen.link("not_held", conversation.name),
        **_one_question(pen, conversation),
    }


ONE_QUESTION = {
    Asked.SUPPORT: gettext_lazy("One question, if you like: “I got the support I needed”, 1–5."),
    Asked.WORTH: gettext_lazy("One question, if you like: was it worth your time?"),
    Asked.CHANGE: gettext_lazy(
        "One question, if you like: do you get less, the same or more support than a quarter ago?"
    ),
}


def _one_question(pen: Pen, conversation: Conversation) -> Values:
    """The first that waits for them; the page asks the others. The link says nothing of an answer."""
    opens = pen.read.asked_after(conversation, pen.person)
    if not opens:
        return {"question": None}
    link = pen.link("pulse", conversation.name)
    return {
        "question": str(ONE_QUESTION[opens[0].question]),
        "question_url": link,
        "n_min": str(pen.organisation.n_min),
    }


WHY_CORRECTED = {
    "not_held": gettext_lazy("HR was told that it did not happen."),
    "wrong_person": gettext_lazy("HR was told that it was noted for the wrong people."),
    "other_day": gettext_lazy("HR was told that it was on another day."),
    "noted_twice": gettext_lazy("HR was told that it was noted twice."),
}
"""A sentence for each of `leadership.conversations.holding.CORRECTIONS`."""


def corrected(pen: Pen) -> Values:
    """HR has taken back what was noted: both are told why and asked whether it is right (docs/reference/cadence.md
    B.6); the member, what is open again by it."""
    conversation = talk(pen)
    mine = Obligation.objects.open().filter(person=pen.person, credits__conversation=conversation)
    open_again = mine.order_by("due_on").first()
    return _about(pen, conversation) | {
        "why": str(WHY_CORRECTED[pen.delivery.data.get("reason", "not_held")]),
        "due": pen.day(open_again.due_on) if open_again else None,
        "button_url": pen.page(f"/conversations/{conversation.key}/"),
        "seen_by": _("The two of you. HR, who corrects such notes, sees the day and not with whom."),
    }


def talk(pen: Pen) -> Conversation:
    """The conversation the letter is about, with its two."""
    return pen.read.conversation(pen.delivery)


def _set(pen: Pen, conversation: Conversation) -> Values:
    """What letters about a time have in common; the time is that of the conversation as it is now."""
    when = pen.span(_start(pen, conversation), conversation.minutes)
    return _about(pen, conversation) | {"when": when, "place": conversation.place or None}


def _about(pen: Pen, conversation: Conversation) -> Values:
    other: Person = conversation.other(pen.person)
    values: Values = {
        "first_name": pen.person.given_name,
        "other": other.name,
        "zone": pen.zone_name,
        "button_url": pen.link("open", conversation.name),
        "button_text": _("See the conversation"),
        "seen_by": pen.only_the_pair,
        "reason": _("It is a conversation between you and %(other)s.") % {"other": other.name},
    }
    if conversation.start is not None or "start" in pen.delivery.data:
        values["day"] = pen.day(_start(pen, conversation).astimezone(pen.zone).date())
    return values


def _start(pen: Pen, conversation: Conversation) -> datetime:
    return conversation.start or parse_instant(pen.delivery.data["start"])


def _still_owed(conversation: Conversation) -> Obligation | None:
    asked = conversation.asked_for
    return asked if asked is not None and asked.state == Obligation.State.OPEN else None
