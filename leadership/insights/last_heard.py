"""When someone was last heard: the latest talk that a human said was held, on the date it had where the member was."""

from collections.abc import Collection
from datetime import date

from django.db.models import OuterRef, Subquery

from leadership.conversations.models import Conversation, credit_date


def of(people: Collection[int]) -> dict[int, date]:
    """Last heard, by person id, as a date in the zone the talk was booked in: the member's then (R1). One query.

    Only talks in which the person was listened to count, not those in which they were the coach; a coach's word alone
    counts until it is contradicted (R12). People who were never heard are absent from the answer.
    """
    held = Conversation.objects.held()
    latest = held.filter(member=OuterRef("member")).order_by("-start", "-pk").values("pk")[:1]
    talks = held.filter(member__in=people, pk=Subquery(latest))
    return {talk.member_id: credit_date(talk) for talk in talks.only("member_id", "start", "zone")}
