"""Between the mail server's answer and our note of it the database may go away."""

import pytest
from django.db import IntegrityError, OperationalError, connection

from leadership.outreach import deliver
from leadership.outreach.models import DemoMail
from leadership.outreach.noting import until_noted
from tests.conversations.crowd import alone, on_a_real_database
from tests.outreach.test_deliver import reset, state_of


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


class Gone:
    """A database that is away the first time a statement with these words is put to it."""

    def __init__(self, words):
        self.words, self.times = words, 0

    def __call__(self, execute, sql, params, many, context):
        if self.words in sql and not self.times:
            self.times += 1
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)


@pytest.fixture
def keeping(smtp, settings):
    """The real mail server of a demo that also keeps a copy for the browser."""
    settings.DEMO = True
    return smtp


@pytest.mark.parametrize("words", ['INSERT INTO "outreach_demomail"', "SET state = 'sent'"])
@pytest.mark.django_db(transaction=True)
def test_a_letter_leaves_once_although_the_database_went_away_behind_the_servers_answer(
    words, cast, now, keeping, tmp_path
):
    letter = reset(cast.bjorn, now)
    gone = Gone(words)

    def send():
        with connection.execute_wrapper(gone):
            return deliver.run(now).sent

    with on_a_real_database(tmp_path):
        assert alone(send) == 1
        assert alone(lambda: state_of(letter)) == "sent"
        assert alone(DemoMail.objects.count) == 1
    assert gone.times == 1
    assert len(keeping.to("bjorn@example.org")) == 1
