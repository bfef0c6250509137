"""The calendar object of a letter: REQUEST, CANCEL and DECLINECOUNTER of one conversation for one attendee (RFC 5546
section 3.2).

UID, SEQUENCE and DTSTAMP are those of the conversation, so every copy is the same object. The organiser is the mailbox
letters come from, with both names, so that answers reach us.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from leadership.calendars import itip
from leadership.calendars.elsewhere import Wanted
from leadership.calendars.meeting import Attendee, Meeting, Organizer, Status
from leadership.conversations import replies
from leadership.conversations.models import Conversation
from leadership.outreach import promise
from leadership.outreach.letters.pen import Pen
from leadership.outreach.letters.talks import talk
from leadership.outreach.mime import Mailbox

WITH_CALENDAR = ("booked", "moved", "cancelled", "time_kept")


def sender() -> Mailbox:
    """The mailbox every letter comes from."""
    return _mailbox(settings.MAIL_FROM)


@lru_cache(maxsize=8)
def _mailbox(setting: str) -> Mailbox:
    mailbox = Mailbox.parsed(setting)
    return mailbox if mailbox.name else replace(mailbox, name="Heard")


def domain() -> str:
    """The right side of Message-IDs and UIDs."""
    return sender().address.rpartition("@")[2]


def attached(pen: Pen, letter: str) -> itip.Message | None:
    """What goes with `letter`: an invitation for booked and moved, a cancellation for cancelled, the refusal of another
    time for time_kept, else nothing."""
    if letter not in WITH_CALENDAR:
        return None
    meeting = _once(talk(pen), pen)
    if letter == "time_kept":
        return itip.decline_counter(meeting, to=pen.person.email, at=pen.delivery.made_at)
    make = itip.cancel if letter == "cancelled" else itip.request
    return make(meeting, to=pen.person.email)


def _once(conversation: Conversation, pen: Pen) -> Meeting:
    """Both are told the same, where they read the same language."""
    known, about = pen.read.meetings, (conversation.pk, str(pen.person.language))
    if about not in known:
        known[about] = meeting_of(conversation, pen)
    return known[about]


def reply_address(pen: Pen, letter: str) -> str:
    """Where answers to an invitation go: an address only this recipient was given; empty for all other letters."""
    return replies.address_for(talk(pen), pen.person) if letter in WITH_CALENDAR else ""


def meeting_of(conversation: Conversation, pen: Pen) -> Meeting:
    """The conversation as a calendar knows it, in the active language. It has a time."""
    assert conversation.start is not None and conversation.end is not None
    pair = (conversation.member, conversation.coach)
    names = {"member": conversation.member.name, "coach": conversation.coach.name}
    return Meeting(
        uid=f"{conversation.key}@{domain()}",
        sequence=conversation.sequence,
        dtstamp=conversation.stamped_at or conversation.booked_at or conversation.made_at,
        start=conversation.start,
        end=conversation.end,
        zone=str(conversation.zone),
        summary=_("Conversation"),
        organizer=Organizer(sender().address, _("%(member)s and %(coach)s") % names),
        attendees=tuple(Attendee(person.email, person.name) for person in pair if person.email),
        description=_description(conversation, pen),
        location=conversation.place,
        url=pen.page(f"/conversations/{conversation.key}/"),
        status=Status.CANCELLED if conversation.state == Conversation.State.CANCELLED else Status.CONFIRMED,
    )


def wanted(pen: Pen) -> Wanted:
    """The conversation as the recipient's own calendar is to show it."""
    conversation = talk(pen)
    meeting = meeting_of(conversation, pen)
    return Wanted(
        conversation.key, meeting.uid, meeting.sequence, meeting.dtstamp, meeting.start, meeting.end, meeting.summary,
        meeting.description, meeting.location, meeting.url,
    )  # fmt: skip


def _description(conversation: Conversation, pen: Pen) -> str:
    """The red thread and the way back; never a word of what the talk is about."""
    lines = [_("A conversation of %(minutes)s minutes.") % {"minutes": conversation.minutes}]
    if conversation.asked_for is not None:
        version, language = conversation.asked_for.policy_version, pen.person.language
        lines = [promise.thread(version, language), promise.purpose(version, language)]
    page = pen.page(f"/conversations/{conversation.key}/")
    lines.append(_("Move or cancel: %(page)s") % {"page": page})
    return "\n".join(line for line in lines if line)
