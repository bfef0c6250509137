"""`/delivery/`: what was sent, what waits and why, what could not be delivered, and whether the worker is alive.

For HR and the technical administrator. Letters are named by kind and recipient; nobody reads here what they said, nor
which turn a talk took: of what is not needed any more only such reasons are told that concern the delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.outreach import bounces, deliver, fetching, guard, happenings, heartbeat, mailcheck, mailway, queue
from leadership.outreach.models import Bounce, Delivery
from leadership.people.models import Person
from leadership.web import hints, letternames, spoken
from leadership.web.reader import now_of, reader_of

PAGE = 25
STUCK_AFTER = timedelta(minutes=10)
WAITS = {
    "held": gettext_lazy("held back"),
    "retry": gettext_lazy("the mail server could not take it yet"),
    "quiet": gettext_lazy("waits for working hours"),
    "later": gettext_lazy("its moment has not come"),
    "soon": gettext_lazy("leaves with the next pulse"),
}
DROPS = {
    "expired": gettext_lazy("its time was over"),
    "person_gone": gettext_lazy("the person is not here any more"),
    "no_address": gettext_lazy("the person has no e-mail address"),
    "collapsed": gettext_lazy("a newer letter says the same"),
    "in_app": gettext_lazy("the person reads it in the app, not by mail"),
}
HELD = {
    guard.RESTORED: gettext_lazy("This database seems to be a restored backup, or a copy."),
    guard.MOVED: gettext_lazy("SITE_URL is not the one this database last wrote letters for."),
    guard.ASKED: gettext_lazy("An administrator holds them back."),
}
STATES = {
    "failed": Delivery.State.FAILED,
    "waiting": Delivery.State.WAITING,
    "sent": Delivery.State.SENT,
    "dropped": Delivery.State.DROPPED,
}


@dataclass(frozen=True)
class Row:
    """One letter as the list shows it; `said` is the server's own answer beside what it means."""

    key: str
    letter: str
    recipient: str
    moment: str
    note: str
    said: str
    state: str


@dataclass(frozen=True)
class Asked:
    """What the reader looks for: a state, somebody's name or address, a kind of letter."""

    state: str
    q: str = ""
    letter: str = ""

    def url(self, **other: object) -> str:
        """The page with this and, where given, something else."""
        asked = {"state": self.state, "q": self.q, "letter": self.letter, **other}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The four lists, one at a time, searched by person and letter; POST sends one letter again, or lifts the hold."""
    reader, now = reader_of(request), now_of(request)
    if not (reader.is_hr or reader.is_admin):
        raise Http404
    if request.method == "POST":
        return _release(request) if request.POST.get("deed") == "release" else _again(request, reader, now)
    asked = _asked(request, reader)
    held = not deliver.may_send()
    page = Paginator(_of(reader, asked), PAGE).get_page(request.GET.get("page"))
    rows = [_row(delivery, reader, now, held) for delivery in page]
    context = {
        "hints": hints.of(request.GET, state=STATES, q=None, letter=letternames.LETTERS, page=None),
        "asked": asked, "rows": rows, "held": held, "held_because": HELD.get(guard.because(), "") if held else "",
        "tabs": _tabs(reader, asked), "letters": sorted((str(text), key) for key, text in letternames.LETTERS.items()),
        **_pages(page, asked),
    }  # fmt: skip
    return render(request, "delivery/index.html", context | _health(reader, now))


def _asked(request: HttpRequest, reader: Person) -> Asked:
    state = request.GET.get("state", "")
    if state not in STATES:
        state = "failed" if _of(reader, Asked("failed")).exists() else "sent"
    letter = request.GET.get("letter", "")
    return Asked(state, request.GET.get("q", "")[:100].strip(), letter if letter in letternames.LETTERS else "")


def _again(request: HttpRequest, reader: Person, now: datetime) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.visible_to(reader), key=_key(request.POST.get("delivery", "")))
    if deliver.send_again(delivery, now=now):
        messages.success(request, _("The letter is on its way again."))
    else:
        messages.info(request, _("The letter is not among those that could not be delivered any more."))
    return redirect("delivery")


def _release(request: HttpRequest) -> HttpResponse:
    guard.release()
    messages.success(request, _("Letters leave again. Those that have become pointless are dropped."))
    return redirect("delivery")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _pages(page: Page[Delivery], asked: Asked) -> dict[str, Any]:
    earlier = asked.url(page=page.previous_page_number()) if page.has_previous() else ""
    later = asked.url(page=page.next_page_number()) if page.has_next() else ""
    return {"page": page, "previous_url": earlier, "next_url": later}


def _of(reader: Person, asked: Asked) -> Any:
    """The newest first; what waits by the moment it is to leave."""
    order = "due_at" if asked.state == "waiting" else "-id"
    found = queue.said(Delivery.objects.visible_to(reader)).filter(state=STATES[asked.state])
    if asked.letter:
        found = found.filter(letter=asked.letter)
    for word in asked.q.split():
        named = Q(recipient__given_name__icontains=word) | Q(recipient__family_name__icontains=word)
        found = found.filter(named | Q(recipient__email__icontains=word))
    return found.select_related("recipient", "letter_of").order_by(order, "id")


def _tabs(reader: Person, asked: Asked) -> list[dict[str, Any]]:
    """The states that need somebody are counted; what is over would only be counted slowly."""
    texts = {
        "failed": _("Could not be delivered (%(n)s)") % {"n": _of(reader, Asked("failed")).count()},
        "waiting": _("Waiting (%(n)s)") % {"n": _of(reader, Asked("waiting")).count()},
        "sent": _("Sent"),
        "dropped": _("Not needed any more"),
    }
    return [
        {"label": text, "url": Asked(state, asked.q, asked.letter).url(), "current": state == asked.state}
        for state, text in texts.items()
    ]


def _row(delivery: Delivery, reader: Person, now: datetime, held: bool) -> Row:
    return Row(
        str(delivery.key),
        letternames.name(delivery.letter),
        delivery.recipient.name,
        spoken.moment(delivery.sent_at or delivery.due_at, reader.zone_info),
        _note(delivery, now, held),
        delivery.answer if delivery.state in (Delivery.State.FAILED, Delivery.State.WAITING) else "",
        delivery.state,
    )


def _note(delivery: Delivery, now: datetime, held: bool) -> str:
    if delivery.state == Delivery.State.WAITING:
        why = str(WAITS[queue.waits_because(delivery, now, held=held)])
        return f"{why}. {letternames.plainly(delivery.answer)}" if delivery.answer else why
    if delivery.state == Delivery.State.DROPPED:
        return str(DROPS.get(delivery.reason, _("what it was about is over or has changed")))
    return letternames.plainly(delivery.answer) if delivery.state == Delivery.State.FAILED else ""


def _health(reader: Person, now: datetime) -> dict[str, Any]:
    signs, oldest, way = heartbeat.signs(), queue.oldest_due(now), mailway.now()
    age = signs[0].age if signs else None
    trouble = way.trouble if way else ""
    return {
        "beat": None if age is None else max(0, round(age.total_seconds())),
        "beats": age is not None and age < heartbeat.DEAF_AFTER,
        "workers": _workers(signs),
        "waited": None if oldest is None else max(0, round((now - oldest).total_seconds() / 60)),
        "looked": way is not None,
        "trouble": mailcheck.sentence(trouble) if trouble else "",
        "remedy": mailcheck.remedy(trouble) if trouble else "",
        "trouble_said": way.answer if way and trouble else "",
        **_way_in(),
        "untold": happenings.untold(before=now - STUCK_AFTER),
        "bounced": [_bounced(one, reader) for one in bounces.standing()],
    }


def _workers(signs: Sequence[heartbeat.Sign]) -> list[dict[str, Any]]:
    """Each of several workers, or the one that has gone deaf; the machine's name is what an administrator looks for."""
    if len(signs) == 1 and signs[0].is_well:
        return []
    return [_worker(sign) for sign in signs]


def _worker(sign: heartbeat.Sign) -> dict[str, Any]:
    seconds = max(0, round(sign.age.total_seconds()))
    return {"name": sign.worker, "well": sign.is_well, "seconds": seconds, "minutes": seconds // 60}


def _way_in() -> dict[str, str]:
    """What stands in the way of answers, where they are fetched from a mailbox."""
    way = fetching.seen()
    if way is None or not way.trouble:
        return {}
    return {
        "mailbox_trouble": fetching.sentence(way.trouble),
        "mailbox_remedy": fetching.remedy(way.trouble),
        "mailbox_said": way.answer,
    }


def _bounced(one: Bounce, reader: Person) -> dict[str, Any]:
    return {
        "person": one.person,
        "address": one.address,
        "moment": spoken.moment(one.at, reader.zone_info),
        "said": letternames.plainly(one.answer),
        "may_correct": reader.is_hr,
    }


urlpatterns = [path("delivery/", show, name="delivery")]
