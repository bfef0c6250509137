"""From the bytes of a file to a table of texts: encodings, separators, workbooks. Knows nothing about people.

A cell is a text and stays one: a formula is read as it was typed and never worked out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from leadership.lib.refusal import Refused, refuse
from leadership.people.importing.columns import field_of

SEPARATORS = (",", ";", "\t", "|")
MOST_ROWS = 100_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_CELL = 2000


@dataclass(frozen=True)
class Row:
    """One row; `number` is the one a spreadsheet shows, the header being row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The header as written and the rows that are not empty; `is_cut_off`: the file stops within its last row."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    is_cut_off: bool = False


def read(content: bytes) -> Table:
    """The table in a CSV file or workbook. Raises Refused when it is neither, is empty or has no rows."""
    if content.startswith(b"PK\x03\x04"):
        return _table(_workbook(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable(_("This is a workbook of an old format."), _("Save it as .xlsx or .csv."))
    text = _decoded(content)
    table = _table(_records(text))
    short = bool(table.rows) and len(table.rows[-1].cells) < len(table.header)
    return Table(table.header, table.rows, is_cut_off=short and not text.endswith(("\n", "\r")))


def _table(records: Iterable[list[str]]) -> Table:
    numbered = [(number, [cell.strip() for cell in record]) for number, record in enumerate(records, start=1)]
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if len(filled) < 2:
        raise _unreadable(_("The file holds no rows below its header."), _("Export the list again."))
    header = tuple(filled[0][1])
    rows = tuple(Row(number, tuple(_trimmed(cells, len(header)))) for number, cells in filled[1:])
    return Table(header, rows)


def _trimmed(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells


def _decoded(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _checked(content.decode(encoding, errors="replace"))
    if b"\x00" in content[:200]:
        return _checked(content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", errors="replace"))
    for encoding in ("utf-8", "cp1252"):
        try:
            return _checked(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _checked(content.decode("latin-1"))


def _checked(text: str) -> str:
    if "\x00" in text:
        raise _unreadable(_("The file is not a text."), _("Save it as CSV (UTF-8) or .xlsx."))
    return text


def _records(text: str) -> list[list[str]]:
    named, text = _named_separator(text)
    separator = named or max(SEPARATORS, key=lambda one: _headers_known(text, one))
    try:
        return _limited(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if "end of data" in str(error) or "field limit" in str(error):
            message = _("A quotation mark is opened and never closed; the file may be cut off.")
            raise _unreadable(message, _("Export the list again.")) from error
        return _limited(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _named_separator(text: str) -> tuple[str, str]:
    """Some spreadsheets write `sep=;` as the first line."""
    first, _newline, rest = text.partition("\n")
    named = first.strip().removeprefix("sep=")
    return (named, rest) if first.startswith("sep=") and len(named) == 1 else ("", text)


def _headers_known(text: str, separator: str) -> tuple[int, int]:
    """How many headers the separator brings to light: those we know, then all."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    cells = next(csv.reader([line], delimiter=separator), [])
    return sum(field_of(cell) is not None for cell in cells), len(cells)


def _limited(records: Iterator[list[str]]) -> list[list[str]]:
    taken = []
    for record in records:
        taken.append(record)
        if len(taken) > MOST_ROWS:
            message = _("The file has more than %(most)d rows.") % {"most": MOST_ROWS}
            raise _unreadable(message, _("Split it and import the parts as partial lists."))
    return taken


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _unreadable(_("The workbook is too large."), _("Save the sheet as CSV."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        return _limited([_text(cell) for cell in record] for record in sheet.iter_rows(values_only=True))
    except Refused:
        raise
    except Exception as error:
        raise _unreadable(_("The workbook cannot be opened."), _("Save the sheet as CSV.")) from error


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unreadable(message: str, remedy: str) -> Refused:
    return refuse("file", "", message, remedy)
