"""`/line/sharing/`: who leads with me: who stands in for me, and who co-leads units whose people are all in my line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.people import standins, units
from leadership.people.models import Person, StandIn, Unit
from leadership.web.hr import kept
from leadership.web.person_form import DAY
from leadership.web.reader import now_of, reader_of, today_of

MOST_UNITS = 50
ADDRESS = gettext_lazy("E-mail address or employee id.")


class StandInForm(forms.Form):
    """Who stands in for the reader, and when."""

    person = forms.CharField(label=gettext_lazy("Who stands in"), help_text=ADDRESS)
    start = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: until further notice."),
    )  # fmt: skip


class CoLeaderForm(forms.Form):
    """Who leads a unit together with the reader."""

    person = forms.CharField(label=gettext_lazy("Who co-leads"), help_text=ADDRESS)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit"),
        queryset=Unit.objects.none(),
        to_field_name="key",
        empty_label=gettext_lazy("Choose a unit"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Both lists with a form each. 404 for those who lead nobody; a refused form comes back with 400."""
    leader, own = reader_of(request), _own_units(reader_of(request))
    if not Person.objects.filter(manager=leader, is_active=True).exists():
        raise Http404
    stand_in, co_leader = StandInForm(prefix="stand_in"), CoLeaderForm(prefix="co_leader")
    if request.method == "POST":
        stand_in = StandInForm(request.POST if _deed(request) == "stand_in" else None, prefix="stand_in")
        co_leader = CoLeaderForm(request.POST if _deed(request) == "co_leader" else None, prefix="co_leader")
    co_leader.fields["unit"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
    if request.method == "POST" and _done(request, leader, own, stand_in, co_leader):
        return redirect("line_sharing")
    context = {
        "stand_ins": leader.stand_ins.select_related("person").order_by("start", "id"),
        "shared": own.filter(co_leaders__isnull=False).distinct().prefetch_related("co_leaders"),
        "stand_in": stand_in, "co_leader": co_leader, "has_units": own.exists(), "on": today_of(request),
    }  # fmt: skip
    return render(request, "line/sharing.html", context, status=400 if request.method == "POST" else 200)


def _own_units(leader: Person) -> QuerySet[Unit]:
    """Units at or below the leader's own in which nobody is outside the leader's line: sharing one shows nobody else's
    people."""
    if leader.unit is None:
        return Unit.objects.none()
    inside = Q(path__gte=_PATH, path__lt=Concat(_PATH, Value("~")))
    elsewhere = Person.objects.filter(is_active=True).exclude(pk=leader.pk)
    outside = elsewhere.exclude(lft__gt=leader.lft, lft__lt=leader.rgt)
    others = Exists(outside.filter(unit__in=Unit.objects.filter(inside).values("pk")))
    own = Unit.objects.filter(leader.unit.subtree()).exclude(others).order_by("path")
    return Unit.objects.filter(pk__in=list(own.values_list("pk", flat=True)[:MOST_UNITS])).order_by("path")


_PATH = OuterRef(OuterRef("path"))


def _deed(request: HttpRequest) -> str:
    return request.POST.get("deed", "")


def _done(
    request: HttpRequest, leader: Person, own: QuerySet[Unit], stand_in: StandInForm, co_leader: CoLeaderForm
) -> bool:
    said: dict[str, Any] = {"by": leader, "now": now_of(request)}
    if _deed(request) == "stand_in":
        return kept(request, stand_in, lambda given: _stand_in(leader, given, said), _("Noted. Both of you lead now."))
    if _deed(request) == "co_leader":
        return kept(request, co_leader, lambda given: _share(given, said), _("Noted. Both of you lead now."))
    if _deed(request) == "remove_stand_in":
        for row in StandIn.objects.filter(leader=leader, key__in=_keys(request, "key")):
            standins.remove(row, **said)
    elif _deed(request) == "remove_co_leader":
        person = Person.objects.filter(key__in=_keys(request, "person")).first()
        for unit in own.filter(key__in=_keys(request, "unit")) if person else ():
            units.unshare(unit, person=person, **said)
    return True


def _stand_in(leader: Person, given: dict[str, Any], said: dict[str, Any]) -> None:
    standins.set(leader, person=Person.objects.named(given["person"]), start=given["start"], end=given["end"], **said)


def _share(given: dict[str, Any], said: dict[str, Any]) -> None:
    units.share(given["unit"], person=Person.objects.named(given["person"]), **said)


def _keys(request: HttpRequest, name: str) -> list[UUID]:
    """The key that was sent under that name, if it is one."""
    try:
        return [UUID(request.POST.get(name, ""))]
    except ValueError:
        return []


urlpatterns = [path("line/sharing/", show, name="line_sharing")]
