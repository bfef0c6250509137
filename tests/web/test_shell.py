"""What stands around every page: the places each role may go, in the reader's language and zone; kind errors."""

import pytest

from tests.web.memberpages import chosen, text, window

PLACES = {
    "bjorn": {"/", "/notices/", "/rhythms/", "/figures/"},
    "camilla": {"/", "/notices/", "/rhythms/", "/figures/"},
    "astrid": {"/", "/notices/", "/line/", "/coach/", "/rhythms/", "/figures/"},
    "erik": {"/", "/notices/", "/coach/", "/rhythms/", "/figures/"},
    "freja": {"/", "/notices/", "/line/", "/rhythms/", "/figures/"},
    "david": {"/", "/notices/", "/rhythms/", "/figures/", "/people/", "/delivery/"},
}


def places(page: str) -> set[str]:
    nav = page[page.index('<nav class="nav"') : page.index("</nav>")]
    return {part.split('"')[0] for part in nav.split('href="')[1:]}


@pytest.mark.parametrize("name", PLACES)
def test_each_role_has_its_places(today, name) -> None:
    assert places(text(window(getattr(today, name)).get("/"))) == PLACES[name]


def test_whoever_is_chosen_as_coach_gets_the_coachs_page(quarter, now) -> None:
    chosen(quarter.camilla, quarter.astrid, now)
    chosen(quarter.astrid, quarter.freja, now)
    assert "/coach/" in places(text(window(quarter.freja).get("/")))


def test_the_page_speaks_the_readers_language_and_shows_the_readers_zone(today) -> None:
    swedish = window(today.bjorn).get("/")
    assert swedish["Content-Language"] == "sv"
    assert '<html lang="sv"' in text(swedish)
    assert "Europe/Helsinki" in text(swedish)


def test_what_is_not_there_says_so_kindly(today) -> None:
    answer = window(today.erik).get("/no/such/page/")
    assert answer.status_code == 404
    assert "This page is not here" in text(answer)


def test_a_form_from_a_page_left_open_too_long_says_that_nothing_was_changed(today) -> None:
    client = window(today.erik)
    client.handler.enforce_csrf_checks = True
    answer = client.post("/me/away/", {"start": "2026-07-01"})
    assert answer.status_code == 403
    assert "Nothing was changed." in text(answer)


def test_no_page_carries_style_or_script_of_its_own(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    for address in ("/", "/talk/", "/talk/past/", "/me/", "/demo/", "/accounts/login/"):
        page = text(window(quarter.erik).get(address, follow=True))
        assert " style=" not in page
        assert "<script>" not in page
        assert "onclick" not in page
