"""The reasons, rule by rule, for the two of the pair."""

from leadership.lib.spoken import day
from tests.web.memberpages import chosen, owed_to, text, window


def url(member) -> str:
    return f"/obligations/{owed_to(member).key}/why/"


def test_the_trace_is_told_rule_by_rule_with_the_ledgers_dates(quarter) -> None:
    page = text(window(quarter.erik).get(url(quarter.erik)))
    row = owed_to(quarter.erik)
    assert all(rule in page for rule in ("R2", "R5", "R8", "R14"))
    for date in (row.opens_on, row.choose_by, row.due_on, row.overdue_from, row.close_on):
        assert day(date, row.due_on) in page
    assert "/rhythms/quarterly-coach-talk/" in page


def test_the_chosen_coach_reads_it_too_and_nobody_else(quarter, now) -> None:
    chosen(quarter.camilla, quarter.erik, now)
    assert window(quarter.erik).get(url(quarter.camilla)).status_code == 200
    for stranger in (quarter.astrid, quarter.freja, quarter.david, quarter.bjorn):
        assert window(stranger).get(url(quarter.camilla)).status_code == 404
