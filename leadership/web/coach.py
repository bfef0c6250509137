"""`/coach/`: what waits for a coach, whom they listen to, how much room is left, and whether the door is open."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import places
from leadership.conversations.models import Conversation
from leadership.obligations import standing
from leadership.obligations.models import Obligation
from leadership.people import profiles
from leadership.people.models import CoachProfile, Person
from leadership.web.reader import now_of, reader_of, today_of

UPCOMING = 20


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Waiting first, then upcoming, then room. 404 for someone who is no coach and was chosen by nobody."""
    coach, on = reader_of(request), today_of(request)
    profile = CoachProfile.objects.filter(person=coach).first()
    mine = Obligation.objects.live().filter(coach=coach).select_related("person__unit", "policy", "policy_version", "coach")
    if profile is None and not mine.exists():
        raise Http404
    if request.method == "POST":
        return _open_or_close(request, coach)
    stands = standing.of_many(mine.exclude(state="planned").order_by("due_on")[:100], on)
    context = {
        "profile": profile,
        "waiting": [stand for stand in stands if stand.obligation.state == "open"],
        "talks": _talks(coach),
        "taken": len(places.pairs_of([coach.pk])[coach.pk]),
        "capacity": places.capacity(coach, profile=profile),
        "on": on,
    }
    return render(request, "coach/index.html", context)


def _talks(coach: Person) -> list[Conversation]:
    """Offers waiting for an answer, booked talks, and talks that wait for a word, in order of time."""
    open_ones = Conversation.objects.visible_to(coach).filter(coach=coach, state__in=("proposed", "booked", "ended"))
    return list(open_ones.select_related("member", "type").order_by("start")[:UPCOMING])


def _open_or_close(request: HttpRequest, coach: Person) -> HttpResponse:
    accepting = request.POST.get("deed") == "open_door"
    profiles.set_accepting(coach, accepting, by=coach, now=now_of(request))
    messages.success(request, _("Your door is open for new people.") if accepting else _("You are not offered to new people for now."))
    return redirect("coach")


urlpatterns = [path("coach/", show, name="coach")]
