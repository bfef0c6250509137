"""Fields that contradict each other are refused with one sentence that names both, and a way out."""

import pytest

from policies.terms import Terms, TermsRefused

HIRE = {"anchor": "hire", "offsets": [30, 60, 90]}
CAMPAIGN = {"campaign": {"from": "2026-09-01", "to": "2026-10-31", "count": 2}}
CROWDED = {"from": "2026-09-01", "to": "2026-09-03", "count": 4}

YEARLY = {"anchor": "anniversary", "offsets": [0]}
ONE_OFFERED = {"anchor": "hire", "offsets": [{"day": 30, "binding": "voluntary"}]}
ONE_WITH_HR = {"anchor": "hire", "offsets": [{"day": 30, "coach": {"eligible": ["hr"]}}]}


def problems(**terms):
    with pytest.raises(TermsRefused) as caught:
        Terms.parse({"key": "a"} | terms)
    found = {problem.path: problem for problem in caught.value.problems}
    assert len(found) == len(caught.value.problems), "one thing is said of each field"
    return found


def clause(**tenure):
    return {"audience": {"include": [{"tenure_days": tenure}]}}


@pytest.mark.parametrize(
    ("terms", "path", "other"),
    [
        ({"min_gap": 92}, "min_gap", "cadence.per_period"),
        ({"cadence": {"rolling": {"every": 14}}, "min_gap": 15}, "min_gap", "cadence.rolling"),
        ({"cadence": CAMPAIGN, "min_gap": 31}, "min_gap", "cadence.campaign"),
        ({"cadence": {"anchored": HIRE}, "min_gap": 45}, "min_gap", "cadence.anchored"),
        ({"cadence": {"campaign": CROWDED}}, "cadence.campaign.count", "cadence.campaign.to"),
        ({"allow_skip": 4}, "allow_skip", "binding"),
        ({"cadence": {"anchored": HIRE}, "allow_skip": 3}, "allow_skip", "binding"),
        ({"close_after": 4}, "close_after", "grace"),
        ({"close_after": -5}, "close_after", "due"),
        ({"cadence": {"per_period": {"period": "week"}}, "handover_after": 8}, "handover_after", "cadence.per_period"),
        ({"answer_within": 11}, "answer_within", "handover_after"),
        ({"on_missed_review": "continue"}, "on_missed_review", "mandated_by"),
        ({"supersedes": ["a"]}, "supersedes", "key"),
        ({"floor": True, "binding": "voluntary"}, "floor", "binding"),
        ({"review_on": "2026-05-01", "effective_from": "2026-06-01"}, "review_on", "effective_from"),
        ({"cadence": CAMPAIGN, "effective_from": "2026-11-01"}, "effective_from", "cadence.campaign"),
        (clause(min=20, max=10), "audience.include[0].tenure_days", "20"),
        ({"cadence": {"anchored": HIRE}} | clause(max=60), "cadence.anchored.offsets[2].day", "tenure_days.max"),
        ({"cadence": {"anchored": HIRE}} | clause(min=38), "cadence.anchored.offsets[0].day", "tenure_days.min"),
        ({"cadence": {"anchored": YEARLY}} | clause(max=350), "cadence.anchored.offsets[0].day", "tenure_days.max"),
        ({"cadence": {"anchored": {"anchor": "hire", "offsets": [-8]}}}, "cadence.anchored.offsets[0].day", "after"),
        (
            {"cadence": {"anchored": {"anchor": "contract_end", "offsets": [8]}}},
            "cadence.anchored.offsets[0].day",
            "before",
        ),
        ({"subject": "leader", "coach": {"eligible": ["certified"]}}, "coach.eligible", "subject"),
        ({"subject": "leader", "coach": {"choice": "member"}}, "coach.choice", "subject"),
        ({"subject": "leader", "initiative": "inbound"}, "initiative", "subject"),
        ({"subject": "leader", "binding": "opt_in"}, "binding", "subject"),
        (
            {"subject": "leader", "cadence": {"anchored": ONE_WITH_HR}},
            "cadence.anchored.offsets[0].coach.eligible",
            "subject",
        ),
        (
            {"subject": "leader", "cadence": {"anchored": ONE_OFFERED}},
            "cadence.anchored.offsets[0].binding",
            "subject",
        ),
        ({"binding": "opt_in", "escalation": [{"offset": 5, "to": "leader"}]}, "escalation", "binding"),
        ({"binding": "voluntary", "escalation": [{"offset": 0, "to": "pair"}]}, "escalation", "binding"),
        ({"binding": "voluntary", "reminders": [{"offset": -9}, {"offset": -5}]}, "reminders", "binding"),
        ({"binding": "voluntary", "reminders": [{"offset": 1}]}, "reminders[0].offset", "end"),
        ({"reminders": [{"offset": 46}]}, "reminders[0].offset", "end"),
        ({"reminders": [{"offset": -92}]}, "reminders[0].offset", "cadence.per_period"),
        ({"reminders": [{"anchor": "open", "offset": -1}]}, "reminders[0].offset", "cadence.per_period"),
        ({"cadence": {"rolling": {"every": 14}}, "reminders": [{"offset": -6}]}, "reminders[0].offset", "cadence."),
        (
            {"cadence": {"rolling": {"every": 14}}, "reminders": [{"anchor": "open", "offset": 60}]},
            "reminders[0].offset",
            "end",
        ),
        (
            {"coach": {"eligible": ["own_manager"], "mix": {"outside_own_line": 1}}},
            "coach.mix.outside_own_line",
            "coach.eligible",
        ),
        ({"coach": {"mix": {"outside_own_line": 5}}}, "coach.mix.outside_own_line", "cadence"),
        (
            {"types": ["pay"], "coach": {"mix": {"differ_from_last": True}}},
            "coach.mix.differ_from_last",
            "coach.eligible",
        ),
        ({"coach": {"eligible": ["hr"], "exclude": ["hr"]}}, "coach.eligible", "coach.exclude"),
        ({"coach": {"eligible": ["hr"], "exclude": ["anyone"]}}, "coach.eligible", "coach.exclude"),
        (
            {"cadence": {"anchored": ONE_WITH_HR}, "coach": {"eligible": ["certified"], "exclude": ["hr"]}},
            "cadence.anchored.offsets[0].coach.eligible",
            "coach.exclude",
        ),
        ({"audience": {"exclude": [{}]}}, "audience.exclude", "audience.include"),
        (
            {"audience": {"include": [{"tags": ["night"], "is_leader": False}], "exclude": [{"tags": ["night", "x"]}]}},
            "audience.exclude",
            "audience.include",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_two_fields_that_cannot_both_be_meant_are_both_named(terms, path, other, english, swedish):
    problem = problems(**terms)[path]
    for catalogue in (english, swedish):
        said = problem.render(catalogue)
        assert path in said.message or path == "min_gap"
        assert other in said.message + said.remedy or other in ("due", "end")
        assert said.remedy and "%(" not in said.message + said.remedy
    assert problem.render(english).message != problem.render(swedish).message


@pytest.mark.parametrize(
    "terms",
    [
        {"min_gap": 91},
        {"close_after": 5},
        {"on_missed_review": "continue", "mandated_by": "The agreement of 2024, § 7"},
        {"floor": True},
        {"subject": "leader", "types": ["skip_level"], "cadence": {"per_period": {"period": "year"}}},
        {"binding": "opt_in", "escalation": [{"offset": 0, "to": "pair"}]},
        {
            "binding": "voluntary",
            "reminders": [{"anchor": "open", "offset": 0, "template": "invitation"}, {"offset": -9}],
        },
        {"coach": {"mix": {"outside_own_line": 4, "differ_from_last": True}}},
        {"cadence": {"anchored": HIRE}, "min_gap": 44},
        {"cadence": {"anchored": HIRE}} | clause(max=83),
        {"cadence": {"anchored": HIRE}} | clause(min=37),
        {"cadence": {"anchored": YEARLY}} | clause(max=358),
        {"reminders": [{"offset": -91}]},
        {"cadence": {"rolling": {"every": 14}}, "reminders": [{"offset": -5}]},
        {"answer_within": 3},
        {"audience": {"include": [{"tags": ["night"]}], "exclude": [{"tags": ["night"], "is_leader": True}]}},
        {"audience": {"include": [{}], "exclude": [{"tenure_days": {"max": 0}}]}},
    ],
)
def test_what_only_just_fits_is_accepted_and_survives_being_written(terms):
    read = Terms.parse({"key": "a"} | terms)
    assert Terms.parse(read.as_dict()) == read
