"""The page's language: kept with the person who is signed in, in a cookie for everyone else."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from leadership.people import directory
from leadership.people.models import Person
from leadership.web.reader import now_of

KNOWN = frozenset(code for code, _ in settings.LANGUAGES)
A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """POST `language=en|sv`, and `next` to come back to; anything else changes nothing, nor does the language in which
    a person reads pages already: letters may be in another."""
    answer = redirect(way_back(request))
    language = request.POST.get("language", "")
    if language not in KNOWN:
        return answer
    if isinstance(request.user, Person) and language != request.user.page_language:
        directory.change(request.user, now=now_of(request), by=request.user, language=language)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


def way_back(request: HttpRequest, otherwise: str = "/") -> str:
    """The page of ours that `next` names, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or otherwise
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else otherwise


urlpatterns = [path("language/", choose, name="language")]
