"""`/me/sent/`: every letter that was ever sent to the reader, newest first, and what is on its way."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from leadership.outreach import queue
from leadership.outreach.models import Delivery
from leadership.web import letternames, spoken
from leadership.web.reader import reader_of

PAGE = 50


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Of the reader alone: HR sees that they were sent under `/delivery/`, nobody else sees them at all."""
    reader = reader_of(request)
    mine = queue.said(Delivery.objects.filter(recipient=reader)).filter(state=Delivery.State.SENT)
    page = Paginator(mine.order_by("-sent_at", "-id"), PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "key": one.key,
            "letter": letternames.name(one.letter),
            "moment": spoken.moment(one.sent_at or one.due_at, reader.zone_info),
            "together": one.letter_of_id is not None,
        }
        for one in page
    ]
    context = {
        "rows": rows, "page": page, "total": page.paginator.count,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }  # fmt: skip
    return render(request, "me/sent.html", context)


urlpatterns = [path("me/sent/", show, name="me_sent")]
