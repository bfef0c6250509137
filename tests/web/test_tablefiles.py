"""Any table of a page as a file: what this reader sees there and nothing else, and nothing in it runs."""

import csv
import io
import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from leadership.outbox.models import Fact
from leadership.web.tablefiles import read
from leadership.web.taking_out import file_of
from tests.web.memberpages import text, window

YEAR = "/rhythms/year/?year=2026"


def links(page):
    """The addresses of files the page offers."""
    return re.findall(r'href="(\?[^"]*take=[^"]+)"', page)


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_file_has_the_rows_and_the_words_of_the_table_on_the_page(quarter):
    reader = window(quarter.camilla)
    page = text(reader.get(YEAR))
    assert links(page) == ["?year=2026&take=1.csv", "?year=2026&take=1.xlsx"]
    rows = rows_of(reader.get(f"/rhythms/year/{links(page)[0]}"))
    assert [row[1] for row in rows[1:]] == re.findall(r"Q\d 2026", page.split("<table")[1])
    sheet = load_workbook(io.BytesIO(reader.get(f"/rhythms/year/{links(page)[1]}").content)).active
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows


def test_that_a_table_was_taken_out_is_a_fact_without_a_word_of_it(quarter):
    window(quarter.camilla).get(f"{YEAR}&take=1.csv")
    [fact] = Fact.objects.filter(kind="figures.taken_out", actor_key=quarter.camilla.key)
    assert fact.object == "rhythm_year" and fact.data["table"] == "rhythm-year-1" and fact.data["kind"] == "csv"


@pytest.mark.parametrize(
    "wanted", ["2.csv", "0.csv", "-1.csv", "1.pdf", "x.csv", "1", ".csv", "²" * 9 + ".csv", "9" * 99]
)
def test_a_table_that_is_not_on_the_page_is_not_there(quarter, wanted):
    assert window(quarter.camilla).get(YEAR, {"take": wanted}).status_code == 404
    assert not Fact.objects.filter(kind="figures.taken_out").exists()


@pytest.mark.parametrize("path", ["/people/exemptions/", "/delivery/", "/figures/line/", "/rhythms/nobody-has-it/"])
def test_whoever_may_not_see_the_page_gets_nothing_out_of_it(quarter, path):
    assert window(quarter.bjorn).get(path, {"take": "1.csv"}).status_code == 404
    assert window().get(path, {"take": "1.csv"}).status_code in (302, 404)


@given(st.text(max_size=20), st.floats(0, 1e6) | st.integers(0, 10**9))
def test_a_cell_is_its_words_without_their_marks_and_a_number_stays_one(words, number):
    cells = f'<th scope="row"><a href="/x/">{escape(words)}</a></th><td class="number">{number:f}</td>'
    table = read("Caption", f"<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr>{cells}</tr></tbody>")
    assert table.columns == ("A", "B") and table.title == "Caption"
    [[first, second]] = table.rows
    assert first.value == " ".join(words.replace("\x00", "\ufffd").replace("\r", " ").split()) or "\x00" in words
    assert second.value == float(f"{number:f}")


def test_what_is_hidden_is_empty_and_a_formula_does_not_run():
    cells = '<th scope="row">=1+1</th><td class="number">–</td>'
    table = read("Caption", f"<tr><th>A</th><th>B</th></tr><tr>{cells}</tr>")
    assert file_of(table, "csv").decode("utf-8-sig").splitlines()[1] == "'=1+1,"
