"""When someone was last heard: the latest talk that a human said was held, on the date it had where the member was."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from leadership.conversations.models import Conversation, credit_date
from leadership.lib.statements import Reading, ids


def of(people: Collection[int]) -> dict[int, date]:
    """Last heard, by person id, as a date in the zone the talk was booked in: the member's then (R1). One query.

    Only talks in which the person was listened to count, not those in which they were the coach; a coach's word alone
    counts until it is contradicted (R12). People who were never heard are absent from the answer.
    """
    return {talk.member_id: credit_date(talk) for talk in LATEST.ask(people)}


def _latest(people: Any) -> QuerySet[Conversation]:
    held = Conversation.objects.held()
    latest = held.filter(member=OuterRef("member")).order_by("-start", "-pk").values("pk")[:1]
    return held.filter(member__in=people, pk=Subquery(latest)).only("member_id", "start", "zone")


LATEST = Reading(_latest, ids)


def columns(person: str = "person") -> dict[str, Subquery]:
    """The same as annotations of rows that have such a `person`; `read` makes a date of them."""
    latest = Conversation.objects.held().filter(member=OuterRef(person)).order_by("-start", "-pk")
    return {"heard_start": Subquery(latest.values("start")[:1]), "heard_zone": Subquery(latest.values("zone")[:1])}


def read(row: Any) -> date | None:
    """When the person of a row with `columns` was last heard; None: never."""
    return row.heard_start.astimezone(row.heard_zone).date() if row.heard_start else None
