"""Letters about a talk that is still owed, to the member and the coach (docs/reference/cadence.md B.5; M1 to M4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.conversations import choosing, places
from leadership.obligations.models import Obligation
from leadership.outreach import promise, recipients, times
from leadership.outreach.letters.pen import NothingToSay, Pen, Values
from leadership.outreach.notices import speaks_to_leader
from leadership.people.models import Person
from policies import explain
from policies.languages import both

WIDE = {"certified", "outside_own_line", "other_unit", "anyone", "peer", "skip_manager"}
"""Kinds of coach that may lie outside the member's own line."""


def invitation(pen: Pen) -> Values:
    """M1: choose a coach, or a time with the coach there is."""
    obligation = owed(pen)
    coach = obligation.coach
    return _to_the_member(pen, obligation) | {
        "quarter": _is_quarterly(obligation),
        "promise": promise.sentence(obligation.policy_version, pen.person.language),
        "coach": coach.name if coach else None,
        "wide": bool(WIDE & set(obligation.terms.coach.eligible)),
        "choose_by": pen.day(obligation.choose_by),
        "default_coach": None if coach else _default_name(pen, obligation),
        "button_text": _("Choose a time") if coach else _("Choose coach and time"),
        "seen_by": pen.only_the_pair,
    }


def choose_coach(pen: Pen) -> Values:
    """Nobody has been chosen yet."""
    obligation = owed(pen)
    return _to_the_member(pen, obligation) | {
        "soon": obligation.choose_by is not None and pen.today <= obligation.choose_by,
        "choose_by": pen.day(obligation.choose_by),
        "default_coach": _default_name(pen, obligation),
        "gone": _name(pen, "was"),
        "suggested": _name(pen, "suggested"),
        "button_text": _("Choose coach and time"),
        "seen_by": _("Nobody else sees whom you choose."),
    }


def place_kept(pen: Pen) -> Values:
    """The place somebody waited for is free, and kept for them until a day."""
    obligation = owed(pen)
    wait = pen.read.wait(pen.delivery)
    if wait is None or wait.answer_by is None:
        raise NothingToSay("answered")
    return _to_the_member(pen, obligation) | {
        "coach": wait.coach.name,
        "answer_by": pen.moment(wait.answer_by),
        "button_text": _("Take the place"),
        "seen_by": _("Nobody else sees whom you choose."),
    }


def not_booked(pen: Pen) -> Values:
    """M2: three times that suit both, each a link; without a coach it is the letter about choosing one."""
    obligation = owed(pen)
    if obligation.coach is None:
        return choose_coach(pen) | {"letter": "choose_coach"}
    if pen.person.pk == obligation.coach_id:
        return handed_over(pen) | {"letter": "handed_over"}
    minutes, free = _common_times(pen, obligation)
    return _to_the_member(pen, obligation) | {
        "coach": obligation.coach.name,
        "zone": pen.zone_name,
        "times": [
            {"label": pen.span(start, minutes), "url": pen.link("book", obligation.name, start)} for start in free
        ],
        "button_text": _("See all times"),
        "seen_by": pen.only_the_pair,
    }


def first_step(pen: Pen) -> Values:
    """M3, to the coach: suggest two or three times, or hand it over."""
    obligation = owed(pen)
    return _to_the_coach(pen, obligation) | {
        "quarter": _is_quarterly(obligation),
        "open_count": str(_open_with(pen)),
        "capacity": str(places.capacity(pen.person) if pen.about is not None else pen.read.room_of(pen.person)),
        "handover_url": pen.link("handover", obligation.name),
    }


def handed_over(pen: Pen) -> Values:
    """Silence has passed the move on, to the member or to the coach."""
    obligation = owed(pen)
    if pen.person.pk == obligation.coach_id:
        return _to_the_coach(pen, obligation) | {
            "to_coach": True,
            "due": pen.day(obligation.due_on),
            "help_url": pen.link("help", obligation.name),
        }
    if obligation.coach is None:
        raise NothingToSay("not_your_turn")
    return _to_the_member(pen, obligation) | {
        "to_coach": False,
        "coach": obligation.coach.name,
        "button_text": _("Choose a time"),
        "seen_by": pen.only_the_pair,
    }


def late(pen: Pen) -> Values:
    """M4, to both in the same words: what would help, and from when the leader can see it."""
    obligation = owed(pen)
    helping = pen.link("help", obligation.name)
    return _to_both(pen, obligation) | {
        "help_url": helping,
        "item_url": helping,
        "button_url": pen.link("confirm", obligation.name),
        "button_text": _("We have met"),
    }


def pair_overdue(pen: Pen) -> Values:
    """To both: what gets in the way?"""
    obligation = owed(pen)
    helping = pen.link("help", obligation.name)
    return _to_both(pen, obligation) | {
        "confirm_url": pen.link("confirm", obligation.name),
        "other_coach_url": f"{helping}?want=coach" if pen.person.pk == obligation.person_id else helping,
        "button_url": helping,
        "button_text": _("Tell us what would help"),
    }


def help_asked(pen: Pen) -> Values:
    """The leader asks the member what would help: a question, not a reminder."""
    obligation = owed(pen)
    leader = pen.read.asked_by(pen.delivery)
    return _to_the_member(pen, obligation) | {
        "leader": leader.name if leader else _("HR"),
        "button_url": pen.link("help", obligation.name),
        "button_text": _("Tell us what would help"),
        "seen_by": _("Nobody is told why you answer as you do."),
    }


def owed(pen: Pen) -> Obligation:
    """The obligation the letter is about, with everything a letter reads of it."""
    if pen.about is not None:
        return pen.about
    return pen.read.obligation(pen.delivery)


def _common_times(pen: Pen, obligation: Obligation) -> tuple[int, tuple[datetime, ...]]:
    """Minutes, and up to three times in the coming weeks at which both are free."""
    if pen.about is not None:
        return times.common([obligation], now=pen.now)[obligation.pk]
    return pen.read.common_times(obligation)


def _to_the_member(pen: Pen, obligation: Obligation) -> Values:
    title = obligation.policy_version.title(pen.person.language)
    return {
        "first_name": pen.person.given_name,
        "due": pen.day(obligation.due_on),
        "help_url": pen.link("help", obligation.name),
        "button_url": pen.link("choose", obligation.name),
        "reason": " ".join([_why(pen, obligation) % {"policy": title, "due": pen.day(obligation.due_on)}, *_date(pen)]),
    }


def _date(pen: Pen) -> Iterator[str]:
    """How the day came about, in the sentence of the page *why*, which speaks English and Swedish; to the member alone,
    for it may speak of their leave."""
    languages, obligation = both(), owed(pen)
    theirs = pen.about is None and pen.person.pk == obligation.person_id
    item = pen.read.reasons.get(obligation.pk) if theirs and get_language() in languages else None
    if item is not None:
        yield explain.render(item, languages[get_language() or "en"])


def _why(pen: Pen, obligation: Obligation) -> str:
    if pen.person.pk == obligation.coach_id:
        return _("The rhythm “%(policy)s” is yours to see to, by %(due)s.")
    return _("The rhythm “%(policy)s” is a promise to you: to be heard by %(due)s.")


def _to_the_coach(pen: Pen, obligation: Obligation) -> Values:
    member = obligation.person.name
    return {
        "first_name": pen.person.given_name,
        "member": member,
        "button_url": pen.link("open", obligation.name),
        "button_text": _("Suggest times"),
        "seen_by": pen.only_the_pair,
        "reason": _("You are %(member)s's coach.") % {"member": member},
    }


def _to_whom(pen: Pen, obligation: Obligation) -> Values:
    """Whom a letter about a late talk greets: the two, or the leader alone where it is the leader who sees to it."""
    coach = obligation.coach
    if coach is not None and speaks_to_leader(obligation):
        seen_by = _("Only you see this letter.")
        reason = _("You are %(member)s's coach.") % {"member": obligation.person.name}
        return {"first_name": coach.given_name, "coach_first": None, "seen_by": seen_by, "reason": reason}
    return {
        "first_name": obligation.person.given_name,
        "coach_first": coach.given_name if coach else None,
        "seen_by": _("Only the two of you see this letter."),
        "reason": _("The talk is between the two of you, and it remains to be held."),
    }


def _to_both(pen: Pen, obligation: Obligation) -> Values:
    leader = leader_words(pen, obligation)
    warning = _("From %(day)s, %(leader)s can see that the talk remains, not what it is about.")
    return {
        **_to_whom(pen, obligation),
        "due": pen.day(obligation.due_on),
        "overdue_from": pen.day(obligation.overdue_from),
        "leader": leader,
        "line": warning % {"day": pen.day(obligation.overdue_from), "leader": leader} if leader else None,
    }


def leader_words(pen: Pen, obligation: Obligation) -> str | None:
    """Who above the pair can see it later: a name, or HR; None when nobody ever will."""
    if obligation.overdue_from is None or obligation.terms.binding != "compulsory":
        return None
    leader = _leader(pen, obligation)
    return leader.name if leader else _("HR")


def _leader(pen: Pen, obligation: Obligation) -> Person | None:
    if pen.about is not None:
        return recipients.leader_of(obligation, on=pen.today)
    return pen.read.leader_of(obligation, pen.today)


def _open_with(pen: Pen) -> int:
    if pen.about is not None:
        return len(places.pairs_of([pen.person.pk])[pen.person.pk])
    return pen.read.open_with(pen.person)


def _name(pen: Pen, word: str) -> str | None:
    """The name of somebody whose key the letter carries."""
    person = pen.read.named(pen.delivery.data[word]) if pen.delivery.data.get(word) else None
    return person.name if person else None


def _is_quarterly(obligation: Obligation) -> bool:
    per_period = obligation.terms.cadence.per_period
    return per_period is not None and per_period.period == "quarter"


def _default_name(pen: Pen, obligation: Obligation) -> str | None:
    """Who gets in touch when the member would rather not choose, as it looks today."""
    if pen.about is not None:
        coach = choosing.default(obligation, now=pen.now)
    else:
        coach = pen.read.default_coach(obligation)
    return coach.name if coach else None
