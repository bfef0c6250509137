"""Public holidays as docs/reference/cadence.md R2 says, and the organisation's own days above them."""

from datetime import date

import holidays as package
import pytest

from leadership.lib.refusal import Refused
from leadership.people import organisation, pauses, workcalendar

pytestmark = pytest.mark.django_db

EMPTY = workcalendar.Book(None, ())


@pytest.mark.parametrize(
    "day", ["2026-01-06", "2026-04-03", "2026-05-14", "2026-06-19", "2026-12-24", "2026-12-31"], ids=str
)
def test_sweden_rests_on_its_holidays_and_their_eves(day):
    assert date.fromisoformat(day) in EMPTY("SE", "", 2026)


@pytest.mark.parametrize("day", ["2026-01-05", "2026-04-02", "2026-04-30", "2026-10-30"], ids=str)
def test_half_days_are_working_days_in_sweden(day):
    assert date.fromisoformat(day) not in EMPTY("SE", "", 2026)


def test_sundays_are_not_holidays_of_their_own():
    assert date(2026, 3, 1) not in EMPTY("SE", "", 2026)


def test_finland_has_its_eves_among_the_public_holidays():
    assert {date(2026, 6, 19), date(2026, 12, 24)} <= EMPTY("FI", "", 2026)
    assert date(2026, 12, 31) not in EMPTY("FI", "", 2026)


def test_great_britain_means_england_unless_a_part_is_named():
    assert EMPTY("GB", "", 2026) == EMPTY("GB", "ENG", 2026)
    assert date(2026, 11, 30) in EMPTY("GB", "SCT", 2026)
    assert date(2026, 11, 30) not in EMPTY("GB", "", 2026)


def test_the_united_states_rest_on_the_observed_day():
    assert date(2026, 7, 3) in EMPTY("US", "NY", 2026)


def test_every_other_country_and_its_regions_have_their_calendar_however_they_are_spelled():
    known = package.utils.list_supported_countries(include_aliases=False)
    assert len(known) > 200 and {"SE", "FI", "GB", "US", "DE", "JP"} <= set(known)
    for country, regions in known.items():
        for region in ["", *regions[-1:]]:
            workcalendar.check(country, region)
    assert EMPTY("DE", "Bayern", 2026) == EMPTY("de", "by", 2026) != EMPTY("DE", "", 2026)
    assert date(2026, 10, 3) in EMPTY("DE", "", 2026) and date(2026, 5, 4) in EMPTY("JP", "", 2026)


def test_a_year_holds_its_own_days_alone():
    assert all(day.year == 2027 for day in EMPTY("US", "", 2027))


@pytest.mark.parametrize(("country", "subdiv"), [("XX", ""), ("SWE", ""), ("", ""), ("SE", "ZZ")])
def test_an_unknown_country_or_region_is_refused(country, subdiv):
    with pytest.raises(Refused, match=r"no calendar|no such region"):
        workcalendar.check(country, subdiv)


def test_the_organisation_adds_a_day_and_takes_one_away(now):
    workcalendar.set_day("SE", date(2026, 5, 15), is_working=False, label="Bridge day", now=now)
    workcalendar.set_day("SE", date(2026, 6, 6), is_working=True, now=now)
    book = workcalendar.book()

    assert date(2026, 5, 15) in book("SE", "", 2026)
    assert date(2026, 6, 6) not in book("SE", "", 2026)
    assert date(2026, 5, 15) not in book("FI", "", 2026)


def test_a_changed_day_makes_another_book_and_a_cleared_one_too(now):
    before = workcalendar.book()
    row = workcalendar.set_day("SE", date(2026, 5, 15), is_working=False, now=now)
    with_the_day = workcalendar.book()
    workcalendar.clear_day(row, now=now)

    assert before != with_the_day
    assert date(2026, 5, 15) not in workcalendar.book()("SE", "", 2026)
    assert date(2026, 5, 15) in with_the_day("SE", "", 2026)


def test_setting_a_day_as_it_is_keeps_the_book(now):
    workcalendar.set_day("SE", date(2026, 5, 15), is_working=False, now=now)
    before = workcalendar.book()
    workcalendar.set_day("SE", date(2026, 5, 15), is_working=False, now=now)

    assert workcalendar.book() == before


def test_days_have_names_in_the_readers_language(now):
    midsummer_eve = date(2026, 6, 19)
    workcalendar.set_day("SE", date(2026, 5, 15), is_working=False, label="Klämdag", now=now)
    book = workcalendar.book()

    assert book.name_of(midsummer_eve, country="SE", language="sv") == "Midsommarafton"
    assert book.name_of(midsummer_eve, country="SE", language="en") == "Midsummer Eve"
    assert book.name_of(date(2026, 5, 15), country="SE", language="sv") == "Klämdag"
    assert book.name_of(date(2026, 5, 18), country="SE") is None


def test_the_organisation_tells_fiscal_start_pauses_and_certified_coaches(cast, now):
    organisation.change(fiscal_start_month=7, now=now)
    pauses.set(start=date(2026, 7, 6), end=date(2026, 7, 31), now=now)
    org = workcalendar.org_facts()

    assert org.fiscal_start == (7, 1)
    assert [(rest.start, rest.end) for rest in org.pauses] == [(date(2026, 7, 6), date(2026, 7, 31))]
    assert org.certified == {str(cast.astrid.key), str(cast.erik.key)}
