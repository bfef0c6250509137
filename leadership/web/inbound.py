"""Where a mail service posts messages that came back, as they came: raw, and with the secret of the installation."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leadership.lib.refusal import Refused
from leadership.outreach import incoming
from leadership.people import clock
from leadership.web import limits

BEARER = "Bearer "
MOST_A_MINUTE = 600


@login_not_required
@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """Takes one message (`message/rfc822` in the body). Without the secret the address does not exist (404)."""
    if not _is_ours(request):
        limits.too_many(request, "inbound")
        raise Http404
    if limits.too_many(request, "inbound-mail", most=MOST_A_MINUTE):
        return JsonResponse({"errors": [{"message": "Too many messages in a minute.", "remedy": "Wait."}]}, status=429)
    try:
        outcome = incoming.take(request.body, now=clock.now())
    except Refused as refused:
        return JsonResponse({"errors": [one.as_dict() for one in refused.refusals]}, status=400)
    return JsonResponse({"decision": outcome.decision, "reason": outcome.reason or None})


def _is_ours(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    secret = settings.INBOUND_SECRET
    return bool(secret) and hmac.compare_digest(given.encode(), f"{BEARER}{secret}".encode())


urlpatterns = [path("inbound/mail/", receive, name="inbound")]
