"""Who is reading: language and time zone of the person signed in, for the whole of a request."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from leadership.people import clock
from leadership.people.models import Organisation, Person


class ReaderMiddleware:
    """Pages speak the person's language and show the person's clock; visitors get the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, zone = _language_and_zone(request)
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language_and_zone(request: HttpRequest) -> tuple[str, ZoneInfo]:
    if isinstance(request.user, Person):
        return request.user.page_language, request.user.zone_info
    return translation.get_language_from_request(request), ZoneInfo(str(Organisation.current().zone))


def reader_of(request: HttpRequest) -> Person:
    """The person signed in; views behind the sign-in always have one."""
    assert isinstance(request.user, Person)
    return request.user


def now_of(request: HttpRequest) -> datetime:
    """The installation's clock (UTC) as first asked in this request, so that a page agrees with itself."""
    kept = vars(request)
    if "moment" not in kept:
        kept["moment"] = clock.now()
    moment: datetime = kept["moment"]
    return moment


def today_of(request: HttpRequest) -> date:
    """The reader's own date at that moment."""
    return now_of(request).astimezone(reader_of(request).zone_info).date()
