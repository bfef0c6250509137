"""A coach who is full: whoever asks first is first, a free place is kept for a while, and then passes on."""

import pytest

from leadership.conversations import choosing, waiting
from leadership.conversations.errors import CoachIsFull, NotEligible, NotYours
from leadership.conversations.models import WaitingForCoach
from leadership.obligations import ledger
from leadership.people.models import CoachProfile
from tests.conversations.conftest import april


@pytest.fixture
def full(cast, owed, now):
    """Erik has one place, and Freja has it; Camilla has asked for it, then Björn."""
    CoachProfile.objects.filter(person=cast.erik).update(capacity=1)
    choosing.choose(owed(cast.freja), coach=cast.erik, by=cast.freja, now=now)
    for member in (cast.camilla, cast.bjorn):
        waiting.ask(owed(member), coach=cast.erik, by=member, now=now)


def _states():
    return dict(WaitingForCoach.objects.values_list("obligation__person__given_name", "state"))


def _frees_the_place(cast, owed, now):
    ledger.let_go(owed(cast.freja), by=cast.freja, now=now)


@pytest.mark.usefixtures("full")
def test_a_free_place_is_kept_for_the_first_who_asked_and_for_nobody_else(cast, owed, now):
    assert waiting.advance(now=now) == 0
    _frees_the_place(cast, owed, now)
    with pytest.raises(CoachIsFull):
        choosing.choose(owed(cast.david), coach=cast.erik, by=cast.david, now=now)
    assert waiting.advance(now=now) == 1
    assert waiting.advance(now=now) == 0
    assert _states() == {"Camilla": "offered", "Björn": "waiting"}
    for other in (cast.david, cast.bjorn):
        with pytest.raises(CoachIsFull):
            choosing.choose(owed(other), coach=cast.erik, by=other, now=now)
    assert choosing.suggestions(owed(cast.camilla), now=now)[0].reasons[0] == "place_kept"
    choosing.choose(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    assert _states() == {"Camilla": "taken", "Björn": "waiting"}


@pytest.mark.usefixtures("full")
def test_whoever_does_not_answer_in_two_working_days_makes_way_for_the_next(cast, owed, now):
    """1 April ⊕ 2 without the Easter days is Tuesday 7 April."""
    _frees_the_place(cast, owed, now)
    waiting.advance(now=now)
    assert waiting.advance(now=april(7, "23:59")) == 0
    assert waiting.advance(now=april(8, "00:00")) == 1
    assert _states() == {"Camilla": "passed", "Björn": "offered"}


@pytest.mark.usefixtures("full")
def test_whoever_does_not_want_it_any_more_makes_way_at_once(cast, owed, now):
    _frees_the_place(cast, owed, now)
    waiting.advance(now=now)
    wait = WaitingForCoach.objects.select_related("obligation").get(state="offered")
    with pytest.raises(NotYours):
        waiting.leave(wait, by=cast.erik, now=now)
    waiting.leave(wait, by=cast.camilla, now=now)
    assert _states() == {"Camilla": "left", "Björn": "offered"}


@pytest.mark.usefixtures("full")
def test_whoever_has_chosen_somebody_else_waits_no_longer(cast, owed, now):
    choosing.choose(owed(cast.camilla), coach=cast.astrid, by=cast.camilla, now=now)
    assert _states()["Camilla"] == "left"


@pytest.mark.usefixtures("full")
def test_asking_twice_is_asking_once_and_one_asks_for_oneself_and_for_a_coach_who_fits(cast, owed, now):
    waiting.ask(owed(cast.camilla), coach=cast.erik, by=cast.camilla, now=now)
    assert WaitingForCoach.objects.count() == 2
    with pytest.raises(NotYours):
        waiting.ask(owed(cast.camilla), coach=cast.erik, by=cast.bjorn, now=now)
    with pytest.raises(NotEligible):
        waiting.ask(owed(cast.camilla), coach=cast.bjorn, by=cast.camilla, now=now)
    assert [one.coach for one in choosing.board(owed(cast.david), now=now).full] == [cast.erik]
