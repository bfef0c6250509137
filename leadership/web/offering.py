"""`/obligations/<key>/offer/`: up to five times at once, offered by the coach, by a leader the rhythm accepts as coach,
or by the member to the coach they chose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import booking, eligibility, lengths, numbers, proposals, slots
from leadership.conversations.best import best
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
WITH = ("person__manager", "policy", "policy_version", "coach")


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Three times that suit both are ticked already; what is ticked is offered. A time that was taken meanwhile is
    answered with a fresh list (409) in which the others stay ticked."""
    asked = _found(request, key)
    if request.method != "POST":
        return _page(request, asked)
    try:
        return _offered(request, asked)
    except Refused as refused:
        return _page(request, asked, refused)


@dataclass(frozen=True)
class Asked:
    """For what the reader offers times, and as which of the two."""

    obligation: Obligation
    reader: Person

    @property
    def member(self) -> Person:
        return self.obligation.person

    @property
    def coach(self) -> Person:
        """The reader, unless it is the member, who offers to the coach there is."""
        return self.obligation.coach if self.is_members and self.obligation.coach else self.reader

    @property
    def is_members(self) -> bool:
        return self.reader.pk == self.member.pk

    @property
    def other(self) -> Person:
        return self.coach if self.is_members else self.member

    @property
    def minutes(self) -> int:
        return lengths.usual(self.obligation.terms)

    @property
    def back_url(self) -> str:
        if self.is_members:
            return reverse("booking", args=[self.obligation.key])
        return reverse("coach" if self.obligation.coach_id == self.reader.pk else "line")


def _found(request: HttpRequest, key: UUID) -> Asked:
    """The obligation, if the reader is one of its pair or may coach a member of the own line; else there is none."""
    reader, on = reader_of(request), today_of(request)
    waiting = Obligation.objects.visible_to(reader, on=on).filter(state__in=("open", "unconfirmed"))
    obligation = waiting.select_related(*WITH).filter(key=key).first()
    if obligation is None or not _may_offer(obligation, reader):
        raise Http404
    return Asked(obligation, reader)


def _may_offer(obligation: Obligation, reader: Person) -> bool:
    if obligation.person_id == reader.pk:
        return obligation.coach_id is not None
    return obligation.coach_id == reader.pk or bool(eligibility.open_to(reader, [obligation]))


def _page(request: HttpRequest, asked: Asked, refused: Refused | None = None) -> HttpResponse:
    pending = booking.pending_offer(asked.member, asked.coach, asked.obligation)
    times = _times(request, asked, pending)
    same_clock = asked.other.zone == asked.reader.zone
    context = {
        "other": asked.other,
        "minutes": asked.minutes,
        "times": times,
        "why_none": "" if times else _search(request, asked).why_none,
        "replaces": pending is not None,
        "replaces_theirs": pending is not None and (pending.offered_by == "member") != asked.is_members,
        "other_zone": "" if same_clock else spoken.zone_name(asked.other.zone_info),
        "back": asked.back_url,
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "offering/index.html", context, status=status_of(refused) if refused else 200)


def _times(request: HttpRequest, asked: Asked, pending: Conversation | None) -> list[TimeOption]:
    """Some free times, spread over the days; ticked are those asked for, else those offered before, else three."""
    found = _search(request, asked, pending)
    wanted = {start for text in request.POST.getlist("start") if (start := _instant(text))}
    before = {time.start for time in pending.offers.all()} if pending else set()
    zones = (asked.reader.zone_info, asked.other.zone_info)
    ticked = (wanted or before).intersection(found.times) or set(best(found.times, TICKED, zones=zones))
    shown = sorted(ticked.union(slots.suggest(found.times, SHOWN)))
    return [_ticked(option, start, ticked) for option, start in zip(found.options(shown), shown, strict=True)]


def _ticked(option: TimeOption, start: datetime, ticked: Collection[datetime]) -> TimeOption:
    return TimeOption(option.value, option.label, option.note, checked=start in ticked)


def _search(request: HttpRequest, asked: Asked, pending: Conversation | None = None) -> freetimes.Found:
    now = now_of(request)
    return freetimes.find(
        asked.reader,
        asked.member,
        asked.coach,
        minutes=asked.minutes,
        now=now,
        obligation=asked.obligation,
        moving=pending,
    )


def _offered(request: HttpRequest, asked: Asked) -> HttpResponse:
    starts = [picker.read_start(text) for text in request.POST.getlist("start")]
    if not 1 <= len(starts) <= numbers.MOST_OFFERS:
        raise refuse("start", len(starts), _("Nothing has been offered."), _("Tick between one and five times."))
    made = proposals.offer(
        member=asked.member,
        coach=asked.coach,
        starts=starts,
        minutes=asked.minutes,
        type=lengths.type_of(asked.obligation),
        by=asked.reader,
        now=now_of(request),
        obligation=asked.obligation,
        mode=booking.usual_mode(asked.member, asked.coach),
    )
    messages.success(request, _("%(name)s has got your times.") % {"name": asked.other.given_name})
    return redirect("conversation", made.key)


def _instant(text: str) -> datetime | None:
    try:
        return picker.read_start(text)
    except Refused:
        return None


urlpatterns = [path("obligations/<uuid:key>/offer/", offer, name="offer")]
