"""Our mix: nine cells that count what has been adopted."""

import re

from policies import rhythms
from policies.starters import STARTERS, T3, T5
from tests.web.memberpages import adopted, text, window


def cells(page):
    return [int(count) for count in re.findall(r'data-count="(\d+)"', page)]


def test_the_grid_counts_every_adopted_rhythm_once(quarter, now):
    adopted(T3, now)
    adopted(T5, now)
    rhythms.create({**STARTERS["T6"], "review_on": "2027-01-15"}, by=None, now=now)
    page = text(window(quarter.camilla).get("/rhythms/mix/"))
    assert len(cells(page)) == 9 and sum(cells(page)) == 3
    assert cells(page) == [1, 1, 0, 1, 0, 0, 0, 0, 0]


def test_everything_in_one_cell_is_said(quarter, now):
    assert 'data-mix="lopsided"' in text(window(quarter.camilla).get("/rhythms/mix/"))
    adopted(T3, now)
    assert 'data-mix="lopsided"' not in text(window(quarter.camilla).get("/rhythms/mix/"))


def test_without_rhythms_there_is_no_grid_and_no_warning(today):
    page = text(window(today.camilla).get("/rhythms/mix/"))
    assert cells(page) == [] and "lopsided" not in page
