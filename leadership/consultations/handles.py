"""Voices without a name: how their givers find them again, and nobody else does.

The handle of a voice is derived from the server's secret, the proposal's salt and the person. The database alone
links nobody; when the proposal ends, salt and handles are forgotten, and from then on not even the server can tell.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings

from leadership.consultations.models import Proposal, Voice
from leadership.lib import tokens
from leadership.people.models import Organisation, Person


def of(proposal: Proposal, person: Person) -> str:
    """Under which the person's voice without a name is kept while the proposal is open; "" once it has ended."""
    if not proposal.salt:
        return ""
    secret = tokens.derived_token(secret=settings.SECRET_KEY, purpose="voice", key=f"{proposal.salt}:{person.key}")
    return tokens.token_hash(secret)


def allowed(proposal: Proposal, *, on: date) -> bool:
    """Whether a voice may be given without a name on `on`: the organisation allows it, and at least `n_min` people can
    speak that day, so that there is somebody to hide among. Voices are dated: while representatives alone can speak,
    one without a name is one of theirs."""
    organisation, able = Organisation.current(), proposal.invitations.all()
    able = able.filter(rep=True) if on < proposal.opens_on else able
    return organisation.voices_without_name and able.count() >= organisation.n_min


def forget(proposal: Proposal) -> None:
    """From now on nobody can tell who gave which voice without a name. Called in the transaction that ends it."""
    Proposal.objects.filter(pk=proposal.pk).update(salt="")
    Voice.objects.filter(proposal=proposal, nameless=True).update(handle="")
