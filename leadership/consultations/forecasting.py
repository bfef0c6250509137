"""The forecast: what a rhythm would ask of people and coaches, before anyone is bound by it (product decision 9).

It runs in pieces, so that a hundred thousand people hold up nobody: the first piece when it is asked for, the rest
with each tick of the worker. A piece is one conditional update; two workers never count anybody twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadership.consultations import adoption, forecast_piece, forecast_result
from leadership.consultations.models import Forecast
from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.obligations.audience import people_of
from leadership.outbox import facts
from leadership.people.models import Organisation, Person
from policies.changes import material
from policies.models import PolicyVersion
from policies.organisation import org_facts
from policies.terms import Terms

PIECE = 500
"""People reckoned in one piece."""
AT_ONCE = 2
"""Pieces reckoned while whoever asked is waiting."""
PER_TICK = 10


@transaction.atomic
def begin(version: PolicyVersion, *, by: Person | None, now: datetime) -> Forecast:
    """A fresh forecast of the wording, in place of any that is still running. Small organisations see it ready at
    once; for large ones the worker goes on with it. Raises Refused when the version is in force already."""
    if version.adopted_at is not None:
        raise refuse("version", version.number, _("This version is in force already."), _("Look at its review."))
    today = local_date(now, Organisation.current().zone)
    starts_on = adoption.first_possible(version.policy, on=today, org=org_facts())
    Forecast.objects.filter(version=version, state=Forecast.State.RUNNING).delete()
    forecast = Forecast.objects.create(
        version=version,
        terms=version.terms,
        starts_on=starts_on,
        asked_at=now,
        asked_by=by,
        total=people_of(version.read(), on=_counted_on(starts_on, today)).count(),
    )
    advance(forecast, pieces=AT_ONCE, now=now)
    return forecast


def advance(forecast: Forecast, *, pieces: int, now: datetime) -> Forecast:
    """Reckons so many pieces more; a finished forecast stays as it is."""
    for _piece in range(pieces):
        if forecast.is_done or not _next_piece(forecast, now=now):
            break
    return forecast


def go_on(*, now: datetime, beat: Callable[[], None] = lambda: None) -> int:
    """Some pieces of every forecast that is under way; returns how many were worked on. Called with each tick."""
    running = list(Forecast.objects.filter(state=Forecast.State.RUNNING).order_by("id"))
    for forecast in running:
        for _piece in range(PER_TICK):
            advance(forecast, pieces=1, now=now)
            beat()
    return len(running)


def current(version: PolicyVersion) -> Forecast | None:
    """The newest forecast of this wording; None when there is none, or the promise has been changed since."""
    newest = Forecast.objects.filter(version=version).first()
    if newest is None or material(Terms.parse(newest.terms), version.read()):
        return None
    return newest


@transaction.atomic
def go_on_although(forecast: Forecast, *, reason: str, by: Person, now: datetime) -> Forecast:
    """Why the rhythm goes on although its forecast is red; everyone reads it. Raises Refused without a reason."""
    if not reason.strip():
        raise refuse(
            "reason", "", _("Going on although it asks too much needs a reason."), _("Say why, in a sentence.")
        )
    Forecast.objects.filter(pk=forecast.pk).update(reason=reason.strip()[:2000], reason_by=by, reason_at=now)
    forecast.refresh_from_db()
    name = f"policy:{forecast.version.policy.key}"
    facts.write("forecast.overridden", at=now, actor=by.key, object=name, data={"red": forecast.result.get("red", [])})
    return forecast


def _next_piece(forecast: Forecast, *, now: datetime) -> bool:
    """One piece; False when somebody else was faster."""
    today = local_date(now, Organisation.current().zone)
    ids = _ids(forecast, today)
    tally = forecast_piece.reckon(forecast, ids, today=today, now=now)
    mine = Forecast.objects.filter(pk=forecast.pk, state=Forecast.State.RUNNING, last_id=forecast.last_id)
    done = min(forecast.total, forecast.done + len(ids))
    if len(ids) == PIECE:
        changed = mine.update(tally=tally, done=done, last_id=ids[-1])
    else:
        result = forecast_result.of(forecast, tally, today=today)
        changed = mine.update(tally={}, done=forecast.total, result=result, state=Forecast.State.DONE)
    forecast.refresh_from_db()
    return bool(changed)


def _ids(forecast: Forecast, today: date) -> list[int]:
    terms = Terms.parse(forecast.terms)
    people = people_of(terms, on=_counted_on(forecast.starts_on, today)).filter(pk__gt=forecast.last_id)
    return list(people.order_by("pk").values_list("pk", flat=True)[:PIECE])


def _counted_on(starts_on: date, today: date) -> date:
    """People are counted as they are on the first day, those who begin before it included."""
    return max(starts_on, today)
