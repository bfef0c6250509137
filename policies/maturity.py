"""How mature are we, and where do we start: five questions, and for every set of answers exactly one starting point.

The question of what would help most names the rhythm; the others say whether it can carry today, which rhythm carries
instead, and how long to try it before more people are asked. No answer is wrong, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policies.words import gettext_noop

AIMS = ("heard", "everyday", "direction", "newcomers", "distance", "return")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers, each a key and its words."""

    key: str
    text: str
    answers: tuple[tuple[str, str], ...]


QUESTIONS = (
    Question(
        "aim",
        gettext_noop("What would help people most right now?"),
        (
            ("heard", gettext_noop("That somebody listens, whoever their manager is")),
            ("everyday", gettext_noop("A steady contact with their own manager in everyday life")),
            ("direction", gettext_noop("To know where they are going, and how pay is set")),
            ("newcomers", gettext_noop("That those who are new find their way")),
            ("distance", gettext_noop("That those at the top and those who do the work hear each other")),
            ("return", gettext_noop("That those who come back from a long leave are met")),
        ),
    ),
    Question(
        "today",
        gettext_noop("How many have a talk of their own at least every quarter today?"),
        (
            ("few", gettext_noop("A few, or nobody knows")),
            ("half", gettext_noop("About half")),
            ("most", gettext_noop("Most of them")),
        ),
    ),
    Question(
        "span",
        gettext_noop("How many people does a manager usually have?"),
        (
            ("many", gettext_noop("More than 25")),
            ("some", gettext_noop("Between 12 and 25")),
            ("few", gettext_noop("Fewer than 12")),
        ),
    ),
    Question(
        "listeners",
        gettext_noop("Is there anybody beside the managers who could listen?"),
        (
            ("none", gettext_noop("Not yet")),
            ("few", gettext_noop("A few")),
            ("enough", gettext_noop("Enough for everyone to have a choice")),
        ),
    ),
    Question(
        "mood",
        gettext_noop("How is something new of this kind received?"),
        (
            ("wary", gettext_noop("With caution: much has been tried before")),
            ("mixed", gettext_noop("Differently from team to team")),
            ("glad", gettext_noop("Gladly, if it is useful")),
        ),
    ),
)

_RHYTHMS = {
    "heard": "T1", "everyday": "T3", "direction": "T2", "newcomers": "T4", "distance": "T5", "return": "T6",
}  # fmt: skip
_BECAUSE = {
    "heard": gettext_noop("You want everybody to be listened to, and there are people who can."),
    "everyday": gettext_noop("A short talk every other week is the steadiest contact there is."),
    "direction": gettext_noop("One talk ahead in spring and one on pay in autumn give the year its shape."),
    "newcomers": gettext_noop("Three talks in the first quarter are few enough for everyone to find time for."),
    "distance": gettext_noop("An offer twice a year brings both ends together, and nobody has to say yes."),
    "return": gettext_noop("It concerns few people at a time, and it means much to each of them."),
}
_NO_LISTENERS = gettext_noop(
    "You want everybody to be listened to, but nobody beside the managers can listen yet: begin where the people are."
)
_TOO_MANY = gettext_noop(
    "A manager with more than 25 people cannot meet them all so often; begin with a quarterly talk and more listeners."
)
_FAR_TOO_MANY = gettext_noop(
    "Managers have more than 25 people each and nobody else can listen yet: begin with those who are new, "
    "and find listeners meanwhile."
)
_WARY = gettext_noop("Something new is met with caution, so begin with what nobody has to accept.")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`template`: one of T1 to T6; `quarters`: how long it is tried in one unit first; `because`: why, as messages."""

    template: str
    quarters: int
    because: str


def recommend(answers: Mapping[str, str]) -> Recommendation:
    """The one starting point for these answers, one for each question. Raises KeyError when one is missing."""
    template, because = _template(answers["aim"], answers)
    return Recommendation(template, _quarters(answers), because)


def is_complete(answers: Mapping[str, str]) -> bool:
    """Whether every question has one of its answers."""
    return all(answers.get(one.key) in dict(one.answers) for one in QUESTIONS)


def _template(aim: str, answers: Mapping[str, str]) -> tuple[str, str]:
    """What helps most, unless managers or listeners cannot carry it today."""
    crowded, alone = answers["span"] == "many", answers["listeners"] == "none"
    if crowded and alone and aim in ("heard", "everyday", "direction"):
        return "T4", _FAR_TOO_MANY
    if crowded and aim in ("everyday", "direction"):
        return "T1", _TOO_MANY
    if alone and aim == "heard":
        return "T3", _NO_LISTENERS
    if aim == "everyday" and answers["mood"] == "wary" and answers["today"] == "few":
        return "T5", _WARY
    return _RHYTHMS[aim], _BECAUSE[aim]


def _quarters(answers: Mapping[str, str]) -> int:
    """One quarter where talks are known and welcome, three where neither is, else two."""
    known, welcome = answers["today"] == "most", answers["mood"] == "glad"
    if known and welcome:
        return 1
    return 3 if answers["today"] == "few" and answers["mood"] == "wary" else 2
