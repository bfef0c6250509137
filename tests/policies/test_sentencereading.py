"""A sentence and its terms are the same thing said twice: whichever is given, the other follows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.sentence import pieces, read, render, said
from policies.starters import STARTERS
from policies.talktypes import COACH_KINDS, TALK_TYPES
from policies.terms import Terms, TermsRefused

NAMES = {
    "u1": "Engineering", "u2": "Sales and Service", "u3": "Care, north", "u4": "Harbour or Quay",
    "p1": "Camilla Ek", "p2": "Björn af Ån", "p3": "Freja has at least one each quarter",
}  # fmt: skip
WORDS = ["nurse", "first-aid", "förskollärare", "Lund", "permanent", "team lead"]


def some(words, most=3):
    return st.lists(st.sampled_from(words), min_size=1, max_size=most, unique=True)


clauses = st.fixed_dictionaries(
    {},
    optional={
        "units": some(["u1", "u2", "u3", "u4"]),
        "roles": some(WORDS),
        "employment_types": some(WORDS),
        "locations": some(WORDS),
        "tags": some(WORDS),
        "persons": some(["p1", "p2", "p3"]),
        "tenure_days": st.fixed_dictionaries({}, optional={"min": st.integers(0, 900), "max": st.integers(901, 9000)}),
        "is_leader": st.booleans(),
    },
).filter(lambda clause: any(value not in ({}, []) for value in clause.values()))
audiences = st.fixed_dictionaries({"include": st.lists(clauses, max_size=3), "exclude": st.lists(clauses, max_size=2)})
days = st.dates(min_value=Terms.parse({"key": "a", "review_on": "2026-01-01"}).review_on).map(str)
offsets = st.lists(st.integers(-90, 400), min_size=1, max_size=4, unique=True).flatmap(
    lambda days: st.tuples(
        *(
            st.fixed_dictionaries(
                {"day": st.just(day)},
                optional={
                    "binding": st.sampled_from(["compulsory", "voluntary"]),
                    "coach": some([*COACH_KINDS, "pool:buddy"]).map(lambda kinds: {"eligible": kinds}),
                },
            )
            for day in days
        )
    ).map(list)
)
anchors = st.sampled_from(
    ["hire", "anniversary", "leave_start", "leave_end", "role_change", "manager_change", "contract_end"]
)
cadences = st.one_of(
    st.builds(
        lambda period, count: {"per_period": {"period": period, "count": count}},
        st.sampled_from(["week", "month", "quarter", "tertial", "half_year", "year"]),
        st.integers(1, 5),
    ),
    st.builds(
        lambda every, unit: {"rolling": {"every": every, "unit": unit}},
        st.integers(1, 24),
        st.sampled_from(["day", "week", "month"]),
    ),
    st.builds(
        lambda start, length, count: {
            "campaign": {"from": f"{start}-02-01", "to": f"{start}-{length:02d}-28", "count": count}
        },
        st.integers(2026, 2029),
        st.integers(4, 12),
        st.integers(1, 3),
    ),
    st.builds(
        lambda anchor, days, long: {
            "anchored": {"anchor": anchor, "offsets": days}
            | ({"min_days": long} if anchor.startswith("leave") and long else {})
        },
        anchors,
        offsets,
        st.sampled_from([None, 14, 60]),
    ),
    offsets.map(lambda days: {"anchored": {"anchor": "custom", "date": "2027-03-01", "offsets": days}}),
)
coaches = st.fixed_dictionaries(
    {
        "eligible": some([*COACH_KINDS, "pool:buddy", "pool:Nya-vägar_2"], 4),
        "choice": st.sampled_from(["member", "assigned", "coach_claims"]),
    },
    optional={"exclude": some(["peer", "hr"], 2)},
).filter(lambda coach: not set(coach["eligible"]) <= set(coach.get("exclude", [])))
written = st.fixed_dictionaries(
    {
        "key": st.just("a"),
        "audience": audiences,
        "types": some(list(TALK_TYPES), 2),
        "binding": st.sampled_from(["compulsory", "voluntary", "opt_in"]),
        "initiative": st.sampled_from(["outbound", "inbound", "either"]),
        "cadence": cadences,
        "coach": coaches,
    },
    optional={"answer_within": st.integers(1, 2), "handover_after": st.just(5)},
)


def _accepted(policy):
    """The terms, None where the parts contradict each other."""
    try:
        return Terms.parse(policy)
    except TermsRefused:
        return None


policies = written.map(_accepted).filter(bool)


@pytest.fixture(scope="module")
def languages(english, swedish):
    return {"en": english, "sv": swedish}


@settings(max_examples=200, deadline=None)
@given(policies)
def test_a_sentence_read_back_says_what_it_was_made_from(languages, terms):
    for language, catalogue in languages.items():
        sentence = render(terms, NAMES, catalogue)
        assert read(sentence, catalogue, NAMES) == said(terms), (language, sentence)


@settings(max_examples=60, deadline=None)
@given(policies)
def test_terms_made_from_a_sentence_say_the_same_sentence(languages, terms):
    for catalogue in languages.values():
        sentence = render(terms, NAMES, catalogue)
        again = Terms.parse({"key": "a", **read(sentence, catalogue, NAMES)})
        assert render(again, NAMES, catalogue) == sentence


@settings(max_examples=60, deadline=None)
@given(policies)
def test_the_chips_stand_in_one_order_in_every_language(languages, terms):
    """So that a page may swap the words of each chip and leave its menu where it is."""
    for catalogue in languages.values():
        found = pieces(terms, NAMES, catalogue, plainly=True)
        chips = [piece.chip for piece in found if piece.chip]
        assert chips[:5] == ["audience", "binding", "what", "when", "coach"] and chips[-1] == "initiative"
        assert chips.count("what") == chips.count("when") == 1


def test_a_rhythm_of_the_leaders_says_so_and_how_soon_an_answer_comes(languages):
    terms = Terms.parse({"key": "a", "subject": "leader", "coach": {"eligible": ["skip_manager"]}, "answer_within": 3})
    english = render(terms, {}, languages["en"])
    assert "It is the leader who sees to it. An answer comes within 3 working days." in english
    for catalogue in languages.values():
        assert read(render(terms, {}, catalogue), catalogue) == said(terms)


@pytest.mark.parametrize("name", STARTERS)
def test_every_template_is_read_back_in_both_languages(languages, name):
    terms = Terms.parse(STARTERS[name])
    for catalogue in languages.values():
        assert read(render(terms, {}, catalogue), catalogue) == said(terms)


@pytest.mark.parametrize(
    "text",
    [
        "", "Hello.", "Everyone has a talk.", "Everyone has at least one one-on-one each fortnight with their manager.",
        "Everyone has at least one one-on-one each quarter with a robot. The coach makes the first move.",
        "Everyone has at least one one-on-one between 31 February 2026 and 1 May 2026 with their manager. "
        "The coach makes the first move.",
        "Everyone has at least one chat each quarter with their manager. The coach makes the first move.",
        "Everyone has at least one one-on-one each quarter with their manager.",
    ],
)  # fmt: skip
def test_what_is_no_sentence_of_the_language_is_not_read(languages, text):
    assert read(text, languages["en"]) is None


def test_names_stay_names_where_nobody_knows_their_keys(english):
    found = read("Everyone in Engineering meets their manager one-on-one at least every 14 days.", english)
    assert found["audience"] == {"include": [{"units": ["Engineering"]}], "exclude": []}
    assert found["cadence"] == {"rolling": {"every": 14, "unit": "day"}}
    assert (found["initiative"], found["coach"]) == ("either", {"eligible": ["own_manager"]})
