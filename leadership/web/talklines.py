"""A conversation in one line, to the one of the two who reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.conversations.models import Conversation, OfferedTime
from leadership.people.models import Person
from leadership.web import calendar_answers, spoken
from leadership.web.spoken import TimeOption
from policies.models import ConversationType

SHOWN_AS = {
    "proposed": "proposed",
    "booked": "booked",
    "ended": "unconfirmed",
    "held_provisional": "held",
    "held": "held",
    "not_held": "not_held",
    "declined": "closed",
    "expired": "closed",
    "cancelled": "cancelled",
    "voided": "closed",
}
"""How each state of a conversation reads (leadership.web.statuses)."""


@dataclass(frozen=True)
class TalkLine:
    """`talk` as `reader` sees it at `now`; its people, type and offers have been fetched with it."""

    talk: Conversation
    reader: Person
    now: datetime

    @property
    def key(self) -> UUID:
        return self.talk.key

    @property
    def other(self) -> Person:
        return self.talk.other(self.reader)

    @property
    def title(self) -> str:
        """ "One-on-one with Astrid Berg"."""
        return _("%(kind)s with %(name)s") % {"kind": type_title(self.talk.type), "name": self.other.name}

    @property
    def when(self) -> str:
        return when(self.talk, self.reader, self.now)

    @property
    def shown_as(self) -> str:
        return shown_as(self.talk)

    @property
    def url(self) -> str:
        return reverse("conversation", args=[self.talk.key])

    @property
    def calendar_asks(self) -> str:
        """What a calendar says that waits for the reader's word, about a booked talk ahead; empty when nothing does."""
        ahead = self.talk.state == "booked" and self.talk.start is not None and self.talk.start > self.now
        return calendar_answers.in_a_word(self.talk, self.reader) if ahead else ""

    @property
    def asking_url(self) -> str:
        """Where the reader answers that."""
        return f"{self.url}#calendar"

    @property
    def none_url(self) -> str:
        """Where the reader says that no offered time fits."""
        return f"{self.url}#none"

    @property
    def cancel_url(self) -> str:
        """Where the reader can call it off."""
        return f"{self.url}#cancel"

    @property
    def may_accept(self) -> bool:
        """Whether the times were offered to the reader, and not by them."""
        return self.talk.made_the_offer != self.talk.side_of(self.reader)

    @property
    def times(self) -> list[TimeOption]:
        return offered_times(self.talk, self.reader, self.now)


def shown_as(talk: Conversation) -> str:
    """How its state reads; what is cancelled before it had a time was an offer, and taken back."""
    if talk.state == Conversation.State.CANCELLED and talk.start is None:
        return "taken_back"
    return SHOWN_AS[talk.state]


def type_title(kind: ConversationType) -> str:
    """The kind's name in the reader's language, as a heading."""
    title = kind.title(get_language() or "en")
    return title[:1].upper() + title[1:]


def when(talk: Conversation, reader: Person, now: datetime) -> str:
    """ "Tuesday 24 November, 10:00–10:30 (Stockholm time)" by the reader's clock; empty before there is a time."""
    if talk.start is None or talk.end is None:
        return ""
    today = now.astimezone(reader.zone_info).date()
    return f"{spoken.span(talk.start, talk.end, reader.zone_info, today)} ({spoken.zone_name(reader.zone_info)})"


def when_other(talk: Conversation, reader: Person, now: datetime) -> str:
    """The same by the other one's clock, where the two clocks differ."""
    other = talk.other(reader)
    if talk.start is None:
        return ""
    mine, theirs = (talk.start.astimezone(person.zone_info).utcoffset() for person in (reader, other))
    return "" if mine == theirs else when(talk, other, now)


def place_of(offer: Conversation, time: OfferedTime) -> str:
    """Where an offered talk in person would be then; empty when nobody has said, or they meet from afar."""
    return (time.place or offer.place) if offer.mode == "in_person" else ""


def offered_times(offer: Conversation, reader: Person, now: datetime) -> list[TimeOption]:
    """The offered times that can still be taken, by the reader's clock, with the other one's beside it."""
    other = offer.other(reader)
    return [
        spoken.option(
            time.start, reader.zone_info, other=other.zone_info, name=other.given_name, place=place_of(offer, time)
        )
        for time in offer.offers.all()
        if time.start > now and time.expires_at > now
    ]
