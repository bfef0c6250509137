"""A NUL in what was asked is no error on any database: it is taken out, and in a path it leads nowhere."""

import pytest

from tests.web.memberpages import window

ASKED = [
    "/people/?q=Bj%00%C3%B6rn",
    "/delivery/?q=%00&letter=%00",
    "/talk/?type=%00",
    "/talk/?q=%00",
    "/people/?page=%00",
]


@pytest.mark.parametrize("address", ASKED)
def test_a_query_with_a_nul_gives_the_page(today, address):
    assert window(today.david).get(address).status_code == 200


def test_the_other_letters_stay(today):
    page = window(today.david).get("/people/?q=Bj%00%C3%B6rn")
    assert [one.given_name for one in page.context["page"].people] == ["Björn"]


@pytest.mark.parametrize("address", ["/rhythms/%00/", "/rhythms/quarterly%00/edit/", "/talk/%00/"])
def test_a_path_with_a_nul_leads_nowhere(today, address):
    assert window(today.david).get(address).status_code == 404


def test_a_form_with_a_nul_is_read_without_it(today):
    answer = window(today.bjorn).post("/language/", {"language": "en\x00", "next": "/\x00"})
    assert answer.status_code == 302
    today.bjorn.refresh_from_db()
    assert today.bjorn.language == "en"
