"""`/unsubscribe/<token>/`: the end of reminders or summaries by mail, without signing in (RFC 8058).

GET and HEAD show and change nothing; POST acts, from a mail program's one click or from the page's button, and acting
twice is acting once. What is no longer mailed waits in the app.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leadership.outreach import preferences, unsubscribing
from leadership.people.models import Person
from leadership.web import limits
from leadership.web.reader import now_of


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The token is the credential, so no cookie is asked for; the page speaks its person's language."""
    known = unsubscribing.read(token)
    if known is None:
        crowded = limits.too_many(request, "link")
        return render(request, "429.html" if crowded else "actions/gone.html", status=429 if crowded else 404)
    person, kinds = known
    with translation.override(person.page_language):
        done = _act(request, person, kinds) if request.method == "POST" else ""
        wish = preferences.of(person)
        stopped = not any(getattr(wish, f"{kind}_by_mail") for kind in kinds)
        context = {"person": person, "what": _words(kinds), "done": done, "stopped": stopped}
        return render(request, "unsubscribe/index.html", context)


def _act(request: HttpRequest, person: Person, kinds: Collection[str]) -> str:
    if request.POST.get("deed") == "resume":
        preferences.resume(person, kinds, now=now_of(request))
        return _("They come by mail again.")
    preferences.stop(person, kinds, now=now_of(request))
    return _("No more of them by mail, from now on.")


def _words(kinds: Collection[str]) -> str:
    if set(kinds) == {preferences.SUMMARIES}:
        return _("Summaries for those who lead, or look after a rhythm")
    if set(kinds) == {preferences.REMINDERS}:
        return _("Invitations and reminders about talks that have no time yet")
    return _("Invitations, reminders and summaries")


urlpatterns = [path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe")]
