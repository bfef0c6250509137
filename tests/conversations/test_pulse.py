"""What is asked after a talk is asked of its two, once a quarter; what is said is counted and belongs to nobody."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from leadership.conversations import holding, pulse
from leadership.conversations.errors import NotYours, TooEarly, TooLate
from leadership.conversations.models import Asked, PulseTally, PulseTurn
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.people import organisation as settings_of
from leadership.people import units
from leadership.people.models import Organisation, Person, Unit
from policies.models import ConversationType
from tests.conversations.conftest import at
from tests.conversations.crowd import alone, on_a_real_database, together

AFTER = at(12, "13:00")
"""Tuesday 12 May 2026, in the second month of the quarter; the week begins on the 11th."""
MONDAY = date(2026, 5, 11)


@pytest.fixture
def held(one_on_one):
    """A talk that was held this morning, noted by its member."""

    def make(member, coach, start=AFTER - timedelta(hours=3), now=AFTER):
        details = {"start": start, "minutes": 30, "type": one_on_one, "by": member, "now": now}
        return holding.log_past(member=member, coach=coach, **details)

    return make


def asked(talk, person, now=AFTER):
    return [str(one.question) for one in pulse.open_after(talk, person, now=now)]


def counts(**which):
    """How many answered what, of what has been answered at all."""
    rows = PulseTally.objects.filter(count__gt=0, **which)
    return {(row.question, row.value): row.count for row in rows}


def test_the_member_is_asked_for_support_and_both_whether_it_was_worth_it(cast, t1, held):
    talk = held(cast.camilla, cast.erik)
    assert asked(talk, cast.camilla) == ["support", "worth", "change"]
    assert asked(talk, cast.erik) == ["worth"]
    month_later = AFTER + timedelta(days=31)
    assert asked(talk, cast.camilla, now=month_later) == []
    with pytest.raises(TooLate):
        pulse.answer({"support": 4}, by=cast.camilla, now=month_later, talk=talk)


def test_without_a_rhythm_nobody_is_asked_what_it_was_worth(cast, held):
    talk = held(cast.camilla, cast.erik)
    assert asked(talk, cast.camilla) == ["support", "change"]
    assert asked(talk, cast.erik) == []
    with pytest.raises(Refused):
        pulse.answer({"worth": 3}, by=cast.erik, now=AFTER, talk=talk)


def test_an_answer_is_counted_by_week_and_by_unit_or_rhythm(cast, t1, held):
    talk = held(cast.camilla, cast.erik)
    said = {"support": 4, "worth": 3, "change": 1}
    assert pulse.answer(said, by=cast.camilla, now=AFTER, talk=talk) == (["support", "worth", "change"], [])
    pulse.answer({"worth": 2}, by=cast.erik, now=AFTER, talk=talk)
    assert counts(unit=cast.camilla.unit, week=MONDAY) == {("support", 4): 1, ("change", 1): 1}
    assert counts(policy=t1, week=MONDAY) == {("worth", 3): 1, ("worth", 2): 1}
    assert sum(PulseTally.objects.values_list("count", flat=True)) == 4


def test_twice_is_once_and_once_is_a_quarter(cast, t1, held):
    first = held(cast.camilla, cast.erik, start=at(11, "09:00"))
    second = held(cast.camilla, cast.erik)
    pulse.answer({"support": 4}, by=cast.camilla, now=AFTER, talk=first)
    assert asked(first, cast.camilla) == ["worth", "change"]
    assert asked(second, cast.camilla) == ["change"], "it counts for no rhythm"
    assert pulse.answer({"support": 1}, by=cast.camilla, now=AFTER, talk=second) == ([], ["support"])
    assert counts(question="support") == {("support", 4): 1}
    next_quarter = datetime(2026, 7, 7, 9, tzinfo=UTC)
    third = held(cast.camilla, cast.erik, start=next_quarter - timedelta(hours=2), now=next_quarter)
    assert "support" in asked(third, cast.camilla, now=next_quarter)


def test_a_week_belongs_to_the_quarter_of_its_sunday_for_turns_as_for_counts(cast, held):
    """So that nobody is two people in one quarter, and a quarter that is over is counted: 1 July 2026 is a
    Wednesday."""
    tuesday = datetime(2026, 6, 30, 9, tzinfo=UTC)
    talk = held(cast.camilla, cast.erik, start=tuesday - timedelta(hours=2), now=tuesday)
    pulse.answer({"support": 5}, by=cast.camilla, now=tuesday, talk=talk)
    assert PulseTurn.objects.get().quarter == "2026-Q3"
    assert counts(week=date(2026, 6, 29)) == {("support", 5): 1}
    sunday = datetime(2026, 9, 27, 9, tzinfo=UTC)
    another = held(cast.camilla, cast.erik, start=sunday - timedelta(hours=2), now=sunday)
    assert "support" not in asked(another, cast.camilla, now=sunday)
    assert "support" in asked(another, cast.camilla, now=sunday + timedelta(days=1))


def test_what_is_put_aside_is_asked_no_more_and_looks_like_an_answer(cast, t1, held):
    talk = held(cast.camilla, cast.erik)
    assert pulse.put_aside(["support", "worth"], by=cast.camilla, now=AFTER, talk=talk) == ["support", "worth"]
    assert pulse.put_aside(["support"], by=cast.camilla, now=AFTER, talk=talk) == []
    assert asked(talk, cast.camilla) == ["change"]
    assert pulse.answer({"support": 2}, by=cast.camilla, now=AFTER, talk=talk) == ([], ["support"])
    assert not PulseTally.objects.exists()


def test_nobody_else_and_nobody_before_it_was_held(cast, owed, booked, held):
    ahead = booked(cast.bjorn, cast.erik, at(13, "10:00"), obligation=owed(cast.bjorn))
    assert asked(ahead, cast.bjorn) == []
    with pytest.raises(TooEarly):
        pulse.answer({"support": 3}, by=cast.bjorn, now=AFTER, talk=ahead)
    talk = held(cast.camilla, cast.erik)
    for deed in (pulse.answer, pulse.put_aside):
        with pytest.raises(NotYours):
            deed({"support": 3}, by=cast.astrid, now=AFTER, talk=talk)
    assert not PulseTurn.objects.exists()


@pytest.mark.parametrize("said", [{"support": 6}, {"support": 0}, {"worth": 4}, {"mood": 1}])
def test_what_is_no_answer_counts_nothing_of_what_came_with_it(cast, t1, held, said):
    talk = held(cast.camilla, cast.erik)
    with pytest.raises(Refused) as refused:
        pulse.answer({"change": 2, **said}, by=cast.camilla, now=AFTER, talk=talk)
    assert not any(str(value) == refusal.value for value in said.values() for refusal in refused.value.refusals)
    assert not PulseTurn.objects.exists()
    assert not PulseTally.objects.exists()


def test_nothing_that_is_kept_leads_from_a_person_to_an_answer(cast, t1, held):
    talk, facts = held(cast.camilla, cast.erik), Fact.objects.count
    before = facts()
    for value, person in enumerate((cast.camilla, cast.erik), start=2):
        pulse.answer({"worth": value}, by=person, now=AFTER, talk=talk)
    assert facts() == before
    names = {field.name for field in PulseTally._meta.get_fields()}
    assert names == {"id", "question", "week", "policy", "unit", "value", "count"}
    assert {field.name for field in PulseTurn._meta.get_fields()} == {"id", "person", "question", "about", "quarter"}
    assert not [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.related_model in (PulseTurn, PulseTally) and field.model not in (PulseTurn, PulseTally)
    ]


def test_no_order_of_rows_tells_who_said_what_first(cast, t1, held):
    """All values of a week come at once, in their own order; turns are drawn by lot."""
    talk = held(cast.camilla, cast.erik)
    pulse.answer({"worth": 3}, by=cast.camilla, now=AFTER, talk=talk)
    pulse.answer({"worth": 1}, by=cast.erik, now=AFTER, talk=talk)
    rows = PulseTally.objects.filter(question="worth").order_by("pk")
    assert [(row.value, row.count) for row in rows] == [(1, 1), (2, 0), (3, 1)]
    assert min(PulseTurn.objects.values_list("pk", flat=True)) > 1000


def test_the_quarter_is_asked_about_from_its_second_month_of_whoever_has_been_here(cast):
    def is_open(moment, person=cast.erik):
        last = pulse.last_turn(person).first()
        return pulse.quarter_is_open(person, now=moment, organisation=Organisation.current(), last=last)

    first_month = datetime(2026, 4, 6, 12, tzinfo=UTC), datetime(2026, 4, 30, 12, tzinfo=UTC)
    assert [is_open(moment) for moment in (*first_month, AFTER)] == [False, False, True]
    assert not is_open(AFTER, Person(pk=cast.erik.pk, hire_date=date(2026, 3, 2)))
    assert pulse.answer({"change": 3}, by=cast.erik, now=AFTER) == (["change"], [])
    assert not is_open(AFTER)
    assert is_open(datetime(2026, 8, 3, 12, tzinfo=UTC))
    assert counts(unit=cast.erik.unit) == {("change", 3): 1}
    with pytest.raises(Refused):
        pulse.answer({"support": 3}, by=cast.erik, now=AFTER)


def test_the_quarters_are_the_organisations_own(cast):
    settings_of.change(fiscal_start_month=5, now=at(1))
    organisation = Organisation.current()
    week = pulse.week_at(AFTER, organisation)
    assert (week.quarter.key, week.is_late_enough) == ("FY2027-Q1", False)


def test_many_are_asked_with_as_many_questions_as_one(cast, t1, held, django_assert_num_queries):
    talks = [held(cast.camilla, cast.erik), held(cast.bjorn, cast.astrid)]
    organisation = Organisation.current()
    pairs = [(talk, person) for talk in talks for person in (talk.member, talk.coach)]
    for some in (pairs[:1], pairs):
        with django_assert_num_queries(5):
            found = pulse.open_for_all(some, now=AFTER, organisation=organisation)
        assert found[talks[0].pk, cast.camilla.pk][1].rhythm == t1


def test_turns_are_forgotten_with_their_quarter_and_counts_after_three_years(cast, held):
    talk = held(cast.camilla, cast.erik)
    pulse.answer({"support": 4}, by=cast.camilla, now=AFTER, talk=talk)
    assert pulse.let_go(now=AFTER) == 0
    assert pulse.let_go(now=datetime(2026, 7, 6, 9, tzinfo=UTC)) == 1
    assert counts() == {("support", 4): 1}
    assert pulse.let_go(now=datetime(2029, 5, 11, 9, tzinfo=UTC)) == 0
    assert pulse.let_go(now=datetime(2029, 5, 12, 9, tzinfo=UTC)) == 5


def test_a_unit_that_goes_takes_no_answer_with_it(cast, held, now):
    """They stay in the whole; and there is no place for an answer that is both of a rhythm and of a unit."""
    gone = units.create("Harbour", parent=cast.camilla.unit, now=now)
    for value in (1, 2):
        PulseTally.objects.create(question=Asked.SUPPORT, week=MONDAY, unit=gone, value=value, count=value)
    units.remove(Unit.objects.get(pk=gone.pk), now=now)
    Person.objects.filter(pk=cast.camilla.pk).update(unit=None)
    talk = held(Person.objects.get(pk=cast.camilla.pk), cast.erik)
    pulse.answer({"support": 2}, by=talk.member, now=AFTER, talk=talk)
    assert counts(unit=None) == {("support", 1): 1, ("support", 2): 3}


def test_no_answer_is_of_a_rhythm_and_of_a_unit(cast, t1):
    with pytest.raises(IntegrityError), transaction.atomic():
        PulseTally.objects.create(question=Asked.WORTH, week=MONDAY, policy=t1, unit=cast.erik.unit, value=1)


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_person_counts_once_and_everyone_else_too(now, tmp_path):
    unit = Unit.objects.create(name="Harbour")
    hired = {"hire_date": date(2020, 1, 1), "unit": unit}
    Person.objects.bulk_create(Person(given_name=f"P{n}", key=UUID(int=n + 1), **hired) for n in range(7))
    coach, first, *rest = Person.objects.order_by("pk")
    details = {"start": AFTER, "minutes": 30, "type": ConversationType.objects.get(key="one_on_one")}
    talk = holding.log_past(member=first, coach=coach, by=first, now=AFTER + timedelta(hours=1), **details)

    def answer(person, talk=None):
        question = "support" if talk else "change"
        return lambda: pulse.answer({question: 2}, by=person, now=AFTER + timedelta(hours=2), talk=talk)

    with on_a_real_database(tmp_path):
        results = together([answer(first, talk)] * 5 + [answer(person) for person in rest])
        assert sorted(results[:5]) == [([], ["support"])] * 4 + [(["support"], [])]
        assert results[5:] == [(["change"], [])] * 5
        assert alone(counts) == {("support", 2): 1, ("change", 2): 5}
