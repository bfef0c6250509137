"""Why a date is what it is, in words."""

from __future__ import annotations

import re

from policies.facts import TraceItem
from policies.problems import Catalogue
from policies.reading import as_date
from policies.shapes import NAME, shape
from policies.words import gettext_noop

__all__ = ["TraceItem", "day_in_words", "day_read", "day_shape", "render"]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE = gettext_noop("%(day)s %(month)s %(year)s")
_MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
_WEEKDAYS = {
    "mon": gettext_noop("Monday"),
    "tue": gettext_noop("Tuesday"),
    "wed": gettext_noop("Wednesday"),
    "thu": gettext_noop("Thursday"),
    "fri": gettext_noop("Friday"),
    "sat": gettext_noop("Saturday"),
    "sun": gettext_noop("Sunday"),
}
_ANCHORS = {
    "hire": gettext_noop("your first day here"),
    "anniversary": gettext_noop("your anniversary here"),
    "leave_start": gettext_noop("the first day of your leave"),
    "leave_end": gettext_noop("your first day back"),
    "role_change": gettext_noop("the day of your new role"),
    "manager_change": gettext_noop("the day of your new manager"),
    "contract_end": gettext_noop("your last day here"),
    "custom": gettext_noop("the day the rhythm names"),
}


def render(item: TraceItem, catalogue: Catalogue) -> str:
    """The reason as one sentence in the catalogue's language, dates written out."""
    named = {name: _worded(name, value, catalogue) for name, value in (*item.from_, *item.result, *item.params)}
    return catalogue.gettext(item.msgid) % named


def day_in_words(iso: str, catalogue: Catalogue) -> str:
    """The ISO date 2026-06-30 as 30 June 2026, in the catalogue's language."""
    year, month, day = iso.split("-")
    named = {"day": str(int(day)), "month": catalogue.gettext(_MONTHS[int(month) - 1]), "year": year}
    return catalogue.gettext(_DATE) % named


def day_read(text: str, catalogue: Catalogue) -> str | None:
    """The ISO date of a day in words, in the catalogue's language; None when it is none."""
    found = shape(catalogue.gettext(_DATE), day="[0-9]{1,2}", year="[0-9]{4}").fullmatch(text)
    months = [catalogue.gettext(month) for month in _MONTHS]
    if found is None or found["month"] not in months:
        return None
    iso = f"{found['year']}-{months.index(found['month']) + 1:02d}-{int(found['day']):02d}"
    return iso if as_date(iso) else None


def day_shape(catalogue: Catalogue) -> str:
    """What a day in words looks like, as a regular expression."""
    return NAME.sub("[^ ]+", catalogue.gettext(_DATE))


def _worded(name: str, value: str, catalogue: Catalogue) -> str:
    if _ISO_DATE.fullmatch(value):
        return day_in_words(value, catalogue)
    if name == "weekdays":
        return ", ".join(catalogue.gettext(_WEEKDAYS[day]) for day in value.split())
    return catalogue.gettext(_ANCHORS[value]) if name == "anchor_kind" else value
