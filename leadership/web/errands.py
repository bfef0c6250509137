"""What a link in a letter lets its person do: found anew each time from the state things are in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from leadership.accounts import links
from leadership.accounts.models import ActionLink
from leadership.conversations import booking, choosing, handing_back, holding, lengths, proposals, pulse, replies
from leadership.conversations.models import Conversation
from leadership.lib.instants import at_local
from leadership.lib.refusal import refuse
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.people.models import Organisation, Person
from leadership.web import cards, freetimes, picker
from leadership.web import pulse as pulse_pages
from leadership.web.coach_choice import named_coach
from leadership.web.conversation import WISHES

ALLOWED = {
    "choose": ("choose", "book", "not_now"),
    "book": ("book",),
    "accept": ("accept",),
    "decline": ("decline",),
    "help": ("choose", "book", "not_now", "handover"),
    "held": ("held",),
    "not_held": ("not_held",),
    "confirm": ("held", "not_held"),
    "pulse": ("held",),
    "not_now": ("not_now",),
    "handover": ("handover",),
    "move": ("move", "keep_time"),
    "keep_time": ("keep_time",),
    "open": (),
}
"""The deeds a link of each purpose opens; every other deed is refused."""
ASKED = ("held", "confirm", "pulse")
"""Purposes whose page also asks what the talk was worth, once it is held."""
SOME = 8


@dataclass(frozen=True)
class Errand:
    """One link followed by its person at `now` (UTC)."""

    link: ActionLink
    now: datetime

    @property
    def person(self) -> Person:
        return self.link.person

    @property
    def purpose(self) -> str:
        return self.link.purpose

    @cached_property
    def about(self) -> links.About:
        return links.read(self.link)

    @cached_property
    def obligation(self) -> Obligation | None:
        """What the link is about, when it is an obligation the person is part of."""
        pair = cards.with_everything(Obligation.objects.pair_of(self.person))
        if self.about.kind == "obligation":
            return pair.filter(key=self.about.key).first()
        return None

    @cached_property
    def talk(self) -> Conversation | None:
        """The conversation: the one named, else the one that covers the obligation, or was asked for it."""
        mine = Conversation.objects.visible_to(self.person).select_related("member", "coach", "type", "asked_for")
        if self.about.kind == "conversation":
            return mine.filter(key=self.about.key).first()
        if self.obligation is None:
            return None
        covering = mine.filter(commitments__obligation=self.obligation).order_by("-start").first()
        return (
            covering or mine.filter(asked_for=self.obligation, state__in=("ended", "held", "held_provisional")).last()
        )

    @property
    def is_gone(self) -> bool:
        """The thing has no place for this person any more."""
        return (self.obligation if self.about.kind == "obligation" else self.talk) is None

    @property
    def is_member(self) -> bool:
        subject = self.obligation or self.talk
        member = getattr(subject, "person_id", None) or getattr(subject, "member_id", None)
        return member == self.person.pk

    @property
    def minutes(self) -> int:
        """The usual length of the talk that is owed."""
        assert self.obligation is not None
        return lengths.usual(self.obligation.terms, self.obligation.coach)

    @property
    def shortest(self) -> int:
        """The shortest length that counts."""
        assert self.obligation is not None
        return lengths.choices(self.obligation.terms, self.obligation.coach)[0]

    def times(self, minutes: int) -> Sequence[Any]:
        """Some free times with the chosen coach, as choices."""
        if self.obligation is None or self.obligation.coach_id is None:
            return []
        found = freetimes.for_obligation(self.obligation, minutes=minutes, now=self.now)
        return found.options(found.times[:SOME])

    def act(self, said: QueryDict) -> str:
        """Does the deed `said` names and returns what to tell the person. Raises Refused."""
        deed = said.get("deed") or self._only_deed()
        if deed in pulse_pages.DEEDS and self.purpose in ASKED:
            return self._say(said)
        if deed not in ALLOWED[self.purpose]:
            raise refuse("deed", deed, _("This link is for something else."), _("Use the buttons on its page."))
        return DEEDS[deed](self, said)

    @cached_property
    def organisation(self) -> Organisation:
        return Organisation.current()

    @cached_property
    def opens(self) -> Sequence[pulse.Open]:
        """What the person is asked about the talk; nothing before it is held."""
        talk = self.talk if self.purpose in ASKED else None
        if talk is None or not pulse.is_asked_about(talk, self.now):
            return []
        return pulse.open_after(talk, self.person, now=self.now, organisation=self.organisation)

    def _say(self, said: QueryDict) -> str:
        return pulse_pages.take(said, self.opens, by=self.person, now=self.now, talk=self.needed_talk())

    def _only_deed(self) -> str:
        allowed = ALLOWED[self.purpose]
        return allowed[0] if len(allowed) == 1 else ""

    def needed_obligation(self) -> Obligation:
        """The obligation, when the person is its member. Raises Refused for anyone else."""
        if self.obligation is None or not self.is_member:
            raise refuse("obligation", "", _("This is for the other one of you to decide."), _("Ask them."))
        return self.obligation

    def needed_talk(self) -> Conversation:
        """The conversation. Raises Refused when there is none."""
        if self.talk is None:
            raise refuse("conversation", "", _("There is no talk to answer for."), _("Sign in to see what is planned."))
        return self.talk


def _choose(errand: Errand, said: QueryDict) -> str:
    obligation = errand.needed_obligation()
    coach = named_coach(said.get("coach", ""), errand.person)
    choosing.choose(obligation, coach=coach, by=errand.person, now=errand.now)
    return _("%(name)s is your coach this time. Now a time for the two of you.") % {"name": coach.given_name}


def _book(errand: Errand, said: QueryDict) -> str:
    obligation = errand.needed_obligation()
    start = _start(errand, said)
    set_talk = errand.talk
    if set_talk is not None and set_talk.state == "booked" and set_talk.start == start:
        return _("It is set. Both of you get an invitation for the calendar.")
    if obligation.coach is None:
        raise refuse("coach", "", _("No coach is chosen yet."), _("Choose one first."))
    known = lengths.choices(obligation.terms, obligation.coach)
    booking.book(
        member=obligation.person,
        coach=obligation.coach,
        start=start,
        minutes=picker.read_minutes(said.get("minutes", ""), known, errand.minutes),
        type=lengths.type_of(obligation),
        by=errand.person,
        now=errand.now,
        obligation=obligation,
        mode=booking.usual_mode(obligation.person, obligation.coach),
    )
    return _("It is set. Both of you get an invitation for the calendar.")


def _accept(errand: Errand, said: QueryDict) -> str:
    start = _start(errand, said)
    proposals.accept(errand.needed_talk(), start=start, by=errand.person, now=errand.now)
    return _("It is set. Both of you get an invitation for the calendar.")


def _move(errand: Errand, said: QueryDict) -> str:
    """To the time the link stands for, whatever else is posted."""
    if errand.about.start is None:
        raise refuse("start", "", _("This link is for something else."), _("Use the buttons on its page."))
    booking.move(errand.needed_talk(), start=errand.about.start, by=errand.person, now=errand.now)
    return _("The talk is moved. Both of you get the new time for the calendar.")


def _keep_time(errand: Errand, said: QueryDict) -> str:
    replies.keep_time(errand.needed_talk(), by=errand.person, now=errand.now)
    return _("The time stands, and %(name)s knows.") % {"name": errand.needed_talk().other(errand.person).given_name}


def _start(errand: Errand, said: QueryDict) -> datetime:
    """The time pressed, else the one the letter's link stands for."""
    if errand.about.start is not None and not said.get("start"):
        return errand.about.start
    return picker.read_start(said.get("start", ""))


def _decline(errand: Errand, said: QueryDict) -> str:
    talk, wish = errand.needed_talk(), WISHES.get(said.get("wish", ""), "another_time")
    proposals.decline(talk, by=errand.person, now=errand.now, wish=wish)
    return _("Thank you for saying so. %(name)s is told, without a reason.") % {
        "name": talk.other(errand.person).given_name
    }


def _not_now(errand: Errand, said: QueryDict) -> str:
    ledger.not_now(errand.needed_obligation(), by=errand.person, now=errand.now)
    return _("All right, not now. The time stays yours, and you can come back to it any day.")


def _held(errand: Errand, said: QueryDict) -> str:
    if errand.talk is None:
        _log(errand, said)
    else:
        holding.confirm(errand.talk, by=errand.person, now=errand.now, covered=bool(said.get("covered")))
    return _("Thank you. It is noted that you talked, not what about.")


def _log(errand: Errand, said: QueryDict) -> None:
    """Nobody had booked it: the day says it."""
    obligation = errand.obligation
    if obligation is None or obligation.coach is None:
        raise refuse("coach", "", _("No coach is chosen yet."), _("Sign in and note the talk there."))
    day, at = picker.read_day(said.get("day", "")), picker.NOON
    holding.log_past(
        member=obligation.person,
        coach=obligation.coach,
        start=at_local(day, at, errand.person.zone_info),
        minutes=lengths.usual(obligation.terms),
        type=lengths.type_of(obligation),
        by=errand.person,
        now=errand.now,
    )


def _not_held(errand: Errand, said: QueryDict) -> str:
    if errand.talk is not None:
        holding.deny(errand.talk, by=errand.person, now=errand.now)
    return _("Thank you for saying so. That happens; a new time can be found.")


def _hand_over(errand: Errand, said: QueryDict) -> str:
    obligation = errand.obligation
    if obligation is None or obligation.state != "open":
        raise refuse("obligation", "", _("This is for the coach to decide."), _("Ask them."))
    handing_back.hand_back(obligation, by=errand.person, now=errand.now)
    return _("Thank you for saying so. %(name)s is offered someone else, without a reason.") % {
        "name": obligation.person.given_name
    }


DEEDS: dict[str, Callable[[Errand, QueryDict], str]] = {
    "choose": _choose,
    "book": _book,
    "accept": _accept,
    "decline": _decline,
    "not_now": _not_now,
    "held": _held,
    "not_held": _not_held,
    "handover": _hand_over,
    "move": _move,
    "keep_time": _keep_time,
}
