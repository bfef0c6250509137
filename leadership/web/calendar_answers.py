"""What the calendars of the two say about a talk: their answers, and what waits for the reader's word because of it.

Nothing of it has changed the talk. One press answers: take the other time, keep the old one, or choose anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.calendars.models import Copy
from leadership.conversations import replies, wished_times
from leadership.conversations.models import Answer, Conversation, ConversationQuerySet
from leadership.lib.instants import iso
from leadership.outreach import copies
from leadership.people.models import Person
from leadership.web import picker, spoken
from leadership.web.reader import now_of, reader_of
from leadership.web.spoken import TimeOption


@dataclass(frozen=True)
class FromCalendar:
    """What one of the two answered from the calendar, in words for the reader."""

    who: str
    words: str
    tone: str
    icon: str
    comment: str
    proposed: str


@dataclass(frozen=True)
class Press:
    """One button: what it does and says; `start` (an instant as text) where it is about a time."""

    deed: str
    text: str
    icon: str
    kind: str = "secondary"
    start: str = ""


@dataclass(frozen=True)
class Question:
    """Something that waits for the reader's word: what is said, what can be pressed, and times to move to."""

    title: str
    note: str
    said: str
    presses: Sequence[Press]
    times: Sequence[TimeOption] = field(default_factory=tuple)


ANSWERS = {
    "ACCEPTED": (gettext_lazy("Accepted in the calendar"), "good", "check"),
    "TENTATIVE": (gettext_lazy("Tentative in the calendar"), "info", "circle-question-mark"),
    "DECLINED": (gettext_lazy("This time does not suit, says the calendar"), "attention", "calendar-x"),
}


def answers(talk: Conversation, reader: Person) -> list[FromCalendar]:
    """The answers to the time that stands; older ones are of no use any more."""
    return [_from_calendar(answer, reader) for answer in _standing(talk) if answer.partstat in ANSWERS]


def questions(talk: Conversation, reader: Person, now: datetime) -> list[Question]:
    """What waits for the reader, about a booked talk that has not begun."""
    if talk.state != Conversation.State.BOOKED or talk.start is None or talk.start <= now:
        return []
    found = [_differs(talk, reader, now), *_of_answers(talk, reader, now)]
    return [question for question in found if question]


def marked(talks: ConversationQuerySet, reader: Person, now: datetime) -> ConversationQuerySet:
    """The talks, each with `calendar_differs`, `other_time_asked` and `does_not_suit`, asked in their own query."""
    here = {"conversation": OuterRef("pk"), "sequence": OuterRef("sequence")}
    copied = Copy.objects.visible_to(reader).asking(now)  # type: ignore[attr-defined]
    return talks.annotate(
        calendar_differs=Exists(copied.filter(conversation_key=OuterRef("key"), sequence=OuterRef("sequence"))),
        other_time_asked=Exists(Answer.objects.filter(**here, proposed_start__gt=now).exclude(person=reader)),
        does_not_suit=Exists(Answer.objects.filter(**here, person=reader, partstat="DECLINED")),
    )


def in_a_word(talk: Conversation, reader: Person) -> str:
    """What waits for the reader about a talk that was `marked`; empty when nothing does."""
    if getattr(talk, "calendar_differs", False):
        return _("Your calendar says otherwise.")
    if getattr(talk, "other_time_asked", False):
        return _("%(name)s asks for another time.") % {"name": talk.other(reader).given_name}
    return _("This time does not suit you, says your calendar.") if getattr(talk, "does_not_suit", False) else ""


def _standing(talk: Conversation) -> list[Answer]:
    if talk.state != Conversation.State.BOOKED:
        return []
    found = talk.answers.all()
    return sorted((one for one in found if one.sequence == talk.sequence), key=lambda one: one.person_id)


def _from_calendar(answer: Answer, reader: Person) -> FromCalendar:
    words, tone, icon = ANSWERS[answer.partstat]
    who = _("You") if answer.person_id == reader.pk else answer.conversation.other(reader).given_name
    asked = answer.proposed_start if answer.proposed_start and answer.proposed_start > answer.said_at else None
    proposed = spoken.moment(asked, reader.zone_info) if asked else ""
    return FromCalendar(who, str(words), tone, icon, answer.comment, proposed)


def _differs(talk: Conversation, reader: Person, now: datetime) -> Question | None:
    """The reader's own calendar has it elsewhere, or no more."""
    asked = copies.question(talk, reader, now=now)
    if asked is None:
        return None
    keep = Press("calendar_keep", _("Keep the talk, and set my calendar right"), "check")
    cancel = Press("cancel", _("Cancel the talk"), "calendar-x", "quiet")
    title, note = _("What did you mean?"), _("Nothing has been changed, and nobody else is told.")
    if asked.seen_start is None:
        said = _("In your calendar “%(calendar)s” the talk is not there any more.") % {"calendar": asked.source.name}
        return Question(title, note, said, [keep, cancel])
    to = {"calendar": asked.source.name, "when": spoken.moment(asked.seen_start, reader.zone_info)}
    said = _("In your calendar “%(calendar)s” the talk stands on %(when)s.") % to
    move = Press("calendar_move", _("Move the talk to %(when)s") % to, "calendar-clock", "primary")
    return Question(title, note, said, [move, keep, cancel])


def _of_answers(talk: Conversation, reader: Person, now: datetime) -> list[Question]:
    found = []
    for answer in _standing(talk):
        mine = answer.person_id == reader.pk
        if not mine and answer.proposed_start and answer.proposed_start > now:
            found.append(_wished(talk, answer.proposed_start, reader, now))
        elif mine and answer.partstat == "DECLINED":
            found.append(_choose_anew(talk, reader, now))
    return found


def _wished(talk: Conversation, start: datetime, reader: Person, now: datetime) -> Question:
    """The other one asks for another time: one press takes it."""
    said = {"name": talk.other(reader).given_name, "when": spoken.moment(start, reader.zone_info)}
    keep = Press("keep_time", _("Keep the time there is"), "check")
    title = _("%(name)s asks for another time") % said
    if not replies.suits(talk, start, by=reader, now=now):
        note = _("That time is not free in both calendars; these are. Until one of you moves it, the time stands.")
        return Question(title, note, _("Asked for: %(when)s.") % said, [keep], _times(talk, reader, now))
    take = Press("grant", _("Move the talk to %(when)s") % said, "calendar-clock", "primary", iso(start))
    note = _("It is free in both calendars. Until one of you moves it, the time stands.")
    note = " ".join(part for part in (note, _kept(talk, start, reader)) if part)
    return Question(title, note, _("Asked for: %(when)s.") % said, [take, keep])


def _kept(talk: Conversation, start: datetime, reader: Person) -> str:
    until = wished_times.held_until(talk, start)
    return _("It is kept free until %(when)s.") % {"when": spoken.moment(until, reader.zone_info)} if until else ""


def _choose_anew(talk: Conversation, reader: Person, now: datetime) -> Question:
    """The reader's calendar has declined the time."""
    note = _("These times suit you both; one press moves the talk. Until then the time stands.")
    return Question(_("Does another time suit you better?"), note, "", [], _times(talk, reader, now))


def _times(talk: Conversation, reader: Person, now: datetime) -> list[TimeOption]:
    other = talk.other(reader)
    return [
        spoken.option(start, reader.zone_info, other=other.zone_info, name=other.given_name)
        for start in replies.other_times(talk, by=reader, now=now)
    ]


# --- what is pressed --------------------------------------------------------------------------------------------------


def _as_the_calendar_says(request: HttpRequest, talk: Conversation) -> str:
    copies.move(talk, by=reader_of(request), now=now_of(request))
    return _("The talk is moved. Both of you get the new time for the calendar.")


def _set_right(request: HttpRequest, talk: Conversation) -> str:
    copies.keep(talk, by=reader_of(request), now=now_of(request))
    return _("The talk stays as it is, and your calendar is set right again.")


def _grant(request: HttpRequest, talk: Conversation) -> str:
    start = picker.read_start(request.POST.get("start", ""))
    replies.grant(talk, start=start, by=reader_of(request), now=now_of(request))
    return _("The talk is moved. Both of you get the new time for the calendar.")


def _keep_time(request: HttpRequest, talk: Conversation) -> str:
    replies.keep_time(talk, by=reader_of(request), now=now_of(request))
    return _("The time stands, and %(name)s knows.") % {"name": talk.other(reader_of(request)).given_name}


DEEDS: dict[str, Callable[[HttpRequest, Conversation], str]] = {
    "calendar_move": _as_the_calendar_says,
    "calendar_keep": _set_right,
    "grant": _grant,
    "keep_time": _keep_time,
}
