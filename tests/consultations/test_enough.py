"""I11: nothing that consultations show tells about fewer people than the smallest group, alone or by subtraction.

Each history is generated, what is shown of it reckoned, and then somebody's own part turned round: where too few stand
behind a figure, nothing that is shown may differ.
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leadership.consultations import enough, forecast_piece, forecast_result, forecast_telling
from leadership.consultations.costing import Figures
from leadership.consultations.forecast_replay import Heard
from leadership.consultations.forecast_weeks import Asked

N_MIN = 5
MONTHS = [f"2026-{month:02d}" for month in range(1, 7)]
HELD = st.dictionaries(st.sampled_from(MONTHS), st.booleans(), max_size=6)
PEOPLE = st.lists(HELD, max_size=14)
COUNT = st.integers(0, 9)


def reckoned(people):
    """The result of a forecast as far as it is about the year behind, by the very code that tallies it."""
    tally = forecast_piece.empty()
    for held in people:
        forecast_piece.play(tally, [Heard(date.fromisoformat(f"{month}-15"), was) for month, was in held.items()])
    rows = [[month, *tally["replay"][month]] for month in sorted(tally["replay"])]
    return {"replay": rows, "replay_people": tally["replay_people"], "heard": tally["people"]}


def shown(people):
    result = reckoned(people)
    asked = {name: result["heard"][name] for name in ("all", "some", "none")}
    return enough.spans(enough.months_of(result), N_MIN), enough.parts(asked, N_MIN)


def behind(people, span):
    return {n for n, held in enumerate(people) if any(span.first <= month <= span.last for month in held)}


@given(PEOPLE)
def test_every_part_of_the_replayed_year_has_enough_people_behind_it_and_no_month_is_in_two(people):
    spans, heard = shown(people)
    assert all(len(behind(people, span)) >= N_MIN for span in spans)
    assert all(one.last < other.first for one, other in pairwise(spans))
    assert heard is None or sum(bool(held) for held in people) >= N_MIN
    asked = {month for held in people for month in held}
    assert not spans or {month for span in spans for month in asked if span.first <= month <= span.last} == asked


@given(PEOPLE, st.data())
def test_turning_round_what_too_few_people_did_changes_nothing_that_is_shown(people, data):
    few = people[: N_MIN - 1]
    turned = [{month: data.draw(st.booleans()) for month in held} for held in few]
    assert shown(few) == shown(turned) == ([], None)


@given(COUNT, COUNT, COUNT, st.booleans(), st.data())
def test_who_consents_and_who_stands_aside_is_told_of_enough_people_and_only_when_it_has_closed(
    consent, aside, concern, is_open, data
):
    said = enough.stances(consent=consent, aside=aside, concern=concern, is_open=is_open, n_min=N_MIN)
    assert (said.quiet is not None) == (not is_open and consent + aside >= N_MIN)
    turned = data.draw(st.integers(0, consent + aside))
    other = enough.stances(
        consent=turned, aside=consent + aside - turned, concern=concern, is_open=is_open, n_min=N_MIN
    )
    assert said.quiet is not None or said == other


@given(COUNT, COUNT, st.booleans())
def test_a_handful_left_without_a_coach_is_one_and_the_same_to_whoever_may_not_know_them(left, other, exact):
    one, another = (enough.said(count, exact=exact, n_min=N_MIN) for count in (left, other))
    assert exact or not (0 < left < N_MIN and 0 < other < N_MIN) or (one is None and another is None)
    assert not exact or one == left


DAYS = [date(2026, 6, day) for day in (1, 8, 15, 22, 29)]
TALKS = st.dictionaries(st.sampled_from(DAYS), st.integers(0, 1), max_size=3)
"""What a rhythm asks of one person: by the Monday in which all of a talk lies, the cycle it belongs to."""
COACHES = {"coach_count": 3, "without": 2, "breaks": {"week": "2026-06-01", "coach": "x"}}


def forecast_of(people, **more):
    """The result of a forecast as far as it counts these people, by the very code that tallies it."""
    tally = forecast_piece.empty()
    for talks in people:
        forecast_piece.ask(tally, [Asked(cycle, day, day, {day: 1.0}) for day, cycle in talks.items()])
    weeks = forecast_result._weeks(tally, [{"per_week": 6}], 1.0)
    cycles = [forecast_result._cycle(tally["cycles"][name], N_MIN) for name in sorted(tally["cycles"])]
    hours = sum(week["hours"] for week in weeks)
    return {"people": len(people), "cycles": cycles, "weeks": weeks, "hours_a_month": hours, **COACHES, **more}


def told(result, *, exact=False):
    return forecast_telling.of(result, exact=exact, n_min=N_MIN)


@given(st.lists(TALKS, max_size=12))
def test_a_forecast_tells_everyone_tens_and_days_that_enough_people_are_behind(people):
    seen = told(forecast_of(people))
    sums = (seen.people, seen.hours_a_month, *(cycle.talks for cycle in seen.cycles))
    assert all(one is None or one % 10 == 0 for one in sums) and (seen.people is None) == (len(people) < N_MIN)
    assert seen.coaches is seen.left is seen.breaks is None and seen.room == 0
    for number, cycle in enumerate(seen.cycles):
        dues = [[day for day, of in talks.items() if of == number] for talks in people if number in talks.values()]
        assert cycle.first is None or sum(min(days) <= cycle.first for days in dues) >= N_MIN
        assert cycle.last is None or sum(max(days) >= cycle.last for days in dues) >= N_MIN
    for week in seen.weeks:
        assert sum(week.monday in talks for talks in people) >= N_MIN and week.size % 10 == 0 and week.talks is None


@given(st.lists(TALKS, max_size=N_MIN - 1), st.data())
def test_a_forecast_of_too_few_people_tells_everyone_the_same_whoever_they_are(few, data):
    others = [data.draw(TALKS) for _one in few]
    seen, other = told(forecast_of(few)), told(forecast_of(others))
    bare = {cycle for one in (seen, other) for cycle in one.cycles}
    assert replace(seen, cycles=()) == replace(other, cycles=()) and bare <= {forecast_telling.Cycle(None, None, None)}


@given(st.lists(TALKS, min_size=1, max_size=12))
def test_hr_who_may_read_of_each_person_reads_each_number_as_it_is(people):
    result, seen = forecast_of(people), told(forecast_of(people), exact=True)
    assert (seen.people, seen.coaches, seen.left, seen.room > 0) == (len(people), 3, 2, bool(result["weeks"]))
    assert [week.talks for week in seen.weeks] == [week["talks"] for week in result["weeks"]]
    assert [cycle.last.isoformat() for cycle in seen.cycles] == [cycle["last"] for cycle in result["cycles"]]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 9), st.floats(0, 90))
def test_a_review_says_nothing_of_what_too_few_people_did_and_never_to_the_unit(due, heard, talks, people, hours):
    heard = min(heard, due)
    found = Figures("2026-07-01", due, heard, heard, people, talks, hours, people < N_MIN)
    said = seen(found)
    assert people >= N_MIN or said == seen(replace(found, heard=0, in_time=0, talks=0, hours=0.0))
    assert all(figure is None or figure % 10 == 0 for figure in said)


def seen(found):
    counts = found.due_about, found.people_about, found.talks_about, found.hours_about
    return found.share, found.share_in_time, *counts
