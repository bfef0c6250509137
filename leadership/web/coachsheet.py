"""What a coach's page shows: whose step it is with each member, what was offered, what is ahead, what needs a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from leadership.conversations import assigning, seconding
from leadership.conversations.models import Commitment, Conversation, OfferedTime
from leadership.lib.instants import local_date
from leadership.obligations import standing
from leadership.obligations.around import Around, terms_of
from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing
from leadership.people.models import Person
from leadership.web import cards, spoken
from leadership.web.talklines import TalkLine
from leadership.web.turns import NextStep, answer_by, next_step

MOST = 100
AHEAD = timedelta(weeks=4)
ONE_MOMENT = timedelta(microseconds=1)
"""A promise that ends at midnight is good for the day before."""


@dataclass(frozen=True)
class Pair:
    """A member who waits for a time with this coach; `answer_by` is the last day of the coach's turn."""

    standing: Standing
    coach: Person
    answer_by: date | None

    @property
    def obligation(self) -> Obligation:
        return self.standing.obligation

    @property
    def step(self) -> NextStep | None:
        return next_step(self.standing, self.coach)

    @property
    def is_mine(self) -> bool:
        return self.step is not None and self.step.mine

    @property
    def note(self) -> str:
        """Whose step, until when, and by when the member is to be heard."""
        on = self.standing.on
        said = [self.step.text] if self.step else []
        if self.answer_by:
            said.append(_("best by %(day)s") % {"day": spoken.day(self.answer_by, on)})
        return " · ".join([*said, cards.due_words(self.obligation, self.standing.timeliness, on)])


@dataclass(frozen=True)
class Offer(TalkLine):
    """Times that wait for an answer."""

    @property
    def is_theirs(self) -> bool:
        """The member has suggested them, and the coach answers."""
        return self.talk.offered_by == Conversation.Side.MEMBER

    @property
    def note(self) -> str:
        """How many times are open, and until when the answer is good."""
        zone = self.reader.zone_info
        latest = max(time.expires_at for time in self.talk.offers.all()) - ONE_MOMENT
        day = spoken.day(local_date(latest, zone), local_date(self.now, zone))
        times = " · ".join(time.label for time in self.times)
        return _("%(times)s; to be answered by %(day)s") % {"times": times, "day": day}


@dataclass(frozen=True)
class Claim:
    """A member without a coach, in a rhythm in which a coach comes forward."""

    obligation: Obligation
    on: date

    @property
    def note(self) -> str:
        """Which rhythm, and by when the member is to be heard."""
        day = spoken.day(self.obligation.due_on, self.on)
        return f"{cards.title_of(self.obligation)} · " + _("to be heard by %(day)s") % {"day": day}


@dataclass(frozen=True)
class Sheet:
    """All of the page: members who wait, offers, talks that wait for a word, talks ahead, minutes booked ahead."""

    waiting: list[Pair]
    offers: list[Offer]
    unconfirmed: list[TalkLine]
    upcoming: list[TalkLine]
    minutes: int
    is_empty: bool
    claims: list[Claim] = field(default_factory=list)

    @property
    def word_note(self) -> str:
        """How far the coach's word goes: in some rhythms both are asked (R12)."""
        asked = {bool(getattr(line.talk, "asks_both", False)) for line in self.unconfirmed}
        if asked == {True}:
            return _("This rhythm asks you both: it counts once both have said so.")
        if asked == {False}:
            return _("Your word is enough, unless the other one says otherwise.")
        return _("Your word is enough, unless the other one says otherwise or the rhythm asks you both.")

    @property
    def hours(self) -> str:
        """Booked time of the next four weeks, "2 h 30 min"."""
        whole, rest = divmod(self.minutes, 60)
        if not rest:
            return _("%(hours)s h") % {"hours": whole}
        return _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}


def sheet_of(coach: Person, *, now: datetime, on: date) -> Sheet:
    """What there is for `coach` at `now`; `on` is the coach's date. A constant number of queries."""
    owed = list(_owed(coach))
    talks = _talks(coach)
    offers = [Offer(talk, coach, now) for talk in talks if talk.state == "proposed"]
    offers = [offer for offer in offers if offer.times]
    offered = {offer.talk.asked_for_id for offer in offers}
    lines = [TalkLine(talk, coach, now) for talk in talks if talk.start is not None]
    upcoming = [line for line in lines if line.talk.state == "booked" and _start(line) > now]
    begun = [line for line in lines if line not in upcoming and line.talk.confirmed_by != Conversation.Side.COACH]
    return Sheet(
        waiting=_pairs([row for row in owed if row.pk not in offered], coach, on),
        offers=sorted(offers, key=lambda offer: not offer.is_theirs),
        unconfirmed=begun,
        upcoming=upcoming,
        minutes=sum(line.talk.minutes for line in upcoming if _start(line) < now + AHEAD),
        is_empty=not owed and not talks,
        claims=[Claim(row, on) for row in assigning.claimable(coach, on=on)],
    )


def _owed(coach: Person) -> Iterable[Obligation]:
    mine = Obligation.objects.filter(coach=coach, state="open").exclude(person=coach)
    return mine.select_related("person", "policy", "policy_version", "coach").order_by("due_on", "pk")[:MOST]


def _talks(coach: Person) -> list[Conversation]:
    lives = Q(state__in=("proposed", "booked", "ended")) | Q(pk__in=seconding.waiting_for(coach).values("pk"))
    mine = Conversation.objects.visible_to(coach).filter(lives, coach=coach)
    offers = Prefetch("offers", OfferedTime.objects.order_by("start"))
    both = Commitment.objects.filter(conversation=OuterRef("pk"), obligation__policy_version__terms__held_rule="both")
    with_all = mine.select_related("member", "coach", "type", "asked_for__person__manager", "asked_for__policy_version")
    told = with_all.annotate(asks_both=Exists(both))
    return list(told.prefetch_related(offers).order_by("start", "pk")[:MOST])


def _pairs(rows: list[Obligation], coach: Person, on: date) -> list[Pair]:
    """Those whose step is the coach's come first."""
    around = Around.of(rows)
    pairs = [Pair(stand, coach, _answer_by(stand, around)) for stand in standing.of_many(rows, on)]
    return sorted(pairs, key=lambda pair: not pair.is_mine)


def _answer_by(stand: Standing, around: Around) -> date | None:
    """The last day before silence passes the move on; None where it is not the coach's, never passes (R16), or the step
    itself says by when."""
    turn, silence = stand.next_mover, terms_of(stand.obligation).handover_after
    if answer_by(stand) is not None:
        return None
    if turn.role != "coach" or turn.since is None or silence is None:
        return None
    return around.days(stand.obligation.person).plus(turn.since, silence)


def _start(line: TalkLine) -> datetime:
    assert line.talk.start is not None
    return line.talk.start
