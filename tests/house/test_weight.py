"""Pages stay light: under 40 KB of HTML, however full the database is."""

import pytest

from tests.house import access
from tests.scenery import window

pytestmark = pytest.mark.django_db
MOST = 40_000
HEAVY_BY_NATURE = (
    "demo/gallery/", "demo/mail.json", "demo/mail/<pk>/html/", "demo/mail/<pk>/invite.ics",
    "line/list.csv", "line/list.xlsx", "people/list.csv", "people/list.xlsx",
)  # fmt: skip
"""The gallery shows every component at once; the others are no pages: what was sent, and the whole list as a file."""


@pytest.mark.parametrize("reader", ["freja", "astrid", "erik", "david", "bjorn", "camilla"])
def test_no_page_is_heavier_than_40_kilobytes(crowd, reader):
    client = window(getattr(crowd.cast, reader))
    pages = {route: client.get(path) for route, path in access.examples(crowd).items() if route not in HEAVY_BY_NATURE}
    heavy = {route: len(page.content) for route, page in pages.items() if len(page.content) > MOST}
    assert heavy == {}
