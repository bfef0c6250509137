"""The generated cases are worth comparing: every kind of fact and every state comes up, and the edges often."""

from collections import Counter
from datetime import date

from .answer import answer
from .generate import KINDS, case_of

SAMPLE = [case_of(kind, seed) for kind in KINDS for seed in range(90)]


def test_every_state_and_timeliness_comes_up():
    rows = [row for case in SAMPLE for row in answer(case)]
    states, times = Counter(row["state"] for row in rows), Counter(row["timeliness"] for row in rows)
    wanted = {"planned", "open", "booked", "unconfirmed", "fulfilled", "excused", "missed", "lapsed", "none"}
    assert wanted <= set(states)
    assert {"on_track", "due_soon", "late", "overdue", "resting", "held", "held_late", "closed"} <= set(times)


def test_pauses_leave_exemptions_contests_and_joiners_come_up():
    assert sum(bool(case["org"]["pauses"]) for case in SAMPLE) > len(SAMPLE) / 4
    assert any(one["to"] is None for case in SAMPLE for one in case["leaves"])
    assert any(case["exemptions"] for case in SAMPLE)
    assert any("contested_on" in one for case in SAMPLE for one in case["talks"])
    assert any(date.fromisoformat(case["person"]["hire"]).year > 2020 for case in SAMPLE)
    assert any("last_day" in case["person"] for case in SAMPLE)
