"""`/conversations/<key>/afterwards/` and `/pulse/`: a question or two after a talk, and once a quarter how it goes.

Each is voluntary, "not this time" is the way out, and nobody is asked twice. No address, message or log ever holds an
answer; looking (GET) changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from leadership.conversations import pulse
from leadership.conversations.models import VALUES, Asked, Conversation
from leadership.conversations.models.pulse import LESS, MORE, NO, PARTLY, SAME, YES
from leadership.conversations.pulse import Open
from leadership.lib.refusal import Refused, refuse
from leadership.people.models import Organisation, Person
from leadership.web import talklines
from leadership.web.reader import now_of, reader_of
from leadership.web.shell import organisation_of
from leadership.web.telling import sentence_of, status_of

LABELS: Mapping[Asked, Mapping[int, Any]] = {
    Asked.SUPPORT: {value: str(value) for value in VALUES[Asked.SUPPORT]},
    Asked.WORTH: {YES: gettext_lazy("Yes"), PARTLY: gettext_lazy("Partly"), NO: gettext_lazy("No")},
    Asked.CHANGE: {LESS: gettext_lazy("less"), SAME: gettext_lazy("the same"), MORE: gettext_lazy("more")},
}
"""The answers in the order they stand in."""
DEEDS = ("answer", "aside")


@dataclass(frozen=True)
class Choice:
    """One answer to press."""

    value: int
    label: str


@dataclass(frozen=True)
class Shown:
    """One question as it stands on a page."""

    name: str
    words: str
    choices: Sequence[Choice]
    ends: str = ""
    """What the ends of a scale mean; a scale has nothing but numbers."""


@require_http_methods(["GET", "HEAD", "POST"])
def after(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the reader is asked about one of their talks; POST `deed=answer` or `aside`."""
    reader, now = reader_of(request), now_of(request)
    mine = Conversation.objects.visible_to(reader).select_related("member", "coach", "type")
    talk = get_object_or_404(mine, key=key)
    opens = pulse.open_after(talk, reader, now=now, organisation=organisation_of(request))
    context = {
        "talk": talk,
        "title": talklines.type_title(talk.type),
        "other": talk.other(reader),
        "when": talklines.when(talk, reader, now),
        "is_held": talk.state in pulse.HELD,
    }
    if request.method != "POST":
        return _page(request, opens, context)
    return _taken(request, opens, context, talk, then=reverse("conversation", args=[talk.key]))


@require_http_methods(["GET", "HEAD", "POST"])
def quarterly(request: HttpRequest) -> HttpResponse:
    """How it goes compared with a quarter ago, without a talk; POST `deed=answer` or `aside`."""
    opens = about_the_quarter(request)
    if request.method != "POST":
        return _page(request, opens, {})
    return _taken(request, opens, {}, None, then=reverse("home"))


def about_the_quarter(request: HttpRequest) -> list[Open]:
    """What the reader may be asked without a talk; no query of its own."""
    organisation = organisation_of(request)
    last = getattr(organisation, "asked_in", None)
    is_open = pulse.quarter_is_open(reader_of(request), now=now_of(request), organisation=organisation, last=last)
    return [Open(Asked.CHANGE)] if is_open else []


def form_of(opens: Iterable[Open], organisation: Organisation) -> dict[str, Any]:
    """What `pulse/_form.html` shows: nothing where nothing is asked."""
    note = _("Your answer is stored without your name and shown only when at least %(n_min)s people have answered.")
    return {
        "pulse_questions": [_shown(one.question) for one in opens],
        "pulse_note": note % {"n_min": organisation.n_min},
    }


def take(said: QueryDict, opens: Sequence[Open], *, by: Person, now: datetime, talk: Conversation | None = None) -> str:
    """Does what was pressed and says so; what was asked and left blank is put aside with it. Raises Refused."""
    asked = [str(one.question) for one in opens]
    if said.get("deed") == "aside":
        pulse.put_aside(asked, by=by, now=now, talk=talk)
        return _("All right, not this time.")
    answers = {str(question): _value(str(said[question])) for question in Asked if said.get(question)}
    if not answers:
        raise refuse("answer", "", _("Nothing is chosen yet."), _("Choose an answer, or press “Not this time”."))
    counted, before = pulse.answer(answers, by=by, now=now, talk=talk, aside=asked)
    if before and not counted:
        return _("You have had your say this quarter already. It counts once.")
    return ngettext(
        "Thank you. Your answer is counted, without your name.",
        "Thank you. Your answers are counted, without your name.",
        len(counted),
    )


def _shown(question: Asked) -> Shown:
    words = {
        Asked.SUPPORT: _("“I got the support I needed”"),
        Asked.WORTH: _("Was it worth your time?"),
        Asked.CHANGE: _("Compared with a quarter ago I get … support"),
    }
    choices = [Choice(value, str(label)) for value, label in LABELS[question].items()]
    ends = _("1 is not at all, 5 is entirely.") if question == Asked.SUPPORT else ""
    return Shown(question, words[question], choices, ends)


def _value(text: str) -> int:
    """The number pressed; what is none is no answer to anything."""
    return int(text) if text in {str(value) for values in VALUES.values() for value in values} else 0


def _taken(
    request: HttpRequest, opens: Sequence[Open], context: dict[str, Any], talk: Conversation | None, *, then: str
) -> HttpResponse:
    try:
        said = take(request.POST, opens, by=reader_of(request), now=now_of(request), talk=talk)
    except Refused as refused:
        return _page(request, opens, context, refused)
    messages.success(request, said)
    return redirect(then)


def _page(
    request: HttpRequest, opens: Sequence[Open], context: dict[str, Any], refused: Refused | None = None
) -> HttpResponse:
    problem = sentence_of(refused) if refused else ""
    shown = {**context, **form_of(opens, organisation_of(request)), "problem": problem}
    return render(request, "pulse/index.html", shown, status=status_of(refused) if refused else 200)


urlpatterns = [
    path("conversations/<uuid:key>/afterwards/", after, name="pulse_after"),
    path("pulse/", quarterly, name="pulse"),
]
