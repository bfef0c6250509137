"""What was said to a person, as the app shows it: the same letters in the same words, unread until they are looked at.

What was not mailed because its recipient has no mail waits here all the same. Looking at a warning counts as having
been told (docs/reference/cadence.md B.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from leadership.lib.instants import iso
from leadership.outreach import frames, preferences, queue, warnings
from leadership.outreach.letters import NothingToSay
from leadership.outreach.letters.pen import Pen
from leadership.outreach.letters.post import values_of
from leadership.outreach.models import Delivery, DeliveryQuerySet
from leadership.people.models import Organisation, Person

KEPT = timedelta(days=92)
MOST = 30
HIDDEN = ("reset", "chat", "calendar")
"""The way to a new password is for the mailbox alone; a chat message says only that there is something here, and what
was written into a calendar is read there."""
ABOUT = ("conversation__member", "conversation__coach", "obligation__person", "obligation__coach",
         "obligation__policy_version__policy")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One letter in the list: its subject, whom it is about besides the reader, and whether it is new."""

    key: UUID
    subject: str
    about: str
    at: datetime
    is_new: bool


@dataclass(frozen=True)
class Read:
    """One letter as it reads now: its paragraphs, its times, its button; `over` when it has lost its cause since."""

    subject: str
    paragraphs: tuple[str, ...]
    button_url: str
    button_text: str
    seen_by: str
    reason: str
    over: bool = False


def of(person: Person, *, now: datetime) -> DeliveryQuerySet:
    """What was said to `person` in the past three months, newest first."""
    return since(person, now - KEPT)


def since(person: Person, moment: datetime) -> DeliveryQuerySet:
    """What was said to `person` after that moment, newest first."""
    said = queue.said(Delivery.objects.filter(recipient=person, made_at__gt=moment))
    told = said.filter(Q(state=Delivery.State.SENT) | Q(reason=preferences.IN_THE_APP))
    return told.exclude(letter__in=HIDDEN).order_by("-id")


def unread(person: Person, moment: datetime) -> DeliveryQuerySet:
    """What of that has not been looked at in the app."""
    return since(person, moment).filter(seen_at__isnull=True)


def look(person: Person, *, now: datetime) -> list[Line]:
    """The newest of it as lines, in the language of the person's letters, and marks them as seen: a constant number of
    queries but for warnings seen first."""
    rows = list(of(person, now=now).select_related(*ABOUT)[:MOST])
    with translation.override(person.language):
        lines = [_line(row, person) for row in rows]
    fresh = [row for row in rows if row.seen_at is None]
    if fresh:
        Delivery.objects.filter(pk__in=[row.pk for row in fresh], seen_at__isnull=True).update(seen_at=now)
    _warned(fresh, person, now)
    return lines


def read(delivery: Delivery, *, now: datetime) -> Read:
    """The letter in its reader's language, as it was mailed; its links lead to pages of the app."""
    person = delivery.recipient
    if delivery.seen_at is None:
        Delivery.objects.filter(pk=delivery.pk, seen_at__isnull=True).update(seen_at=now)
        _warned([delivery], person, now)
    with translation.override(person.language):
        return _reading(AppPen(delivery, now, Organisation.current()))


def _reading(pen: Pen) -> Read:
    person = pen.person
    try:
        letter, values = values_of(pen)
    except (NothingToSay, LookupError):
        return Read(subject_of(pen.delivery, person), (), "", "", "", "", over=True)
    written = frames.write(letter, person.language, values)
    return Read(
        written.subject,
        _paragraphs(written.text, values),
        str(values["button_url"]),
        str(values["button_text"]),
        str(values["seen_by"]),
        str(values["reason"]),
    )


class AppPen(Pen):
    """A pen whose links lead to the pages of the app, for whoever is signed in."""

    def link(self, purpose: str, about: str, start: datetime | None = None) -> str:
        """The page on which the deed is done."""
        kind, _, key = about.partition(":")
        if kind == "conversation":
            return f"/conversations/{key}/"
        owed = self.delivery.obligation
        if owed is not None and owed.coach_id == self.person.pk:
            return "/coach/" if purpose == "handover" else f"/obligations/{key}/offer/"
        if purpose == "confirm":
            return "/"
        if owed is None or owed.coach_id is None:
            return f"/obligations/{key}/coach/"
        return f"/obligations/{key}/book/" + (f"?start={iso(start)}" if start else "")

    def page(self, path: str) -> str:
        """The same page, from here."""
        return path


def subject_of(delivery: Delivery, person: Person) -> str:
    """The subject as the letter had it, from what the row itself tells, in the active language."""
    values = _values(delivery, person)
    if values is None:
        return ""
    said = render_to_string(f"letters/{delivery.letter}/subject.txt", values)
    return " ".join(unescape(said).split())


def _line(delivery: Delivery, person: Person) -> Line:
    at = delivery.sent_at or delivery.due_at
    return Line(delivery.key, subject_of(delivery, person), _about(delivery, person), at, delivery.seen_at is None)


def _values(delivery: Delivery, person: Person) -> dict[str, Any] | None:
    """What subjects are made of. None for a summary, whose number was true on its day."""
    if delivery.letter in ("line_week", "hr_month"):
        return None
    talk, owed = delivery.conversation, delivery.obligation
    pen = Pen(delivery, delivery.sent_at or delivery.due_at, Organisation())
    coach = talk.coach_id if talk else owed.coach_id if owed else None
    cadence = owed.policy_version.read().cadence.per_period if owed else None
    return {
        "to_coach": coach == person.pk,
        "quarter": cadence is not None and cadence.period == "quarter",
        "missed": delivery.data.get("days") == 0,
        "day": pen.day(talk.start.astimezone(person.zone_info).date()) if talk and talk.start else "",
    }


def _about(delivery: Delivery, person: Person) -> str:
    """The other one, where the letter is about somebody else than its reader."""
    if delivery.conversation is not None:
        return delivery.conversation.other(person).name
    owed = delivery.obligation
    if owed is None:
        return ""
    return owed.policy_version.title(person.language) if owed.person_id == person.pk else owed.person.name


def _warned(fresh: Sequence[Delivery], person: Person, now: datetime) -> None:
    for row in fresh:
        if row.letter in warnings.WARNING and row.obligation is not None:
            warnings.seen(row.obligation, by=person, now=now)


def _paragraphs(text: str, values: dict[str, Any]) -> tuple[str, ...]:
    """The letter's text without its addresses and without the button, which the page draws itself."""
    above = text.split("\n--\n", maxsplit=1)[0]
    lines = [line for line in above.split("\n") if "://" not in line and not line.lstrip(" -").startswith("/")]
    kept = "\n".join(line for line in lines if line.strip() != f"{values['button_text']}:")
    return tuple(" ".join(part.split()) for part in kept.split("\n\n") if part.strip())
