"""The verb by which the organisation's own settings change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from leadership.lib.instants import iso, local_date
from leadership.lib.refusal import Refused
from leadership.outbox import facts
from leadership.people import workcalendar
from leadership.people.directory import refusals_of
from leadership.people.models import Organisation, Person


@transaction.atomic
def change(*, now: datetime, by: Person | None = None, **changes: Any) -> Organisation:
    """Changes the settings named; writes nothing when all of them are so already. Raises Refused."""
    organisation = Organisation.current()
    before = {name: getattr(organisation, name) for name in changes}
    for name, value in changes.items():
        setattr(organisation, name, value)
    _remember_fiscal_start(organisation, before, now)
    changed = sorted(name for name in changes if str(getattr(organisation, name)) != str(before[name]))
    if changed:
        _keep(organisation)
        facts.write(
            "organisation.changed",
            at=now,
            actor=by.key if by else None,
            object="organisation",
            data={"fields": changed},
            signals=("reconcile",),
        )
    return organisation


def _remember_fiscal_start(organisation: Organisation, before: dict[str, Any], now: datetime) -> None:
    """The fiscal year that runs ends as it would have; so the start before and the day are kept (R5)."""
    fields = ("fiscal_start_month", "fiscal_start_day")
    was = [before.get(name, getattr(organisation, name)) for name in fields]
    if was != [getattr(organisation, name) for name in fields]:
        day = local_date(now, organisation.zone).isoformat()
        organisation.fiscal_was = [*organisation.fiscal_was, [*was, day, iso(now)]]


def _keep(organisation: Organisation) -> None:
    workcalendar.check(organisation.country, organisation.subdiv)
    try:
        organisation.full_clean()
    except ValidationError as error:
        raise Refused(*refusals_of(error, organisation)) from error
    organisation.save()
