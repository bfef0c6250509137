"""Any table of any page as a file: `?take=2.csv` asks a page for its second table, as this reader sees it.

The page is made as always, and what its tables were drawn from is read: a file never holds what its reader could not
see, and a new page needs no export of its own. That a table was taken out is a fact, without a word of what is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import sanitize_separators

from leadership.lib.instants import iso
from leadership.outbox import facts
from leadership.web import taking_out
from leadership.web.figuretables import Entry, Table
from leadership.web.figurewords import DASH
from leadership.web.reader import now_of, reader_of

TAKE = "take"
KEPT = "tables_drawn"
"""Where a request keeps the tables its page has drawn so far."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a table is to be had, and the name of the kind."""

    url: str
    kind: str


class TableFiles:
    """Answers `?take=NUMBER.KIND` with that table of the page; 404 where the page has no such table."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get(TAKE, "") if request.method == "GET" else ""
        if not wanted:
            return self.get_response(request)
        request.GET = _without(request)  # type: ignore[assignment]  # a page need not know of it
        vars(request)[KEPT] = []
        response = self.get_response(request)
        return _file(request, wanted) if response.status_code == 200 else response


def drawn(request: HttpRequest | None, caption: str, content: str) -> list[Link]:
    """Notes that the page has drawn a table, and returns where it can be had as a file; nowhere where the page answers
    a form, and for visitors."""
    if request is None or request.method not in ("GET", "HEAD") or not request.user.is_authenticated:
        return []
    found = vars(request).setdefault(KEPT, [])
    found.append((caption, content))
    rest = _without(request).urlencode()
    before = f"?{rest}&" if rest else "?"
    return [Link(f"{before}{TAKE}={len(found)}.{kind}", kind.upper()) for kind in taking_out.TYPES]


def read(caption: str, content: str, slug: str = "table") -> Table:
    """A table as it was drawn, as texts and numbers."""
    reading = _Reading()
    reading.feed(content)
    head, *rows = [row for row in reading.rows if row] or [[]]
    width = max((len(row) for row in [head, *rows]), default=0)
    filled = [row + [Entry("", "")] * (width - len(row)) for row in [head, *rows]]
    return Table(slug, caption, tuple(one.text for one in filled[0]), tuple(tuple(row) for row in filled[1:]))


class _Reading(HTMLParser):
    """Rows of cells, each with its words, and its number where the cell is one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Entry]] = []
        self._words: list[str] | None = None
        self._is_number = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self._words, self._is_number = [], "number" in (dict(attrs).get("class") or "").split()
        elif self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._words is not None and self.rows:
            text = " ".join("".join(self._words).split())
            self.rows[-1].append(Entry(text, _value(text) if self._is_number else text))
            self._words = None

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)


def _value(text: str) -> str | float | int | None:
    """A number as a number, whatever the reader's language writes it like; nothing where it is hidden."""
    if text == DASH:
        return None
    bare = str(sanitize_separators(text.replace("\N{NO-BREAK SPACE}", "")))
    try:
        return int(bare) if bare.lstrip("-").isdigit() else float(bare)
    except ValueError:
        return text


def _file(request: HttpRequest, wanted: str) -> HttpResponse:
    number, _dot, kind = wanted.partition(".")
    found = vars(request)[KEPT]
    if kind not in taking_out.TYPES or not number.isdecimal() or not 0 < int(number[:6]) <= len(found):
        raise Http404
    page = request.resolver_match.view_name if request.resolver_match else ""
    caption, content = found[int(number) - 1]
    table = read(caption, content, f"{page.replace('_', '-')}-{number}")
    tell(request, page, table.slug, kind)
    return taking_out.answer(table, kind)


def tell(request: HttpRequest, page: str, table: str, kind: str) -> None:
    """That the reader took the table out of the page."""
    now = now_of(request)
    facts.write(
        "figures.taken_out", at=now, actor=reader_of(request).key, object=page,
        data={"table": table, "kind": kind, "on": iso(now)[:10]},
    )  # fmt: skip


def _without(request: HttpRequest):  # type: ignore[no-untyped-def]  # QueryDict is generic in the stubs alone
    said = request.GET.copy()
    said.pop(TAKE, None)
    return said
