"""Whose move it is, in the words of whoever reads; by when, where a rhythm promises an answer (answer_within)."""

from datetime import date

import pytest

from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing, Turn
from leadership.people.models import Person
from leadership.web.turns import next_step

BJORN = Person(pk=1, given_name="Björn", family_name="Ek")
FREJA = Person(pk=2, given_name="Freja", family_name="Holm")
FIFTH, EIGHTH = date(2026, 5, 5), date(2026, 5, 8)


def told(reader, *, on=FIFTH, state="open", offering=False):
    owed = Obligation(person=BJORN, coach=FREJA, state=state, offering=offering, due_on=date(2026, 12, 31))
    turn = Turn("coach", FREJA, FIFTH, answer_by=EIGHTH)
    return next_step(Standing(owed, on, "on_track", turn, False), reader).text


@pytest.mark.parametrize(
    ("more", "mine", "theirs"),
    [
        ({}, "You suggest times, by 8 May", "Freja suggests times, by 8 May"),
        ({"offering": True}, "You answer the suggestion, by 8 May", "Freja answers the suggestion, by 8 May"),
        (
            {"state": "unconfirmed"},
            "You say whether you talked, by 8 May",
            "Freja says whether you talked, by 8 May",
        ),
        ({"on": date(2026, 5, 9)}, "You suggest times", "Freja suggests times"),
    ],
)
def test_the_two_read_by_when_an_answer_is_promised_while_that_day_has_not_passed(more, mine, theirs):
    assert (told(FREJA, **more), told(BJORN, **more)) == (mine, theirs)
