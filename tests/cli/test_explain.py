"""`explain`: every date with its rules, and why there is nothing."""

from datetime import date

import pytest

from leadership.obligations import reconcile
from leadership.obligations.mended import no_talks
from leadership.people import clock, directory
from tests.cli.answers import ask
from tests.obligations.conftest import T1, adopt, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(cast, now):
    clock.set_to(now)
    adopt(T1, on=date(2026, 4, 1))
    reconcile.signals(now, no_talks)


def test_every_row_has_its_trace_in_english_and_swedish(owed):
    code, answer = ask("explain", "camilla@example.org", "--on", "2026-04-01")
    row = answer["rows"][0]
    assert (code, row["cycle_key"], row["due_on"], row["person"]) == (0, "2026-Q2", "2026-06-30", "camilla@example.org")
    assert {"R5", "R8", "R14"} <= {item["rule"] for item in row["trace"]}
    assert all(item["en"] and item["sv"] and isinstance(item["from"], dict) for item in row["trace"])
    assert any(item["en"] != item["sv"] for item in row["trace"])


def test_a_joiner_too_late_for_the_quarter_reads_when_the_first_cycle_is(owed, cast):
    directory.hire(
        given_name="Ada", email="ada@example.org", hire_date=date(2026, 5, 17), now=morning(date(2026, 5, 4))
    )
    rows = ask("explain", "ada@example.org", "--on", "2026-05-18")[1]["rows"]
    silent = next(row for row in rows if row["cycle_key"] == "2026-Q2")
    assert (silent["obligation"], silent["state"], silent["due_on"]) == (None, "none", None)
    share = next(item for item in silent["trace"] if item["result"].get("required") == "0")
    assert (share["from"]["days"], share["from"]["of"]) == ("45", "91")
    assert "2026-Q3" in silent["trace"][-1]["en"]


def test_a_day_to_come_is_told_as_the_engine_sees_it(owed):
    rows = ask("explain", "camilla@example.org", "--on", "2026-07-01")[1]["rows"]
    states = {row["cycle_key"]: (row["state"], row["timeliness"]) for row in rows}
    assert states["2026-Q2"] == ("open", "late")
    assert states["2026-Q3"] == ("open", "on_track")
