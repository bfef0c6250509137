"""What people do to an obligation, beside what the engine says: choose a coach, offer, answer, ask for quiet.

Together with `entries` the only writer of `Obligation`. Every change is conditional on state and version, and is a
Fact in the same transaction; whoever comes second is told so kindly (`Overtaken`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import Refusal, Refused
from leadership.obligations.around import Around
from leadership.obligations.models import LIVE, Obligation
from leadership.outbox import facts
from leadership.people.models import Person

QUIET_DAYS = 10
"""Working days without reminders after "not now"."""


class Overtaken(Refused):
    """Someone was faster: the obligation is no longer as it was read."""

    def __init__(self, obligation: Obligation) -> None:
        message = _("This has just been changed by someone else.")
        super().__init__(Refusal("obligation", str(obligation.key), message, _("Look at it again.")))


def choose_coach(obligation: Obligation, coach: Person, *, by: Person | None, now: datetime) -> Obligation:
    """`coach` it is (None as `by`: the default coach). Whether the coach is eligible and has room was asked before.

    Raises `Overtaken`.
    """
    today = _today(obligation, now)
    changes = {
        "coach": coach,
        "coach_chosen_on": today,
        "offering": False,
        "move_role": "",
        "move_since": None,
        "next_action_at": now,
    }
    signals = ("outreach",)
    return _turn(obligation, "coach_chosen", changes, by=by, now=now, coach=coach.key, signals=signals)


def offered(obligation: Obligation, *, by_role: str, now: datetime) -> Obligation:
    """Times have been offered by `by_role` (member or coach): the other side moves next. Raises `Overtaken`."""
    return _moved(obligation, "offered", by_role, now, offering=True)


def answered(obligation: Obligation, *, role: str, now: datetime) -> Obligation:
    """An offer was declined or ran out, or a booking was called off: `role` (member or coach) moves next. Raises
    `Overtaken`."""
    return _moved(obligation, "answered", role, now, offering=False)


def not_now(obligation: Obligation, *, by: Person, now: datetime) -> Obligation:
    """The member asks for quiet: no reminders for ten working days; the date to be heard by stays.

    Raises `Overtaken`.
    """
    days = Around.of([obligation]).days(obligation.person)
    quiet_until = days.plus(_today(obligation, now), QUIET_DAYS)
    changes = {"quiet_until": quiet_until, "next_action_at": now}
    return _turn(obligation, "not_now", changes, by=by, now=now, quiet_until=quiet_until)


def let_go(
    obligation: Obligation, *, by: Person | None, now: datetime, suggested: Person | None = None, told: bool = False
) -> Obligation:
    """The coach hands it on, or has left (None as `by`): nobody is chosen any more, and the member, who is not told
    why, chooses anew. `suggested` is whom the coach proposes instead; `told`: the member reads it in another letter
    already. Raises `Overtaken`."""
    changes = {
        "coach": None,
        "coach_chosen_on": None,
        "offering": False,
        "move_role": "member",
        "move_since": _today(obligation, now),
        "next_action_at": now,
    }
    was = obligation.coach.key if obligation.coach else None
    instead = suggested.key if suggested else None
    signals = () if told else ("outreach",)
    return _turn(obligation, "let_go", changes, by=by, now=now, signals=signals, was=was, suggested=instead)


def skip(obligation: Obligation, *, by: Person, now: datetime) -> Obligation:
    """The member passes over it: excused, and it does not come back by itself. Raises `Overtaken`."""
    changes = {"state": Obligation.State.EXCUSED, "reason": "skip", "next_action_at": None, "offering": False}
    return _turn(obligation, "excused", changes, by=by, now=now, reason="skip")


def warn(obligation: Obligation, *, now: datetime) -> Obligation:
    """Both have been told the day from which their leader can see that the talk remains. Said once; saying it again
    changes nothing. Raises `Overtaken`."""
    if obligation.warned_at is not None:
        return obligation
    days = Around.of([obligation]).days(obligation.person)
    told_from = days.counted_weekdays().plus(_today(obligation, now), 1)
    return _turn(obligation, "warned", {"warned_at": now, "told_from": told_from}, by=None, now=now)


def hand_over(obligation: Obligation, *, now: datetime) -> None:
    """Silence has passed the move on and the other side was told so. Whose turn it is is derived (R16), so nothing is
    stored but the fact."""
    _tell(obligation, "handed_over", by=None, now=now, data={"version": obligation.version})


def touch(obligation: Obligation, *, acted_until: datetime, next_action_at: datetime | None) -> bool:
    """The ladder has been walked up to `acted_until`; the next look is at `next_action_at` (both UTC). Not a change of
    what is owed, so no fact and no new version. Returns False when someone changed the obligation meanwhile."""
    same = Obligation.objects.filter(pk=obligation.pk, state=obligation.state, version=obligation.version)
    return bool(same.update(acted_until=acted_until, next_action_at=next_action_at))


def _moved(obligation: Obligation, deed: str, role: str, now: datetime, *, offering: bool) -> Obligation:
    changes = {"offering": offering, "move_role": role, "move_since": _today(obligation, now), "next_action_at": now}
    return _turn(obligation, deed, changes, by=None, now=now, role=role)


@transaction.atomic
def _turn(
    obligation: Obligation,
    deed: str,
    changes: Mapping[str, Any],
    *,
    by: Person | None,
    now: datetime,
    signals: tuple[str, ...] = (),
    **told: Any,
) -> Obligation:
    """Changes the row if it is still live and as it was read, writes the fact, and brings `obligation` up to date."""
    same = Obligation.objects.filter(pk=obligation.pk, state=obligation.state, version=obligation.version)
    if obligation.state not in LIVE or not same.update(version=F("version") + 1, **changes):
        raise Overtaken(obligation)
    before = obligation.state
    for name, value in changes.items():
        setattr(obligation, name, value)
    obligation.version += 1
    data = {"from": before, "to": obligation.state, "version": obligation.version}
    _tell(obligation, deed, by=by, now=now, data=data | {k: _plain(v) for k, v in told.items()}, signals=signals)
    return obligation


def _tell(
    obligation: Obligation,
    deed: str,
    *,
    by: Person | None,
    now: datetime,
    data: Mapping[str, Any],
    signals: tuple[str, ...] = (),
) -> None:
    facts.write(
        f"obligation.{deed}",
        at=now,
        actor=by.key if by else None,
        subject=obligation.person.key,
        object=obligation.name,
        data=data,
        signals=signals,
    )


def _today(obligation: Obligation, now: datetime) -> date:
    return local_date(now, obligation.person.zone_info)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, UUID)) else value
