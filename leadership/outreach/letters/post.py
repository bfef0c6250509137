"""From a delivery to bytes: which letter says what, in whose language, with which attachment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from leadership.accounts import links
from leadership.outreach import chat, copies, days, frames, preferences, summaries, transports, unsubscribing
from leadership.outreach.claims import DIGEST
from leadership.outreach.letters import above, entry, invites, pair, rhythms, room, talks
from leadership.outreach.letters import summaries as summed
from leadership.outreach.letters.pen import NothingToSay, Pen, Values
from leadership.outreach.mime import Mail, Mailbox, build
from leadership.outreach.models import Delivery
from leadership.outreach.reading import Reading
from leadership.outreach.warnings import WARNING

LETTERS: dict[str, Callable[[Pen], Values]] = {
    "invitation": pair.invitation,
    "choose_coach": pair.choose_coach,
    "place_kept": pair.place_kept,
    "not_booked": pair.not_booked,
    "first_step": pair.first_step,
    "handed_over": pair.handed_over,
    "help_asked": pair.help_asked,
    "late": pair.late,
    "pair_overdue": pair.pair_overdue,
    "leader_told": above.leader_told,
    "hr_told": above.hr_told,
    "line_week": summed.line_week,
    "hr_month": summed.hr_month,
    "offer": talks.offer,
    "declined": talks.declined,
    "taken_back": talks.taken_back,
    "answered": talks.answered,
    "counter": talks.counter,
    "time_kept": talks.time_kept,
    "calendar_differs": talks.calendar_differs,
    "booked": talks.booked,
    "moved": talks.moved,
    "cancelled": talks.cancelled,
    "tomorrow": talks.tomorrow,
    "afterwards": talks.afterwards,
    "corrected": talks.corrected,
    "proposal_opened": rhythms.proposal_opened,
    "proposal_answered": rhythms.proposal_answered,
    "proposal_adopted": rhythms.proposal_adopted,
    "proposal_changed": rhythms.proposal_changed,
    "rhythm_retired": rhythms.rhythm_retired,
    "rhythm_suggested": rhythms.rhythm_suggested,
    "suggestion_declined": rhythms.suggestion_declined,
    "review_due": rhythms.review_due,
    "round_offers": talks.round_offers,
    "room": room.room,
    "room_help": room.room_help,
    "reset": entry.reset,
}
"""Every letter by name; its templates are templates/letters/<name>/."""


def parcel(delivery: Delivery, *, now: datetime, known: Reading | None = None) -> transports.Sendable:
    """The letter in bytes, the chat message, or what a calendar is to show. Raises NothingToSay when nothing is left of
    a letter of the day.

    `known` is what was read for it together with others; then whoever sends it keeps the links gathered there.
    """
    if known is not None:
        return _parcel(delivery, known)
    known = Reading([delivery], now=now)
    written = _parcel(delivery, known)
    links.keep(known.links)
    return written


def _parcel(delivery: Delivery, known: Reading) -> transports.Sendable:
    person, now = delivery.recipient, known.now
    with translation.override(person.language):
        pen = Pen(delivery, now, known.organisation, known=known)
        if delivery.transport == Delivery.Transport.CHAT:
            return _announced(pen)
        if delivery.transport == Delivery.Transport.CALENDAR:
            return copies.errand(delivery, invites.wanted(pen), now=now)
        letter, values = _said(pen)
        written = frames.write(letter, person.language, values)
        mail = Mail(
            to=Mailbox(person.email, person.name),
            subject=written.subject,
            text=written.text,
            html=written.html,
            message_id=f"{delivery.message_id}@{invites.domain()}",
            date=now,
            language=person.language,
            reply_to=invites.reply_address(pen, letter),
            unsubscribe=values.get("fewer_url", ""),
            calendar=invites.attached(pen, letter),
        )
        sender = invites.sender()
        return transports.Parcel(sender.address, person.email, build(mail, sender=sender))


def _announced(pen: Pen) -> chat.Note:
    """The chat message that goes with a letter."""
    of, own, shared = pen.read.beside(pen.delivery), pen.read.chat_place(pen.person), pen.read.chat_place(None)
    note = chat.note(pen.delivery, own, shared, _subject(pen, of) if of and own and own.says_subject else "")
    if note is None:
        raise NothingToSay("no_address")
    return note


def _subject(pen: Pen, letter: Delivery) -> str:
    """The subject of a letter, or of the first notice in it; nothing where that is settled by now."""
    first = next(iter(pen.read.said(letter)), None) if letter.letter == DIGEST else letter
    if first is None:
        return ""
    try:
        name, values = values_of(replace(pen, delivery=first))
    except NothingToSay:
        return ""
    return frames.write(name, pen.person.language, values).subject


def _said(pen: Pen) -> tuple[str, Values]:
    """The letter's name and values; a letter of the day with one notice is that notice."""
    if pen.delivery.letter != DIGEST:
        return values_of(pen)
    notices = summaries.said_in(days.still_said(pen.delivery, pen.read))
    if not notices:
        raise NothingToSay("nothing_left")
    if len(notices) == 1:
        return values_of(replace(pen, delivery=notices[0]))
    return DIGEST, _digest(pen, notices)


def values_of(pen: Pen) -> tuple[str, Values]:
    """The name of the letter that is written, and its values. Raises NothingToSay and LookupError."""
    values = {**_around(pen), **LETTERS[pen.delivery.letter](pen)}
    if not pen.delivery.transactional:
        values["fewer_url"] = _fewer(pen, [pen.delivery])
    return values.pop("letter", pen.delivery.letter), values


def _around(pen: Pen) -> Values:
    """What stands around every letter: whose it is, and on whose clock its times are."""
    return {"organisation_name": pen.organisation.name, "zone": pen.zone_name}


def _fewer(pen: Pen, said: list[Delivery]) -> str:
    """Where the recipient ends letters of this kind; letters about a booked talk have no such place."""
    return unsubscribing.address(pen.person, {preferences.kind_of(one.letter) for one in said})


def _digest(pen: Pen, notices: list[Delivery]) -> Values:
    weightiest_first = sorted(notices, key=lambda notice: (notice.letter not in WARNING, notice.pk))
    items = [_item(replace(pen, delivery=notice)) for notice in weightiest_first]
    return {
        **_around(pen),
        "first_name": pen.person.given_name,
        "items": items,
        "first": items[0]["title"],
        "more": len(items) - 1,
        "button_url": pen.page("/"),
        "button_text": _("See everything"),
        "fewer_url": _fewer(pen, notices),
        "seen_by": _("Only you see this letter."),
        "reason": _("We send at most one letter a day of this kind."),
    }


def _item(pen: Pen) -> Values:
    letter, values = values_of(pen)
    subject = frames.write(letter, pen.person.language, values).subject
    url = values.get("item_url") or values["button_url"]
    return {"title": subject, "line": values.get("line") or _about_whom(values), "url": url}


def _about_whom(values: Values) -> str | None:
    """The other one's name, where the letter has one, so that two notices in a digest can be told apart."""
    return values.get("other") or values.get("member") or values.get("coach")
