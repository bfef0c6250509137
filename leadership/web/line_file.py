"""`/line/list.csv` and `.xlsx`: the list as the leader sees it: the same filters, the same words, and nothing more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadership.insights import line
from leadership.insights.asked import Filters
from leadership.insights.line import Waiting
from leadership.people.models import Person
from leadership.web import line_filters, tablefiles, taking_out
from leadership.web.figuretables import Entry, Table
from leadership.web.reader import reader_of, today_of
from leadership.web.statuses import status_words
from leadership.web.taking_out import harmless
from leadership.web.templatetags.line_words import leader_chip, next_step

A_PIECE = 200
MOST = 10_000
"""Rows of one file: the longest waiting."""
MARK = "\ufeff"
"""So that spreadsheets know the letters."""


@require_GET
def take(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The rows of the list from its top; CSV piece by piece. 404 for those who lead nobody."""
    leader, on = reader_of(request), today_of(request)
    if not Person.objects.in_line_of(leader, on=on).filter(is_active=True).exists():
        raise Http404
    filters = line_filters.read(request.GET).filters
    tablefiles.tell(request, "line", "line", kind)
    if kind == "xlsx":
        return taking_out.answer(_table(leader, on, filters), kind)
    pieces = _pieces(leader, on, filters, get_language() or "en")
    response = StreamingHttpResponse(pieces, content_type=taking_out.TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="heard-line-{on.isoformat()}.csv"'
    return response


def _pieces(leader: Person, on: date, filters: Filters, language: str) -> Iterator[str]:
    """The file, while it is being sent; in the reader's language, which has been left by then."""
    with override(language):
        yield MARK + _written([_head()])
        for found in _found(leader, on, filters):
            yield _written([_cells(one, leader, language) for one in found])


def _table(leader: Person, on: date, filters: Filters) -> Table:
    """All of it at once: a workbook cannot be written piece by piece."""
    language = get_language() or "en"
    rows = [
        tuple(Entry(cell, cell) for cell in _cells(one, leader, language))
        for found in _found(leader, on, filters)
        for one in found
    ]
    return Table(f"line-{on.isoformat()}", _("My line"), tuple(_head()), tuple(rows))


def _head() -> list[str]:
    return [
        _("Name"), _("Unit"), _("Rhythm"), _("How it stands"), _("Planned for"), _("Last heard"), _("Next step"),
    ]  # fmt: skip


def _found(leader: Person, on: date, filters: Filters) -> Iterator[tuple[Waiting, ...]]:
    after: UUID | None = None
    for _piece in range(MOST // A_PIECE):
        page = line.dashboard(leader, on=on, after=after, limit=A_PIECE, filters=filters)
        yield page.rows
        after = page.after
        if after is None:
            return


def _cells(waiting: Waiting, leader: Person, language: str) -> list[str]:
    row = waiting.obligation
    return [
        row.person.name,
        row.person.unit.name if row.person.unit else "",
        row.policy_version.title(language),
        str(status_words(leader_chip(waiting)).text),
        waiting.due_on.isoformat() if waiting.due_on and not waiting.time_is_set else "",
        waiting.last_heard.isoformat() if waiting.last_heard else "",
        next_step(waiting, leader),
    ]


def _written(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


urlpatterns = [
    path("line/list.csv", take, {"kind": "csv"}, name="line_file"),
    path("line/list.xlsx", take, {"kind": "xlsx"}, name="line_workbook"),
]
