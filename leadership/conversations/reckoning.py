"""What talks count for: the ledger mends what is owed, and this room keeps which talk stands for it.

`Commitment` says which obligations a booking covers, `Credit` which talk was counted. Both follow the covers that
`obligations.reconcile` answers with, in the same transaction; a credit is never deleted, only withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from leadership.conversations import departures, following, talks
from leadership.conversations.models import Commitment, Conversation, Credit, credit_date
from leadership.obligations import reconcile
from leadership.obligations.mended import Cover, Mended
from leadership.obligations.models import Obligation

CREDITED = ("credited", "provisional")
BATCH = 500


@transaction.atomic(savepoint=False)
def settle(people: Collection[int], *, now: datetime) -> Mended:
    """Mends what these members (database ids) are owed, with what each of their talks counts for."""
    mended = reconcile.people(people, now=now, talks=talks.of)
    _keep(people, mended.covers, now)
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


def _keep(people: Collection[int], covers: Iterable[Cover], now: datetime) -> None:
    """Makes commitments and credits of these members what `covers` says, and nothing else."""
    wanted = {cover.obligation_id: cover for cover in covers}
    ids = _who_talks(people)
    for first in range(0, len(ids), BATCH):
        _keep_some(ids[first : first + BATCH], wanted, now)


def _who_talks(people: Collection[int]) -> list[int]:
    """Of many people most have no talk at all; for them there is nothing to keep."""
    if len(people) <= BATCH:
        return list(people)
    return sorted(set(people).intersection(Conversation.objects.values_list("member_id", flat=True).distinct()))


def _keep_some(people: Collection[int], wanted: dict[int, Cover], now: datetime) -> None:
    rows = Conversation.objects.filter(member__in=people).exclude(start=None)
    by_key = {str(talk.key): talk for talk in rows.only("key", "start", "zone", "state", "member_id")} if wanted else {}
    booked = {key: cover for key, cover in wanted.items() if cover.kind not in CREDITED and cover.talk_key in by_key}
    counted = {key: cover for key, cover in wanted.items() if cover.kind in CREDITED and cover.talk_key in by_key}
    _commit(people, booked, by_key)
    _credit(people, counted, by_key, now)


def _commit(people: Collection[int], wanted: dict[int, Cover], by_key: dict[str, Conversation]) -> None:
    stored = Commitment.objects.filter(obligation__person__in=people)
    kept = {row.obligation_id: row for row in stored}
    pairs = {obligation: by_key[cover.talk_key].pk for obligation, cover in wanted.items()}
    stale = [row.pk for obligation, row in kept.items() if pairs.get(obligation) != row.conversation_id]
    if stale:
        Commitment.objects.filter(pk__in=stale).delete()
    Commitment.objects.bulk_create(
        Commitment(obligation_id=obligation, conversation_id=talk)
        for obligation, talk in pairs.items()
        if obligation not in kept or kept[obligation].conversation_id != talk
    )


def _credit(
    people: Collection[int], wanted: dict[int, Cover], by_key: dict[str, Conversation], now: datetime
) -> None:  # fmt: skip
    stored = Credit.objects.filter(obligation__person__in=people, withdrawn_at=None).select_related("obligation")
    live = {row.obligation_id: row for row in stored}
    stale = [row.pk for obligation, row in live.items() if _is_stale(row, wanted.get(obligation), by_key)]
    if stale:
        Credit.objects.filter(pk__in=stale).update(withdrawn_at=now)
        live = {obligation: row for obligation, row in live.items() if row.pk not in stale}
    _renew(live, wanted)
    new = {obligation: cover for obligation, cover in wanted.items() if obligation not in live}
    Credit.objects.bulk_create(
        Credit(
            obligation_id=obligation,
            conversation_id=by_key[cover.talk_key].pk,
            policy_id_of_obligation=cover.policy_id,
            is_own=cover.is_own,
            credited_on=credit_date(by_key[cover.talk_key]),
            provisional=cover.kind == "provisional",
        )
        for obligation, cover in new.items()
    )


def _is_stale(credit: Credit, cover: Cover | None, by_key: dict[str, Conversation]) -> bool:
    """A credit of a cycle nobody looked at stays; one whose obligation is not fulfilled, or by another talk, goes."""
    if cover is not None:
        return by_key[cover.talk_key].pk != credit.conversation_id
    return credit.obligation.state != Obligation.State.FULFILLED


def _renew(live: dict[int, Credit], wanted: dict[int, Cover]) -> None:
    """A provisional credit that has become final, or the other way round."""
    for obligation, credit in live.items():
        cover = wanted.get(obligation)
        if cover and credit.provisional != (cover.kind == "provisional"):
            Credit.objects.filter(pk=credit.pk).update(provisional=not credit.provisional)
