"""`/obligations/<key>/offer/`: a coach, or a leader the rhythm accepts as coach, offers up to five times at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import availability, eligibility, lengths, numbers, proposals
from leadership.lib.instants import iso, parse_instant
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import spoken
from leadership.web.reader import now_of, reader_of, today_of

SHOWN = 12


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Three times that suit both are ticked already; what is ticked is offered."""
    obligation, coach = _found(request, key), reader_of(request)
    refusals, status = [], 200
    if request.method == "POST":
        try:
            return _offered(request, obligation, coach)
        except Refused as refused:
            refusals, status = list(refused.refusals), 409
    return render(request, "offering/index.html", _page(request, obligation, coach) | {"refusals": refusals}, status=status)


def _found(request: HttpRequest, key: UUID) -> Obligation:
    """The obligation, if the reader is its coach or may coach a member of the own line; else it does not exist."""
    coach, on = reader_of(request), today_of(request)
    visible = Obligation.objects.visible_to(coach, on=on).open().exclude(person=coach)
    obligation = visible.select_related("person__unit", "policy", "policy_version", "coach").filter(key=key).first()
    if obligation is None or not (obligation.coach_id == coach.pk or obligation.pk in eligibility.open_to(coach, [obligation])):
        raise Http404
    return obligation


def _page(request: HttpRequest, obligation: Obligation, coach: Person) -> dict[str, object]:
    member, now = obligation.person, now_of(request)
    length = lengths.usual(obligation.policy_version.read())
    free = availability.free_times(
        member, coach, minutes=length, now=now, until=availability.horizon(now, obligation), by="coach"
    )
    suggested = proposals.suggest(member=member, coach=coach, minutes=length, now=now, until=availability.horizon(now, obligation))
    shown = sorted({*suggested, *free.times[:SHOWN]})
    times = [_choice(start, coach, member, start in suggested) for start in shown]
    return {"obligation": obligation, "member": member, "minutes": length, "times": times, "none_because": free.none_because}


def _choice(start: datetime, coach: Person, member: Person, checked: bool) -> dict[str, object]:
    option = spoken.option(start, coach.zone_info, other=member.zone_info, name=member.given_name)
    return {"value": iso(start), "label": option.label, "note": option.note, "checked": checked}


def _offered(request: HttpRequest, obligation: Obligation, coach: Person) -> HttpResponse:
    starts = [_instant(text) for text in request.POST.getlist("start")]
    if not 1 <= len(starts) <= numbers.MOST_OFFERS:
        raise refuse("start", len(starts), _("Nothing has been offered."), _("Tick between one and five times."))
    made = proposals.offer(
        member=obligation.person,
        coach=coach,
        starts=starts,
        minutes=lengths.usual(obligation.policy_version.read()),
        type=lengths.type_of(obligation),
        by=coach,
        now=now_of(request),
        obligation=obligation,
    )
    messages.success(request, _("%(name)s has got your times.") % {"name": obligation.person.given_name})
    return redirect("conversation", made.key)


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise refuse("start", text, _("This is not a time we offered."), _("Choose among the times shown.")) from error


urlpatterns = [path("obligations/<uuid:key>/offer/", offer, name="offer")]
