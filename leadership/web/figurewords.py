"""How figures are said: values with their units, intervals, groups, and what a hidden one reads as."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadership.insights.cells import Cell, value_of
from leadership.lib.spoken import day
from leadership.people.models import Person

MODES = {"near": gettext_lazy("where their leader works"), "apart": gettext_lazy("somewhere else than their leader")}
DASH = "–"


def said(cell: Cell, unit: str) -> str:
    """ "83 %", "34 days"; a dash where it is hidden."""
    value = value_of(cell)
    return DASH if value is None else spoken(value, unit)


def spoken(value: float, unit: str) -> str:
    """A value in its unit, in the active language."""
    match unit:
        case "share":
            return percent(100 * value)
        case "gap":
            whole = round(100 * value)
            return ngettext("%(n)s point", "%(n)s points", whole) % {"n": whole}
        case "days":
            return ngettext("%(n)s day", "%(n)s days", round(value)) % {"n": number_format(round(value))}
        case "working_days":
            exact = number_format(value, 0 if value == round(value) else 1)
            return ngettext("%(n)s working day", "%(n)s working days", round(value)) % {"n": exact}
        case "hours":
            return _("%(n)s hours") % {"n": number_format(round(value), force_grouping=True)}
        case _:
            return number_format(value, 2)


def percent(value: float) -> str:
    """A share in whole per cent; the sign keeps to its number."""
    return f"{round(value)}\N{NO-BREAK SPACE}%"


def about(tens: int) -> str:
    """A share said in tens: "about 80 %"."""
    return _("about %(share)s") % {"share": percent(tens)}


def behind(cell: Cell) -> str:
    """What stands behind it: "n = 58"; how many people where these are others than what was counted."""
    if value_of(cell) is None:
        return _("hidden: too few people, or nothing counted")
    n, people = number_format(cell["n"]), number_format(cell["people"])
    if cell.get("at_least"):
        return _("n = %(n)s, of at least %(people)s people") % {"n": n, "people": people}
    return (
        f"n = {n}" if cell["n"] == cell["people"] else _("n = %(n)s, of %(people)s people") % {"n": n, "people": people}
    )


def interval(key: str, kind: str) -> str:
    """ "Q2 2026" for a quarter, "1 June 2026" for a month."""
    if kind == "month":
        year, month = key.split("-")
        return day(date(int(year), int(month), 1))
    year, _sign, quarter = key.rpartition("-")
    return f"{quarter} {year}"


def cycle(key: str) -> str:
    """What a cycle is called: "Q1 2026", "May 2026", "week 23, 2026"; any other by its key."""
    if parts := re.fullmatch(r"(FY)?(\d{4})-([QTH]\ds?)", key):
        return f"{parts[3]} {parts[1] or ''}{parts[2]}"
    if parts := re.fullmatch(r"(\d{4})-W(\d\d)", key):
        return _("week %(week)s, %(year)s") % {"week": int(parts[2]), "year": parts[1]}
    if parts := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", key):
        return date_format(date(int(parts[1]), int(parts[2]), 1), "F Y")
    return key


def short(key: str, kind: str) -> str:
    """The same, short enough to stand under a column: "Q2", "6/26"."""
    year, _sign, part = key.rpartition("-")
    return f"{int(part)}/{year[-2:]}" if kind == "month" else f"{part}/{year[-2:]}"


def group(name: str, dimension: str) -> str:
    """What a group is called on a page."""
    if dimension == "mode":
        return str(MODES.get(name, name))
    return str(dict(Person.Employment.choices).get(name, name)) if dimension == "employment" else name
