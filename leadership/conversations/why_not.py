"""Why is this time not free? For the asker's own calendar, which rule or which thing; for the other's, only that it is
not free.

The words are in the reader's language; `rule` is the same for programs: what `obstacles` names, with `busy` opened up
into `talk`, `offer`, `open_door` and `calendar`, and `closed` into `holiday`, `absence` and `pause`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.calendars.models import Source
from leadership.conversations import availability, diaries, obstacles
from leadership.conversations.availability import Asked
from leadership.conversations.diaries import Known, Manner, Taken
from leadership.conversations.models import Conversation
from leadership.conversations.obstacles import Obstacle, Rule
from leadership.lib import spoken
from leadership.lib.instants import local_date
from leadership.people import workcalendar
from leadership.people.models import Person


@dataclass(frozen=True, slots=True)
class Why:
    """One thing in the way: whose it is as the reader sees it (`you`, `other`, `both`), the rule, and a sentence."""

    side: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One time looked at by one of the two."""

    asked: Asked
    start: datetime
    reader: Person
    known: Known
    manner: Manner

    @property
    def is_member(self) -> bool:
        return self.reader.pk == self.asked.member.pk

    @property
    def other(self) -> Person:
        return self.asked.coach if self.is_member else self.asked.member

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.asked.minutes)


def why_not(asked: Asked, *, start: datetime, reader: Person) -> list[Why]:
    """Everything that keeps `start` (UTC) from being free, as `reader`, one of the two, may know it; empty: it is free.

    A question without an end reaches as far as one may choose.
    """
    manner = diaries.manners(asked.people, asked.now)
    reach = asked.until or asked.reach(manner)
    near = replace(asked, start=start - timedelta(days=8), until=start + timedelta(days=8))
    known = availability.gathered(near, manner)
    search = replace(asked, start=asked.now, until=reach).search(known, manner)
    question = Question(asked, start, reader, known, manner[reader.pk])
    found = [why for one in obstacles.obstacles(search, start) for why in _told(question, one)]
    return list(dict.fromkeys(found))


def _told(question: Question, one: Obstacle) -> Iterator[Why]:
    own_side = "member" if question.is_member else "coach"
    if one.side == "both":
        yield Why("both", one.rule, _of_both(question, one.rule))
    elif one.side != own_side:
        text = _("%(name)s is not free then.") % {"name": question.other.given_name}
        yield Why("other", Rule.BUSY, text)
    elif one.rule in (Rule.BUSY, Rule.BUFFER):
        yield from _in_the_calendar(question)
    elif one.rule == Rule.CLOSED:
        yield from _closed(question)
    else:
        yield Why("you", one.rule, _own(question, one.rule))


def _of_both(question: Question, rule: Rule) -> str:
    if rule == Rule.NOTICE:
        return _("That is too soon: a time is agreed on some while ahead.")
    if rule == Rule.WINDOW:
        return _("This time lies outside the days you can choose from.")
    return _("Talks begin at other minutes of the hour.")


def _own(question: Question, rule: Rule) -> str:
    day = spoken.weekday(local_date(question.start, question.reader.zone_info))
    return {
        Rule.HOURS: _("It lies outside your working hours on %(day)s."),
        Rule.DAY_HOURS: _("You have set other hours for %(day)s."),
        Rule.DOOR: _("You have closed your door until a later day than %(day)s."),
        Rule.FULL_DAY: _("You have no more talks to give on %(day)s."),
        Rule.FULL_WEEK: _("You have no more talks to give in the week of %(day)s."),
    }[rule] % {"day": day}


def _closed(question: Question) -> Iterator[Why]:
    reader = question.reader
    days = {local_date(moment, reader.zone_info) for moment in (question.start, question.end - timedelta(minutes=1))}
    for day in sorted(days & set(question.known.away[reader.pk])):
        because = question.known.away[reader.pk][day]
        said = {"day": spoken.weekday(day)}
        if because == "holiday":
            book = workcalendar.book_of(question.manner.calendar)
            name = book.name_of(day, country=reader.country, subdiv=reader.subdiv, language=reader.page_language)
            yield Why("you", because, _("%(day)s is a public holiday: %(name)s.") % {**said, "name": name or "–"})
        elif because == "pause":
            yield Why("you", because, _("The whole organisation rests on %(day)s.") % said)
        else:
            yield Why("you", because, _("You are away on %(day)s.") % said)


def _in_the_calendar(question: Question) -> Iterator[Why]:
    """Each thing of the reader's own that meets the talk or the air around it."""
    air = timedelta(minutes=question.manner.before), timedelta(minutes=question.manner.after)
    for one in question.known.taken.get(question.reader.pk, ()):
        if one.start < question.end + air[1] and question.start - air[0] < one.end:
            meets = one.start < question.end and question.start < one.end
            yield Why("you", one.of if meets else Rule.BUFFER, _thing(question, one, meets))


def _thing(question: Question, one: Taken, meets: bool) -> str:
    zone = question.reader.zone_info
    said = {"what": _what(question, one), "start": spoken.clock_time(one.start, zone)}
    said["end"] = spoken.clock_time(one.end, zone)
    if meets:
        return _("%(what)s takes %(start)s to %(end)s, the time kept free around it included.") % said
    air = max(question.manner.before, question.manner.after)
    return ngettext(
        "It is too close to %(what)s, %(start)s to %(end)s: you keep up to %(air)d minute free around a talk.",
        "It is too close to %(what)s, %(start)s to %(end)s: you keep up to %(air)d minutes free around a talk.", air,
    ) % {**said, "air": air}  # fmt: skip


def _what(question: Question, one: Taken) -> str:
    if one.of == "open_door":
        return _("your open door")
    if one.of == "calendar":
        name = Source.objects.visible_to(question.reader).filter(pk=one.source).values_list("name", flat=True).first()
        return _("something in your calendar %(name)s") % {"name": name or "–"}
    talk = Conversation.objects.visible_to(question.reader).select_related("member", "coach").filter(pk=one.source)
    name = talk[0].other(question.reader).given_name if talk else "–"
    return (_("your talk with %(name)s") if one.of == "talk" else _("times offered to or by %(name)s")) % {"name": name}
