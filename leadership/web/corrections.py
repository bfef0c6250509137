"""`/people/<key>/talks/`: HR takes back a talk that was noted as held by mistake. Looking here leaves a trace.

HR sees when a talk was and what kind, not with whom; the reason is one of four words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.conversations import holding
from leadership.conversations.models import Conversation, credit_date
from leadership.lib.refusal import Refused
from leadership.outbox import facts
from leadership.people.models import Person
from leadership.web import spoken
from leadership.web.hr import hr_of, say_refusals
from leadership.web.reader import now_of, today_of
from leadership.web.talklines import type_title

BACK = timedelta(days=400)
REASONS = {
    "not_held": gettext_lazy("It did not happen"),
    "wrong_person": gettext_lazy("It was noted for the wrong people"),
    "other_day": gettext_lazy("It was on another day"),
    "noted_twice": gettext_lazy("It was noted twice"),
}


@dataclass(frozen=True)
class Held:
    """One talk as HR sees it: its day, its kind, and for how many rhythms it counts."""

    key: UUID
    title: str
    note: str


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, key: UUID) -> HttpResponse:
    """The talks of one member noted as held; POST `deed=correct conversation= reason=` takes one back."""
    reader = hr_of(request)
    person = get_object_or_404(Person.objects.visible_to(reader), key=key)
    if request.method == "POST":
        return _correct(request, reader, person)
    if request.method == "GET":
        facts.write("person.talks_read", at=now_of(request), actor=reader.key, subject=person.key)
    talks = _held(request, person)
    context = {"person": person, "talks": [_line(request, talk) for talk in talks[:50]], "reasons": REASONS.items()}
    return render(request, "corrections/index.html", context)


def _correct(request: HttpRequest, reader: Person, person: Person) -> HttpResponse:
    talk = get_object_or_404(_held(request, person), key=_key(request.POST.get("conversation", "")))
    try:
        holding.void(talk, by=reader, now=now_of(request), reason=request.POST.get("reason", ""))
    except Refused as refused:
        say_refusals(request, refused)
    else:
        messages.success(request, _("Corrected. What it had counted for is open again where there is still time."))
    return redirect("corrections", person.key)


def _held(request: HttpRequest, person: Person) -> QuerySet[Conversation]:
    talks = Conversation.objects.held().filter(member=person, start__gte=now_of(request) - BACK)  # type: ignore[attr-defined]
    found: QuerySet[Conversation] = talks.select_related("member", "coach", "type").order_by("-start", "-pk")
    return found


def _line(request: HttpRequest, talk: Conversation) -> Held:
    counted = talk.credits.filter(withdrawn_at=None).count()
    note = _("Counts for no rhythm") if not counted else _("Counts for what a rhythm asks")
    return Held(talk.key, spoken.weekday(credit_date(talk), today_of(request)), f"{type_title(talk.type)} · {note}")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("people/<uuid:key>/talks/", index, name="corrections")]
