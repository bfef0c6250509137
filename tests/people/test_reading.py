"""Whatever wrote the file: the same table."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.lib.refusal import Refused
from leadership.people.importing.columns import WORDS, _plain, field_of, mapped
from leadership.people.importing.reading import read

TEXT = "Förnamn;Efternamn;E-post\nBjörn;Åkesson;b@example.org\n"
ROW = ("Björn", "Åkesson", "b@example.org")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("latin-1"),
        TEXT.encode("cp1252"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", "|").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        ("sep=;\n" + TEXT).encode(),
        ("\n\n" + TEXT + ";;\n\n").encode(),
    ],
)
def test_encodings_and_separators_make_no_difference(content):
    table = read(content)

    assert table.header == ("Förnamn", "Efternamn", "E-post")
    assert [row.cells for row in table.rows] == [ROW]


def test_a_separator_inside_cells_does_not_win_over_the_one_between_them():
    table = read(b'Name;E-mail;Roles\n"Berg, Astrid";a@example.org;coach,lead,mentor\n')

    assert table.rows[0].cells == ("Berg, Astrid", "a@example.org", "coach,lead,mentor")


def test_rows_have_the_numbers_a_spreadsheet_shows():
    table = read(b"email,title\na@example.org,x\n\n,\nb@example.org,y\n")

    assert [row.number for row in table.rows] == [2, 5]


def test_a_workbook_reads_like_a_text_and_formulas_stay_formulas():
    book = openpyxl.Workbook()
    book.active.append(["email", "employee id", "title", "hire date"])
    book.active.append(["a@example.org", 1042, '=HYPERLINK("http://x")', __import__("datetime").date(2026, 4, 1)])
    file = io.BytesIO()
    book.save(file)

    assert read(file.getvalue()).rows[0].cells == ("a@example.org", "1042", '=HYPERLINK("http://x")', "2026-04-01")


def test_formulas_in_a_text_are_texts():
    assert read(b"email,title\na@example.org,=1+1\n").rows[0].cells == ("a@example.org", "=1+1")


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "no rows"),
        (b"\n\n", "no rows"),
        (b"email,title\n", "no rows"),
        (b'email,title\na@example.org,"never closed\nb@example.org,x\n', "never closed"),
        (b"\xd0\xcf\x11\xe0rest", "old format"),
        (b"PK\x03\x04 not a workbook", "cannot be opened"),
        (b"email\n" + b"a" * 300 + b"\x00\x01", "not a text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content, told):
    with pytest.raises(Refused, match=told):
        read(content)


def test_a_file_that_stops_within_its_last_row_says_so():
    assert read(b"email,title,unit\na@example.org,x,y\nb@exam").is_cut_off
    assert not read(b"email,title,unit\na@example.org,x,y\nb@example.org,x\n").is_cut_off


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_refusal(content):
    try:
        assert read(content).rows
    except Refused as refused:
        assert refused.refusals[0].path == "file"


@pytest.mark.parametrize(
    "header, field",
    [
        ("First name", "given_name"),
        ("FÖRNAMN", "given_name"),
        ("e_post", "email"),
        ("E-Mail Address", "email"),
        ("E-post (arbete)", "email"),
        ("Anställningsnr.", "employee_id"),
        ("Närmaste chef", "manager"),
        ("Reports to", "manager"),
        ("Avdelning", "unit"),
        ("Sysselsättningsgrad", "employment_percentage"),
        ("Anställningsform", "employment_type"),
        ("Tidszon", "zone"),
        ("Favourite colour", None),
        ("Personnummer", None),
        ("", None),
    ],
)
def test_headers_are_known_in_english_and_swedish(header, field):
    assert field_of(header) == field


def test_no_word_stands_for_two_fields():
    words = [_plain(word) for listed in WORDS.values() for word in listed.split(",")]
    doubled = {word for word in words if words.count(word) > 1}
    fields = {
        word: {name for name, listed in WORDS.items() if word in map(_plain, listed.split(","))} for word in doubled
    }

    assert {word: found for word, found in fields.items() if len(found) > 1} == {}


def test_the_more_telling_of_two_columns_is_taken_and_the_other_is_named():
    columns = mapped(["Manager", "E-mail", "Manager email", "Shoe size"])

    assert columns.header_of("manager") == "Manager email"
    assert columns.unmapped == ("Manager", "Shoe size")
