"""Giving voice to a proposal: consent, stand aside, or a concern by clause; changeable while it is open."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.consultations import handles, proposing
from leadership.consultations.models import Concern, Invitation, Proposal, Voice
from leadership.lib import spoken
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused, refuse
from leadership.outbox import facts
from leadership.people.models import Organisation, Person

LONGEST_TEXT = 4000


def voice_of(proposal: Proposal, person: Person) -> Voice | None:
    """The person's own voice, with or without a name; None: they have not spoken, or it was without a name and the
    proposal has ended."""
    named = Voice.objects.filter(proposal=proposal, person=person).first()
    handle = "" if named else handles.of(proposal, person)
    return named or (Voice.objects.filter(proposal=proposal, handle=handle).first() if handle else None)


def may_speak(proposal: Proposal, person: Person, *, on: date) -> bool:
    """Whether the person was asked and can speak on `on`; representatives can from the moment it was proposed."""
    asked = Invitation.objects.filter(proposal=proposal, person=person).first()
    if asked is None or proposal.ended_at is not None or proposal.is_over(on) or proposing.overtaken(proposal):
        return False
    return asked.rep or proposal.opens_on <= on


@transaction.atomic
def say(proposal: Proposal, stance: str, *, by: Person, now: datetime, nameless: bool = False) -> Voice:
    """Consents or stands aside, in place of whatever was said before. Raises Refused when it is not theirs to say."""
    if stance not in (Voice.Stance.CONSENT, Voice.Stance.ASIDE):
        raise refuse("stance", stance, _("This is not one of the answers."), _("Choose consent or stand aside."))
    voice = _voice(proposal, stance, by=by, now=now, nameless=nameless)
    voice.concerns.all().delete()
    return voice


@transaction.atomic
def raise_concern(
    proposal: Proposal, *, clause: str, reason: str, change: str, by: Person, now: datetime, nameless: bool = False
) -> Concern:
    """A concern about one clause, in place of the one said about it before; an answer to that one is asked for anew.
    Raises Refused without a reason, or when it is not theirs to say."""
    if clause not in Concern.Clause.values:
        raise refuse("clause", clause, _("This is not a part of the rhythm."), _("Choose one from the list."))
    if not reason.strip():
        raise refuse("reason", "", _("A concern needs its reason."), _("Write what worries you, in a sentence."))
    if len(reason) > LONGEST_TEXT or len(change) > LONGEST_TEXT:
        raise refuse("reason", reason[:40], _("This is too long."), _("Use at most %(n)s characters.") % {"n": 4000})
    voice = _voice(proposal, Voice.Stance.CONCERN, by=by, now=now, nameless=nameless)
    said = {"reason": reason.strip(), "change": change.strip(), "raised_on": _today(now)}
    anew = {"heard": "", "changed": "", "answered_at": None, "answered_by": None, "met_on": None}
    concern, _made = Concern.objects.update_or_create(voice=voice, clause=clause, defaults=said | anew)
    return concern


@transaction.atomic
def take_back(concern: Concern, *, by: Person, now: datetime) -> None:
    """The concern is no more; with the last one gone nothing has been said. Raises Refused when it is not theirs."""
    voice = _own(concern, by)
    _require_open(concern.voice.proposal, by, now)
    concern.delete()
    if not voice.concerns.exists():
        voice.delete()


@transaction.atomic
def met(concern: Concern, *, by: Person, now: datetime) -> Concern:
    """Whoever raised it says that the answer meets it; possible until the proposal is decided, also after it closed.
    Raises Refused when it is not theirs, or has no answer."""
    _own(concern, by)
    if concern.voice.proposal.ended_at is not None or concern.answered_at is None:
        raise refuse("concern", concern.key, _("There is no answer to agree with."), _("Look at it again."))
    Concern.objects.filter(pk=concern.pk).update(met_on=_today(now))
    concern.refresh_from_db()
    return concern


def _voice(proposal: Proposal, stance: str, *, by: Person, now: datetime, nameless: bool) -> Voice:
    _require_open(proposal, by, now)
    if nameless and not handles.allowed(proposal, on=_today(now)):
        raise _not_nameless(proposal, _today(now))
    earlier = voice_of(proposal, by)
    if earlier is not None and earlier.nameless != nameless:
        earlier.delete()
    who = {"handle": handles.of(proposal, by)} if nameless else {"person": by}
    changes = {"stance": stance, "given_on": _today(now), "nameless": nameless}
    voice, _made = Voice.objects.update_or_create(proposal=proposal, **who, defaults=changes)
    if not nameless:
        facts.write("voice.given", at=now, actor=by.key, object=proposal.name, data={"stance": stance})
    return voice


def _require_open(proposal: Proposal, person: Person, now: datetime) -> None:
    today = _today(now)
    if may_speak(proposal, person, on=today):
        return
    if today < proposal.opens_on and proposal.ended_at is None:
        raise _closed(proposal, _("Representatives read it first."), proposal.opens_on)
    raise _closed(proposal, _("It is not open for your voice any more, or you were not asked."), None)


def _not_nameless(proposal: Proposal, today: date) -> Refused:
    message = _("Voices without a name are not possible here.")
    remedy = _("Speak with your name, or to a representative.")
    if today < proposal.opens_on and handles.allowed(proposal, on=proposal.opens_on):
        message = _("While representatives alone can speak, a voice without a name would point at them.")
        remedy = _("Speak with your name, or without it from %(day)s.") % {"day": spoken.day(proposal.opens_on)}
    return refuse("nameless", "", message, remedy)


def _closed(proposal: Proposal, message: str, opens_on: date | None) -> Refused:
    remedy = _("Come back on %(day)s.") % {"day": spoken.day(opens_on)} if opens_on else _("Talk to a representative.")
    return refuse("proposal", proposal.closes_on.isoformat(), message, remedy)


def _own(concern: Concern, person: Person) -> Voice:
    mine = voice_of(concern.voice.proposal, person)
    if mine is None or mine.pk != concern.voice_id:
        raise refuse("concern", concern.key, _("This is somebody else's concern."), _("Look at it again."))
    return mine


def _today(now: datetime) -> date:
    return local_date(now, Organisation.current().zone)
