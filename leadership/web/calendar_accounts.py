"""Connecting an account at Google or Microsoft 365: out to the provider's page, and back with the person's yes.

What is asked waits in the session; an answer that was not asked for, or is answered twice, connects nothing.
"""

from __future__ import annotations

import hmac
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leadership.calendars import connecting, oauth
from leadership.calendars.connecting import PROBLEMS, our_guard
from leadership.calendars.guard import Blocked
from leadership.calendars.oauth import Provider
from leadership.lib.refusal import Refused
from leadership.web.reader import now_of, reader_of
from leadership.web.telling import sentence_of

ASKED = "calendar_asked"


@never_cache
@require_safe
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """To the provider, where this installation is registered with it; else there is no such page."""
    provider = _provider(name)
    asked = oauth.begin(provider, back=_back_url(name))
    request.session[ASKED] = {"name": name, "state": asked.state, "verifier": asked.verifier}
    return redirect(asked.url)


@never_cache
@require_safe
def back(request: HttpRequest, name: str) -> HttpResponse:
    """From the provider, with a code or with a no; either way on to my calendars."""
    provider, asked = _provider(name), request.session.pop(ASKED, {})
    if not _is_the_answer(request, asked, name):
        messages.warning(request, _("This answer was not asked for, or is too old. Press Connect once more."))
    elif not request.GET.get("code"):
        messages.info(request, _("Nothing was connected. You can do it any other day."))
    else:
        _connect(request, provider, asked["verifier"])
    return redirect("calendars")


def _connect(request: HttpRequest, provider: Provider, verifier: str) -> None:
    said = {"code": request.GET["code"], "verifier": verifier, "back": _back_url(provider.name)}
    try:
        tokens = oauth.redeem(provider, **said, guard=our_guard())
        found = connecting.granted(reader_of(request), provider=provider, tokens=tokens, now=now_of(request))
    except Blocked as blocked:
        messages.error(request, str(PROBLEMS[blocked.code]))
    except Refused as refused:
        messages.error(request, sentence_of(refused))
    else:
        said_names = ", ".join(source.name for source in found)
        told = _("Connected: %(names)s. They are read within a minute; only busy or free is kept.")
        messages.success(request, told % {"names": said_names})


def _is_the_answer(request: HttpRequest, asked: dict[str, Any], name: str) -> bool:
    state = request.GET.get("state", "")
    return asked.get("name") == name and hmac.compare_digest(str(asked.get("state", "")).encode(), state.encode())


def _provider(name: str) -> Provider:
    found = oauth.provider(name)
    if found is None:
        raise Http404
    return found


def _back_url(name: str) -> str:
    return settings.SITE_URL + reverse("calendar_account_back", args=[name])


urlpatterns = [
    path("me/calendars/<str:name>/", begin, name="calendar_account"),
    path("me/calendars/<str:name>/back/", back, name="calendar_account_back"),
]
