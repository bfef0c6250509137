"""Between the mail server's answer and our note of it the database may go away."""

import pytest
from django.db import IntegrityError, OperationalError

from leadership.outreach.noting import until_noted


def answering(*answers):
    """A note that meets these fates one after the other."""
    left = list(answers)

    def note():
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return note


def test_what_the_server_has_taken_is_noted_as_soon_as_the_database_is_back():
    away = OperationalError("the database system is starting up")
    assert until_noted(answering(away, away, "noted"), pause=0) == "noted"


def test_a_database_that_does_not_come_back_is_not_waited_for_without_end():
    away = OperationalError("no route")
    with pytest.raises(OperationalError, match="no route"):
        until_noted(answering(away, "noted"), patience=0)


def test_what_is_wrong_with_the_note_itself_is_said_at_once():
    with pytest.raises(IntegrityError):
        until_noted(answering(IntegrityError("twice"), "noted"), pause=0)
