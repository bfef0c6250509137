"""Anyone may propose a rhythm: it enters as a draft, and HR takes it up or says why not now (A32)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from leadership.consultations import origins
from leadership.consultations.models import Suggestion
from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.people.models import Person
from policies import rhythms
from policies.models import Policy

LONGEST_KEY = 50


@transaction.atomic
def suggest(terms: Mapping[str, Any], *, by: Person, now: datetime, began: origins.Began | None = None) -> Suggestion:
    """A draft with HR as its reviewer; nothing is asked of anyone by it. `began`: with what teams said. Raises Refused
    when the terms are wrong."""
    policy = rhythms.create(terms, by=by, now=now)
    origins.keep(policy.latest(), began)
    suggestion = Suggestion.objects.create(policy=policy, by=by, made_at=now)
    _tell("made", suggestion, by=by, now=now)
    return suggestion


@transaction.atomic
def decline(suggestion: Suggestion, *, because: str, by: Person, now: datetime) -> Suggestion:
    """Not now, and why; whoever suggested it reads the reason. Raises Refused without one, or when it is decided."""
    if not because.strip():
        raise refuse("because", "", _("A suggestion is not put aside without a reason."), _("Say why, in a sentence."))
    waiting = Suggestion.objects.filter(pk=suggestion.pk, declined_at=None, policy__state=Policy.State.DRAFT)
    if not waiting.update(declined_at=now, declined_by=by, because=because.strip()):
        raise refuse("suggestion", suggestion.policy.key, _("This is decided already."), _("Look at it again."))
    suggestion.refresh_from_db()
    _tell("declined", suggestion, by=by, now=now)
    return suggestion


def key_for(title: str) -> str:
    """A key nobody uses yet, made of the title."""
    wanted = slugify(title)[:LONGEST_KEY].strip("-_") or "rhythm"
    taken = {*rhythms.PAGES, *Policy.objects.filter(key__startswith=wanted).values_list("key", flat=True)}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbered if key not in taken)


def _tell(kind: str, suggestion: Suggestion, *, by: Person, now: datetime) -> None:
    name = f"policy:{suggestion.policy.key}"
    facts.write(f"suggestion.{kind}", at=now, actor=by.key, object=name, signals=("outreach",))
