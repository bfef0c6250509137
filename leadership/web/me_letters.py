"""What a person decides about letters: POSTs of the part of `/me/` that says how letters reach them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leadership.outreach import preferences
from leadership.web import me
from leadership.web.reaching import LettersForm
from leadership.web.reader import now_of, reader_of
from policies.models import Policy


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Keeps what comes by mail and on which day."""
    form = LettersForm(request.POST)
    if not form.is_valid():
        return me.page(request, letters=form, status=400)
    preferences.keep(reader_of(request), now=now_of(request), **form.cleaned_data)
    messages.success(request, _("Kept."))
    return _back()


@require_POST
def seldom(request: HttpRequest, key: str) -> HttpResponse:
    """`deed=less_often` or `as_usual` for one voluntary rhythm; a compulsory one cannot be asked for less."""
    reader, now = reader_of(request), now_of(request)
    policy = get_object_or_404(Policy.objects.visible_to(reader), key=key)
    if request.POST.get("deed") == "as_usual":
        preferences.ask_as_usual(reader, policy, now=now)
        messages.success(request, _("You are asked every time again."))
    elif request.POST.get("deed") == "less_often":
        preferences.ask_less_often(reader, policy, now=now)
        messages.success(request, _("You are asked every other time, and not reminded."))
    return _back()


def _back() -> HttpResponse:
    return redirect(f"{reverse('me')}#letters")


urlpatterns = [
    path("me/letters/", letters, name="me_letters"),
    path("me/letters/<slug:key>/", seldom, name="me_seldom"),
]
