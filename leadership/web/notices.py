"""`/notices/`: what was said to me, in the words of the letters, new until I have looked.

Looking marks them as seen; whoever has no mail reads here what would have been mailed.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from leadership.outreach import inbox
from leadership.web import spoken
from leadership.web.letternames import LETTERS
from leadership.web.reader import now_of, reader_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first; a HEAD marks nothing."""
    reader, now = reader_of(request), now_of(request)
    lines = inbox.look(reader, now=now) if request.method == "GET" else []
    rows = [(line, spoken.moment(line.at, reader.zone_info)) for line in lines]
    return render(request, "notices/index.html", {"rows": rows, "letters_in": reader.language})


@require_safe
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One letter as it reads now, with its one button; 404 for anybody else's."""
    reader, now = reader_of(request), now_of(request)
    found = inbox.of(reader, now=now).select_related(*inbox.ABOUT)
    delivery = get_object_or_404(found, key=key)
    read = inbox.read(delivery, now=now)
    title = read.subject or str(LETTERS.get(delivery.letter, ""))
    at = spoken.moment(delivery.sent_at or delivery.due_at, reader.zone_info)
    shown = {"read": read, "title": title, "at": at, "letters_in": reader.language if read.subject else ""}
    return render(request, "notices/one.html", shown)


urlpatterns = [
    path("notices/", index, name="notices"),
    path("notices/<uuid:key>/", one, name="notice"),
]
