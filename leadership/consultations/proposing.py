"""Putting a draft before those it would concern, and taking it back (docs/reference/cadence.md B.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.consultations import floors, handles, reach
from leadership.consultations.models import Proposal
from leadership.lib import tokens
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.outbox import facts
from leadership.people import workcalendar
from leadership.people.models import Organisation, Person
from policies import rhythms
from policies.changes import material
from policies.models import Policy, PolicyVersion
from policies.organisation import org_facts
from policies.refusals import said
from policies.terms import Terms, missing_for_adoption
from policies.workdays import WorkCalendar, calendar_of

SHORTEST, LONGEST = 5, 90
"""Working days on which people can speak, at least and at most."""
HEAD_START = 1
"""Working days by which representatives read a proposal before the others are told."""


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included, on which those concerned can speak."""

    opens_on: date
    closes_on: date


@transaction.atomic
def propose(policy: Policy, *, by: Person | None, now: datetime, days: int | None = None, note: str = "") -> Proposal:
    """Puts the newest draft before those it would concern for `days` working days (None: as the organisation is used
    to). Representatives are told at once, the others a working day later.

    Raises Refused with everything that is missing, when the time is too short, or when one is open already.
    """
    version, today = policy.latest(), _today(now)
    open_days = Organisation.current().consultation_days if days is None else days
    wrong = [
        *_wrong_state(policy, version),
        *said(missing_for_adoption(version.read(), adopted_on=today)),
        *_wrong_length(open_days),
        *floors.weakened(version.read(), except_for=policy),
    ]
    if wrong:
        raise Refused(*wrong)
    proposal = _opened(version, days_open(open_days, on=today), by=by, now=now, note=note)
    if policy.state == Policy.State.DRAFT:
        rhythms.turn(policy, state=Policy.State.PROPOSED)
    return proposal


def days_open(days: int, *, on: date) -> Days:
    """When those concerned can speak, if it is proposed on `on`."""
    calendar = working_days()
    opens_on = calendar.plus(on, HEAD_START) if reach.reps(on).exists() else on
    return Days(opens_on, calendar.plus(opens_on, days))


@transaction.atomic
def take_back(proposal: Proposal, *, by: Person | None, now: datetime, because: str) -> Proposal:
    """The proposal becomes a draft again; the reason is read by everyone who was asked. Raises Refused without one."""
    if not because.strip():
        raise refuse("because", "", _("A proposal is not taken back without a reason."), _("Say why, in a sentence."))
    end(proposal, Proposal.End.TAKEN_BACK, by=by, now=now, because=because.strip())
    policy = proposal.version.policy
    if policy.state == Policy.State.PROPOSED:
        rhythms.turn(policy, state=Policy.State.DRAFT)
    return proposal


def end(proposal: Proposal, how: str, *, by: Person | None, now: datetime, because: str = "") -> None:
    """The proposal is over; whose voice was whose is forgotten where no name was given. Raises Refused when somebody
    else ended it meanwhile."""
    mine = Proposal.objects.live().filter(pk=proposal.pk)
    if not mine.update(ended_at=now, ended=how, ended_because=because):
        raise refuse("proposal", proposal.key, _("This proposal has ended already."), _("Look at it again."))
    handles.forget(proposal)
    proposal.refresh_from_db()
    tell("proposal.ended", proposal, by=by, now=now, data={"how": how})


def live_for(version: PolicyVersion) -> Proposal | None:
    """The open proposal of this wording; None where there is none, or the draft has been changed since."""
    found = Proposal.objects.live().filter(version=version).select_related("version__policy").first()
    return found if found is not None and not overtaken(found) else None


def overtaken(proposal: Proposal) -> bool:
    """Whether the draft promises something else by now than what was put before people."""
    return bool(material(Terms.parse(proposal.terms), proposal.version.read()))


def tell(kind: str, proposal: Proposal, *, by: Person | None, now: datetime, data: dict[str, object]) -> None:
    """Writes the fact, for outreach to make letters of."""
    actor = by.key if by else None
    facts.write(kind, at=now, actor=actor, object=proposal.name, data=data, signals=("outreach",))


def working_days() -> WorkCalendar:
    """The organisation's own working days."""
    organisation = Organisation.current()
    return calendar_of(workcalendar.book(), organisation.country, organisation.subdiv, pauses=org_facts().pauses)


def _opened(version: PolicyVersion, days: Days, *, by: Person | None, now: datetime, note: str) -> Proposal:
    proposal = Proposal.objects.create(
        version=version,
        terms=version.terms,
        note=note.strip(),
        opened_at=now,
        opened_by=by,
        opens_on=days.opens_on,
        closes_on=days.closes_on,
        salt=tokens.random_token(),
    )
    asked = reach.write(proposal, reach.of(version.read(), on=_today(now)))
    tell("proposal.opened", proposal, by=by, now=now, data={"version": version.number, "asked": asked})
    return proposal


def _wrong_state(policy: Policy, version: PolicyVersion) -> Iterator[Refusal]:
    if policy.state == Policy.State.RETIRED:
        yield Refusal("policy", policy.key, _("This rhythm has been retired."), _("Create a new one."))
    elif version.adopted_at is not None:
        yield Refusal("policy", policy.key, _("This rhythm is adopted as it stands."), _("Edit it first."))
    elif Proposal.objects.live().filter(version=version).exists():
        remedy = _("Wait until it closes, or take it back.")
        yield Refusal("policy", policy.key, _("This draft is being talked over already."), remedy)


def _wrong_length(days: int) -> Iterator[Refusal]:
    if not SHORTEST <= days <= LONGEST:
        message = _("People need at least five working days, and after ninety nobody remembers.")
        remedy = _("Choose between %(shortest)s and %(longest)s.") % {"shortest": SHORTEST, "longest": LONGEST}
        yield Refusal("days", str(days), message, remedy)


def _today(now: datetime) -> date:
    return local_date(now, Organisation.current().zone)
