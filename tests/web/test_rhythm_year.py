"""The year wheel: a picture and a table that say the same."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.web import wheel
from tests.web.memberpages import text, window


@pytest.fixture
def page(quarter):
    return text(window(quarter.camilla).get("/rhythms/year/?year=2026"))


def test_every_adopted_cycle_of_the_year_is_in_the_table_and_in_the_picture(page):
    assert re.findall(r"Q\d 2026", page.split("<table")[1]) == ["Q2 2026", "Q3 2026", "Q4 2026"]
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
    assert ("är inget år som hjulet kan visa" in text(answer)) == (asked not in ("", "?year="))


def test_a_year_without_rhythms_says_so(today):
    assert "wheel__ring" not in text(window(today.camilla).get("/rhythms/year/"))


def outer_radius(path):
    """That of a piece of a ring: its first arc is the outer one."""
    return float(re.search(r"A([\d.]+)", path)[1])


@given(st.integers(0, 100), st.integers(1, wheel.MOST_RINGS))
def test_an_arc_is_filled_from_the_inside_as_far_as_its_talks_have_been_held(held, rings):
    span = wheel.Span(date(2026, 4, 1), date(2026, 6, 30), "Q2", "arc--per_period", held)
    drawn = wheel.draw(2026, [[span]] * rings, [], [], date(2026, 5, 1))
    for ring in drawn.rings:
        [arc] = ring.arcs
        inner = float(re.findall(r"A([\d.]+)", arc.path)[1])
        thick = (outer_radius(arc.filling) - inner) / (outer_radius(arc.path) - inner)
        assert abs(thick - held / 100) < 0.02 or held < 15


def test_what_nobody_knows_yet_is_not_drawn_as_nothing_held():
    span = wheel.Span(date(2026, 4, 1), date(2026, 6, 30), "Q2", "arc--per_period")
    [ring] = wheel.draw(2026, [[span]], [], [], date(2026, 5, 1)).rings
    assert not ring.arcs[0].filling
