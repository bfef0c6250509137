"""What a change of a rhythm costs when it concerns everybody.

`edit_free`: obligation rows written when grace and texts of a rhythm change from the next cycle on: none, because they
are read when needed and reach obligations that open later.
`reassess_all`: a new cadence for everybody, adopted and carried through the ledger, over the database giving as many
rows of the same table other dates by itself, those that a new cadence moves. `reassess_kept`: the same over the
database writing what a new cadence must leave behind: the rows that end, the new rows and the facts of both, with
their indexes and keys.
"""

import statistics
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from bench.rollover import SIZE, TURN, _adopt, _kept_from, _people
from bench.rows import Row, busy
from leadership.obligations import reconcile
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Organisation
from policies import rhythms
from policies.models import Policy, PolicyVersion
from policies.starters import STARTERS

EDITED = TURN + timedelta(days=1)
NEXT_QUARTER = date(2026, 7, 1)
MONTHLY = {"cadence": {"per_period": {"period": "month", "count": 1}}}
WORDS = {"grace": 7, "purpose": {"en": "Said anew.", "sv": "Sagt på nytt."}}


def rows() -> list[Row]:
    """The three rows of this module."""
    Organisation.current()
    _people()
    policy = _adopt()
    reconcile.rollover(TURN, no_talks)
    return [_edit_free(policy), *_reassess_all(policy)]


def _edit_free(policy: Policy) -> Row:
    before = _versions()
    _again(policy, WORDS, EDITED)
    written = sum(1 for pk, version in _versions().items() if before.get(pk) != version)
    return Row("edit_free", written, 0, note=f"{len(before)} obligations looked at ")


def _reassess_all(policy: Policy) -> list[Row]:
    """From the day on it holds at once: whatever is open is replaced by what the new cadence asks."""
    newest, told = Obligation.objects.latest("pk").pk, Fact.objects.latest("pk").pk
    took = busy(lambda: _again(policy, MONTHLY, EDITED + timedelta(days=1), apply_now=True))
    ids = list(Obligation.objects.order_by("pk").values_list("pk", flat=True))
    months = Obligation.objects.exclude(cycle_key__contains="Q").count()
    touched = Obligation.objects.filter(version__gt=0).count() + months
    if touched < SIZE:
        raise AssertionError("the new cadence did not reach everybody; its speed would say nothing")
    kept = _ended() + _kept_from("obligations_obligation", after=newest) + _kept_from("outbox_fact", after=told)
    floor = statistics.median(busy(_updated) for _ in range(3)) * touched / len(ids)
    note = f"{touched} rows in {took:.1f} s "
    written = f"as much with indexes and keys in {kept:.1f} s "
    return [Row("reassess_all", took / floor, 10, note=note), Row("reassess_kept", took / kept, 3, note=written)]


def _ended() -> float:
    """The database takes as many rows back into the indexes of what is open as the new cadence has taken out."""
    with transaction.atomic(), connection.cursor() as cursor:
        sql = "UPDATE obligations_obligation SET state = 'open', version = version + 1 WHERE state = 'cancelled'"
        took = busy(lambda: cursor.execute(sql))
        transaction.set_rollback(True)
    return took


def _again(policy: Policy, terms: dict[str, object], at: datetime, *, apply_now: bool = False) -> None:
    """Another wording, adopted on that day and carried through."""
    number = policy.latest().number + 1
    written = {**STARTERS["T1"], **policy.latest().terms, **terms, "review_on": "2027-01-15"}
    rhythms.edit(policy, written, by=None, now=at)
    first = at.date() if apply_now else NEXT_QUARTER
    PolicyVersion.objects.filter(policy=policy, number=number).update(
        adopted_at=at, effective_from=first, apply_now=apply_now
    )
    policy.refresh_from_db()
    found = Obligation.objects.values_list("person_id", flat=True).distinct()
    reconcile.people(set(found), now=at, talks=no_talks, causes={policy.key: "rule"})


def _updated() -> None:
    """The floor: every row falls due a day later."""
    later = "{0} + 1" if connection.vendor == "postgresql" else "date({0}, '+1 day')"
    moved = ", ".join(f"{name} = {later.format(name)}" for name in ("due_on", "overdue_from", "close_on"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE obligations_obligation SET version = version + 1, {moved}")  # nosec: names of our own


def _versions() -> dict[int, int]:
    return dict(Obligation.objects.values_list("pk", "version"))
