"""Terms of every kind, sensible and not: each is refused in words, or is a policy whose every date can be explained."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policies import explain
from policies.engine import assess
from policies.facts import PolicyFacts, Version
from policies.sentence import render
from policies.terms import Terms, TermsRefused

from . import anything
from .holiday_lookup import lookup

odd = st.one_of(st.none(), st.integers(-3, 400), st.text(max_size=6), st.booleans(), st.just([]), st.just({}))


def maybe(*values):
    return st.sampled_from(values)


kinds = st.lists(
    st.sampled_from(["own_manager", "skip_manager", "outside_own_line", "certified", "pool:x", "peer", "hr", "boss"]),
    max_size=3,
)
offsets = st.lists(
    st.one_of(
        st.integers(-40, 400),
        st.fixed_dictionaries(
            {"day": st.integers(-40, 120)},
            optional={
                "binding": maybe("compulsory", "voluntary", "opt_in"),
                "coach": st.fixed_dictionaries({"eligible": kinds}),
                "agenda": maybe(["How?"], {"questions": []}, 7),
            },
        ),
    ),
    max_size=3,
)
steps = st.lists(
    st.fixed_dictionaries(
        {"offset": st.integers(-30, 70)},
        optional={
            "anchor": maybe("open", "choose_by", "due", "overdue"),
            "to": maybe("pair", "member", "leader", "hr"),
        },
    ),
    max_size=3,
)
days = anything.days.map(str)
cadences = st.one_of(
    st.fixed_dictionaries(
        {
            "per_period": st.fixed_dictionaries(
                {"period": maybe("week", "month", "quarter", "year", "aeon"), "count": st.integers(0, 9)}
            )
        }
    ),
    st.fixed_dictionaries(
        {"rolling": st.fixed_dictionaries({"every": st.integers(0, 60), "unit": maybe("day", "month")})}
    ),
    st.fixed_dictionaries(
        {
            "anchored": st.fixed_dictionaries(
                {"anchor": maybe("hire", "anniversary", "leave_end", "contract_end", "custom"), "offsets": offsets},
                optional={
                    "before": st.integers(0, 40),
                    "after": st.integers(0, 40),
                    "date": days,
                    "min_days": st.integers(0, 90),
                },
            )
        }
    ),
    st.fixed_dictionaries(
        {"campaign": st.fixed_dictionaries({"from": days, "to": days}, optional={"count": st.integers(1, 4)})}
    ),
)
wild = st.fixed_dictionaries(
    {"key": st.just("p0"), "cadence": st.one_of(cadences, odd)},
    optional={
        "binding": maybe("compulsory", "voluntary", "opt_in"),
        "subject": maybe("member", "leader"),
        "initiative": maybe("outbound", "inbound", "either"),
        "types": maybe(["one_on_one"], ["pay", "development"], ["skip_level"], ["nonsense"]),
        "coach": st.fixed_dictionaries(
            {},
            optional={
                "eligible": kinds,
                "exclude": kinds,
                "choice": maybe("member", "assigned", "coach_claims"),
                "choose_by": st.integers(0, 30),
                "mix": maybe({"outside_own_line": 2}, {"differ_from_last": True}, {"outside_own_line": 40}),
            },
        ),
        "min_gap": st.integers(-1, 100),
        "grace": st.integers(0, 30),
        "close_after": st.integers(-5, 130),
        "handover_after": st.one_of(st.integers(0, 40), st.just("off")),
        "answer_within": st.integers(0, 20),
        "prorate": maybe("share", "whole", "none"),
        "fte_scaling": st.booleans(),
        "leave_mode": maybe("pause", "offer"),
        "held_rule": maybe("member_or_uncontested", "both", "member"),
        "allow_skip": st.integers(-1, 3),
        "floor": st.booleans(),
        "personal": st.booleans(),
        "supersedes": maybe([], ["p0"], ["p1"]),
        "effective_from": days,
        "review_on": days,
        "on_missed_review": maybe("stop_new_cycles", "continue"),
        "mandated_by": maybe("", "The agreement, § 4"),
        "reminders": steps,
        "escalation": steps,
        "quiet": maybe({"hours": "18:00-08:00"}, {"hours": "24:00-08:00"}, {"workdays_only": False}),
        "audience": maybe(
            {"include": [{"tenure_days": {"max": 60}}]},
            {"include": [{"tenure_days": {"min": 90, "max": 60}}]},
            {"exclude": [{"is_leader": True}]},
            {"exclude": [{}]},
        ),
    },
)
OPTIONAL = [
    "binding", "subject", "initiative", "types", "coach", "min_gap", "grace", "close_after", "audience",
    "handover_after", "answer_within", "prorate", "fte_scaling", "leave_mode", "held_rule", "allow_skip", "floor",
    "personal", "supersedes", "effective_from", "review_on", "on_missed_review", "mandated_by", "reminders",
    "escalation", "quiet",
]  # fmt: skip
terms_like = st.builds(
    lambda source, kept: {name: source[name] for name in source if name in ("key", "cadence") or name in kept},
    wild,
    st.sets(st.sampled_from(OPTIONAL), max_size=5),
)
SITUATION = {
    "person": anything.people,
    "org": anything.orgs,
    "leaves": anything.open_leaves,
    "exemptions": anything.exemptions,
    "skips": anything.skips,
    "talks": st.lists(anything.talks(), max_size=3).map(tuple),
    "on": anything.days,
}


@settings(max_examples=120, deadline=None)
@given(terms_like, st.fixed_dictionaries(SITUATION))
def test_whatever_is_written_is_refused_in_words_or_explained_to_the_last_date(english, swedish, source, facts):
    try:
        terms = Terms.parse(source)
    except TermsRefused as refusal:
        for problem in refusal.problems:
            for catalogue in (english, swedish):
                said = problem.render(catalogue)
                assert said.message and said.remedy and "%(" not in said.message + said.remedy
        return
    assert Terms.parse(terms.as_dict()) == terms
    policy = PolicyFacts("p0", (Version(1, terms, terms.effective_from or anything.FIRST),))
    for catalogue in (english, swedish):
        assert render(terms, {}, catalogue)
    for row in assess(policies=[policy], holidays=lookup, **facts):
        assert row.trace
        for item in row.trace:
            said = [explain.render(item, catalogue) for catalogue in (english, swedish)]
            assert said[0] != said[1] and "%(" not in said[0] + said[1]
