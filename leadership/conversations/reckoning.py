"""What talks count for: the ledger mends what is owed, and this room keeps which talk stands for it.

`Commitment` says which obligations a booking covers, `Credit` which talk was counted. Both follow the covers that
`obligations.reconcile` answers with, in the same transaction; a credit is never deleted, only withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import RawSQL

from leadership.conversations import departures, following, talks
from leadership.conversations.models import Commitment, Conversation, Credit
from leadership.conversations.talks import Agreed
from leadership.lib.statements import Question, Statement, deletion, ids, insert_all, insertions, run_all
from leadership.obligations import reconcile
from leadership.obligations.mended import Cover, Mended
from leadership.obligations.models import Obligation

CREDITED = ("credited", "provisional")
BATCH = 500


@transaction.atomic(savepoint=False)
def settle(people: Collection[int], *, now: datetime) -> Mended:
    """Mends what these members (database ids) are owed, with what each of their talks counts for."""
    read = talks.Read()
    mended = reconcile.people(people, now=now, talks=read.of)
    _keep(people, mended.covers, now, read.agreed)
    return mended


@transaction.atomic
def signals(*, now: datetime) -> Mended:
    """Acts on the facts that wait for `reconcile`; what those who leave cannot keep is called off first, and where a
    rhythm speaks to leaders the pair follows the line."""
    left_alone = departures.act_on_signals(now=now)
    following.act_on_signals(now=now)
    mended = reconcile.signals(now, talks.of)
    if left_alone:
        mended.add(reconcile.people(left_alone, now=now, talks=talks.of))
    _keep(mended.people, mended.covers, now)
    return mended


@transaction.atomic
def rollover(*, now: datetime) -> Mended:
    """What time alone brings: cycles open, days come and go."""
    mended = reconcile.rollover(now, talks.of)
    _keep(mended.people, mended.covers, now)
    return mended


def _keep(
    people: Collection[int], covers: Iterable[Cover], now: datetime, read: Mapping[str, Agreed] | None = None
) -> None:
    """Makes commitments and credits of these members what `covers` says, and nothing else. `read`: the talks that the
    covers speak of, where they have been kept."""
    wanted = {cover.obligation_id: cover for cover in covers}
    talking = _who_talks(people)
    if read is not None and len(talking) <= BATCH:
        _keep_some(talking, wanted, read, now)
        return
    for first in range(0, len(talking), BATCH):
        some = talking[first : first + BATCH]
        _keep_some(some, wanted, _agreed(some) if wanted else {}, now)


def _who_talks(people: Collection[int]) -> list[int]:
    """Of many people most have no talk at all; for them there is nothing to keep."""
    if len(people) <= BATCH:
        return list(people)
    return sorted(set(people).intersection(Conversation.objects.values_list("member_id", flat=True).distinct()))


class Kept(NamedTuple):
    """A commitment, or a credit that stands, with the state of its obligation."""

    pk: int
    obligation: int
    conversation: int
    provisional: bool
    state: str


def _talks(people: RawSQL) -> QuerySet[Conversation, Any]:
    return Conversation.objects.filter(member__in=people).exclude(start=None).values_list("pk", "key", "start", "zone")


def _kept(people: RawSQL) -> QuerySet[Any, Any]:
    """Both in one query: what is a commitment says so where credits say the state."""
    columns = ("pk", "obligation_id", "conversation_id", "is_provisional", "state")
    mine = Commitment.objects.filter(obligation__person__in=people)
    mine = mine.annotate(is_provisional=Value(False), state=Value(COMMITTED))
    credits = Credit.objects.filter(obligation__person__in=people, withdrawn_at=None)
    credits = credits.annotate(is_provisional=F("provisional"), state=F("obligation__state"))
    return mine.values_list(*columns).union(credits.values_list(*columns), all=True)


COMMITTED = "committed"
TALKS, KEPT = Question(_talks, ids), Question(_kept, ids)


def _agreed(people: Collection[int]) -> dict[str, Agreed]:
    return {str(key): Agreed(pk, start.astimezone(zone).date()) for pk, key, start, zone in TALKS.ask(people)}


def _keep_some(
    people: Collection[int], wanted: dict[int, Cover], by_key: Mapping[str, Agreed], now: datetime
) -> None:  # fmt: skip
    booked = {key: cover for key, cover in wanted.items() if cover.kind not in CREDITED and cover.talk_key in by_key}
    counted = {key: cover for key, cover in wanted.items() if cover.kind in CREDITED and cover.talk_key in by_key}
    kept = [Kept(*row) for row in KEPT.ask(people)]
    gone = _commit({row.obligation: row for row in kept if row.state == COMMITTED}, booked, by_key)
    new = _credit({row.obligation: row for row in kept if row.state != COMMITTED}, counted, by_key, now)
    run_all([*gone, *insertions(new)])


def _commit(kept: dict[int, Kept], wanted: dict[int, Cover], by_key: Mapping[str, Agreed]) -> list[Statement]:
    """The new ones are written; what deletes those that do not hold any more is answered, where none follows them."""
    pairs = {obligation: by_key[cover.talk_key].pk for obligation, cover in wanted.items()}
    stale = {obligation: row for obligation, row in kept.items() if pairs.get(obligation) != row.conversation}
    new = [(obligation, talk) for obligation, talk in pairs.items() if obligation not in kept or obligation in stale]
    gone = [deletion(Commitment, [row.pk for row in stale.values()])] if stale else []
    if not new:
        return gone
    run_all(gone)
    insert_all(Commitment(obligation_id=obligation, conversation_id=talk) for obligation, talk in new)
    return []


def _credit(
    live: dict[int, Kept], wanted: dict[int, Cover], by_key: Mapping[str, Agreed], now: datetime
) -> list[Credit]:
    """Those that do not hold any more are withdrawn; the new ones are answered, for writing."""
    stale = [row.pk for obligation, row in live.items() if _is_stale(row, wanted.get(obligation), by_key)]
    if stale:
        Credit.objects.filter(pk__in=stale).update(withdrawn_at=now)
        live = {obligation: row for obligation, row in live.items() if row.pk not in stale}
    _renew(live, wanted)
    new = {obligation: cover for obligation, cover in wanted.items() if obligation not in live}
    return [
        Credit(
            obligation_id=obligation,
            conversation_id=by_key[cover.talk_key].pk,
            policy_id_of_obligation=cover.policy_id,
            is_own=cover.is_own,
            credited_on=by_key[cover.talk_key].day,
            provisional=cover.kind == "provisional",
        )
        for obligation, cover in new.items()
    ]


def _is_stale(credit: Kept, cover: Cover | None, by_key: Mapping[str, Agreed]) -> bool:
    """A credit of a cycle nobody looked at stays; one whose obligation is not fulfilled, or by another talk, goes."""
    if cover is not None:
        return by_key[cover.talk_key].pk != credit.conversation
    return credit.state != Obligation.State.FULFILLED


def _renew(live: dict[int, Kept], wanted: dict[int, Cover]) -> None:
    """A provisional credit that has become final, or the other way round."""
    for obligation, credit in live.items():
        cover = wanted.get(obligation)
        if cover and credit.provisional != (cover.kind == "provisional"):
            Credit.objects.filter(pk=credit.pk).update(provisional=not credit.provisional)
