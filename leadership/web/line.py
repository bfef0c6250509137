"""`/line/`: a leader's own status first, then who in the line is still to be heard, the longest waiting first."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.conversations import eligibility
from leadership.insights import line
from leadership.insights.linepages import CAP
from leadership.lib.refusal import Refused
from leadership.obligations import asking, standing
from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing
from leadership.people import absences, persons
from leadership.people.models import Person
from leadership.people.persons import line_of
from leadership.web import cards, line_filters, line_units
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of, status_of

PAGE = 20
DAY = {"type": "date"}


class AwayForm(forms.Form):
    """First and last day away; never why."""

    start = forms.DateField(label=gettext_lazy("First day away"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("Last day away"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Leave it empty when you do not know yet."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The dashboard; an address that makes no sense is told so on the page. 404 for those who lead nobody."""
    leader, on = reader_of(request), today_of(request)
    if request.method == "POST":
        return _ask(request, leader, on)
    asked = line_filters.read(request.GET)
    found = line.dashboard(leader, on=on, after=asked.after, limit=PAGE, filters=asked.filters)
    if not found.counts and not _line(leader, on).exists():
        raise Http404
    may_offer = eligibility.open_to(leader, [row.obligation for row in found.rows if not row.time_is_set])
    context = {
        "found": found, "on": on, "may_offer": may_offer, "own_words": _own(found.own), "cap": CAP, "asked": asked,
        "hints": [*asked.hints, *line_filters.late_hints(asked, found)],
        "choices": line_filters.choices(asked, found), "next_url": asked.url(after=str(found.after)),
        "units": line_units.menu(leader, persons.line(leader, on=on), asked.said) if asked.is_open else None,
        "stats": {state: asked.url(state=state) for state in line_filters.STATES},
    }  # fmt: skip
    return render(request, "line/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest, key: UUID) -> HttpResponse:
    """Notes days away of somebody in the line; 404 for everyone else."""
    leader, on = reader_of(request), today_of(request)
    person = get_object_or_404(_line(leader, on), key=key)
    form, problem, status = AwayForm(request.POST if request.method == "POST" else None), "", 200
    if request.method == "POST" and form.is_valid():
        try:
            absences.note(person, **form.cleaned_data, by=leader, now=now_of(request))
        except Refused as refused:
            problem, status = sentence_of(refused), status_of(refused)
        else:
            noted = _("Noted. %(name)s is asked nothing meanwhile, and the days to be heard by move with it.")
            messages.success(request, noted % {"name": person.given_name})
            return redirect("line")
    status = 400 if request.method == "POST" and form.errors else status
    return render(request, "line/away.html", {"person": person, "form": form, "problem": problem}, status=status)


def _own(stand: Standing | None) -> str:
    return cards.due_words(stand.obligation, stand.timeliness, stand.on) if stand else ""


def _line(leader: Person, on: date) -> QuerySet[Person]:
    people: QuerySet[Person] = Person.objects.in_line_of(leader, on=on)
    return people.filter(is_active=True)


def _ask(request: HttpRequest, leader: Person, on: date) -> HttpResponse:
    """ "Ask what would help": one kind letter to the member, whoever of those who lead comes first."""
    owed = line.owed_in(line_of(leader, on=on, prefix="person__"), leader).open().select_related("person")
    obligation = get_object_or_404(owed, key=_key(request.POST.get("obligation", "")))
    name = {"name": obligation.person.given_name}
    if obligation.state == Obligation.State.BOOKED:
        messages.info(request, _("A time has been set with %(name)s meanwhile.") % name)
    elif standing.of(obligation, on).timeliness == "planned":
        messages.info(request, _("The talk of %(name)s is planned for later; there is nothing to ask yet.") % name)
    elif not asking.ask_once(obligation, by=leader, now=now_of(request), lately=line.LATELY):
        messages.info(request, _("%(name)s has been asked lately what would help; that goes for all who lead.") % name)
    else:
        messages.success(request, _("%(name)s gets a short letter that asks what would help.") % name)
    return redirect("line")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("line/", show, name="line"), path("line/away/<uuid:key>/", away, name="line_away")]
