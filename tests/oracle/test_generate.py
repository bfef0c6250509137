"""The generated cases are worth comparing: every kind of fact and every state comes up, and the edges often."""

from collections import Counter
from datetime import date

from .answer import answer
from .generate import KINDS, case_of
from .personal import spelled_out

SAMPLE = [case_of(kind, seed) for kind in KINDS for seed in range(80)]


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


def test_more_than_is_promised_and_rhythms_of_leaders_come_up_with_all_that_can_become_of_them():
    """Wishes beside several wordings, of which some promise as much; leaders whose move it is, and who are missing."""
    beyond = [case_of("beyond", seed) for seed in range(80)]
    own = [row for case in beyond for row in answer(case) if row["cycle_key"].startswith("own-")]
    assert {"planned", "open", "lapsed", "fulfilled"} <= {row["state"] for row in own}
    assert any(said.get("silent") for case in beyond for one in spelled_out(case)["policies"] for said in versions(one))
    led = [case_of("leaders", seed) for seed in range(80)]
    assert {"open", "missed", "fulfilled", "none"} <= {row["state"] for case in led for row in answer(case)}
    assert {bool(case["person"]["skip_manager"]) for case in led} == {True, False}
    assert {"offered_by", "returned_to", "coach_on"} <= {name for case in led for name in case["pair"]}


def versions(policy):
    return policy.get("versions", [policy])
