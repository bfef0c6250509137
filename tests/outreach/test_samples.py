"""Every letter in every state and language: short, kind, one button, and built of what mail programs understand."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import translation

from leadership.outreach import samples
from leadership.outreach.letters.post import LETTERS

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("en", "sv", "fi")
AVOID = {
    "en": (
        "non-compliant",
        "violation",
        "failed",
        "must ",
        "last warning",
        "no-show",
        "escalat",
        "overdue",
        "red list",
    ),
    "sv": ("brister", "försummat", "krav", "sista varning", "släpar efter", "uteblev", "måste"),
    "fi": (
        "puutte",
        "laiminly",
        "rikko",
        "epäonnist",
        "viimeinen varoitus",
        "täytyy",
        "on pakko",
        "vaadi",
        "myöhäs",
        "jäljessä",
    ),
}
SMALL_PRINT = {
    "en": ("Who can see this:", "Why you get this:", "Times are in"),
    "sv": ("Vem kan se det här:", "Varför du får det här:", "Tider anges i"),
    "fi": ("Kuka näkee tämän:", "Miksi saat tämän:", "Kellonajat:"),
}
ZONE = {"en": "Stockholm time", "sv": "Stockholm-tid", "fi": "aikavyöhyke Tukholma"}
OF_ENGLISH = {"the", "you", "your", "and", "with", "is", "are", "this", "was", "it", "by", "what", "who"}
OTHERS = {
    "en": set(), "sv": OF_ENGLISH,
    "fi": OF_ENGLISH | {"och", "du", "det", "är", "med", "som", "att", "den", "har"},
}  # fmt: skip
EVERY = [
    (letter, state, language) for letter in samples.letters() for language in LANGUAGES
    for state in samples.states(letter)
]  # fmt: skip
ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "h1",
    "p",
    "a",
    "strong",
    "br",
    "span",
    "tbody",
}


class Page(HTMLParser):
    """What a letter's HTML is made of."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.attributes, self.styles, self.links, self.buttons = set(), set(), [], [], 0
        self.words, self.sheet, self._in = [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.elements.add(tag)
        self.attributes |= set(told)
        self.styles += [told["style"]] if "style" in told else []
        self._in = tag if tag in ("style", "title") else self._in
        if tag == "a":
            self.links.append(told["href"])
            self.buttons += "button-link" in (told.get("class") or "")

    def handle_endtag(self, tag):
        self._in = "" if tag == self._in else self._in

    def handle_data(self, data):
        if self._in == "style":
            self.sheet += data
        elif not self._in:
            self.words += data.split()


def read(letter, state, language):
    with translation.override(language):
        return samples.written(letter, state, language)


def body_of(text):
    """The letter without its links and without the small print below the line."""
    return re.sub(r"https?://\S+", "", text.split("\n--\n")[0])


def documented():
    """Properties and at-rules named in the table of docs/reference/mail-css.md."""
    table = (ROOT / "docs/reference/mail-css.md").read_text().split("## Properties used")[1]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {name for cell in first for name in re.findall(r"`([^`]+)`", cell)}


def test_every_letter_we_send_can_be_looked_at():
    assert set(samples.letters()) == {*LETTERS, "digest"}


@pytest.mark.parametrize(("letter", "state", "language"), EVERY)
def test_a_letter_is_short_kind_and_says_on_whose_clock_who_sees_it_and_why_it_came(letter, state, language):
    written, page = read(letter, state, language), Page(read(letter, state, language).html)
    said = f"{written.subject}\n{written.text}".lower()
    assert len(body_of(written.text).split()) <= 90
    assert page.buttons == 1
    assert [word for word in AVOID[language] if word in said] == []
    for small in SMALL_PRINT[language]:
        assert small in written.text
    assert ZONE[language] in written.text
    assert not OTHERS[language] & set(re.findall(r"[a-zåäö]+", re.sub(r"https?://\S+", "", said)))
    assert "\ue000" not in written.html + written.text + written.subject
    assert "{{" not in written.html and "{%" not in written.html
    assert 0 < len(written.subject) <= 60
    assert written.subject in " ".join(page.words)


@pytest.mark.parametrize(("letter", "state", "language"), EVERY)
def test_text_and_html_say_the_same_and_lead_to_the_same_places(letter, state, language):
    written = read(letter, state, language)
    page = Page(written.html)
    said = " ".join(page.words)
    for line in body_of(written.text).splitlines():
        assert " ".join(line.strip(" -:").split()) in said
    assert sorted(page.links) == sorted(re.findall(r"https?://\S+", written.text))


@pytest.mark.parametrize(("letter", "state", "language"), EVERY)
def test_a_letter_is_made_of_tables_inlined_styles_and_documented_css_alone(letter, state, language):
    page = Page(read(letter, state, language).html)
    known = documented()
    inlined = {rule.split(":")[0].strip() for style in page.styles for rule in style.split(";") if rule.strip()}
    sheet = set(re.findall(r"[{;]\s*([a-z-]+)\s*:", page.sheet))
    assert inlined | sheet <= known
    assert {f"@media {rule}" for rule in re.findall(r"@media\s*(\([^{]+\))", page.sheet)} <= known
    assert page.elements <= ELEMENTS
    assert not {name for name in page.attributes if name.startswith("on")}
    assert page.styles
    assert "url(" not in page.sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_letter_about_a_booked_talk_or_the_way_in_has_no_way_to_fewer(language):
    with translation.override(language):
        without = {
            letter for letter in samples.letters() if "fewer_url" not in next(iter(samples.states(letter).values()))
        }
    assert without == set(samples.BOOKED)
