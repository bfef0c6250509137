"""What can be guessed or is costly is asked for a number of times a minute, then there is a rest."""

from django.test import RequestFactory

from leadership.web import limits
from tests.web.memberpages import owed_to, text, window


def test_guessing_links_is_slowed_down(today) -> None:
    client = window()
    answers = [client.get(f"/a/guess-{number}/").status_code for number in range(limits.MOST + 1)]
    assert answers == [404] * limits.MOST + [429]


def test_searching_without_end_is_slowed_down(quarter) -> None:
    client = window(quarter.erik)
    address = f"/obligations/{owed_to(quarter.erik).key}/coach/"
    assert client.get(address, {"words": "astrid"}).status_code == 200
    for _ in range(limits.MOST - 2):
        assert not limits.too_many(RequestFactory().get(address), "search")
    assert client.get(address, {"words": "astrid"}).status_code == 200
    rest = client.get(address, {"words": "astrid"})
    assert rest.status_code == 429
    assert "A short rest, please" in text(rest)
    assert client.get(address).status_code == 200
