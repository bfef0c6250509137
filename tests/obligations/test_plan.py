"""What becomes of something stored when its cycle asks for nothing any more: a pure comparison."""

from dataclasses import replace
from datetime import date

import pytest

from leadership.obligations.plan import Stored, steps
from policies.facts import Row
from policies.workdays import calendar_of

ON = date(2026, 5, 4)
DAYS = calendar_of(lambda country, subdiv, year: frozenset(), "SE", "", frozenset(range(5)), ())
KEPT = Stored(
    "p", "2026-Q2", 1, "open", "", 3, date(2026, 4, 1), date(2026, 4, 24), date(2026, 6, 30), None, date(2026, 8, 14),
    None, False, 1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("why", "state", "reason"),
    [
        *((why, "cancelled", why) for why in ("audience", "family", "not_yet", "opt_in", "retired", "not_effective")),
        ("anchor", "cancelled", "anchor"), ("over", "cancelled", "over"),
        *((why, "excused", why) for why in ("muted", "leave", "exemption", "share", "paused", "short_window")),
        ("muted_now", "excused", "muted"), ("ended", "excused", "left"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("cycle", ["2026-Q2", ""])
def test_what_it_stood_for_being_gone_cancels_and_a_reason_that_passes_excuses(why, state, reason, cycle):
    rows = [Row("p", 1, cycle, 0, "none", "none", reason=why)]
    (step,) = steps(rows, [KEPT], on=ON, days=DAYS, cause="facts", causes={})
    assert (step.after, dict(step.values)["reason"]) == (state, reason)


def test_what_the_engine_no_longer_speaks_of_was_replaced_and_what_is_past_was_missed():
    (step,) = steps([], [KEPT], on=ON, days=DAYS, cause="facts", causes={})
    assert (step.after, dict(step.values)["reason"]) == ("cancelled", "replaced")
    (step,) = steps([], [KEPT], on=date(2026, 8, 15), days=DAYS, cause="same", causes={})
    assert (step.after, dict(step.values)["reason"]) == ("missed", "unseen")


@pytest.mark.parametrize("ended", ["missed", "lapsed"])
def test_a_talk_that_waits_for_its_answer_is_over_only_when_the_wait_is(ended):
    """Its cycle has closed meanwhile: B.6 gives the two their ten working days all the same."""
    row = Row(
        "p", 1, "2026-Q2", 1, "unconfirmed", "late", KEPT.opens_on, KEPT.choose_by, KEPT.due_on, None, KEPT.close_on
    )
    after_close, booked = date(2026, 8, 17), KEPT._replace(state="booked")
    (step,) = steps([row], [booked], on=after_close, days=DAYS, cause="facts", causes={})
    assert step.after == "unconfirmed"
    assert not steps([row], [booked._replace(state="unconfirmed")], on=after_close, days=DAYS, cause="same", causes={})
    over = replace(row, state=ended, timeliness="closed")
    (step,) = steps([over], [booked._replace(state="unconfirmed")], on=after_close, days=DAYS, cause="same", causes={})
    assert (step.after, dict(step.values)) == (ended, {"reason": "closed"})
