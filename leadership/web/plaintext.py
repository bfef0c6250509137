"""What nobody can type is taken out of what was asked: NUL, which no database keeps in a text.

An address with one in its path is that of no page; in a query or a form the other letters stay. So no page has to think
of it, and PostgreSQL and SQLite answer alike.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


class WithoutNul:
    """Runs before anything reads what was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]) -> None:
        """Raises Http404 for a path nobody could have been given."""
        if NUL in request.path_info:
            raise Http404
        if any(NUL in str(value) for values in request.POST.lists() for value in values[1]):
            request.POST = _without(request.POST)


def _without(said: QueryDict) -> Any:
    cleaned = said.copy()
    for name, values in said.lists():
        cleaned.setlist(name, [value.replace(NUL, "") if isinstance(value, str) else value for value in values])
    cleaned._mutable = False
    return cleaned
