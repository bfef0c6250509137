"""`/obligations/<key>/not-this-time/`: the member passes over one talk, where the rhythm allows it; no reason asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import not_this_time
from leadership.lib.refusal import Refused
from leadership.obligations import skipping
from leadership.web import cards
from leadership.web.booking import own_obligation
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks once; POST `deed=skip` does it. 404 where the rhythm does not allow it at all."""
    obligation = own_obligation(request, key)
    if not obligation.terms.allow_skip:
        raise Http404
    problem, status = "", 200
    if request.method == "POST":
        try:
            not_this_time.skip(obligation, by=reader_of(request), now=now_of(request))
        except Refused as refused:
            problem, status = sentence_of(refused), status_of(refused)
        else:
            messages.success(request, _("All right, not this time. You are asked again when it is time for the next."))
            return redirect("home")
    context = {
        "obligation": obligation,
        "title": cards.title_of(obligation),
        "left": skipping.left(obligation, on=today_of(request)),
        "can": skipping.can_skip(obligation, on=today_of(request)),
        "problem": problem,
    }
    return render(request, "not_this_time/index.html", context, status=status)


urlpatterns = [path("obligations/<uuid:key>/not-this-time/", show, name="not_this_time")]
