"""The terms of a policy: defaults filled in, everything doubtful refused by name."""

import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.starters import STARTERS, T1
from policies.terms import Terms, TermsRefused, at_slot, missing_for_adoption

from . import anything


def refused(**terms):
    with pytest.raises(TermsRefused) as caught:
        Terms.parse({"key": "a"} | terms)
    return {problem.path: problem for problem in caught.value.problems}


def test_a_key_is_enough_for_a_quarterly_rhythm():
    terms = Terms.parse({"key": "a"})
    assert terms.cadence.per_period.period == "quarter"
    assert (terms.min_gap, terms.grace, terms.close_after, terms.handover_after) == (22, 5, 45, 10)
    assert terms.coach.eligible == ("certified", "own_manager")
    assert (terms.coach.choose_by, terms.binding, terms.initiative) == (15, "compulsory", "outbound")


EVERY_DEFAULT = {
    "key": "a", "metrics": [], "on_missed_review": "stop_new_cycles", "audience": {"include": [], "exclude": []},
    "types": ["one_on_one"], "mode": "any",
    "cadence": {"per_period": {"period": "quarter", "count": 1, "spread": "even"}},
    "min_gap": 22, "subject": "member", "binding": "compulsory", "initiative": "outbound", "handover_after": 10,
    "personal": True, "prorate": "share", "fte_scaling": False, "leave_mode": "pause", "allow_skip": 0, "grace": 5,
    "close_after": 45, "agenda": {"questions": [], "prep_days": 2}, "notes": "pair", "coach_visible_to_leader": False,
    "held_rule": "member_or_uncontested", "credit": {}, "supersedes": [], "floor": False,
    "coach": {
        "eligible": ["certified", "own_manager"], "exclude": [], "choice": "member", "choose_by": 15,
        "default": ["keep_last", "own_manager", "least_loaded", "hr"],
    },
}  # fmt: skip
SOON = {"coach": EVERY_DEFAULT["coach"] | {"choose_by": 3}}
ROLLING = SOON | {"close_after": None}
CAMPAIGN = {"from": "2026-09-01", "to": "2026-10-31"}


@pytest.mark.parametrize(
    ("cadence", "otherwise"),
    [
        ({"per_period": {}}, {"cadence": EVERY_DEFAULT["cadence"]}),
        (
            {"rolling": {"every": 14}},
            {
                "cadence": {"rolling": {"every": 14, "unit": "day"}},
                "min_gap": 1,
                "handover_after": 2,
                "grace": 2,
                **ROLLING,
            },
        ),
        ({"rolling": {"every": 2, "unit": "month"}}, {"min_gap": 1, **ROLLING}),
        (
            {"anchored": {"anchor": "leave_end", "offsets": [7]}},
            {
                "cadence": {
                    "anchored": {
                        "anchor": "leave_end",
                        "offsets": [{"day": 7}],
                        "before": 7,
                        "after": 7,
                        "min_days": 14,
                    }
                },
                "min_gap": 0,
                "close_after": 30,
                **SOON,
            },
        ),
        (
            {"campaign": CAMPAIGN},
            {"cadence": {"campaign": CAMPAIGN | {"count": 1}}, "min_gap": 15, "close_after": 30},
        ),
    ],
    ids=["per_period", "rolling", "rolling months", "anchored", "campaign"],
)
def test_every_field_of_b2_has_its_default_with_every_cadence(cadence, otherwise):
    """What is absent has none: title, purpose, context, theme, owner, sponsor, review, quiet, ladders, family, mandate,
    and the close of a rolling rhythm (None here)."""
    expected = EVERY_DEFAULT | {"cadence": cadence} | otherwise
    written = Terms.parse({"key": "a", "cadence": cadence}).as_dict()
    assert written == {name: value for name, value in expected.items() if value is not None}


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("week", (1, 2, 3, 2, 3)),
        ("month", (7, 2, 15, 2, 3)),
        ("quarter", (22, 5, 45, 10, 15)),
        ("tertial", (30, 5, 60, 10, 15)),
        ("half_year", (45, 5, 91, 10, 15)),
        ("year", (91, 5, 120, 10, 15)),
    ],
)
def test_gap_grace_close_handover_and_choose_by_follow_the_length_of_the_period(period, expected):
    terms = Terms.parse({"key": "a", "cadence": {"per_period": {"period": period}}})
    assert (terms.min_gap, terms.grace, terms.close_after, terms.handover_after, terms.coach.choose_by) == expected


def test_a_rolling_talk_never_closes_and_counts_once_a_day():
    terms = Terms.parse({"key": "a", "cadence": {"rolling": {"every": 14, "unit": "day"}}})
    assert (terms.close_after, terms.min_gap, terms.grace, terms.coach.choose_by) == (None, 1, 2, 3)


@pytest.mark.parametrize(
    ("kind", "eligible", "group"),
    [
        ("development", ("own_manager",), "annual"),
        ("skip_level", ("skip_manager",), None),
        ("peer", ("peer", "other_unit"), None),
    ],
)
def test_the_only_type_says_who_the_coach_is(kind, eligible, group):
    terms = Terms.parse({"key": "a", "types": [kind]})
    assert (terms.coach.eligible, terms.credit.exclusive_group) == (eligible, group)


def test_several_types_share_a_group_only_if_all_have_it():
    assert Terms.parse({"key": "a", "types": ["development", "pay"]}).credit.exclusive_group == "annual"
    assert Terms.parse({"key": "a", "types": ["development", "one_on_one"]}).credit.exclusive_group is None


def test_one_text_stands_for_every_language():
    assert Terms.parse({"key": "a", "title": "Talk"}).title == (("en", "Talk"), ("sv", "Talk"))
    assert Terms.parse({"key": "a", "title": {"sv": "Samtal"}}).title_in("en") == "a"
    assert Terms.parse({"key": "a", "title": {"en": "Talk"}}).title_in("sv") == "Talk"


def test_everyone_may_be_written_as_all():
    assert Terms.parse({"key": "a", "audience": "all"}) == Terms.parse({"key": "a"})


@pytest.mark.parametrize("name", ["T1", "T3"])
def test_a_starter_survives_being_written_and_read(name):
    terms = Terms.parse(STARTERS[name])
    assert Terms.parse(terms.as_dict()) == terms


@settings(max_examples=60, deadline=None)
@given(anything.terms)
def test_terms_survive_being_written_and_read(terms):
    assert Terms.parse(terms.as_dict()) == terms


def test_everything_that_may_be_written_survives():
    full = T1 | {
        "theme": "safety",
        "owner": "david@example.org",
        "sponsor": "freja@example.org",
        "review_on": "2027-01-15",
        "audience": {
            "include": [{"units": ["a"], "tenure_days": {"min": 30}}, {"is_leader": False}],
            "exclude": [{"persons": ["x"]}],
        },
        "types": ["one_on_one", "development"],
        "min_minutes": 25,
        "mode": "in_person",
        "min_gap": 10,
        "handover_after": "off",
        "coach": {
            "eligible": ["pool:buddy", "hr"],
            "exclude": ["own_manager"],
            "default": ["least_loaded(buddy)", "hr"],
            "max_open": 8,
        },
        "reminders": [
            {"anchor": "choose_by", "offset": -3, "to": "member", "template": "choose_coach", "only_if": "no_coach"}
        ],
        "escalation": [{"offset": 0, "to": "pair"}, {"offset": 7, "to": "leader"}],
        "metrics": [
            {"metric": "coverage", "target": 0.9},
            {"metric": "support", "kind": "dialogue", "question": "Heard?"},
        ],
        "credit": {"exclusive_group": "annual"},
        "family": "regular",
        "effective_from": "2026-04-01",
        "mandated_by": "agreement",
    }
    terms = Terms.parse(full)
    assert Terms.parse(terms.as_dict()) == terms
    assert terms.escalation[1].template == "leader_told"


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        ({"key": "with space"}, "key"),
        ({"purpose": "x" * 281}, "purpose"),
        ({"title": {"de": "Gespräch"}}, "title"),
        ({"cadence": {"campaign": {"to": "2026-05-01"}}}, "cadence.campaign.from"),
        ({"cadence": {"per_period": {}, "rolling": {"every": 1}}}, "cadence"),
        ({"cadence": {}}, "cadence"),
        ({"cadence": {"rolling": {"unit": "day"}}}, "cadence.rolling.every"),
        ({"cadence": {"per_period": {"count": 0}}}, "cadence.per_period.count"),
        ({"cadence": {"per_period": {"period": "fortnight"}}}, "cadence.per_period.period"),
        ({"cadence": {"per_period": {"cuont": 1}}}, "cadence.per_period.cuont"),
        ({"min_gap": 92}, "min_gap"),
        ({"min_gap": True}, "min_gap"),
        ({"cadence": {"rolling": {"every": 2}}, "close_after": 3}, "close_after"),
        ({"cadence": {"rolling": {"every": 2}}, "prorate": "whole"}, "prorate"),
        ({"fte_scaling": True}, "fte_scaling"),
        ({"types": ["one_on_on"]}, "types"),
        ({"audience": {"include": [{"unit": "a"}]}}, "audience.include[0].unit"),
        ({"audience": ["a"]}, "audience"),
        ({"coach": {"eligible": ["boss"]}}, "coach.eligible"),
        ({"coach": {"eligible": ["hr"], "exclude": ["hr"]}}, "coach.eligible"),
        ({"coach": {"mix": {"differ_from_first": True}}}, "coach.mix.differ_from_first"),
        ({"leave_mode": "stop"}, "leave_mode"),
        ({"held_rule": "neither"}, "held_rule"),
        ({"supersedes": ["not a key"]}, "supersedes"),
        ({"allow_skip": -2}, "allow_skip"),
        ({"floor": "yes"}, "floor"),
        ({"quiet": {"hours": "20-07"}}, "quiet.hours"),
        ({"quiet": {"hours": "20:00-20:00"}}, "quiet.hours"),
        ({"agenda": "six questions"}, "agenda"),
        ({"agenda": [f"Question {n}?" for n in range(7)]}, "agenda.questions"),
        ({"cadence": {"anchored": {"anchor": "hire"}}}, "cadence.anchored.offsets"),
        ({"cadence": {"anchored": {"anchor": "birth", "offsets": [1]}}}, "cadence.anchored.anchor"),
        ({"cadence": {"anchored": {"anchor": "custom", "offsets": [1]}}}, "cadence.anchored.date"),
        ({"cadence": {"anchored": {"anchor": "hire", "offsets": [{}]}}}, "cadence.anchored.offsets[0].day"),
        ({"cadence": {"anchored": {"anchor": "hire", "offsets": [1, 1]}}}, "cadence.anchored.offsets[1].day"),
        ({"cadence": {"anchored": {"anchor": "hire", "offsets": [1], "min_days": 9}}}, "cadence.anchored.min_days"),
        ({"cadence": {"campaign": {"from": "2026-09-01"}}}, "cadence.campaign.to"),
        ({"cadence": {"campaign": {"from": "2026-09-01", "to": "2026-08-31"}}}, "cadence.campaign.to"),
        ({"cadence": {"campaign": {"from": "2026-09-01", "to": "2027-09-30"}}}, "cadence.campaign.to"),
        ({"reminders": [{"anchor": "due", "offset": -n} for n in range(1, 6)]}, "reminders"),
        ({"reminders": [{"anchor": "due"}]}, "reminders[0].offset"),
        ({"escalation": [{"offset": -1, "to": "leader"}]}, "escalation[0].offset"),
        ({"escalation": [{"offset": 1, "to": "colleagues"}]}, "escalation[0].to"),
        ({"review_on": "2026-02-30"}, "review_on"),
        ({"metrics": "coverage"}, "metrics"),
        ({"colour": "blue"}, "colour"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_meant_is_refused_by_name(terms, path, english, swedish):
    problem = refused(**terms)[path]
    for catalogue in (english, swedish):
        said = problem.render(catalogue)
        assert said.message and said.remedy and "%(" not in said.message + said.remedy
        assert path in said.message or said.value in said.message or path == "cadence"
    assert problem.render(english).message != problem.render(swedish).message


def test_what_depends_on_the_kind_of_talk_follows_from_it():
    development = Terms.parse({"key": "a", "types": ["development"]})
    assert (development.notes, development.coach_visible_to_leader) == ("record", True)
    assert (Terms.parse({"key": "a"}).notes, Terms.parse({"key": "a"}).coach_visible_to_leader) == ("pair", False)


def test_anchored_talks_have_a_window_of_a_week_on_either_side_and_no_gap():
    terms = Terms.parse({"key": "a", "cadence": {"anchored": {"anchor": "leave_end", "offsets": [-20, 7]}}})
    anchored = terms.cadence.anchored
    assert (anchored.before, anchored.after, anchored.min_days) == (7, 7, 14)
    assert (terms.min_gap, terms.grace, terms.close_after, terms.coach.choose_by) == (0, 5, 30, 3)


def test_a_campaign_asks_for_one_talk_and_closes_a_month_after():
    terms = Terms.parse({"key": "a", "cadence": {"campaign": {"from": "2026-09-01", "to": "2026-10-31"}}})
    assert (terms.cadence.campaign.count, terms.cadence.campaign.days) == (1, 61)
    assert (terms.min_gap, terms.grace, terms.close_after, terms.coach.choose_by) == (15, 5, 30, 15)


def test_a_date_is_an_anchor_of_its_own():
    day = {"anchor": "2026-09-01", "offsets": [0]}
    said = {"anchor": "custom", "date": "2026-09-01", "offsets": [{"day": 0}]}
    assert Terms.parse({"key": "a", "cadence": {"anchored": day}}) == Terms.parse(
        {"key": "a", "cadence": {"anchored": said}}
    )


def test_one_of_the_anchored_talks_may_have_its_own_coach_agenda_and_binding():
    second = {"day": 60, "coach": {"eligible": ["pool:buddy"]}, "agenda": ["How are you?"], "binding": "voluntary"}
    terms = Terms.parse({"key": "a", "cadence": {"anchored": {"anchor": "hire", "offsets": [30, second]}}})
    assert at_slot(terms, 1) is terms
    assert at_slot(terms, 2).coach.eligible == ("pool:buddy",)
    assert at_slot(terms, 2).binding == "voluntary"
    assert at_slot(terms, 2).agenda.questions == ((("en", "How are you?"), ("sv", "How are you?")),)


def test_all_problems_are_told_at_once():
    assert refused(binding="must", grace=-1, colour="blue").keys() == {"binding", "grace", "colour"}


def test_terms_may_travel_between_processes():
    terms = Terms.parse(T1)
    assert pickle.loads(pickle.dumps(terms)) == terms
    assert hash(pickle.loads(pickle.dumps(terms))) == hash(terms)


def test_what_is_missing_for_adoption_is_listed():
    assert [problem.path for problem in missing_for_adoption(Terms.parse({"key": "a"}))] == [
        "purpose",
        "context",
        "metrics",
        "review_on",
    ]


def test_a_starter_lacks_only_its_review_date():
    assert [problem.path for problem in missing_for_adoption(Terms.parse(T1))] == ["review_on"]


def test_a_review_lies_at_most_two_years_ahead():
    far = Terms.parse(T1 | {"review_on": "2028-04-02"})
    assert [problem.path for problem in missing_for_adoption(far, adopted_on=date(2026, 4, 1))] == ["review_on"]
    assert missing_for_adoption(far, adopted_on=date(2026, 4, 2)) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=12,
)
WHOLE = sorted(Terms.parse(T1).as_dict())
FIELDS = sorted({*WHOLE, *T1}) + [
    "reminders",
    "escalation",
    "family",
    "credit",
    "min_gap",
    "quiet",
    "title",
    "review_on",
    "grace",
]
NAMES = [
    "include",
    "exclude",
    "per_period",
    "rolling",
    "anchored",
    "campaign",
    "anchor",
    "offsets",
    "day",
    "date",
    "before",
    "after",
    "from",
    "mix",
    "hours",
    "questions",
    "period",
    "count",
    "every",
    "unit",
    "eligible",
    "offset",
    "to",
    "metric",
]
nested = st.recursive(
    json_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(json_values, st.dictionaries(st.sampled_from(FIELDS), nested)))
def test_nothing_that_can_be_written_breaks_the_reader(source):
    try:
        terms = Terms.parse(source)
    except TermsRefused as refusal:
        assert refusal.problems
    else:
        assert Terms.parse(terms.as_dict()) == terms
