""" "This would concern you because…": why a proposal reached somebody, in the reader's language (A42)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.consultations.models import Invitation
from leadership.obligations import facts_for
from leadership.obligations.facts_for import Sheet
from leadership.people.models import Person
from policies.audience import Clause
from policies.facts import PersonFacts
from policies.naming import labels
from policies.terms import Terms


def reasons(invitation: Invitation, terms: Terms, *, now: datetime, sheet: Sheet | None = None) -> list[str]:
    """Every reason as a whole sentence, the closest first; `sheet` is the person's, where it is known already."""
    return list(_reasons(invitation, terms, now, sheet))


def _reasons(invitation: Invitation, terms: Terms, now: datetime, sheet: Sheet | None) -> Iterator[str]:
    if invitation.concerned:
        reason = _concerned(invitation.person, terms, now, sheet)
        yield _("This would concern you because %(reason)s.") % {"reason": reason}
    if invitation.coach:
        yield _("This would concern you because you would be asked to listen, or listen to someone it would concern.")
    if invitation.rep:
        yield _("This would concern you because you represent those it is about; you read it first.")


def _concerned(person: Person, terms: Terms, now: datetime, sheet: Sheet | None) -> str:
    sheets = [sheet] if sheet else facts_for.sheets(Person.objects.filter(pk=person.pk), now=now)
    if not sheets or not terms.audience.include:
        return _("it is about everyone who works here")
    fitting = [clause for clause in terms.audience.include if clause.matches(sheets[0].person, sheets[0].on)]
    named = list(_parts(fitting[0], sheets[0].person, labels(terms))) if fitting else []
    return _joined(named) or _("it is about everyone who works here")


def _parts(clause: Clause, person: PersonFacts, names: Mapping[str, str]) -> Iterator[str]:
    """What the clause says and the person is, each part as the reader would say it of themselves."""
    if clause.persons:
        yield _("you are named in it")
    if shared := [name for name in clause.units if name in person.units]:
        yield _("you are in %(unit)s") % {"unit": names.get(shared[-1], shared[-1])}
    if shared := sorted({*clause.roles, *clause.tags} & (person.roles | person.tags)):
        yield _("you are %(tag)s") % {"tag": ", ".join(shared)}
    if clause.locations:
        yield _("you work in %(place)s") % {"place": person.location}
    if clause.employment_types:
        kind = dict(Person.Employment.choices).get(person.employment_type, person.employment_type)
        yield _("it is about how you are employed (%(kind)s)") % {"kind": str(kind).lower()}
    if clause.is_leader is not None:
        yield _("you lead others") if clause.is_leader else _("you do not lead others")
    yield from _tenure(clause)


def _tenure(clause: Clause) -> Iterator[str]:
    for days, long in ((clause.tenure_days_min, True), (clause.tenure_days_max, False)):
        if days is None:
            continue
        message = (
            ngettext("you have been here for %(n)s day at least", "you have been here for %(n)s days at least", days)
            if long
            else ngettext("you have been here for %(n)s day at most", "you have been here for %(n)s days at most", days)
        )
        yield message % {"n": days}


def _joined(parts: list[str]) -> str:
    told = parts[0] if parts else ""
    for part in parts[1:]:
        told = _("%(first)s and %(second)s") % {"first": told, "second": part}
    return told
