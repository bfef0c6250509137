"""Files: nothing in them runs, and nothing is in them that the page does not show."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from leadership.web.figuretables import Entry, Table
from leadership.web.taking_out import file_of, harmless


def table_of(*names):
    rows = tuple((Entry(name, name), Entry("83 %", 0.83), Entry("–", None)) for name in names)
    return Table("coverage-by-unit", "People heard: unit", ("Unit", "People heard", "n"), rows)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_no_cell_of_a_file_begins_a_formula(names):
    table = table_of(*names)
    read = list(csv.reader(io.StringIO(file_of(table, "csv").decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(file_of(table, "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for row in read for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert len(read) == len(names) + 1


def test_numbers_stay_numbers_and_what_is_hidden_is_empty():
    sheet = load_workbook(io.BytesIO(file_of(table_of("Design"), "xlsx"))).active
    assert [cell.value for cell in sheet[2]] == ["Design", 0.83, None]
    assert file_of(table_of("Design"), "csv").decode("utf-8-sig").splitlines()[1] == "Design,0.83,"


def test_a_formula_keeps_its_words_behind_an_apostrophe():
    assert harmless("=SUM(A1)") == "'=SUM(A1)"
    assert harmless("  +1") == "'  +1"
    assert harmless("a\tb\x00") == "a b "
