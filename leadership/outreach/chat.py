"""Chat as a second way out: a short message to Slack, Microsoft Teams or Mattermost by incoming webhook.

It says that there is a message, where to read it, and no more unless its reader wishes to see the subject. Each goes
with one letter under that letter's unique key, so it is sent once; it is tried, put off and failed like any letter.
Addresses are asked only where the guard of foreign calendars lets anybody go (`leadership.calendars.guard`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from leadership.calendars.guard import Blocked, Guard, GuardedSession
from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.outreach.models import ChatPlace, Delivery
from leadership.people.models import Person

LETTER = "chat"
LIVES = timedelta(days=2)
"""A message that could not be brought by then is dropped: the letter has long arrived."""
LONGEST = 2000
ALONE = ("reset", LETTER)
"""Letters that chat does not go with."""
LATER = ("too_slow", "unreachable", "status")


class Later(Exception):
    """The service cannot take it now."""


class Never(Exception):
    """The service will never take it at this address."""


@dataclass(frozen=True, slots=True)
class Note:
    """One message ready to leave: where to, and what is posted."""

    recipient: str
    address: str
    body: dict[str, Any]


# --- where somebody is reached ----------------------------------------------------------------------------------------


def of(person: Person | None) -> ChatPlace | None:
    """Where chat reaches the person; None for a person: the organisation's own Mattermost, which reaches names."""
    if person is not None:
        return ChatPlace.objects.filter(person=person).first()
    return ChatPlace.objects.filter(person__isnull=True, service=ChatPlace.Service.MATTERMOST).first()


@transaction.atomic
def keep(
    person: Person | None, *, service: str, address: str, handle: str, says_subject: bool, by: Person, now: datetime
) -> ChatPlace:
    """Keeps where chat reaches `person`, or (None) the organisation's webhook, which only Mattermost has. Raises
    Refused for an address, a name or a service that cannot be. A person without an address needs a name and the
    organisation's Mattermost."""
    address, handle = address.strip(), handle.strip().removeprefix("@")
    _check(person, service, address, handle)
    wanted = {"address": address, "handle": handle if person else "", "says_subject": says_subject, "made_at": now}
    if person is None:
        place, _made = ChatPlace.objects.update_or_create(person=None, service=service, defaults=wanted)
    else:
        place, _made = ChatPlace.objects.update_or_create(person=person, defaults={"service": service, **wanted})
    _tell("chat.kept", person, by, now, service)
    return place


@transaction.atomic
def forget_shared(service: str, *, by: Person, now: datetime) -> bool:
    """The organisation's webhook of `service` is no longer used; returns whether there was one."""
    gone, _ = ChatPlace.objects.filter(person__isnull=True, service=service).delete()
    if gone:
        _tell("chat.forgotten", None, by, now, service)
    return bool(gone)


@transaction.atomic
def forget(person: Person, *, by: Person, now: datetime) -> bool:
    """No more chat messages to `person`; returns whether there were any."""
    gone, _ = ChatPlace.objects.filter(person=person).delete()
    if gone:
        _tell("chat.forgotten", person, by, now, "")
    return bool(gone)


def _tell(kind: str, person: Person | None, by: Person, now: datetime, service: str) -> None:
    subject = person.key if person else None
    facts.write(kind, at=now, actor=by.key, subject=subject, data={"service": service} if service else {})


def _check(person: Person | None, service: str, address: str, handle: str) -> None:
    if service not in ChatPlace.Service.values:
        raise refuse("service", service, _("We do not know this service."), _("Choose one of those offered."))
    if person is None and service != ChatPlace.Service.MATTERMOST:
        message = _("A webhook of this service reaches one place, and not the people of an organisation.")
        remedy = _("Use the organisation's Mattermost here; everyone may add a webhook of their own under “About me”.")
        raise refuse("service", service, message, remedy)
    if address:
        _check_address(address)
    elif person is None or not handle:
        raise refuse("address", "", _("There is no webhook address."), _("Paste the one the service gave you."))
    elif service != ChatPlace.Service.MATTERMOST or of(None) is None:
        message = _("A user name alone is enough only where the organisation has its own Mattermost webhook.")
        raise refuse("address", "", message, _("Paste a webhook address of your own."))
    if any(mark in handle for mark in " @#/\\\"'<>"):
        raise refuse("handle", handle, _("This is no user name."), _("Write it without spaces, such as camilla.ask."))


def _check_address(address: str) -> None:
    """Scheme, port, and whether it names an inner place outright; where a name leads is looked at when it is asked."""
    try:
        host = urlsplit(_guard().check(address)).hostname or ""
        if len(address) > LONGEST or not _may_be_asked(host):
            raise Blocked("private")
    except (Blocked, UnicodeError, ValueError) as blocked:
        shown = address.partition("://")[2].partition("/")[0] or address[:40]
        message = _("We cannot post to this address.")
        raise refuse("address", shown, message, _("Paste the https address the service gave you.")) from blocked


def _may_be_asked(host: str) -> bool:
    try:
        return _guard().allows(ipaddress.ip_address(host))
    except ValueError:
        return host != "localhost" and "." in host


def _guard() -> Guard:
    """What may be posted to: https anywhere public, and the organisation's own networks (CALENDAR_NETWORKS)."""
    return Guard(networks=settings.CALENDAR_NETWORKS)


# --- what goes with which letter --------------------------------------------------------------------------------------


def accompany(letters: Iterable[Delivery], *, now: datetime) -> int:
    """Writes a chat message for each of these letters whose recipient is reached by chat, once each. Called in the
    transaction that writes the letters; returns how many there were."""
    letters = [one for one in letters if one.letter not in ALONE]
    if not letters:
        return 0
    places = ChatPlace.objects.filter(person__in={one.recipient_id for one in letters})
    reached = set(places.values_list("person_id", flat=True))
    rows = [_beside(one, now) for one in letters if one.recipient_id in reached]
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def accompany_days(days: Iterable[tuple[Person, str]], *, now: datetime) -> int:
    """One message for each letter of the day (its reader and its key), also where that is read in the app alone."""
    letters = (Delivery(unique_key=key, letter="digest", recipient=person, due_at=now) for person, key in days)
    return accompany(letters, now=now)


def _beside(letter: Delivery, now: datetime) -> Delivery:
    return Delivery(
        unique_key=f"{LETTER}:{letter.unique_key}",
        letter=LETTER,
        recipient=letter.recipient,
        data={"of": letter.unique_key},
        transactional=True,
        transport=Delivery.Transport.CHAT,
        made_at=now,
        due_at=letter.due_at,
        expires_at=max(letter.due_at, now) + LIVES,
    )


# --- the message and its way ------------------------------------------------------------------------------------------


def note(delivery: Delivery, place: ChatPlace | None, shared: ChatPlace | None, subject: str) -> Note | None:
    """The message in its reader's language, which is the active one; None when chat does not reach them any more.
    `place` is the reader's own, `shared` the organisation's, for those who are reached there by name."""
    if place is None:
        return None
    address, handle = place.address, ""
    if not address:
        handle, address = place.handle, shared.address if shared else ""
    if not address:
        return None
    text = _("You have a message in %(place)s: %(link)s") % {"place": "Heard", "link": f"{settings.SITE_URL}/notices/"}
    if place.says_subject and subject:
        text = f"{subject}. {text}"
    return Note(delivery.recipient.email, address, _body(place.service, text, handle))


def _body(service: str, text: str, handle: str) -> dict[str, Any]:
    """What each service takes: a text, or for Teams an adaptive card."""
    if service != ChatPlace.Service.TEAMS:
        return {"text": text, **({"channel": f"@{handle}"} if handle else {})}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


def post(message: Note) -> str:
    """Posts it and returns what the service answered, as a number. Raises Later and Never; neither repeats what the
    other side wrote."""
    try:
        with GuardedSession(_guard()) as session:
            status = session.post(message.address, json=message.body).status_code
    except Blocked as blocked:
        said = f"chat: {blocked.code}"
        raise (Later(said) if blocked.code in LATER else Never(said)) from blocked
    if status in (408, 425, 429) or status >= 500:
        raise Later(f"chat: {status}")
    if status >= 300:
        raise Never(f"chat: {status}")
    return f"chat: {status}"
