"""What the pages of a proposal share: the change as two sentences, the reader's own concerns, what a rhythm's page
shows of the proposal it came from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from leadership.consultations import proposing, speaking
from leadership.consultations.models import Concern, Proposal
from leadership.people.models import Person
from leadership.web.rhythmpages import sentences_of
from policies.models import Policy, PolicyVersion
from policies.terms import Terms

CONCERNS_SHOWN = 20


@dataclass(frozen=True)
class Change:
    """The sentence in force and the one proposed, in one language."""

    code: str
    language: str
    before: str
    after: str


@dataclass(frozen=True)
class Heard:
    """What the page of a rhythm shows of how it came about: the open proposal, and the one it was decided by with the
    concerns that were not met."""

    open: Proposal | None
    decided: Proposal | None
    unmet: list[Concern]


def changes_of(proposal: Proposal) -> list[Change]:
    """What changes from the version in force, by language; empty for a new rhythm, and in a review, which is of what is
    in force."""
    if proposal.kind == Proposal.Kind.REVIEW:
        return []
    return changed(proposal.version, Terms.parse(proposal.terms))


def changed(version: PolicyVersion, terms: Terms | None = None) -> list[Change]:
    """What changes from the adopted version before this one (with `terms`, where they are another wording of it), by
    language; empty when there is none before."""
    if version.number == 1:
        return []
    adopted = version.policy.versions.filter(adopted_at__isnull=False, number__lt=version.number)
    earlier = adopted.order_by("-number").first()
    return between(earlier, terms or version.read()) if earlier else []


def between(earlier: PolicyVersion, terms: Terms) -> list[Change]:
    """What changes from an adopted version to these terms, by language."""
    before = {code: sentence for code, _language, sentence in sentences_of(earlier.read())}
    return [Change(code, language, before[code], after) for code, language, after in sentences_of(terms)]


def own_concerns(proposal: Proposal, person: Person) -> QuerySet[Concern]:
    """The concerns the person has raised, with or without a name, as long as that can be told."""
    voice = speaking.voice_of(proposal, person)
    return voice.concerns.all() if voice else Concern.objects.none()


def heard_about(policy: Policy, version: PolicyVersion) -> Heard:
    """For the page of a rhythm; `version` is the one shown there."""
    known = Proposal.objects.filter(version__policy=policy).select_related("version__policy").order_by("-id")
    live = next((one for one in known if one.ended_at is None and not proposing.overtaken(one)), None)
    decided = next((one for one in known if one.ended == Proposal.End.ADOPTED and one.version_id == version.pk), None)
    unmet = Concern.objects.filter(voice__proposal=decided, met_on=None).select_related("voice__person")
    return Heard(live, decided, list(unmet[:CONCERNS_SHOWN]) if decided else [])
