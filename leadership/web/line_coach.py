"""`/line/coaches/<key>/`: how much room a coach of the own line has, and what a leader can do where it is too much.

Whom the coach listens to is not here: a leader makes room, and the coach says whom to hand on.
"""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.insights import capacity
from leadership.lib.refusal import Refused, refuse
from leadership.people import room
from leadership.people.models import Person
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of


class PlacesForm(forms.Form):
    """How many people at a time."""

    places = forms.IntegerField(label=gettext_lazy("People at a time"), min_value=0, max_value=room.MOST_PLACES)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """POST `deed=ask`, `colleague`, `places`, `close_door`, `open_door` or `help`. 404 for whoever does not lead the
    coach."""
    line = Person.objects.in_line_of(reader_of(request), on=today_of(request)).filter(is_active=True)
    coaches = line.filter(coach_profile__isnull=False).select_related("coach_profile")
    coach = get_object_or_404(coaches, key=key)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, coach))
        except Refused as refused:
            return _page(request, coach, refused)
        return redirect("line_coach", coach.key)
    return _page(request, coach)


def _page(request: HttpRequest, coach: Person, refused: Refused | None = None) -> HttpResponse:
    now = now_of(request)
    [has] = capacity.rooms_of([coach], now=now)
    context = {
        "coach": coach,
        "room": has,
        "asked_on": room.asked_on(coach, now=now),
        "could_help": room.offered_colleague(coach, now=now),
        "colleagues": _colleagues(request, coach),
        "form": PlacesForm(initial={"places": has.places}),
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "line/coach.html", context, status=status_of(refused) if refused else 200)


def _colleagues(request: HttpRequest, coach: Person) -> list[Person]:
    """Coaches of the own line who have room, by name."""
    line = Person.objects.in_line_of(reader_of(request), on=today_of(request)).filter(is_active=True)
    rooms = capacity.of_line(line, now=now_of(request)) or []
    return [one.coach for one in rooms if one.is_free and one.coach != coach]


def _act(request: HttpRequest, coach: Person) -> str:
    """Does what was pressed and returns what to say about it. Raises Refused."""
    deeds = {
        "ask": _ask, "colleague": _suggest, "places": _places, "close_door": _close, "open_door": _open,
        "help": _call_for_help,
    }  # fmt: skip
    deed = request.POST.get("deed", "")
    if deed not in deeds:
        raise refuse("deed", deed, _("That cannot be done here."), _("Choose one of the buttons below."))
    return deeds[deed](request, coach)


def _ask(request: HttpRequest, coach: Person) -> str:
    if room.ask(coach, by=reader_of(request), now=now_of(request)):
        return _("%(name)s gets a short letter that asks what would help.") % {"name": coach.given_name}
    return _("%(name)s has been asked lately what would help; that goes for all who lead.") % {"name": coach.given_name}


def _suggest(request: HttpRequest, coach: Person) -> str:
    wanted = request.POST.get("colleague", "")
    colleague = next((one for one in _colleagues(request, coach) if str(one.key) == wanted), None)
    if colleague is None:
        raise refuse("colleague", wanted, _("That is no coach of your line with room."), _("Choose one of the list."))
    room.offer_colleague(coach, colleague, by=reader_of(request), now=now_of(request))
    return _("%(name)s reads that %(colleague)s could take some over, and says whom.") % {
        "name": coach.given_name, "colleague": colleague.name,
    }  # fmt: skip


def _places(request: HttpRequest, coach: Person) -> str:
    form = PlacesForm(request.POST)
    if not form.is_valid():
        said = request.POST.get("places", "")[:20]
        raise refuse("places", said, _("“%(said)s” is no number of places.") % {"said": said},
                     _("Say a number from 0 to %(most)s.") % {"most": room.MOST_PLACES})  # fmt: skip
    room.set_places(coach, form.cleaned_data["places"], by=reader_of(request), now=now_of(request))
    return _("Noted, and %(name)s is told. Those who are there stay.") % {"name": coach.given_name}


def _close(request: HttpRequest, coach: Person) -> str:
    room.set_door(coach, False, by=reader_of(request), now=now_of(request))
    return _("%(name)s is not offered to new people for now, and is told.") % {"name": coach.given_name}


def _open(request: HttpRequest, coach: Person) -> str:
    room.set_door(coach, True, by=reader_of(request), now=now_of(request))
    return _("%(name)s is offered to new people again, and is told.") % {"name": coach.given_name}


def _call_for_help(request: HttpRequest, coach: Person) -> str:
    if room.call_for_help(coach, by=reader_of(request), now=now_of(request)):
        return _("HR gets a short letter that %(name)s needs room.") % {"name": coach.given_name}
    return _("You have asked lately; they know.")


urlpatterns = [path("line/coaches/<uuid:key>/", show, name="line_coach")]
