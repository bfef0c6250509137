"""The owner answers every concern: what we heard, and what we changed because of it, or why nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.consultations import proposing
from leadership.consultations.models import Concern, Proposal
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.people.models import Person

LONGEST_TEXT = 4000


def may_answer(proposal: Proposal, person: Person) -> bool:
    """HR, and whoever owns the rhythm."""
    return person.is_active and (person.is_hr or proposal.version.read().owner == str(person.key))


@transaction.atomic
def answer(concern: Concern, *, heard: str, changed: str, by: Person, now: datetime) -> Concern:
    """Both sides of the answer at once; it can be put better until the proposal is decided. Raises Refused when a side
    is missing, or when it is not theirs to answer."""
    proposal = concern.voice.proposal
    if not may_answer(proposal, by):
        raise refuse("concern", concern.key, _("Only HR and the owner of the rhythm answer."), _("Ask them to."))
    if proposal.ended_at is not None:
        raise refuse("concern", concern.key, _("This proposal has ended already."), _("Look at it again."))
    _require_both(heard, changed)
    Concern.objects.filter(pk=concern.pk).update(
        heard=heard.strip(), changed=changed.strip(), answered_at=now, answered_by=by, met_on=None
    )
    concern.refresh_from_db()
    proposing.tell("proposal.answered", proposal, by=by, now=now, data={"concern": str(concern.key)})
    return concern


def unanswered(proposal: Proposal) -> int:
    """How many concerns wait for their answer."""
    return Concern.objects.filter(voice__proposal=proposal, answered_at=None).count()


def _require_both(heard: str, changed: str) -> None:
    sides = (
        ("heard", heard, _("It is not said what was heard.")),
        ("changed", changed, _("It is not said what changed because of it, or why nothing did.")),
    )
    remedy = _("Write it in a few sentences.")
    wrong = [
        Refusal(name, text[:40], message, remedy)
        for name, text, message in sides
        if not text.strip() or len(text) > LONGEST_TEXT
    ]
    if wrong:
        raise Refused(*wrong)
