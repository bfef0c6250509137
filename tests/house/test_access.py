"""Who may open what is written down, complete, and true."""

import re

import pytest

from tests.house import access
from tests.scenery import TOPIC, window

pytestmark = pytest.mark.django_db
AFRESH = "write it anew with `python -m tests.house.access` and read the difference"
PAIR_ALONE = {
    "notices/<key>/": ("Björn",),
    "conversations/<key>/": ("Astrid", "Björn"),
    "conversations/<key>/move/": ("Astrid", "Björn"),
    "obligations/<key>/coach/": ("Camilla",),
    "obligations/<key>/book/": ("Camilla",),
    "obligations/<key>/offer/": ("Astrid", "Camilla", "Erik"),
}
HR_ALONE = (
    *(f"rhythms/{deed}" for deed in ("new/", "<key>/edit/", "<key>/adopt/", "<key>/retire/")),
    *(
        f"people/{what}"
        for what in ("", "<key>/", "<key>/talks/", "exemptions/", "new/", "import/", "rests/", "units/", "units/<key>/")
    ),
)
OPEN_TO_STRANGERS = (
    "a/<token>/",
    "accounts/",
    "demo/",
    "feeds/",
    "healthz",
    "inbound/",
    "language/",
    "metrics",
    "readyz",
    "unsubscribe/",
)


@pytest.fixture
def written():
    return access.read(access.PAGE.read_text(), "GET")


@pytest.fixture(scope="module")
def looked(scene, django_db_blocker):
    """What everybody got to see at every address."""
    with django_db_blocker.unblock():
        return access.asked(scene, "GET")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_answers_everybody_as_it_is_written_down(scene, looked, method):
    known = access.read(access.PAGE.read_text(), method)
    assert sorted(known) == access.routes(), AFRESH
    told = access.statuses(looked if method == "GET" else access.asked(scene, method))
    differences = {route: (known[route], told[route]) for route in told if known[route] != told[route]}
    assert differences == {}, AFRESH


@pytest.mark.parametrize(("route", "pair"), PAIR_ALONE.items())
def test_what_is_between_two_does_not_exist_for_anybody_else(written, route, pair):
    answers = dict(zip(access.READERS, written[route], strict=True))
    assert answers == {reader: 200 if reader in pair else 404 for reader in access.READERS} | {"stranger": 302}


@pytest.mark.parametrize("route", HR_ALONE)
def test_what_hr_does_does_not_exist_for_anybody_else(written, route):
    assert dict(zip(access.READERS, written[route], strict=True)) == {
        reader: {"stranger": 302, "David": 200}.get(reader, 404) for reader in access.READERS
    }


def test_a_stranger_is_asked_to_sign_in_everywhere_but_at_the_door(written):
    asked = {route for route, statuses in written.items() if statuses[0] != 302}
    assert {route for route in asked if not route.startswith(OPEN_TO_STRANGERS)} == set()


def test_nothing_answers_anybody_with_an_error_of_ours(written):
    acted = access.read(access.PAGE.read_text(), "POST")
    assert {status for table in (written, acted) for row in table.values() for status in row if status >= 500} == set()


def test_the_demonstration_does_not_exist_in_production(scene, settings):
    settings.DEMO = False
    demo = [path for route, path in access.examples(scene).items() if route.startswith("demo/")]
    assert {window(scene.cast.david).get(path).status_code for path in demo} == {404}


def test_a_leader_sees_that_a_time_is_set_but_neither_when_nor_with_whom(scene):
    page = window(scene.cast.freja).get("/line/").content.decode()
    bjorn, camilla = (_row(page, scene.owed[name]) for name in ("Björn", "Camilla"))
    assert ("Björn Holm" in bjorn, "Astrid" in bjorn) == (True, False)
    assert ("Camilla Ask" in camilla, "Erik" in camilla) == (True, False)
    assert str(scene.talks["Björn"].key) not in page
    assert not re.search(r"14\.? (apr|april)", bjorn, re.IGNORECASE) and "10:00" not in bjorn


def _row(page, obligation):
    """What stands in the row of this obligation."""
    return page.split(f'data-obligation="{obligation.key}"', 1)[1].split("data-obligation", 1)[0]


@pytest.mark.parametrize("reader", ["erik", "david"])
def test_nobody_outside_the_line_sees_anything_of_it_unless_chosen(scene, reader):
    client = window(getattr(scene.cast, reader))
    for path in ("/", "/coach/", "/line/", "/me/"):
        page = client.get(path).content.decode()
        assert str(scene.owed["Björn"].key) not in page
        assert str(scene.talks["Björn"].key) not in page


def test_what_two_want_to_talk_about_is_on_the_page_of_these_two_and_nowhere_else(looked):
    found = {reader: {route for route, answer in looked[reader].items() if TOPIC in answer.body} for reader in looked}
    assert found == {
        reader: {"conversations/<key>/"} if reader in ("Björn", "Astrid") else set() for reader in access.READERS
    }
