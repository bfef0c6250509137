"""Deciding on a proposal: adopted once everybody could speak, every concern is answered, and what it asks is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.consultations import adoption, answering, enough, forecasting, proposing, reach
from leadership.consultations.models import Forecast, Proposal
from leadership.consultations.record import Record
from leadership.lib import spoken
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.people.models import Organisation, Person
from policies.models import PolicyVersion
from policies.refusals import said
from policies.terms import missing_for_adoption


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what must be there before adoption: whether it is, and what is still to do."""

    name: str
    done: bool
    text: str


def checklist(proposal: Proposal, *, on: date) -> list[Item]:
    """What adoption asks for, in order, on `on` (a day of the organisation)."""
    missing = {refusal.path: refusal for refusal in missing_for(proposal, on=on)}
    names = {
        "closes_on": _("Everyone concerned could speak"),
        "concerns": _("Every concern has its answer"),
        "forecast": _("What it asks of people and coaches is known"),
        "reps": _("Representatives were told"),
        "review_on": _("The day of its review is set"),
    }
    return [
        Item(name, name not in missing, missing[name].remedy if name in missing else text)
        for name, text in names.items()
    ]


def missing_for(proposal: Proposal, *, on: date) -> Iterator[Refusal]:
    """Everything that stands between the proposal and its adoption on `on`."""
    version = proposal.version
    yield from _not_live(proposal)
    if not proposal.is_over(on):
        remedy = _("It is open until %(day)s; adopt it after that.") % {"day": spoken.day(proposal.closes_on)}
        yield Refusal("closes_on", proposal.closes_on.isoformat(), _("People can still speak."), remedy)
    if count := answering.unanswered(proposal):
        message = ngettext("%(n)s concern has no answer.", "%(n)s concerns have no answer.", count) % {"n": count}
        yield Refusal("concerns", str(count), message, _("Write for each what you heard and what you changed."))
    yield from _forecast_missing(version)
    if _untold(proposal, on):
        yield Refusal("reps", "", _("A representative has not been told."), _("They are told with the next tick."))
    yield from said(missing_for_adoption(version.read(), adopted_on=on))


@transaction.atomic
def adopt(
    proposal: Proposal, *, by: Person, now: datetime, effective_from: date | None = None, apply_now: bool = False
) -> PolicyVersion:
    """Adopts what was talked over. Without a date: today for a first version, the next cycle for a changed one;
    `apply_now`: today for a changed one too (nobody becomes late by it, and what is due moves by ten working days at
    least). Raises Refused with one refusal for each thing that is missing."""
    today = local_date(now, Organisation.current().zone)
    proposal = Proposal.objects.select_related("version__policy").get(pk=proposal.pk)
    wrong = list(missing_for(proposal, on=today))
    if wrong:
        raise Refused(*wrong)
    policy = proposal.version.policy
    if apply_now and effective_from is not None and effective_from != today:
        message = _("It cannot hold from today and from another day.")
        raise refuse("effective_from", effective_from.isoformat(), message, _("Leave the day empty, or choose a day."))
    version = adoption.enact(
        policy, effective_from=today if apply_now else effective_from, by=by, now=now, apply_now=apply_now
    )
    adoption.keep(_as_record(proposal, today), version, by=by, now=now)
    proposing.end(proposal, Proposal.End.ADOPTED, by=by, now=now)
    return version


@transaction.atomic
def note_negotiation(proposal: Proposal, *, on: date | None, reference: str, by: Person, now: datetime) -> Proposal:
    """When it was negotiated with the union, and under which reference (SE: MBL; FI: continuous dialogue). Raises
    Refused when one of the two is missing or the day is to come."""
    today = local_date(now, Organisation.current().zone)
    if on is None or not reference.strip():
        raise refuse("negotiated_on", on or "", _("A negotiation has a day and a reference."), _("Write both."))
    if on > today:
        raise refuse("negotiated_on", on.isoformat(), _("This day is still to come."), _("Note it afterwards."))
    Proposal.objects.filter(pk=proposal.pk).update(negotiated_on=on, negotiation_ref=reference.strip()[:200])
    proposal.refresh_from_db()
    return proposal


def _not_live(proposal: Proposal) -> Iterator[Refusal]:
    if proposal.ended_at is not None:
        yield Refusal("proposal", proposal.ended, _("This proposal has ended already."), _("Look at it again."))
    elif proposing.overtaken(proposal):
        remedy = _("Propose the draft anew.")
        yield Refusal("proposal", "", _("The draft promises something else than what was talked over."), remedy)


def _forecast_missing(version: PolicyVersion) -> Iterator[Refusal]:
    forecast = forecasting.current(version)
    if forecast is None:
        message = _("Nobody has looked yet at what it would ask of people and coaches.")
        yield Refusal("forecast", "", message, _("Make the forecast."))
    elif not forecast.is_done:
        yield Refusal("forecast", "", _("The forecast is still being reckoned."), _("Wait until it is ready."))
    elif forecast.is_red and not forecast.reason.strip():
        message = _("The forecast says that this asks too much.")
        yield Refusal("forecast", "", message, _("Change the rhythm, or write why to go on all the same."))


def _untold(proposal: Proposal, on: date) -> bool:
    asked = proposal.invitations.filter(rep=True).values("person")
    return reach.reps(on).exclude(pk__in=asked).exists()


def _as_record(proposal: Proposal, today: date) -> Record:
    """The consultation as the public page of the rhythm tells it; the concerns stand beside it, word for word."""
    n_min = Organisation.current().n_min
    changed = _("Each concern and its answer stand on the page of the proposal.")
    return Record(
        proposal.opens_on,
        proposal.closes_on,
        _asked(proposal, n_min),
        _said(proposal, n_min),
        changed,
        decided_on=today,
    )


def _asked(proposal: Proposal, n_min: int) -> str:
    """How many were asked, in tens: the sentence stays for everyone to read."""
    count = proposal.invitations.count()
    about = enough.about(count, count, exact=False, n_min=n_min)
    if about is None:
        return _("Those it concerns were asked here.")
    return _("About %(n)s people were asked here.") % {"n": about}


def _said(proposal: Proposal, n_min: int) -> str:
    """What they said; who consents and who stands aside only where enough people did."""
    voices = {name: proposal.voices.filter(stance=name).count() for name in ("consent", "aside", "concern")}
    told = enough.stances(**voices, is_open=False, n_min=n_min)
    if told.quiet:
        return _("%(consent)s consent, %(aside)s stand aside, %(concern)s with a concern.") % voices
    return _("%(spoken)s spoke, %(concern)s with a concern.") % {"spoken": told.spoken, "concern": told.concern}


__all__ = ["Forecast", "Item", "adopt", "checklist", "missing_for", "note_negotiation"]
