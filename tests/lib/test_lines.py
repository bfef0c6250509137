import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.lib import lines


@given(st.text())
def test_one_line_is_one_line_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = lines.one_line(text)
    assert len(cleaned.splitlines()) <= 1
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    assert lines.one_line(cleaned) == cleaned


@given(st.text())
def test_many_lines_are_parted_by_line_feeds_alone(text: str) -> None:
    cleaned = lines.many_lines(text)
    assert cleaned.splitlines() == ([] if not cleaned else cleaned.split("\n"))
    assert lines.many_lines(cleaned) == cleaned


@given(st.text() | st.text("ab  ,é"))
def test_the_short_way_to_one_line_ends_where_the_long_one_does(text: str) -> None:
    assert lines.one_line(text) == lines._SPACE.sub(" ", lines._INVISIBLE.sub("", text)).strip()


def test_a_line_break_becomes_a_space_and_what_cannot_be_seen_goes() -> None:
    assert lines.one_line(" Björn\r\nBcc: x\u202e\x00\u2028 Dahl\ufeff ") == "Björn Bcc: x Dahl"
    assert lines.many_lines("en\r\ntvå\u2028tre\x07\tfyra") == "en\ntvå\ntre fyra"


def test_emoji_with_joiners_and_letters_beyond_latin_stay() -> None:
    assert lines.one_line("👩‍🚒 Åsa דוד 李") == "👩‍🚒 Åsa דוד 李"


@pytest.mark.parametrize(
    "text", ["ftp://x.example/", "https://x.example/a b", "https://x.example/>", "https://x.example/å", "https://x\r\n"]
)
def test_a_link_that_could_break_a_header_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain http or https"):
        lines.link(text)


def test_a_link_and_an_address_come_through_as_they_are() -> None:
    assert lines.link("https://x.example/a/b?c=1&d=%C3%A5") == "https://x.example/a/b?c=1&d=%C3%A5"
    assert lines.address(" bjorn+talk@example.org ") == "bjorn+talk@example.org"
