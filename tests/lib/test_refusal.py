"""A refusal names the thing, the value, what is wrong and the remedy."""

from leadership.lib.refusal import Refusal, Refused, refuse


def test_a_refusal_is_a_plain_value_for_every_face():
    refused = refuse("manager", 7, "This cannot be.", "Choose another.")

    assert [refusal.as_dict() for refusal in refused.refusals] == [
        {"path": "manager", "value": "7", "message": "This cannot be.", "remedy": "Choose another."}
    ]


def test_several_refusals_are_told_together():
    assert str(Refused(Refusal("a", "", "One."), Refusal("b", "", "Two."))) == "One.; Two."
