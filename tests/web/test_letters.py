"""The gallery of letters: complete, in every language, for reviewers alone, and fit to be framed."""

from leadership.outreach import samples
from tests.web.memberpages import text, window


def test_every_letter_is_listed_with_its_subjects_in_every_language_and_says_what_waits_for_review(today):
    page = text(window(today.david).get("/letters/"))
    for letter in samples.letters():
        assert f'href="/letters/{letter}/"' in page
    assert "A time that is yours this quarter" in page
    assert "En stund som är din det här kvartalet" in page
    assert "Hetki, joka on sinun tänä neljännesvuonna" in page
    assert page.count("Att granska") == sum(len(samples.states(letter)) for letter in samples.letters())
    assert len(page) < 40_000


def test_a_letter_is_shown_in_each_of_its_states_and_languages(today):
    client = window(today.david)
    for letter in samples.letters():
        _is_shown(client, letter)


def _is_shown(client, letter):
    page = text(client.get(f"/letters/{letter}/?width=600"))
    assert page.count("<iframe") == 3 * len(samples.states(letter))
    assert page.count("Att granska av någon i HR") == len(samples.states(letter))
    frame = next(part.split('"')[0] for part in page.split('src="')[1:] if part.startswith("/letters/"))
    shown = client.get(frame)
    assert shown.status_code == 200
    assert "style-src 'unsafe-inline'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_what_is_no_letter_or_state_is_unknown_and_so_is_the_gallery_to_everybody_else(today):
    david = window(today.david)
    for address in ("/letters/nothing/", "/letters/late/nothing/sv/", "/letters/late/the-leader-will-see-it/fr/"):
        assert david.get(address).status_code == 404
    assert window(today.freja).get("/letters/").status_code == 404
