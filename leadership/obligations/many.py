"""What is done to many obligations at once, in sets: a large organisation is given coaches without ten thousand deeds.

The same conditions and facts as in `ledger`, but no signals: nobody is written to. Part of the only writer of
`Obligation`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from leadership.lib.instants import local_date
from leadership.obligations.around import Around
from leadership.obligations.ledger import Overtaken
from leadership.obligations.models import Obligation
from leadership.obligations.sets import among
from leadership.outbox import facts
from leadership.outbox.models import Fact

BATCH = 2000


class Choice(NamedTuple):
    """`coach` (id and key) for an obligation, read with its `person`; `on` is the date in the member's zone."""

    obligation: Obligation
    coach: int
    coach_key: UUID
    on: date


CHOOSE = """
    UPDATE obligations_obligation SET coach_id = %s, coach_chosen_on = %s, version = version + 1
    WHERE id = %s AND state = %s AND version = %s
"""


@transaction.atomic
def choose_coaches(choices: Iterable[Choice], *, now: datetime) -> None:
    """Everyone has the coach they have chosen, in one statement. Raises `Overtaken`, and then nobody has."""
    choices = [choice for choice in choices if choice.obligation.is_live]
    if not choices:
        return
    with connection.cursor() as cursor:
        cursor.executemany(CHOOSE, [_parameters(choice) for choice in choices])
        if cursor.rowcount != len(choices):
            raise Overtaken(choices[0].obligation)
    for choice in choices:
        choice.obligation.version += 1
    facts.write_many(_fact(one.obligation, "coach_chosen", now, coach=str(one.coach_key)) for one in choices)


def _parameters(choice: Choice) -> tuple[int | str | None, ...]:
    row, on = choice.obligation, connection.ops.adapt_datefield_value(choice.on)
    return choice.coach, on, row.pk, row.state, row.version


@transaction.atomic
def warn(obligations: Iterable[Obligation], *, now: datetime) -> None:
    """Both of each pair have been told the day from which their leader can see. Raises `Overtaken`."""
    rows = list(obligations)
    for start in range(0, len(rows), BATCH):
        _warn(rows[start : start + BATCH], now)


def _warn(rows: list[Obligation], now: datetime) -> None:
    around = Around.of(rows)
    alike: defaultdict[tuple[str, int, date], list[Obligation]] = defaultdict(list)
    for row in rows:
        told = local_date(now, row.person.zone_info)
        alike[row.state, row.version, around.days(row.person).counted_weekdays().plus(told, 1)].append(row)
    for (state, version, told_from), group in alike.items():
        same = Obligation.objects.filter(pk__in=among([row.pk for row in group]), state=state, version=version)
        if same.update(version=F("version") + 1, warned_at=now, told_from=told_from) != len(group):
            raise Overtaken(group[0])
        for row in group:
            row.version += 1
        facts.write_many(_fact(row, "warned", now) for row in group)


def touch(looks: Mapping[int, datetime | None], *, acted_until: datetime) -> None:
    """The ladders of these obligations (by id) are walked up to `acted_until`; the next look at each is at the instant
    given (UTC). Not a change of what is owed: no fact, no new version."""
    alike: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for obligation, at in looks.items():
        alike[at].append(obligation)
    for at, group in alike.items():
        Obligation.objects.filter(pk__in=among(group)).update(acted_until=acted_until, next_action_at=at)


def _fact(row: Obligation, deed: str, now: datetime, **told: str) -> Fact:
    data = {"from": row.state, "to": row.state, "version": row.version, **told}
    return Fact(at=now, kind=f"obligation.{deed}", subject_key=row.person.key, object=row.name, data=data)
