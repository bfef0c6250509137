"""`/figures/`: how the organisation is doing, never about one person; open to everyone as far as it may be seen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leadership.insights.catalogue import DIMENSIONS
from leadership.web import figuretables, figurewords, tablefiles, taking_out
from leadership.web.figurepages import Sheet
from leadership.web.figuretables import Entry, Table
from leadership.web.plots import SCALE

TOGETHER = ("coverage", "on_time", "last_heard")
"""Figures that stand beside each other in the table of groups."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The figures as of `?on=`; a day that makes no sense shows today's, with a hint."""
    sheet = Sheet(request)
    return render(request, "figures/index.html", {"sheet": sheet, "scale": range(1, SCALE + 1)})


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Coverage and the like by `?by=` unit, site, employment or mode, in order of names. 404 for who sees none."""
    sheet = Sheet(request)
    if not sheet.by:
        if not (sheet.reader.is_hr or sheet.reader.is_rep):
            raise Http404
        return render(request, "figures/groups.html", {"sheet": sheet})
    asked = request.GET.get("by", "")
    by = asked if asked in sheet.by else sheet.by[0]
    hint = sheet.hint or (
        _("Figures are not grouped like that. You see them by unit.") if asked != by and asked else ""
    )
    context = {
        "sheet": sheet, "by": by, "hint": hint, "dimensions": [(name, DIMENSIONS[name]) for name in sheet.by],
        "tables": [_together(sheet, by), *_support(sheet, by)],
    }  # fmt: skip
    return render(request, "figures/groups.html", context)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """All of it on paper: a page to print, with the definitions written out."""
    sheet = Sheet(request)
    tables = [table for by in sheet.by for table in (_together(sheet, by), *_support(sheet, by))]
    return render(request, "figures/report.html", {"sheet": sheet, "tables": tables})


@require_safe
def file(request: HttpRequest, table: str, kind: str) -> HttpResponse:
    """A table the reader may see, as a file; that it was taken out is a fact. 404 for any other."""
    sheet = Sheet(request)
    together = [_together(sheet, by) for by in sheet.by]
    tables = [*sheet.tables, *together, *(figuretables.of_line(sheet.line) if sheet.leads else ())]
    wanted = figuretables.found(tables, table)
    if wanted is None or kind not in taking_out.TYPES:
        raise Http404
    tablefiles.tell(request, "figures", table, kind)
    return taking_out.answer(wanted, kind)


def _support(sheet: Sheet, by: str) -> list[Table]:
    """What people said, where it is told by this grouping; others stand behind it than behind the rest."""
    table = figuretables.found(sheet.tables, f"support-by-{by}")
    return [table] if table else []


def _there(sheet: Sheet, by: str) -> list[str]:
    return [name for name in TOGETHER if (figure := sheet.seen.named(name)) and by in figure.groups]


def _together(sheet: Sheet, by: str) -> Table:
    """One row for each group: people heard and how many, in time, days since last heard."""
    figures = [figure for name in _there(sheet, by) if (figure := sheet.seen.named(name))]
    names = sorted({name for figure in figures for name in figure.groups[by]}, key=str.casefold)
    rows = []
    for name in names:
        cells = [(figure.groups[by].get(name, {"hidden": True}), figure.entry.unit) for figure in figures]
        said = figurewords.group(name, by)
        rows.append(
            (Entry(said, said), *(figuretables.entry(cell, unit) for cell, unit in cells), figuretables.n(cells[0][0]))
        )
    columns = (str(DIMENSIONS[by]), *(str(figure.entry.title) for figure in figures), "n")
    return Table(f"by-{by}", _("By %(group)s") % {"group": str(DIMENSIONS[by]).lower()}, columns, tuple(rows))


urlpatterns = [
    path("figures/", index, name="figures"),
    path("figures/groups/", groups, name="figures_groups"),
    path("figures/report/", report, name="figures_report"),
    path("figures/files/<slug:table>.<slug:kind>", file, name="figures_file"),
]
