"""Chat: where it reaches me (POST of a part of `/me/`), and the organisation's own webhooks (`/chat/`).

An address is a secret: once kept it is never shown again, only that there is one.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from leadership.lib.refusal import Refused
from leadership.outreach import chat
from leadership.outreach.models import ChatPlace
from leadership.people.models import Person
from leadership.web import me
from leadership.web.hr import add_refusals
from leadership.web.reaching import ChatForm
from leadership.web.reader import now_of, reader_of


class SharedForm(forms.Form):
    """The organisation's own webhook: of the one service whose webhook reaches people by name."""

    service = forms.CharField(initial=ChatPlace.Service.MATTERMOST, widget=forms.HiddenInput)
    address = forms.CharField(
        label=gettext_lazy("Webhook address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text=gettext_lazy("Kept encrypted, and never shown again."),
    )


@require_POST
def mine(request: HttpRequest) -> HttpResponse:
    """`deed=keep` or `forget`: where chat reaches the reader."""
    reader, now = reader_of(request), now_of(request)
    if request.POST.get("deed") == "forget":
        chat.forget(reader, by=reader, now=now)
        messages.success(request, _("No more chat messages."))
        return _back()
    form = ChatForm(request.POST)
    if not form.is_valid() or not _kept(form, reader, request):
        return me.page(request, chat=form, status=400)
    messages.success(request, _("Kept. The next letter is announced there."))
    return _back()


@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest) -> HttpResponse:
    """For HR and the technical administrator: which services have a webhook of the organisation."""
    reader, now = reader_of(request), now_of(request)
    if not (reader.is_hr or reader.is_admin):
        raise Http404
    form = SharedForm(request.POST or None)
    if request.method == "POST" and request.POST.get("deed") == "forget":
        chat.forget_shared(request.POST.get("service", ""), by=reader, now=now)
        messages.success(request, _("Taken away."))
        return redirect("chat")
    if request.method == "POST" and form.is_valid() and _kept(form, None, request):
        messages.success(request, _("Kept."))
        return redirect("chat")
    kept = ChatPlace.objects.filter(person__isnull=True).order_by("service")
    status = 400 if form.errors else 200
    return render(request, "chat/index.html", {"form": form, "kept": kept}, status=status)


def _kept(form: forms.Form, person: Person | None, request: HttpRequest) -> bool:
    said: dict[str, Any] = {"handle": "", "says_subject": False, **form.cleaned_data}
    try:
        chat.keep(person, by=reader_of(request), now=now_of(request), **said)
    except Refused as refused:
        add_refusals(form, refused)
        return False
    return True


def _back() -> HttpResponse:
    return redirect(f"{reverse('me')}#chat")


urlpatterns = [path("me/chat/", mine, name="me_chat"), path("chat/", shared, name="chat")]
