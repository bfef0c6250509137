"""What a draft's letters would say to a real person, before anybody adopts it: nothing is stored, links lead nowhere.

Whom the rhythm does not concern has no letters. Free times are invented: whoever looks has no claim to two calendars.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import translation

from leadership.conversations import choosing
from leadership.lib.instants import at_local
from leadership.obligations import facts_for
from leadership.obligations.models import Obligation
from leadership.outreach import allowed, frames, recipients
from leadership.outreach.frames import Written
from leadership.outreach.letters.pen import Pen
from leadership.outreach.letters.post import values_of
from leadership.outreach.models import Delivery
from leadership.people.models import Organisation, Person
from policies import ladder
from policies.engine import assess
from policies.facts import PolicyFacts, Version
from policies.models import PolicyVersion
from policies.terms import Terms

LETTERS = ("invitation", "choose_coach", "first_step", "not_booked", "late", "pair_overdue", "leader_told")
WITHOUT_COACH = ("invitation", "choose_coach")
NOWHERE = "#preview"


class PreviewPen(Pen):
    """A pen whose links open nothing and are stored nowhere."""

    def link(self, purpose: str, about: str, start: datetime | None = None) -> str:
        """Nowhere."""
        return NOWHERE

    def page(self, path: str) -> str:
        """Nowhere."""
        return NOWHERE


def owed_by(version: PolicyVersion, person: Person, *, effective_from: date, now: datetime) -> Obligation | None:
    """What the draft would first ask of `person`, were it adopted alone from that day; None: nothing. Never saved."""
    terms, organisation = version.read(), facts_for.organisation()
    sheet = facts_for.sheets(Person.objects.filter(pk=person.pk), now=now)[0]
    rows = assess(
        policies=(PolicyFacts(terms.key, (Version(1, terms, effective_from),)),),
        org=organisation.org,
        person=sheet.person,
        leaves=sheet.leaves,
        on=max(sheet.on, effective_from),
        holidays=organisation.holidays,
    )
    wanted = [row for row in rows if row.due_on and row.opens_on and row.state in ("planned", "open")]
    row = min(wanted, key=lambda one: one.due_on or date.max, default=None)
    if row is None or row.due_on is None or row.opens_on is None:
        return None
    return Obligation(
        person=person,
        policy=version.policy,
        policy_version=version,
        cycle_key=row.cycle_key,
        state=Obligation.State.OPEN,
        opens_on=row.opens_on,
        choose_by=row.choose_by,
        due_on=row.due_on,
        overdue_from=row.overdue_from,
        close_on=row.close_on,
    )


def written(letter: str, owed: Obligation, *, now: datetime) -> tuple[Person, Written] | None:
    """The letter and whom it goes to, in that person's language; None where such a rhythm sends nobody one. Raises
    KeyError for a letter that is not among `LETTERS`."""
    if letter not in LETTERS:
        raise KeyError(letter)
    if not _is_sent(letter, owed.terms):
        return None
    nobody = letter in WITHOUT_COACH and not owed.terms.names_its_coach
    owed.coach = None if nobody else choosing.default(owed, now=now) or owed.person.manager
    recipient = _recipient(letter, owed, now)
    if recipient is None or (owed.coach is None and letter not in WITHOUT_COACH):
        return None
    delivery = Delivery(letter=letter, recipient=recipient, obligation=owed, made_at=now, due_at=now)
    with translation.override(recipient.language):
        pen = PreviewPen(delivery, now, Organisation.current(), about=owed)
        name, values = values_of(pen)
        return recipient, frames.write(name, recipient.language, {**values, **_invented(pen, values)})


def _is_sent(letter: str, terms: Terms) -> bool:
    """Whether such a rhythm ever sends the letter: nobody is told that an offer is late, and where the rhythm names the
    coach nobody is asked to choose one."""
    if letter == "choose_coach" and terms.names_its_coach:
        return False
    return letter == "first_step" or letter in ladder.letters(terms)


def _recipient(letter: str, owed: Obligation, now: datetime) -> Person | None:
    if letter == "first_step":
        return owed.coach
    if letter == "leader_told":
        return recipients.leader_of(owed, on=now.astimezone(owed.person.zone_info).date())
    return owed.person


def _invented(pen: Pen, values: dict[str, Any]) -> dict[str, Any]:
    """Three times nobody has, on working days of the reader, and no way to end letters that were never sent."""
    days = allowed.Calendars.now().of(pen.person)
    tens = [at_local(days.plus(pen.today, ahead), time(10), pen.zone) for ahead in (2, 3, 4)]
    times = [{"label": pen.span(ten, 30), "url": NOWHERE} for ten in tens]
    return {"fewer_url": NOWHERE, **({"times": times} if "times" in values else {})}
