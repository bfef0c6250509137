"""`/people/list.csv` and `.xlsx`: the list of people as HR sees it, with the page's search and filter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadership.people.models import Person
from leadership.web import tablefiles, taking_out
from leadership.web.figuretables import Entry, Table
from leadership.web.hr import hr_of
from leadership.web.people import asked_people

MOST = 10_000
"""Rows of one file."""


@require_GET
def take(request: HttpRequest, kind: str) -> HttpResponse:
    """Everyone the list shows, not one page of it; 10,000 rows at most. For HR alone."""
    if not hr_of(request) or kind not in taking_out.TYPES:
        raise Http404
    people, _show, _words = asked_people(request)
    rows = tuple(tuple(Entry(cell, cell) for cell in _cells(one)) for one in people[:MOST])
    tablefiles.tell(request, "people", "people", kind)
    return taking_out.answer(Table("people", _("People"), _head(), rows), kind)


def _head() -> tuple[str, ...]:
    return (
        _("Name"), _("Address"), _("Employee id"), _("Title"), _("Unit"), _("Reports to"), _("Site"), _("Employment"),
        _("First day"), _("Last day"),
    )  # fmt: skip


def _cells(one: Person) -> tuple[str, ...]:
    return (
        one.name, one.email, one.employee_id, one.title, one.unit.name if one.unit else "",
        one.manager.name if one.manager else "", one.location, one.get_employment_type_display(),
        one.hire_date.isoformat(), one.last_day.isoformat() if one.last_day else "",
    )  # fmt: skip


urlpatterns = [
    path("people/list.csv", take, {"kind": "csv"}, name="people_file"),
    path("people/list.xlsx", take, {"kind": "xlsx"}, name="people_workbook"),
]
