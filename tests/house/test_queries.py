"""A page asks the database as often with many rows as with one: one literal count each."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import scenery
from tests.house import access

pytestmark = pytest.mark.django_db
EVERY_PAGE = 4
"""Session, person, clock and organisation: asked before a page's own questions."""
COUNTS = {
    ("bjorn", ""): 11,
    ("bjorn", "conversations/<key>/"): 8,
    ("erik", "conversations/<key>/afterwards/"): 8,
    ("bjorn", "talk/"): 6,
    ("bjorn", "rhythms/"): 7,
    ("bjorn", "me/"): 19,
    ("astrid", "me/hours/"): 11,
    ("astrid", "line/"): 12,
    ("astrid", "coach/"): 18,
    ("astrid", "figures/line/"): 19,
    ("david", "figures/"): 9,
    ("david", "figures/report/"): 9,
    ("bjorn", "rhythms/<key>/figures/"): 9,
    ("camilla", "obligations/<key>/book/"): 8,
    ("camilla", "obligations/<key>/coach/"): 16,
    ("bjorn", "obligations/<key>/why/"): 13,
    ("astrid", "obligations/<key>/offer/"): 15,
    ("david", "rhythms/<key>/"): 13,
    ("david", "rhythms/<key>/adopt/"): 38,
    ("david", "people/<key>/"): 10,
    ("freja", "line/"): 12,
    ("david", "people/"): 7,
    ("david", "people/units/"): 6,
    ("david", "delivery/"): 15,
}
WITHIN = {("bjorn", ""): 8, ("astrid", "line/"): 8, ("camilla", "obligations/<key>/book/"): 4}
"""Of their own, at most."""


@pytest.fixture(scope="module")
def counted(scene, django_db_blocker):
    """By reader and route: statements with few rows, and with many."""
    with django_db_blocker.unblock(), transaction.atomic():
        scenery.crowd(scene, people=2, kinds=1)
        few = {asked: _statements(scene, *asked) for asked in COUNTS}
        scenery.crowd(scene, people=20, kinds=2)
        many = {asked: _statements(scene, *asked) for asked in COUNTS}
        transaction.set_rollback(True)
    return few, many


@pytest.mark.parametrize("asked", COUNTS)
def test_a_page_asks_as_often_with_many_rows_as_with_few(counted, asked):
    few, many = counted
    assert (few[asked], many[asked]) == (COUNTS[asked], COUNTS[asked])


@pytest.mark.parametrize("asked", WITHIN)
def test_the_pages_opened_most_ask_little(asked):
    assert COUNTS[asked] - EVERY_PAGE <= WITHIN[asked]


def _statements(scene, reader, route):
    client = scenery.window(getattr(scene.cast, reader))
    path = access.examples(scene)[route]
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
