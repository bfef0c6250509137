"""What is owed to the reader, as cards: what, by when, whose step, and what is one click away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.conversations.models import Commitment, Conversation
from leadership.obligations import standing as standings
from leadership.obligations.models import Obligation, ObligationQuerySet
from leadership.obligations.standing import Standing
from leadership.people.models import Person
from leadership.web import spoken
from leadership.web.spoken import TimeOption
from leadership.web.talklines import TalkLine
from leadership.web.turns import NextStep, next_step, other_answers
from policies.terms import Terms

SHOWN_AS = {"booked": "booked", "unconfirmed": "unconfirmed"}


@dataclass(frozen=True)
class Card:
    """One obligation for the eyes of the pair; `reader` is one of the two."""

    standing: Standing
    reader: Person
    talk: TalkLine | None = None
    offers: Sequence[TalkLine] = ()
    times: Sequence[TimeOption] = ()

    @property
    def obligation(self) -> Obligation:
        return self.standing.obligation

    @cached_property
    def terms(self) -> Terms:
        return self.obligation.terms

    @property
    def member_chooses(self) -> bool:
        """Whether the member names the coach; else one is found, or comes forward."""
        return self.terms.coach.choice == "member"

    @property
    def title(self) -> str:
        return title_of(self.obligation)

    @property
    def status(self) -> str:
        """The chip: a set time or a waiting word counts more than the calendar."""
        return SHOWN_AS.get(self.obligation.state, self.standing.timeliness)

    @property
    def note(self) -> str:
        return due_words(self.obligation, self.standing.timeliness, self.standing.on)

    @property
    def kicker(self) -> str:
        words = {"voluntary": _("Offered to you"), "opt_in": _("You asked for this rhythm")}
        return words.get(self.terms.binding, "")

    @property
    def step(self) -> NextStep | None:
        if self.talk and not self.may_answer:
            return other_answers(self.talk.other)
        return next_step(self.standing, self.reader, offered=bool(self.offers))

    @property
    def may_answer(self) -> bool:
        """Whether the reader's word on the talk is still asked for: not twice where both are asked (R12)."""
        if self.talk is None or self.obligation.state != Obligation.State.UNCONFIRMED:
            return True
        said = self.talk.talk.member_said_on, self.talk.talk.coach_said_on
        return said[self.talk.talk.side_of(self.reader) == Conversation.Side.COACH] is None

    @property
    def may_deny(self) -> bool:
        """Once held by the other one's word and by time, "it did not happen" is past."""
        return self.talk is None or self.talk.talk.state != Conversation.State.HELD

    @property
    def main_kind(self) -> str:
        """Choosing is the main thing, unless a press on an offered or free time is."""
        return "secondary" if self.offers or self.times else "primary"

    @property
    def warning(self) -> str:
        """Fair warning (cadence.md B.5): from when those above the pair can see that the talk remains."""
        row = self.obligation
        if (
            self.standing.timeliness not in ("late", "overdue")
            or self.terms.binding != "compulsory"
            or not row.overdue_from
        ):
            return ""
        return self._warned(row.overdue_from)

    def _warned(self, overdue_from: date) -> str:
        """With whom, where the rhythm or the member says so or the leader is the coach, is left open."""
        named = {"day": spoken.day(overdue_from, self.standing.on)}
        if self._names_the_coach():
            if overdue_from <= self.standing.on:
                return _("Your leader can see that the talk remains, never what it is about.")
            return _("From %(day)s your leader can see that the talk remains, never what it is about.") % named
        if overdue_from <= self.standing.on:
            return _("Your leader can see that the talk remains, never with whom or what it is about.")
        return _("From %(day)s your leader can see that the talk remains, never with whom or what it is about.") % named

    def _names_the_coach(self) -> bool:
        """Whether the leader sees whose talk it is: the own leader's, or as the rhythm or the member says."""
        row = self.obligation
        is_leader = row.coach_id is not None and row.coach_id == row.person.manager_id
        return is_leader or row.person.shows_coach or self.terms.coach_visible_to_leader

    @property
    def is_quiet(self) -> bool:
        """The member has said "not now", and the days of quiet are not over."""
        quiet_until = self.obligation.quiet_until
        return quiet_until is not None and quiet_until > self.standing.on

    @property
    def quiet_words(self) -> str:
        quiet_until = self.obligation.quiet_until
        return _("No reminders before %(day)s, as you wished.") % {
            "day": spoken.day(quiet_until, self.standing.on) if quiet_until else ""
        }

    @property
    def coach_url(self) -> str:
        return reverse("coach_choice", args=[self.obligation.key])

    @property
    def book_url(self) -> str:
        return reverse("booking", args=[self.obligation.key])

    @property
    def why_url(self) -> str:
        return reverse("why", args=[self.obligation.key])


def title_of(obligation: Obligation) -> str:
    """The rhythm's name in the reader's language."""
    return obligation.policy_version.title(get_language() or "en")


def due_words(obligation: Obligation, timeliness: str, on: date) -> str:
    """By when, in words that never blame."""
    day = spoken.day(obligation.due_on, on)
    if timeliness in ("late", "overdue") and obligation.state == Obligation.State.BOOKED:
        return _("The plan was %(day)s, and now a time is set.") % {"day": day}
    if timeliness in ("late", "overdue"):
        last = obligation.close_on
        if last is None or last < on:
            return _("The plan was %(day)s. It is not too late to find a time.") % {"day": day}
        return _("The plan was %(day)s. A talk counts until %(last)s.") % {"day": day, "last": spoken.day(last, on)}
    if timeliness == "resting":
        return _("Rests while you are away. The day now is %(day)s.") % {"day": day}
    return _("To be heard by %(day)s") % {"day": day}


def with_everything(obligations: ObligationQuerySet) -> ObligationQuerySet:
    """The rows with all a card needs of other rows, in the same query."""
    booked = Commitment.objects.filter(obligation=OuterRef("pk")).values("conversation_id")[:1]
    return obligations.select_related("person", "policy", "policy_version", "coach__door").annotate(
        talk_id=Subquery(booked), policy_key=F("policy__key")
    )


def cards_of(
    obligations: Iterable[Obligation], reader: Person, *, on: date, now: datetime, talks: Iterable[Conversation] = ()
) -> list[Card]:
    """One card for each, in the same order. `talks` are the reader's conversations, with offers already fetched."""
    rows = list(obligations)
    lines = {talk.pk: TalkLine(talk, reader, now) for talk in talks}
    offers = _offers_by_obligation(lines.values())
    return [
        Card(standing, reader, lines.get(getattr(row, "talk_id", None) or 0), offers.get(row.pk, ()))
        for row, standing in zip(rows, standings.of_many(rows, on), strict=True)
    ]


def _offers_by_obligation(lines: Iterable[TalkLine]) -> dict[int, list[TalkLine]]:
    """Offers that still hold a time, under the obligation they were made for."""
    found: dict[int, list[TalkLine]] = {}
    for line in lines:
        talk = line.talk
        if talk.state == Conversation.State.PROPOSED and talk.asked_for_id and line.may_accept and line.times:
            found.setdefault(talk.asked_for_id, []).append(line)
    return found
