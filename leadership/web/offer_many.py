"""`/line/offers/`: a leader offers three times to everyone ticked, and reads who got some and why others did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import eligibility, offering_many
from leadership.conversations.offering_many import Outcome
from leadership.obligations.models import LIVE, Obligation
from leadership.people.models import Person
from leadership.web import talklines
from leadership.web.offering import WITH
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.telling import sentence_of

MOST_AT_ONCE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def offer_many(request: HttpRequest) -> HttpResponse:
    """Three times each to everyone ticked (`tick=<obligation>`); the page says who got some, and why not the others.
    Without anybody ticked, and for a plain look, the line is the place. 404 for those who lead nobody."""
    leader, on = reader_of(request), today_of(request)
    if not Person.objects.in_line_of(leader, on=on).exists():
        raise Http404
    rows = _ticked_rows(request, leader, on)
    if request.method != "POST" or not rows:
        if request.method == "POST":
            messages.warning(request, _("Nobody was ticked. Tick those who shall get times from you."))
        return redirect("line")
    outcomes = offering_many.offer_to_all(rows, by=leader, now=now_of(request))
    lines = [Line(outcome, leader, now_of(request)) for outcome in outcomes]
    context = {"offered": [line for line in lines if line.got], "others": [line for line in lines if not line.got]}
    return render(request, "offer_many/index.html", context)


@dataclass(frozen=True)
class Line:
    """One person on the page of results."""

    outcome: Outcome
    leader: Person
    now: datetime

    @property
    def person(self) -> Person:
        return self.outcome.obligation.person

    @property
    def got(self) -> bool:
        return self.outcome.talk is not None

    @property
    def note(self) -> str:
        """The times, by the leader's clock; or why there are none."""
        if self.outcome.refused is not None:
            return sentence_of(self.outcome.refused)
        assert self.outcome.talk is not None
        times = " · ".join(time.label for time in talklines.offered_times(self.outcome.talk, self.leader, self.now))
        return _("These times are with them already: %(times)s") % {"times": times} if self.outcome.before else times

    @property
    def url(self) -> str:
        """The offer; for those without one, the page on which times can be picked by hand."""
        if self.outcome.talk is not None:
            return reverse("conversation", args=[self.outcome.talk.key])
        return reverse("offer", args=[self.outcome.obligation.key])


def _ticked_rows(request: HttpRequest, leader: Person, on: date) -> list[Obligation]:
    """What was ticked, as far as the leader may offer times for it; the rest does not exist for them."""
    keys = [key for text in request.POST.getlist("tick")[:MOST_AT_ONCE] if (key := _key(text))]
    visible = Obligation.objects.visible_to(leader, on=on).exclude(person=leader)
    rows = list(visible.filter(key__in=keys, state__in=LIVE).select_related(*WITH))
    may = eligibility.open_to(leader, rows) if rows else set()
    return [row for row in rows if row.coach_id == leader.pk or row.pk in may]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("line/offers/", offer_many, name="offer_many")]
