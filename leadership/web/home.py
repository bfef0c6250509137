"""Home: what is due, by when, why, and what is one click away; then what is agreed and what has been."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.conversations import lengths
from leadership.conversations.models import Conversation, OfferedTime
from leadership.lib.statements import Reading, one, somebody
from leadership.obligations.models import Obligation
from leadership.outreach import warnings
from leadership.people.models import Person
from leadership.web import askedof, calendar_answers, cards, freetimes, pulse, spoken
from leadership.web.askedof import Asked
from leadership.web.cards import Card
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.shell import organisation_of
from leadership.web.talklines import TalkLine

LOOK_BACK = timedelta(days=200)
MOST_PAST = 6
MOST_OPEN = 12
MOST_TALKS = 60
ON_THE_CARD = 3
ENDED = ("fulfilled", "excused", "missed", "lapsed")
BEHIND = ("held", "held_provisional", "not_held")


@dataclass(frozen=True)
class Ended:
    """An obligation that has come to its end, in one line."""

    obligation: Obligation
    on: date

    @property
    def key(self) -> UUID:
        return self.obligation.key

    @property
    def state(self) -> str:
        return self.obligation.state

    @property
    def policy(self) -> str:
        return self.obligation.policy.key

    @property
    def title(self) -> str:
        return cards.title_of(self.obligation)

    @property
    def status(self) -> str:
        """Heard after its day is heard."""
        return "held_late" if self.timeliness == "held_late" else self.obligation.state

    @property
    def timeliness(self) -> str:
        """As docs/reference/cadence.md R14 names it for what has ended."""
        row = self.obligation
        if row.state != "fulfilled":
            return "closed"
        return "held_late" if row.credited_on is not None and row.credited_on > row.due_on else "held"

    @property
    def note(self) -> str:
        row = self.obligation
        if row.credited_on:
            return _("Counted from your talk on %(day)s") % {"day": spoken.day(row.credited_on, self.on)}
        return _("Was planned for %(day)s") % {"day": spoken.day(row.due_on, self.on)}


@dataclass(frozen=True)
class Sheet:
    """All of the home page: cards to act on, offers that belong to no card, talks ahead and behind, what came of it."""

    open: Sequence[Card]
    offers: Sequence[TalkLine]
    upcoming: Sequence[TalkLine]
    unconfirmed: Sequence[TalkLine]
    asking: Sequence[TalkLine]
    past: Sequence[TalkLine]
    ended: Sequence[Ended]
    planned: Sequence[Obligation]
    asked: Sequence[Asked]


def home(request: HttpRequest) -> HttpResponse:
    """The reader's own page; the same for everyone, whatever else they are."""
    reader, now, on = reader_of(request), now_of(request), today_of(request)
    sheet = sheet_of(reader, now=now, on=on)
    for card in sheet.open:
        if card.warning and card.obligation.warned_at is None:
            warnings.seen(card.obligation, by=reader, now=now)
    quarter = pulse.form_of(pulse.about_the_quarter(request), organisation_of(request))
    return render(request, "home/index.html", {"sheet": sheet, "reader": reader, **words_of(sheet, on), **quarter})


def sheet_of(reader: Person, *, now: datetime, on: date) -> Sheet:
    """What the page shows at `now`; `on` is the reader's date. The number of queries does not grow with the rows."""
    obligations, talks = _obligations(reader, on), _talks(reader, now)
    live = [row for row in obligations if row.state in ("open", "booked", "unconfirmed")][:MOST_OPEN]
    shown = cards.cards_of(live, reader, on=on, now=now, talks=talks)
    on_cards = {line.talk.pk for card in shown for line in (*card.offers, card.talk) if line}
    rest = [TalkLine(talk, reader, now) for talk in talks if talk.pk not in on_cards]
    ended = [Ended(row, on) for row in obligations if row.state in ENDED]
    return Sheet(
        open=_with_times(shown, now),
        offers=[line for line in rest if line.talk.state == "proposed" and line.times],
        upcoming=[line for line in rest if line.talk.state == "booked"],
        asking=[line for line in (TalkLine(talk, reader, now) for talk in talks) if line.calendar_asks],
        unconfirmed=[line for line in rest if line.talk.state == "ended" and not line.talk.confirmed_by],
        past=[line for line in reversed(rest) if line.talk.state in BEHIND][:MOST_PAST],
        ended=list(reversed(ended))[:MOST_PAST],
        planned=[row for row in obligations if row.state == "planned"][:1],
        asked=askedof.of(reader, on=on),
    )


def words_of(sheet: Sheet, on: date) -> dict[str, str]:
    """The sentences above and in place of the cards."""
    mine = sum(1 for card in sheet.open if card.step and card.step.mine)
    waiting = mine + len(sheet.unconfirmed) + len(sheet.asking) + sum(1 for line in sheet.offers if line.may_accept)
    said = ngettext("One thing waits for you.", "%(n)d things wait for you.", waiting) % {"n": waiting}
    return {
        "lead": said if waiting else _lead_without(sheet),
        "nothing_title": _("All is well for now"),
        "nothing_text": _what_comes(sheet, on),
    }


def _lead_without(sheet: Sheet) -> str:
    """The line under the heading when nothing waits for the reader."""
    if any(card.step for card in sheet.open):
        return _("The next step is somebody else's, and you may always go first.")
    return _("Nothing waits for you just now.")


def _what_comes(sheet: Sheet, on: date) -> str:
    if not sheet.planned:
        return _("No rhythm asks anything of you. A talk is yours whenever you want one.")
    row = sheet.planned[0]
    said = {"what": cards.title_of(row), "day": spoken.day(row.opens_on, on)}
    return _("Next comes %(what)s, from %(day)s. Until then a talk is yours whenever you want one.") % said


def _obligations(reader: Person, on: date) -> list[Obligation]:
    """The reader's own, by the day to be heard by."""
    return OBLIGATIONS.ask(reader.pk, on - 2 * LOOK_BACK) if reader.is_active else []


def _obligations_since(reader: Any, day: Any) -> QuerySet[Obligation]:
    mine = Obligation.objects.pair_of(reader).filter(person=reader, due_on__gte=day)
    return cards.with_everything(mine).order_by("due_on", "pk")[:MOST_TALKS]


def _talks(reader: Person, now: datetime) -> list[Conversation]:
    return TALKS.ask(reader.pk, now, now - LOOK_BACK) if reader.is_active else []


def _talks_since(reader: Any, now: Any, moment: Any) -> QuerySet[Conversation]:
    lately = Q(start__gt=moment) | Q(state="proposed")
    offers = Prefetch("offers", OfferedTime.objects.order_by("start"))
    mine = calendar_answers.marked(Conversation.objects.visible_to(reader), reader, now)
    talks = mine.filter(lately).exclude(state__in=("cancelled", "voided", "expired"))
    return talks.select_related("member", "coach", "type").prefetch_related(offers).order_by("start", "pk")[:MOST_TALKS]


OBLIGATIONS = Reading(_obligations_since, somebody, one)
TALKS = Reading(_talks_since, somebody, one, one)


def _with_times(shown: Sequence[Card], now: datetime) -> list[Card]:
    """The first free times on the first card that waits for the reader to choose one."""
    waiting = next((card for card in shown if freetimes.is_bookable(card.obligation) and not card.offers), None)
    if waiting is None:
        return list(shown)
    found = freetimes.for_obligation(
        waiting.obligation, minutes=lengths.usual(waiting.terms, waiting.obligation.coach), now=now
    )
    with_times = replace(waiting, times=found.options(found.times[:ON_THE_CARD]))
    return [with_times if card is waiting else card for card in shown]


urlpatterns = [path("", home, name="home")]
