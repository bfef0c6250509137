"""What an answer is worth: six questions in one order, and the same end whatever the order of the answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.calendars.deciding import Invited, Kept, decide
from leadership.calendars.reply import Incoming, Reply

START = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)
STAMP = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
BJORN, ASTRID = "bjorn@example.org", "astrid@example.org"
OWN = {BJORN: "heard+b@example.org", ASTRID: "heard+a@example.org"}
MEETING = Invited(sequence=2, start=START, is_ahead=True, reply_to=OWN)
YES = Reply("REPLY", "one@example.org", ((BJORN, "ACCEPTED"),), sequence=2, dtstamp=STAMP, start=START)
FROM_BJORN = Incoming(sender=BJORN, recipients=(OWN[BJORN],), reply=YES)


def said(meeting=MEETING, incoming=FROM_BJORN, **changes):
    return decide(replace(incoming, reply=replace(YES, **changes)) if changes else incoming, meeting)


@pytest.mark.parametrize(
    ("partstat", "decision"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")]
)
def test_a_good_answer_is_taken(partstat, decision):
    taken = said(answers=((BJORN, partstat),))

    assert (taken.decision, taken.attendee, taken.partstat) == (decision, BJORN, partstat)
    assert taken.stamp == Kept(2, STAMP, partstat)


REASONS = {
    "unknown_uid": (None, FROM_BJORN),
    "not_invited": (MEETING, Incoming(sender="eve@example.org", recipients=("heard@example.org",), reply=replace(
        YES, answers=(("eve@example.org", "DECLINED"),)))),
    "unproven": (MEETING, replace(FROM_BJORN, recipients=("heard@example.org",))),
    "over": (replace(MEETING, is_ahead=False), FROM_BJORN),
    "stale": (MEETING, replace(FROM_BJORN, reply=replace(YES, sequence=1))),
    "older": (replace(MEETING, kept={BJORN: Kept(2, STAMP + timedelta(seconds=1))}), FROM_BJORN),
    "repeated": (replace(MEETING, kept={BJORN: Kept(2, STAMP)}), FROM_BJORN),
    "delegated": (MEETING, replace(FROM_BJORN, reply=replace(YES, answers=((BJORN, "DELEGATED"),)))),
    "not_an_answer": (MEETING, replace(FROM_BJORN, reply=replace(YES, method="CANCEL"))),
    "nothing_to_decide": (MEETING, Incoming(sender=BJORN)),
    "auto_reply": (MEETING, Incoming(sender=BJORN, by_itself=True)),
}  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_each_question_has_its_own_refusal(reason):
    meeting, incoming = REASONS[reason]
    decision = decide(incoming, meeting)

    assert (decision.decision, decision.reason) == ("ignored", reason)
    assert not decision.counts


def test_the_questions_are_asked_in_order():
    everything_wrong = replace(FROM_BJORN, recipients=(), reply=replace(YES, sequence=1))
    meeting = replace(MEETING, is_ahead=False)

    assert decide(everything_wrong, meeting).reason == "unproven"
    assert decide(replace(everything_wrong, vouched=True), meeting).reason == "over"
    assert decide(replace(everything_wrong, vouched=True), MEETING).reason == "stale"


@pytest.mark.parametrize("sequence", [None, 0])
def test_a_missing_sequence_means_the_current_one_as_long_as_the_start_is_the_same(sequence):
    assert said(sequence=sequence).decision == "accepted"
    assert said(sequence=sequence, start=START + timedelta(hours=1)).reason == "stale"
    assert said(sequence=sequence, start=None).reason == "stale"


def test_a_sequence_nobody_sent_is_not_believed():
    assert said(sequence=9).reason == "stale"


def test_whose_answer_it_is_goes_by_the_address_it_came_to():
    forged = replace(FROM_BJORN, reply=replace(YES, answers=((ASTRID, "DECLINED"),)))

    assert decide(forged, MEETING).attendee == BJORN


def test_a_member_cannot_answer_for_the_coach():
    mine = Incoming(sender=BJORN, vouched=True, recipients=("heard@example.org",), reply=replace(
        YES, answers=((ASTRID, "DECLINED"),)))  # fmt: skip

    assert decide(mine, MEETING).attendee == BJORN


def test_several_attendees_are_normal():
    both = said(answers=((ASTRID, "ACCEPTED"), (BJORN, "DECLINED")))

    assert (both.decision, both.attendee) == ("declined", BJORN)


def test_another_time_is_a_wish_for_humans():
    wish = said(method="COUNTER", start=START + timedelta(hours=3))

    assert (wish.decision, wish.partstat) == ("counter", "TENTATIVE")


answers = st.tuples(st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE"]), st.integers(0, 5), st.integers(1, 3))


def end_of(messages):
    """What is kept after the messages, one after the other."""
    kept: dict[str, Kept] = {}
    for partstat, seconds, sequence in messages:
        stamped = STAMP + timedelta(seconds=seconds)
        reply = replace(YES, answers=((BJORN, partstat),), dtstamp=stamped, sequence=sequence)
        decision = decide(replace(FROM_BJORN, reply=reply), replace(MEETING, kept=dict(kept)))
        if decision.counts:
            kept[BJORN] = decision.stamp
    return kept


@given(st.lists(answers, max_size=4, unique_by=lambda one: (one[1], one[2])))
def test_any_order_and_any_number_of_times_come_to_the_same_end(messages):
    ends = [end_of(order) for order in permutations(messages)]

    assert all(end == ends[0] for end in ends)
    assert end_of([*messages, *messages]) == ends[0]
