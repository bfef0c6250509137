"""`/obligations/<key>/offer/`: a coach, or a leader the rhythm accepts as coach, offers up to five times at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import booking, eligibility, lengths, numbers, proposals, slots
from leadership.conversations.models import Conversation
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import freetimes, picker, spoken
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.spoken import TimeOption
from leadership.web.telling import sentence_of, status_of

TICKED = 3
SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Three times that suit both are ticked already; what is ticked is offered. A time that was taken meanwhile is
    answered with a fresh list (409) in which the others stay ticked."""
    obligation = _found(request, key)
    if request.method != "POST":
        return _page(request, obligation)
    try:
        return _offered(request, obligation)
    except Refused as refused:
        return _page(request, obligation, refused)


def _found(request: HttpRequest, key: UUID) -> Obligation:
    """The obligation, if the reader is its coach or may coach a member of the own line; else it does not exist."""
    coach, on = reader_of(request), today_of(request)
    waiting = Obligation.objects.visible_to(coach, on=on).filter(state__in=("open", "unconfirmed"))
    others = waiting.exclude(person=coach)
    obligation = others.select_related("person__manager", "policy", "policy_version", "coach").filter(key=key).first()
    if obligation is None or not (obligation.coach_id == coach.pk or eligibility.open_to(coach, [obligation])):
        raise Http404
    return obligation


def _page(request: HttpRequest, obligation: Obligation, refused: Refused | None = None) -> HttpResponse:
    member, coach = obligation.person, reader_of(request)
    pending = booking.pending_offer(member, coach, obligation)
    minutes = lengths.usual(obligation.terms)
    times = _times(request, obligation, pending, minutes)
    context = {
        "member": member,
        "minutes": minutes,
        "times": times,
        "why_none": "" if times else _why_none(request, obligation, minutes),
        "replaces": pending is not None,
        "member_zone": "" if member.zone == coach.zone else spoken.zone_name(member.zone_info),
        "back_url": "coach" if obligation.coach_id == coach.pk else "line",
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "offering/index.html", context, status=status_of(refused) if refused else 200)


def _times(
    request: HttpRequest, obligation: Obligation, pending: Conversation | None, minutes: int
) -> list[TimeOption]:
    """Some free times, spread over the days; ticked are those asked for, else those offered before, else three."""
    found = _search(request, obligation, minutes, pending)
    asked = {start for text in request.POST.getlist("start") if (start := _instant(text))}
    before = {time.start for time in pending.offers.all()} if pending else set()
    ticked = (asked or before).intersection(found.times) or set(slots.suggest(found.times, TICKED))
    shown = sorted(ticked.union(slots.suggest(found.times, SHOWN)))
    return [_ticked(option, start, ticked) for option, start in zip(found.options(shown), shown, strict=True)]


def _ticked(option: TimeOption, start: datetime, ticked: Collection[datetime]) -> TimeOption:
    return TimeOption(option.value, option.label, option.note, checked=start in ticked)


def _search(
    request: HttpRequest, obligation: Obligation, minutes: int, pending: Conversation | None = None
) -> freetimes.Found:
    now, coach = now_of(request), reader_of(request)
    return freetimes.find(
        coach, obligation.person, coach, minutes=minutes, now=now, obligation=obligation, moving=pending
    )


def _why_none(request: HttpRequest, obligation: Obligation, minutes: int) -> str:
    return _search(request, obligation, minutes).why_none


def _offered(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    coach: Person = reader_of(request)
    starts = [picker.read_start(text) for text in request.POST.getlist("start")]
    if not 1 <= len(starts) <= numbers.MOST_OFFERS:
        raise refuse("start", len(starts), _("Nothing has been offered."), _("Tick between one and five times."))
    made = proposals.offer(
        member=obligation.person,
        coach=coach,
        starts=starts,
        minutes=lengths.usual(obligation.terms),
        type=lengths.type_of(obligation),
        by=coach,
        now=now_of(request),
        obligation=obligation,
    )
    messages.success(request, _("%(name)s has got your times.") % {"name": obligation.person.given_name})
    return redirect("conversation", made.key)


def _instant(text: str) -> datetime | None:
    try:
        return picker.read_start(text)
    except Refused:
        return None


urlpatterns = [path("obligations/<uuid:key>/offer/", offer, name="offer")]
