"""Which letter is due when: the ladders of the frequent and the seasonal class."""

from datetime import date

import pytest

from policies.facts import MONDAY_TO_FRIDAY
from policies.ladder import steps
from policies.terms import Terms
from policies.workdays import calendar_of

from .facts_for_tests import CAMILLA, DAYS, ORG, biweekly, day, policy, row
from .holiday_lookup import lookup


def ladder(of, on, person=CAMILLA, **more):
    """The steps of the first obligation that is open on the day, as {key: date}."""
    found = next(one for one in _live(of, on, person))
    days = calendar_of(lookup, person.country, person.subdiv, person.work_pattern, ORG.pauses)
    return {
        step.key: step
        for step in steps(
            of.versions[0].terms,
            opens_on=found.opens_on,
            choose_by=found.choose_by,
            due_on=found.due_on,
            overdue_from=found.overdue_from,
            days=days,
            cwd=days.counted_weekdays(),
            **more,
        )
    }


def _live(of, on, person):
    from .facts_for_tests import rows

    return [one for one in rows(of, on=on, person=person) if one.state == "open"]


def test_a_quarter_in_which_nothing_happens_walks_the_whole_ladder():
    found = ladder(policy("2026-04-01"), "04-20")
    assert {key: step.on for key, step in found.items()} == {
        "invitation": date(2026, 4, 1),
        "choose_coach": date(2026, 4, 21),
        "not_booked_1": date(2026, 6, 8),
        "not_booked_2": date(2026, 6, 23),
        "late": date(2026, 7, 1),
        "pair_overdue": date(2026, 8, 5),
        "leader_told": date(2026, 8, 19),
        "hr_told": date(2026, 9, 2),
    }


def test_who_works_two_days_a_week_is_reminded_earlier_and_never_less():
    part_time = CAMILLA.__class__(
        key="camilla", work_pattern=frozenset({0, 1}), hire=date(2020, 2, 3), manager="astrid"
    )
    found = ladder(policy("2026-04-01"), "04-20", part_time)
    assert found["not_booked_1"].on == date(2026, 5, 11)
    assert found["not_booked_2"].on == date(2026, 6, 15)
    assert found["leader_told"].on == date(2026, 9, 1)


def test_the_last_tertial_of_a_swedish_spring_is_reminded_in_april():
    from policies.facts import OrgFacts

    tertial = policy("2025-09-01", cadence={"per_period": {"period": "tertial"}})
    found = row(tertial, cycle="FY2026-T2", on="02-02", org=OrgFacts(fiscal_start=(9, 1), pauses=ORG.pauses))
    plain = calendar_of(lookup, "SE", "", MONDAY_TO_FRIDAY, ORG.pauses)
    told = steps(
        tertial.versions[0].terms,
        opens_on=found.opens_on,
        choose_by=found.choose_by,
        due_on=found.due_on,
        overdue_from=found.overdue_from,
        days=plain,
        cwd=plain,
    )
    assert [step.on for step in told if step.letter == "not_booked"] == [date(2026, 4, 9), date(2026, 4, 23)]


def test_nobody_above_the_pair_hears_of_a_frequent_talk_before_two_intervals_of_silence():
    found = ladder(biweekly("2026-06-05"), "06-22", heard=day("06-05"))
    assert found["pair_overdue"].on == date(2026, 6, 25)
    assert found["leader_told"].on == date(2026, 7, 4)
    assert found["hr_told"].on == date(2026, 8, 13)
    assert found["leader_told"].to == {"leader"}


def test_silence_is_counted_from_the_base_while_nothing_has_been_held():
    assert ladder(biweekly("2026-06-05"), "06-22")["leader_told"].on == date(2026, 8, 2)


def test_an_offer_is_made_once_and_nudged_once():
    voluntary = policy("2026-04-01", binding="voluntary")
    found = ladder(voluntary, "04-20")
    assert {key: step.on for key, step in found.items()} == {
        "invitation": date(2026, 4, 1),
        "not_booked": date(2026, 6, 8),
    }


def test_a_weekly_rhythm_sends_no_invitation():
    weekly = policy("2026-04-06", cadence={"per_period": {"period": "week"}})
    assert "invitation" not in ladder(weekly, "04-07")


def test_nothing_is_sent_before_the_opening():
    weekly = policy(
        "2026-04-06", cadence={"per_period": {"period": "week"}}, coach={"eligible": ["own_manager"], "choose_by": 0}
    )
    assert min(step.on for step in ladder(weekly, "04-07").values()) >= date(2026, 4, 6)


def test_leave_after_the_due_is_passed_over_by_the_escalation():
    away = ((date(2026, 8, 10), date(2026, 8, 30)),)
    assert ladder(policy("2026-04-01"), "04-20", away=away)["leader_told"].on == date(2026, 9, 9)


def test_a_ladder_of_its_own_replaces_the_one_of_the_class():
    own = policy(
        "2026-04-01",
        reminders=[{"anchor": "open", "offset": 0, "template": "invitation"}, {"anchor": "due", "offset": -10}],
        escalation=[{"offset": 3, "to": "leader"}],
    )
    found = ladder(own, "04-20")
    assert {key: step.on for key, step in found.items()} == {
        "invitation": date(2026, 4, 1),
        "not_booked": date(2026, 6, 15),
        "leader_told": date(2026, 8, 10),
    }


@pytest.mark.parametrize("binding", ["voluntary", "opt_in"])
def test_only_what_is_compulsory_is_ever_told_above_the_pair(binding):
    terms = Terms.parse({"key": "a", "binding": binding})
    told = steps(
        terms,
        opens_on=day("04-01"),
        choose_by=day("04-24"),
        due_on=day("06-30"),
        overdue_from=day("08-05"),
        days=DAYS,
        cwd=DAYS,
    )
    assert not {"leader", "hr"} & {party for step in told for party in step.to}


CYCLES = {
    "frequent": ({"per_period": {"period": "month"}}, "05-01", "05-06", "05-31", "06-03"),
    "seasonal": ({"per_period": {"period": "quarter"}}, "04-01", "04-24", "06-30", "08-05"),
    "anchored": ({"anchored": {"anchor": "hire", "offsets": [30]}}, "03-25", "03-30", "04-08", "04-16"),
}
"""A cycle of each class: its cadence, when it opens, choose_by, due, and from when it is overdue. May begins on a free
day and ends on a Sunday; the anchored one is that of somebody hired on 2 March (E8), with Easter in between."""
LADDERS = {
    "frequent": {"invitation": "05-04", "choose_coach": "05-05", "not_booked": "05-27", "late": "06-01"},
    "seasonal": {
        "invitation": "04-01", "choose_coach": "04-21", "not_booked_1": "06-08", "not_booked_2": "06-23",
        "late": "07-01",
    },
    "anchored": {"invitation": "03-25", "choose_coach": "03-27", "not_booked": "04-02", "late": "04-09"},
}  # fmt: skip
"""What the two are told, and when."""
OFFERS = {
    "frequent": {"invitation": "05-04", "not_booked": "05-27"},
    "seasonal": {"invitation": "04-01", "not_booked": "06-08"},
    "anchored": {"invitation": "03-25", "not_booked": "04-02"},
}
ABOVE = {
    "frequent": {"pair_overdue": "06-03", "leader_told": "06-10", "hr_told": "08-05"},
    "seasonal": {"pair_overdue": "08-05", "leader_told": "08-19", "hr_told": "09-02"},
    "anchored": {"pair_overdue": "04-16", "leader_told": "04-23", "hr_told": "04-30"},
}
"""From when it is overdue, where it is compulsory: the frequent one by how long ago the last talk is (10 April)."""


@pytest.mark.parametrize("kind", CYCLES)
@pytest.mark.parametrize("binding", ["compulsory", "voluntary", "opt_in"])
def test_every_ladder_of_b5_has_its_letters_on_its_days_and_tells_those_it_is_for(kind, binding):
    cadence, opens, choose_by, due, overdue = CYCLES[kind]
    told = steps(
        Terms.parse({"key": "a", "binding": binding, "cadence": cadence}),
        opens_on=day(opens),
        choose_by=day(choose_by),
        due_on=day(due),
        overdue_from=day(overdue) if binding == "compulsory" else None,
        days=DAYS,
        cwd=DAYS,
        heard=day("04-10"),
    )
    wanted = (
        OFFERS[kind] if binding == "voluntary" else LADDERS[kind] | (ABOVE[kind] if binding == "compulsory" else {})
    )
    assert {step.key: step.on for step in told} == {key: day(on) for key, on in wanted.items()}
    pair, above = {"member", "coach"}, {"leader_told": {"leader"}, "hr_told": {"hr"}}
    both = dict.fromkeys(("late", "pair_overdue"), pair)
    assert {step.key: set(step.to) for step in told} == {key: (both | above).get(key, {"member"}) for key in wanted}
