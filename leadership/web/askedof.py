"""Proposals that ask for the reader's voice: a calm line on the home page, gone once they have spoken or it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.consultations.models import Invitation, Proposal, Voice
from leadership.lib.statements import Reading, one, somebody
from leadership.people.models import Person
from leadership.web import spoken

MOST = 3


@dataclass(frozen=True)
class Asked:
    """One proposal: the rhythm's title, and until when a voice may be given."""

    key: UUID
    title: str
    note: str


def of(reader: Person, *, on: date) -> list[Asked]:
    """What is being talked over and would concern `reader`, who has not spoken under their name; one query. Voices
    without a name cannot be told apart, so the line stays until the proposal closes."""
    return [_line(row, on) for row in ASKED.ask(reader.pk, on)] if reader.is_active else []


def _asked(reader: Any, on: Any) -> QuerySet[Proposal]:
    asked = Invitation.objects.filter(proposal=OuterRef("pk"), person=reader)
    open_now = Q(opens_on__lte=on) | Q(Exists(asked.filter(rep=True)))
    spoke = Voice.objects.filter(proposal=OuterRef("pk"), person=reader)
    rows = Proposal.objects.visible_to(reader).live().filter(open_now, Exists(asked), ~Exists(spoke), closes_on__gte=on)
    return rows.select_related("version").order_by("closes_on", "pk")[:MOST]


ASKED = Reading(_asked, somebody, one)


def _line(proposal: Proposal, on: date) -> Asked:
    until = {"day": spoken.day(proposal.closes_on, on)}
    note = _("What do you think? Your voice is heard until %(day)s.") % until
    return Asked(proposal.key, proposal.version.title(get_language() or "en"), note)
