"""One page of HR's list of people. The whole list goes on after a person (keyset paging), never after a number of them,
so that its last page takes no longer than its first; a narrowed one is read once, as far as it is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from leadership.people.models import Person

A_PAGE = 25
CAP = 1000
"""People of a narrowed list who are counted, and shown page by page; nobody reads on beyond."""
ORDER = ("family_name", "given_name", "id")
COLUMNS = ", ".join(f'"people_person"."{name}"' for name in ORDER)
WAYS = ("after", "before")


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who is shown, as number `first` to `last` of `total`, and the addresses of the pages beside this one ("" where
    there is none)."""

    people: tuple[Person, ...]
    number: int
    total: int | str
    previous_url: str
    next_url: str
    hints: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        return (self.number - 1) * A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.people) - 1


def page_of(
    people: QuerySet[Person], query: QueryDict, kept: Mapping[str, str], *, everyone: QuerySet[Person]
) -> PeoplePage:
    """The page of `people` that the address asks for; `kept` are the words that its neighbours' addresses keep, and
    `everyone` those it may go on from, who may have left the list since."""
    if any(kept.values()):
        return _narrowed(people, query, kept)
    way = next((name for name in WAYS if query.get(name)), "")
    beside = _beside(everyone, query.get(way, "")) if way else None
    page = _by_person(people, way, beside, _number(query)) if beside else None
    return page if page and page.people else _by_number(people, query, lost=bool(way))


def _narrowed(people: QuerySet[Person], query: QueryDict, kept: Mapping[str, str]) -> PeoplePage:
    found = list(_ids(people)[: CAP + 1])
    page = Paginator(found[:CAP], A_PAGE).get_page(query.get("page"))
    more = _("over %(cap)s") % {"cap": number_format(CAP)} if len(found) > CAP else len(found)
    earlier = _url(kept, page=page.number - 1) if page.has_previous() else ""
    later = _url(kept, page=page.number + 1) if page.has_next() else ""
    return PeoplePage(_whole(people, list(page)), page.number, more, earlier, later)


def _by_number(people: QuerySet[Person], query: QueryDict, *, lost: bool) -> PeoplePage:
    """The first page, or the one of an address from before there were persons in it."""
    page = Paginator(_ids(people), A_PAGE).get_page(None if lost else query.get("page"))
    shown, told = _whole(people, list(page)), []
    if lost:
        told.append(_("The page you asked for is not there; here is the list from the top."))
    elif page.number > 1:
        told.append(_("Who stands on a page with a number changes as people come and go; “Next” goes on by name."))
    return _page(shown, page.number, page.paginator.count, (page.has_previous(), page.has_next()), told)


def _by_person(people: QuerySet[Person], way: str, beside: Person, number: int) -> PeoplePage:
    """Those who come next after somebody, or those who come last before."""
    place = [getattr(beside, name) for name in ORDER]
    sign, order = (">", ORDER) if way == "after" else ("<", tuple(f"-{name}" for name in ORDER))
    there = RawSQL(f"({COLUMNS}) {sign} (%s, %s, %s)", place, BooleanField())  # nosec: names of our own
    found = list(_ids(people.filter(there).order_by(*order))[: A_PAGE + 1])
    more, nearest = len(found) > A_PAGE, found[:A_PAGE]
    there_is = (True, more) if way == "after" else (more, True)
    shown = _whole(people, nearest if way == "after" else nearest[::-1])
    return _page(shown, number if there_is[0] else 1, people.count(), there_is)


def _page(
    shown: tuple[Person, ...], number: int, total: int, there_is: tuple[bool, bool], told: Sequence[str] = ()
) -> PeoplePage:
    """`there_is`: whether there is a page before this one, and one after."""
    earlier, later = there_is
    before = _url(page=number - 1, before=shown[0].key) if earlier and shown else ""
    after = _url(page=number + 1, after=shown[-1].key) if later and shown else ""
    return PeoplePage(shown, number, total, before, after, tuple(told))


def _beside(everyone: QuerySet[Person], text: str) -> Person | None:
    """The person to go on from."""
    try:
        return everyone.filter(key=UUID(text)).first()
    except ValueError:
        return None


def _number(query: QueryDict) -> int:
    """Which page it is, as the address counted: for telling alone."""
    said = query.get("page", "")
    return max(2, int(said)) if said.isdecimal() and len(said) < 8 else 2


def _ids(people: QuerySet[Person]) -> QuerySet[Person, int]:
    return people.select_related(None).values_list("pk", flat=True)


def _whole(people: QuerySet[Person], ids: Sequence[int]) -> tuple[Person, ...]:
    """Read once it is known who is shown."""
    known = people.in_bulk(ids)
    return tuple(known[pk] for pk in ids if pk in known)


def _url(kept: Mapping[str, str] | None = None, **changes: Any) -> str:
    return f"?{urlencode({**(kept or {}), **changes})}"
