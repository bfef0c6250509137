"""Whatever happens in whatever order: docs/reference/cadence.md B.8, for the stored rows."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadership.obligations import exemptions, reconcile, replay, skipping, standing, wishes
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people import absences, directory, pauses
from tests.obligations.conftest import T1, Talks, adopt, live, morning

pytestmark = pytest.mark.django_db

START = date(2026, 4, 1)
OFTEN = {
    **T1,
    "key": "often",
    "cadence": {"rolling": {"every": 14, "unit": "day"}},
    "coach": {"eligible": ["own_manager"]},
}

MET = {
    **T1,
    "key": "met",
    "cadence": {"anchored": {"anchor": "manager_change", "offsets": [{"day": 7}, {"day": 40}]}},
}

events = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from(
            [
                "leave",
                "pause",
                "talk",
                "booked",
                "untalk",
                "exempt",
                "part_time",
                "end",
                "hire_date",
                "nothing",
                "new_manager",
                "wish",
                "enough",
                "skip",
            ]
        ),
        st.integers(0, 45),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=7,
)


QUICK = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(story=events)
def test_whatever_happens_the_ledger_agrees_with_the_engine_and_with_its_own_history(cast, story):
    with transaction.atomic():
        _lived(cast, story)
        transaction.set_rollback(True)


def _lived(cast, story):
    talks, day = Talks(), START
    policy = adopt({**T1, "allow_skip": 2}, on=START)
    adopt(OFTEN, on=START)
    adopt(MET, on=START)
    live(morning(day), talks)
    for silence, event, offset, length in story:
        day += timedelta(days=silence)
        live(morning(day), talks)
        before = _late(day)
        with transaction.atomic():
            _happens(cast, talks, policy, day, (event, offset, length))
        live(morning(day, 9), talks)
        assert _late(day) <= before, "nobody becomes late by a change of facts (I2)"
        _agrees(day, talks)


def _happens(cast, talks, policy, day, what):
    event, offset, length = what
    who, now = cast.camilla, morning(day, 8)
    who.refresh_from_db()
    start, end = day + timedelta(days=offset), day + timedelta(days=offset + length)
    if event == "leave" and not absences.Absence.objects.filter(absences.covering(start, end), person=who).exists():
        absences.note(who, start=start, end=end, now=now)
    elif event == "pause":
        pauses.set(start=start, end=end, now=now)
    elif event in ("talk", "untalk"):
        said = {"held": True, "confirmed_by": "member"} if event == "talk" else {"held": False}
        talks.hold(who, f"t{day.month}", datetime.combine(day, time(7), UTC), cast.astrid, **said)
    elif event == "booked":
        talks.hold(who, f"b{day}", datetime.combine(start, time(14), UTC), cast.astrid)
    elif event == "exempt" and not exemptions.Exemption.objects.filter(person=who, policy=policy).exists():
        exemptions.grant(person=who, policy=policy, start=start, end=end, reason="role", by=cast.david, now=now)
    elif event == "part_time":
        directory.change(who, now=now, work_hours={"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]})
    elif event == "end":
        directory.change(who, now=now, last_day=end)
    elif event == "new_manager":
        directory.move(who, manager=cast.erik if who.manager == cast.astrid else cast.astrid, now=now)
    elif event == "wish":
        wishes.wish(who, policy, "month", now=now)
    elif event == "enough":
        wishes.enough(who, policy, now=now)
    elif event == "skip":
        _skip(who, policy, now)
    elif event == "hire_date":
        hired = day - timedelta(days=length)
        directory.change(who, now=now, hire_date=min(hired, who.last_day or hired))
    reconcile.people([who.pk], now=now, talks=talks)


def _skip(who, policy, now):
    owed = Obligation.objects.select_related("person", "policy_version")
    row = owed.filter(person=who, policy=policy, state__in=("planned", "open")).order_by("due_on").first()
    if row and skipping.can_skip(row, on=now.date()):
        skipping.skip(row, by=who, now=now)


def _late(day):
    rows = Obligation.objects.live().select_related("person", "coach", "policy_version")
    return {one.obligation.name for one in standing.of_many(rows, day) if one.timeliness in ("late", "overdue")}


def _agrees(day, talks):
    now = morning(day, 9)
    assert reconcile.check(now, talks) == [], "engine and ledger agree"
    assert reconcile.everyone(now, talks).written == 0, "twice is once (I1)"
    assert list(replay.differences()) == [], "the history gives the same states (I10)"
    rows = list(Obligation.objects.select_related("person", "coach", "policy_version"))
    created = {
        fact.object for fact in Fact.objects.filter(kind__startswith="obligation.") if fact.data.get("from") == ""
    }
    assert Counter(row.state for row in rows).total() == len(created), "states add up to what was created (I13)"
    for one in standing.of_many(rows, day):
        state = one.obligation.state
        assert state in ("open", "booked", "unconfirmed", "planned") or one.timeliness in (
            "closed",
            "held",
            "held_late",
        )
        if state in ("open", "unconfirmed"):
            assert one.next_mover.role in ("member", "coach", "owner", "hr"), "exactly one moves next (I7)"
        asked_for = one.obligation.terms.binding != "compulsory"
        assert not (asked_for or state == "excused") or one.timeliness != "overdue", "never overdue (I5)"
        assert one.obligation.is_live or one.obligation.next_action_at is None
