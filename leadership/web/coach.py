"""`/coach/`: what waits for a coach, whom they listen to, how much room is left, and whether the door is open."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import assigning, choosing, handing_on, places
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people import profiles, room
from leadership.people.models import CoachProfile, Person
from leadership.web import coach_figures, coachsheet
from leadership.web.coach_choice import named_coach
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of

MOST_COLLEAGUES = 12


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What waits first, then what is ahead, then room; `?handover=` asks once more before somebody is handed over,
    and says so where that cannot be.

    404 for someone who is no coach, was chosen by nobody and has no talk as a coach.
    """
    coach = reader_of(request)
    profiled = CoachProfile.objects.annotate(suggested=room.suggestion(now=now_of(request)))
    profile = profiled.filter(person=coach).first()
    sheet = coachsheet.sheet_of(coach, now=now_of(request), on=today_of(request))
    if profile is None and sheet.is_empty and not sheet.claims:
        raise Http404
    if request.method != "POST":
        return _page(request, sheet, profile)
    try:
        messages.success(request, _act(request))
    except Refused as refused:
        return _page(request, sheet, profile, refused)
    return redirect("coach")


def _page(
    request: HttpRequest, sheet: coachsheet.Sheet, profile: CoachProfile | None, refused: Refused | None = None
) -> HttpResponse:
    coach = reader_of(request)
    wanted = request.GET.get("handover", "")
    handing_over = next((row for row in _may_be_handed_on(sheet) if str(row.key) == wanted), None)
    claims = places.claims_on([coach.pk])
    taken, capacity = len(claims.pairs.get(coach.pk, ())), places.capacity(coach, profile=profile)
    could_help = room.colleague_of(getattr(profile, "suggested", None))
    context = {
        "sheet": sheet,
        "profile": profile,
        "handing_over": handing_over,
        "taken": taken,
        "waiting_count": len(claims.waits.get(coach.pk, ())) + len(claims.kept.get(coach.pk, ())),
        "could_help": could_help,
        "colleagues": _colleagues(request, handing_over, could_help) if handing_over else [],
        "capacity": capacity,
        "figures": coach_figures.of(coach, sheet.upcoming, taken=taken, places=capacity, on=today_of(request)),
        "hint": _("This is nothing that can be handed over now.") if wanted and handing_over is None else "",
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "coach/index.html", context, status=status_of(refused) if refused else 200)


def _may_be_handed_on(sheet: coachsheet.Sheet) -> list[Obligation]:
    """What waits for a time with the coach, and what a talk ahead was set for."""
    ahead = [line.talk.asked_for for line in sheet.upcoming if line.talk.asked_for]
    return [*(pair.obligation for pair in sheet.waiting), *ahead]


def _colleagues(request: HttpRequest, obligation: Obligation, could_help: Person | None) -> list[Person]:
    """Who could listen instead: first whom a leader has named, then by name, without what ties them to the member."""
    found = choosing.suggestions(obligation, now=now_of(request), n=MOST_COLLEAGUES)
    others = {one.coach for one in found if one.coach.pk != reader_of(request).pk}
    if could_help and choosing.eligible(obligation, could_help, today_of(request)):
        others.add(could_help)
    return sorted(others, key=lambda coach: (coach != could_help, coach.name))


def _act(request: HttpRequest) -> str:
    """Does what was pressed and returns what to say about it. Raises Refused."""
    deed = request.POST.get("deed", "")
    if deed == "handover":
        return _hand_over(request)
    if deed == "claim":
        return _claim(request)
    if deed in ("open_door", "close_door"):
        return _door(request, is_open=deed == "open_door")
    if deed == "places":
        return _places(request)
    if deed == "help":
        return _call_for_help(request)
    raise refuse("deed", deed, _("That cannot be done here."), _("Choose one of the buttons below."))


def _hand_over(request: HttpRequest) -> str:
    coach = reader_of(request)
    mine = Obligation.objects.pair_of(coach).exclude(person=coach).select_related("person__manager", "coach")
    obligation = get_object_or_404(mine, key=_key(request.POST.get("obligation", "")))
    to = named_coach(request.POST["coach"], coach) if request.POST.get("coach") else None
    handing_on.hand_on(obligation, by=coach, now=now_of(request), to=to)
    return _("Thank you for saying so. %(name)s is offered someone else, without a reason.") % {
        "name": obligation.person.given_name
    }


def _claim(request: HttpRequest) -> str:
    coach = reader_of(request)
    open_to_all = Obligation.objects.open().select_related("person", "coach", "policy_version__policy")  # type: ignore[attr-defined]
    obligation = get_object_or_404(open_to_all, key=_key(request.POST.get("obligation", "")))
    if not assigning.is_claimable(obligation, coach):
        raise Http404
    assigning.claim(obligation, by=coach, now=now_of(request))
    return _("Thank you for coming forward. %(name)s is told that you listen this time.") % {
        "name": obligation.person.given_name
    }


def _door(request: HttpRequest, *, is_open: bool) -> str:
    coach = reader_of(request)
    profiles.set_accepting(coach, is_open, by=coach, now=now_of(request))
    if is_open:
        return _("Your door is open for new people.")
    return _("You are not offered to new people for now. Those who have you keep you.")


def _places(request: HttpRequest) -> str:
    coach, said = reader_of(request), request.POST.get("places", "").strip()
    if not said.isascii() or not said.isdigit():
        raise refuse("places", said, _("That is no number of places."), _("Say how many people at a time."))
    room.set_places(coach, int(said[:6]), by=coach, now=now_of(request))
    return _("Noted. Those you have stay with you.")


def _call_for_help(request: HttpRequest) -> str:
    coach = reader_of(request)
    if room.call_for_help(coach, by=coach, now=now_of(request)):
        return _("Your leader gets a short letter that you need room. Nothing is said of whom you talk with.")
    return _("You have asked lately; they know.")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("coach/", show, name="coach")]
