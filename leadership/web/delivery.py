"""`/delivery/`: what was sent, what waits and why, what could not be delivered, and whether the worker is alive.

For HR and the technical administrator. Letters are named by kind and recipient; nobody reads here what they said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.outreach import deliver, heartbeat, queue
from leadership.outreach.models import Delivery
from leadership.people.models import Person
from leadership.web import spoken
from leadership.web.reader import now_of, reader_of

PAGE = 25
LETTERS = {
    "invitation": gettext_lazy("Invitation to choose"),
    "choose_coach": gettext_lazy("Reminder to choose a coach"),
    "not_booked": gettext_lazy("No time yet"),
    "first_step": gettext_lazy("First step, to the coach"),
    "handed_over": gettext_lazy("The move is handed over"),
    "help_asked": gettext_lazy("Asked what would help"),
    "late": gettext_lazy("What would help, to both"),
    "pair_overdue": gettext_lazy("What gets in the way, to both"),
    "leader_told": gettext_lazy("The leader is told"),
    "hr_told": gettext_lazy("HR is told"),
    "line_week": gettext_lazy("The leader's week"),
    "hr_month": gettext_lazy("HR's month"),
    "review_due": gettext_lazy("A rhythm to look at again"),
    "offer": gettext_lazy("Times offered"),
    "declined": gettext_lazy("Offer not taken"),
    "booked": gettext_lazy("Calendar invitation"),
    "moved": gettext_lazy("Calendar invitation, new time"),
    "cancelled": gettext_lazy("Calendar cancellation"),
    "tomorrow": gettext_lazy("A day before"),
    "afterwards": gettext_lazy("Did you talk?"),
    "reset": gettext_lazy("New password"),
}
WAITS = {
    "held": gettext_lazy("held back"),
    "retry": gettext_lazy("the mail server could not take it yet"),
    "quiet": gettext_lazy("waits for working hours"),
    "later": gettext_lazy("its moment has not come"),
    "soon": gettext_lazy("leaves with the next pulse"),
}
STATES = {"failed": Delivery.State.FAILED, "waiting": Delivery.State.WAITING, "sent": Delivery.State.SENT}


@dataclass(frozen=True)
class Row:
    """One letter as the list shows it."""

    key: str
    letter: str
    recipient: str
    moment: str
    note: str
    state: str


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The three lists, one at a time; POST sends one letter again."""
    reader, now = reader_of(request), now_of(request)
    if not (reader.is_hr or reader.is_admin):
        raise Http404
    if request.method == "POST":
        return _again(request, reader, now)
    state = request.GET.get("state", "")
    state = state if state in STATES else "failed" if _of(reader, "failed").exists() else "sent"
    held = not deliver.may_send()
    page = Paginator(_of(reader, state), PAGE).get_page(request.GET.get("page"))
    rows = [_row(delivery, reader, now, held) for delivery in page]
    context = {"state": state, "rows": rows, "held": held, "counts": _counts(reader), **_pages(page, state)}
    return render(request, "delivery/index.html", context | _health(now))


def _again(request: HttpRequest, reader: Person, now: datetime) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.visible_to(reader), key=_key(request.POST.get("delivery", "")))
    if deliver.send_again(delivery, now=now):
        messages.success(request, _("The letter is on its way again."))
    else:
        messages.info(request, _("The letter is not among those that could not be delivered any more."))
    return redirect("delivery")


def _pages(page: Page[Delivery], state: str) -> dict[str, Any]:
    earlier = f"?state={state}&page={page.previous_page_number()}" if page.has_previous() else ""
    later = f"?state={state}&page={page.next_page_number()}" if page.has_next() else ""
    return {"page": page, "previous_url": earlier, "next_url": later}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _of(reader: Person, state: str) -> Any:
    """The newest first; what waits by the moment it is to leave."""
    order = "due_at" if state == "waiting" else "-id"
    found = queue.said(Delivery.objects.visible_to(reader)).filter(state=STATES[state])
    return found.select_related("recipient", "letter_of").order_by(order, "id")


def _counts(reader: Person) -> dict[str, int]:
    return {state: _of(reader, state).count() for state in STATES}


def _row(delivery: Delivery, reader: Person, now: datetime, held: bool) -> Row:
    shown = delivery.sent_at or delivery.due_at
    return Row(
        str(delivery.key),
        str(LETTERS.get(delivery.letter, delivery.letter)),
        delivery.recipient.name,
        spoken.moment(shown, reader.zone_info),
        _note(delivery, now, held),
        delivery.state,
    )


def _note(delivery: Delivery, now: datetime, held: bool) -> str:
    if delivery.state == Delivery.State.WAITING:
        why = str(WAITS[queue.waits_because(delivery, now, held=held)])
        return f"{why} ({delivery.answer})" if delivery.answer else why
    return delivery.answer if delivery.state == Delivery.State.FAILED else ""


def _health(now: datetime) -> dict[str, Any]:
    age, oldest = heartbeat.age(), queue.oldest_due(now)
    return {
        "beat": None if age is None else max(0, round(age.total_seconds())),
        "beats": age is not None and age < timedelta(minutes=4),
        "waited": None if oldest is None else max(0, round((now - oldest).total_seconds() / 60)),
    }


urlpatterns = [path("delivery/", show, name="delivery")]
