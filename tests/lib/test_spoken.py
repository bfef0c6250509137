"""Days and times are said as each language says them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from leadership.lib import spoken

HELSINKI = ZoneInfo("Europe/Helsinki")
TODAY = date(2026, 11, 20)
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
SAID = {
    "en": ("31 December", "31 December 2027", "Tuesday 24 November, 10:00–10:30", "Tuesday 24 November, 10:00",
           "Helsinki time"),
    "sv": ("31 december", "31 december 2027", "tisdag 24 november, 10:00–10:30", "tisdag 24 november, 10:00",
           "Helsingfors-tid"),
    "fi": ("31. joulukuuta", "31. joulukuuta 2027", "tiistai 24. marraskuuta klo 10.00–10.30",
           "tiistai 24. marraskuuta klo 10.00", "aikavyöhyke Helsinki"),
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_a_day_a_time_and_a_zone_are_said_as_the_language_says_them(language: str) -> None:
    with translation.override(language):
        said = (
            spoken.day(date(2026, 12, 31), TODAY),
            spoken.day(date(2027, 12, 31), TODAY),
            spoken.span(START, START + timedelta(minutes=30), HELSINKI, TODAY),
            spoken.moment(START, HELSINKI, TODAY),
            spoken.zone_name(HELSINKI),
        )
    assert said == SAID[language]
