"""Tables as files: CSV and XLSX, with nothing in a cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import unicodedata

from django.http import HttpResponse
from tablib import Dataset

from leadership.web.figuretables import Table, Value

FORMULA = ("=", "+", "-", "@")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_TITLE = 31
"""Characters a sheet of a workbook may be called by."""


def file_of(table: Table, kind: str) -> bytes:
    """The table as `csv` (UTF-8 with its mark, so that spreadsheets know) or `xlsx`; a hidden value is empty."""
    data = Dataset(
        *([_plain(cell.value) for cell in row] for row in table.rows),
        headers=[harmless(column) for column in table.columns],
    )
    data.title = harmless(table.slug)[:LONGEST_TITLE]
    made = data.export(kind)
    return made if isinstance(made, bytes) else b"\xef\xbb\xbf" + str(made).encode()


def answer(table: Table, kind: str) -> HttpResponse:
    """The file as it is sent, called by the table."""
    response = HttpResponse(file_of(table, kind), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="heard-{table.slug}.{kind}"'
    return response


def harmless(text: str) -> str:
    """The text without control characters, and with an apostrophe before what would be read as a formula."""
    clean = "".join(" " if unicodedata.category(one) == "Cc" else one for one in text)
    return f"'{clean}" if clean.lstrip().startswith(FORMULA) else clean


def _plain(value: Value) -> Value:
    return harmless(value) if isinstance(value, str) else "" if value is None else value
