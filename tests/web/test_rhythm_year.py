"""The year wheel: a picture and a table that say the same."""

import re

import pytest

from tests.web.memberpages import text, window


@pytest.fixture
def page(quarter):
    return text(window(quarter.camilla).get("/rhythms/year/?year=2026"))


def test_every_adopted_cycle_of_the_year_is_in_the_table_and_in_the_picture(page):
    assert re.findall(r"2026-Q\d", page.split("<table")[1]) == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert len(re.findall(r'<path class="arc--per_period"', page)) == 3


def test_the_picture_has_a_name_and_needs_no_style_of_its_own(page):
    svg = re.search(r'<svg class="wheel".*?</svg>', page, re.DOTALL)[0]
    assert "<title" in svg and "style=" not in svg and "<script" not in svg


def test_numbers_in_the_picture_are_written_with_points_in_every_language(page):
    assert not re.search(r'(?:d|x|y)="[^"]*\d,\d', page)


@pytest.mark.parametrize("asked", ["", "?year=", "?year=abc", "?year=99999", "?year=-1", "?year=²⁰²⁶"])
def test_a_year_that_is_none_is_this_year(quarter, asked):
    answer = window(quarter.camilla).get(f"/rhythms/year/{asked}")
    assert answer.status_code == 200 and "2026" in text(answer)


def test_a_year_without_rhythms_says_so(today):
    assert "wheel__ring" not in text(window(today.camilla).get("/rhythms/year/"))
