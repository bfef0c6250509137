"""Every set of answers leads to exactly one starting point."""

import itertools

import pytest

from policies.maturity import AIMS, QUESTIONS, is_complete, recommend
from policies.starters import TEMPLATES

VECTORS = [
    dict(zip((one.key for one in QUESTIONS), picked, strict=True))
    for picked in itertools.product(*((key for key, _text in one.answers) for one in QUESTIONS))
]


def test_there_are_five_questions():
    assert len(QUESTIONS) == 5
    assert len(VECTORS) == 6 * 3**4


def test_every_answer_vector_has_exactly_one_recommendation():
    for answers in VECTORS:
        assert is_complete(answers)
        found = recommend(answers)
        assert found == recommend(dict(reversed(answers.items())))
        assert found.template in TEMPLATES and found.quarters in (1, 2, 3) and found.because


def test_every_template_is_recommended_to_somebody():
    assert {recommend(answers).template for answers in VECTORS} == set(TEMPLATES)


@pytest.mark.parametrize("aim", AIMS)
def test_where_everything_can_carry_the_answer_is_what_helps_most(aim):
    wanted = {"heard": "T1", "everyday": "T3", "direction": "T2", "newcomers": "T4", "distance": "T5", "return": "T6"}
    found = recommend({"aim": aim, "today": "most", "span": "few", "listeners": "enough", "mood": "glad"})
    assert (found.template, found.quarters) == (wanted[aim], 1)


def test_nobody_is_asked_for_what_their_managers_cannot_carry():
    crowded = [answers for answers in VECTORS if answers["span"] == "many"]
    assert not {recommend(answers).template for answers in crowded} & {"T2", "T3"}


def test_an_answer_left_out_gives_no_recommendation():
    incomplete = {name: key for name, key in VECTORS[0].items() if name != "mood"}
    assert not is_complete(incomplete)
    with pytest.raises(KeyError):
        recommend(incomplete)
