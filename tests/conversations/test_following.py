"""Where a rhythm speaks to leaders, the pair follows the line; and a skip-level talk falls to the manager's manager."""

from datetime import timedelta

import pytest

from leadership.conversations import choosing, proposals, reckoning
from leadership.conversations.models import Conversation
from leadership.obligations import ledger
from leadership.obligations.audience import people_of
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import directory
from policies.models import ConversationType
from policies.starters import T5
from policies.terms import Terms
from tests.conversations.conftest import adopted, at

TIME = at(12, "16:00")
"""In New York it is ten in the morning."""

UPWARD = {
    "key": "upward", "title": {"en": "Leaders listen"}, "purpose": {"en": "To hear."}, "context": {"en": "Once."},
    "metrics": [{"metric": "coverage", "kind": "figure"}], "subject": "leader", "types": ["skip_level"],
    "cadence": {"per_period": {"period": "quarter", "count": 1}},
}  # fmt: skip


@pytest.fixture
def upward(cast, now):
    """Each leader meets their leaders' people; Freja listens to Camilla and has offered her a time."""
    adopted(UPWARD, now)
    row = Obligation.objects.get(person=cast.camilla, cycle_key="2026-Q2")
    ledger.choose_coach(row, cast.freja, by=None, now=now)
    kind = ConversationType.objects.get(key="skip_level")
    offered = {"minutes": 30, "type": kind, "by": cast.freja, "now": now, "obligation": row}
    proposals.offer(member=cast.camilla, coach=cast.freja, starts=[TIME], **offered)
    return row


def reorganised(cast, now):
    directory.move(cast.astrid, manager=cast.erik, now=now)
    reckoning.signals(now=now)


def test_after_a_reorganisation_the_new_leader_listens_and_the_old_ones_times_are_free(cast, upward, now):
    reorganised(cast, now + timedelta(hours=1))
    upward.refresh_from_db()
    assert (upward.coach, upward.state, upward.offering) == (cast.erik, "open", False)
    assert Fact.objects.get(kind="conversation.expired").data["because"] == "another_coach"
    told = Fact.objects.count()
    reorganised(cast, now + timedelta(hours=2))
    assert Fact.objects.count() == told


def test_a_time_that_is_set_stays_with_whom_it_was_set(cast, upward, now):
    proposals.accept(Conversation.objects.get(), start=TIME, by=cast.camilla, now=now)
    reorganised(cast, now + timedelta(hours=1))
    upward.refresh_from_db()
    assert (upward.coach, upward.state) == (cast.freja, "booked")


def test_without_such_a_leader_nothing_is_owed_and_nobody_is_counted(cast, upward, now):
    assert {one.given_name for one in people_of(Terms.parse(UPWARD), on=now.date())} == {"Björn", "Camilla"}
    directory.move(cast.astrid, manager=None, now=now + timedelta(hours=1))
    reckoning.signals(now=now + timedelta(hours=1))
    upward.refresh_from_db()
    assert (upward.coach, upward.state) == (None, "cancelled")
    assert not people_of(Terms.parse(UPWARD), on=now.date()).exists()


def test_a_skip_level_talk_that_nobody_was_named_for_falls_to_the_managers_manager(cast, now):
    adopted(T5, now)
    row = Obligation.objects.get(person=cast.camilla, cycle_key="2026-H1")
    assert choosing.default(row, now=now) == cast.freja
    assert choosing.default(Obligation.objects.get(person=cast.freja, cycle_key="2026-H1"), now=now) is None
