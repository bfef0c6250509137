"""`/me/not-with/`: whom the reader would rather not have a talk with. Their own page; nobody else ever learns of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import not_with
from leadership.conversations.models import NotWith
from leadership.people.models import Person
from leadership.web import limits
from leadership.web.reader import now_of, reader_of

SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The list; `?words=` looks for colleagues; POST `deed=say` or `take_back`, `person=<key>`."""
    reader = reader_of(request)
    if request.method == "POST":
        return _act(request, reader)
    words = request.GET.get("words", "").strip()[:100]
    if words and limits.too_many(request, "search"):
        return render(request, "429.html", status=429)
    said = list(NotWith.objects.visible_to(reader).select_related("other").order_by("pk"))  # type: ignore[attr-defined]
    found = _found(reader, words, [row.other_id for row in said]) if words else []
    return render(request, "not_with/index.html", {"said": said, "words": words, "found": found})


def _act(request: HttpRequest, reader: Person) -> HttpResponse:
    other = get_object_or_404(_colleagues(reader), key=_key(request.POST.get("person", "")))
    name = {"name": other.given_name}
    if request.POST.get("deed") == "take_back":
        not_with.take_back(reader, other)
        messages.success(request, _("You may be brought together with %(name)s again.") % name)
    else:
        not_with.say(reader, other, now=now_of(request))
        messages.success(request, _("You are not brought together with %(name)s. Only you know.") % name)
    return redirect("not_with")


def _found(reader: Person, words: str, besides: list[int]) -> list[Person]:
    people = _colleagues(reader).filter(is_active=True).exclude(pk__in=besides)
    for word in words.split():
        people = people.filter(given_name__icontains=word) | people.filter(family_name__icontains=word)
    return list(people.order_by("given_name", "family_name")[:SHOWN])


def _colleagues(reader: Person):  # type: ignore[no-untyped-def]
    return Person.objects.visible_to(reader).exclude(pk=reader.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("me/not-with/", show, name="not_with")]
