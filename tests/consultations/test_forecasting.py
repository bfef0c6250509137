"""What a rhythm would ask of real people and coaches, reckoned by the real engine, in pieces where it takes long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.consultations import forecasting, moments
from leadership.consultations.forecast_weeks import shares
from leadership.consultations.models import Forecast
from leadership.people import absences, directory, pauses
from leadership.people.models import CoachProfile, Person
from policies import rhythms
from policies.workdays import calendar_of
from tests.consultations.conftest import TERMS
from tests.policies.holiday_lookup import lookup
from tests.web import memberpages

pytestmark = pytest.mark.django_db
MANAGER = {"choice": "assigned", "eligible": ["own_manager"], "default": ["own_manager"]}


def result_of(terms, cast, now):
    return forecasting.begin(rhythms.create(terms, by=cast.david, now=now).latest(), by=cast.david, now=now).result


def all_due_on(day):
    return dict.fromkeys(("first", "last", "first_of_enough", "last_of_enough"), day)


def hire(n, cast, now, **more):
    return directory.hire(
        given_name="Kim", family_name=f"Ny {n}", email=f"kim{n}@example.org", hire_date=date(2025, 1, 7), now=now,
        unit=cast.astrid.unit, zone="Europe/Stockholm", language="sv", **{"manager": cast.astrid, **more},
    )  # fmt: skip


class TestTalks:
    def test_two_cycles_with_their_real_dates(self, cast, now):
        found = result_of(TERMS, cast, now)
        assert found["people"] == 6
        assert found["cycles"] == [
            {"talks": 6, "people": 6, **all_due_on("2026-06-30")},
            {"talks": 6, "people": 6, **all_due_on("2026-09-30")},
        ]
        assert sum(week["talks"] for week in found["weeks"]) == pytest.approx(12, abs=0.1)
        assert found["red"] == []

    def test_a_rolling_rhythm_is_thought_through_to_its_second_cycle(self, cast, now):
        terms = {**TERMS, "cadence": {"rolling": {"every": 14, "unit": "day"}}, "coach": MANAGER}
        found = result_of(terms, cast, now)
        assert [cycle["first"] for cycle in found["cycles"]] == ["2026-04-15", "2026-04-29"]

    def test_leave_and_pauses_count_as_they_will(self, cast, now):
        absences.note(cast.bjorn, start=date(2026, 4, 1), end=date(2026, 6, 30), now=now)
        pauses.set(start=date(2026, 7, 6), end=date(2026, 7, 31), now=now)
        found = result_of(TERMS, cast, now)
        assert [cycle["talks"] for cycle in found["cycles"]] == [5, 6]
        assert not {week["week"] for week in found["weeks"]} & {"2026-07-06", "2026-07-13", "2026-07-20", "2026-07-27"}

    def test_a_talk_is_spread_over_the_working_days_of_its_window(self):
        days = calendar_of(lookup, "SE", "")
        spread = shares(days, date(2026, 4, 1), date(2026, 4, 8))
        assert spread == {date(2026, 3, 30): pytest.approx(2 / 4), date(2026, 4, 6): pytest.approx(2 / 4)}


class TestCoaches:
    def test_hours_against_room_and_the_busiest_first(self, cast, now):
        found = result_of({**TERMS, "coach": MANAGER}, cast, now)
        first = found["coaches"][0]
        assert (first["key"], first["people"], first["capacity"]) == (str(cast.freja.key), 3, 12)
        assert first["room_hours"] == 3.5 and 0 < first["peak_hours"] < 1
        assert found["coach_count"] == 2 and found["without"] == 1 and found["who"] == [str(cast.freja.key)]
        assert found["red"] == ["without"]

    def test_a_coach_with_too_many_people_is_red_and_counted_over_25(self, cast, now):
        for n in range(25):
            hire(n, cast, now)
        found = result_of({**TERMS, "coach": MANAGER}, cast, now)
        assert found["coaches"][0]["people"] == 27
        assert (found["over_25"], found["over_room"]) == (1, 1)
        assert found["red"][:2] == ["over_room", "over_25"]

    def test_the_first_week_that_breaks_is_named(self, cast, now):
        CoachProfile.objects.filter(person=cast.astrid).update(per_week=1, capacity=30)
        for n in range(10):
            hire(n, cast, now)
        weekly = {**TERMS, "cadence": {"per_period": {"period": "week"}}, "coach": MANAGER}
        found = result_of(weekly, cast, now)
        assert found["breaks"] == {"week": "2026-03-30", "coach": str(cast.astrid.key)}
        assert "breaks" in found["red"]

    def test_full_and_closed_coaches_get_nobody_new_and_people_are_left(self, cast, now):
        CoachProfile.objects.update(capacity=1)
        found = result_of({**TERMS, "coach": {"eligible": ["certified"], "max_open": 2}}, cast, now)
        assert [coach["people"] for coach in found["coaches"]] == [2, 2]
        assert found["without"] == 2


class TestReplay:
    def test_the_last_year_says_who_would_have_been_heard(self, cast, now):
        memberpages.quarterly(now - timedelta(days=400))
        memberpages.at(now)
        monthly = {**TERMS, "key": "other", "cadence": {"per_period": {"period": "quarter"}}}
        empty = result_of(monthly, cast, now)
        assert empty["heard"] == {"all": 0, "some": 0, "none": 6, "nothing": 0}
        assert [row[1:] for row in empty["replay"]] == [[6, 0]] * 4


class TestPieces:
    def test_a_large_organisation_is_reckoned_in_pieces_by_the_worker(self, monkeypatch, cast, now):
        monkeypatch.setattr(forecasting, "PIECE", 2)
        monkeypatch.setattr(forecasting, "AT_ONCE", 1)
        whole = result_of({**TERMS, "key": "whole"}, cast, now)
        assert whole == {}
        running = Forecast.objects.get()
        assert (running.state, running.done, running.total) == ("running", 2, 6)
        moments.advance(now=now)
        running.refresh_from_db()
        assert running.is_done and running.done == 6
        monkeypatch.setattr(forecasting, "PIECE", 500)
        at_once = result_of({**TERMS, "key": "at-once"}, cast, now)
        assert running.result == at_once

    def test_whoever_is_slower_counts_nobody_twice(self, monkeypatch, cast, now):
        monkeypatch.setattr(forecasting, "PIECE", 2)
        monkeypatch.setattr(forecasting, "AT_ONCE", 0)
        result_of(TERMS, cast, now)
        one, two = Forecast.objects.get(), Forecast.objects.get()
        forecasting.advance(one, pieces=1, now=now)
        forecasting.advance(two, pieces=1, now=now)
        assert Forecast.objects.get().done == 2 and two.done == 2

    def test_a_new_forecast_takes_the_place_of_one_under_way(self, monkeypatch, cast, now):
        monkeypatch.setattr(forecasting, "AT_ONCE", 0)
        version = rhythms.create(TERMS, by=None, now=now).latest()
        forecasting.begin(version, by=None, now=now)
        newer = forecasting.begin(version, by=None, now=datetime(2026, 4, 2, tzinfo=UTC))
        assert Forecast.objects.get() == newer == forecasting.current(version)


def test_nobody_is_named_in_what_is_kept(cast, now):
    kept = str(result_of(TERMS, cast, now))
    assert not any(person.family_name in kept for person in Person.objects.all())
