"""My calendars: those kept elsewhere, read for busy time, and the feed that shows one's own talks elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from leadership.calendars import connecting, feeds, leaving, oauth, refreshing
from leadership.calendars.models import Feed, Source
from leadership.lib.refusal import Refused
from leadership.outreach import copies
from leadership.people import clock
from leadership.people.models import Person
from leadership.web import feedlines, spoken
from leadership.web.reader import now_of, reader_of
from leadership.web.telling import sentence_of, status_of

SHOWN_ONCE = "feed_secret"
HISTORY = timedelta(days=90)


class SubscribeForm(forms.Form):
    """An address that a calendar program gives out."""

    url = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The secret address in iCal format, from the settings of your calendar. It ends in .ics."
        ),
    )
    name = forms.CharField(label=gettext_lazy("What you call it"), max_length=100, required=False)


class ConnectForm(forms.Form):
    """A CalDAV account; its password is kept encrypted and used for that server alone."""

    where = forms.CharField(
        label=gettext_lazy("Server or mail address"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Such as https://calendar.example.org/ or anna@example.org."),
    )
    username = forms.CharField(
        label=gettext_lazy("User name there"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("An app password is best: one that you can take back alone."),
    )


class FeedForm(forms.Form):
    """How much the feed says."""

    titles = forms.BooleanField(
        label=gettext_lazy("Say who I talk with"),
        required=False,
        help_text=gettext_lazy("Otherwise every talk reads “Conversation”, also for those who share your calendar."),
    )


@dataclass(frozen=True)
class Shown:
    """One connected calendar in words."""

    source: Source
    note: str
    problem: str
    tone: str
    ahead: int = 0
    """How many talks still stand in a calendar that is on its way out."""


@sensitive_post_parameters("password", "url")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """All of one's calendars; what is posted names its `deed`."""
    if request.method != "POST":
        refreshing.ask([reader_of(request)], now=now_of(request))
        return _page(request)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return _page(request, status=400)
    return deed(request)


def _subscribe(request: HttpRequest) -> HttpResponse:
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _page(request, subscribe=form, status=400)
    try:
        connecting.subscribe(reader_of(request), **form.cleaned_data, now=now_of(request))
    except Refused as refused:
        return _refused(request, "subscribe", form, refused)
    messages.success(request, _("Connected. It is read within a minute; only busy or free is kept."))
    return redirect("calendars")


def _connect(request: HttpRequest) -> HttpResponse:
    form = ConnectForm(request.POST)
    if not form.is_valid():
        return _page(request, connect=form, status=400)
    try:
        found = connecting.connect(reader_of(request), **form.cleaned_data, now=now_of(request))
    except Refused as refused:
        return _refused(request, "connect", form, refused)
    said = _("Connected: %(names)s. They are read within a minute; only busy or free is kept.")
    messages.success(request, said % {"names": ", ".join(source.name for source in found)})
    return redirect("calendars")


def _refused(request: HttpRequest, name: str, form: forms.Form, refused: Refused) -> HttpResponse:
    form.add_error(None, sentence_of(refused))
    return _page(request, status=status_of(refused), **{name: form})


def _read(request: HttpRequest) -> HttpResponse:
    source = _own(request)
    Source.objects.filter(pk=source.pk).update(asked_at=now_of(request))
    messages.success(request, _("It is read again within a minute."))
    return redirect("calendars")


def _disconnect(request: HttpRequest) -> HttpResponse:
    """Where talks ahead were written into it, its owner says first what becomes of them: `talks=take_out` or `stay`."""
    source, now, talks = _own(request), now_of(request), request.POST.get("talks", "")
    there = leaving.ahead(source, now=now)
    if there and talks == "take_out":
        copies.leave(source, now=now)
        messages.success(request, _("Your talks are being taken out of “%(name)s”; then it is gone.") % _named(source))
        return redirect("calendars")
    if there and talks != "stay":
        return redirect(f"{reverse('calendars')}?leave={source.key}#leave")
    connecting.disconnect(source, now=now, stayed=there)
    said = _("Taken away, with all that was kept of it.")
    messages.success(request, f"{said} {_stayed(there)}" if there else said)
    return redirect("calendars")


def _named(source: Source) -> dict[str, str]:
    return {"name": source.name}


def _stayed(count: int) -> str:
    said = ngettext(
        "%(n)d talk ahead still stands in that calendar.", "%(n)d talks ahead still stand in that calendar.", count
    )
    return said % {"n": count}


def _choose(request: HttpRequest) -> HttpResponse:
    source = _own(request)
    if not source.can_take_talks:
        raise Http404
    copies.choose(source, now=now_of(request))
    messages.success(request, _("Your talks are written into “%(name)s” from now on.") % {"name": source.name})
    return redirect("calendars")


def _stop(request: HttpRequest) -> HttpResponse:
    source = _own(request)
    copies.stop(source, now=now_of(request))
    messages.success(request, _("No more talks are written into “%(name)s”.") % {"name": source.name})
    return redirect("calendars")


def _own(request: HttpRequest) -> Source:
    return _source(request, request.POST.get("source", ""))


def _source(request: HttpRequest, key: str) -> Source:
    try:
        return get_object_or_404(Source.objects.visible_to(reader_of(request)), key=key)
    except ValidationError:
        raise Http404 from None


def _make_feed(request: HttpRequest) -> HttpResponse:
    form = FeedForm(request.POST)
    titles = form.is_valid() and form.cleaned_data["titles"]
    request.session[SHOWN_ONCE] = feeds.make(reader_of(request), now=now_of(request), titles=titles)
    return redirect(reverse("calendars") + "#feed")


def _end_feed(request: HttpRequest) -> HttpResponse:
    feeds.end(reader_of(request), now=now_of(request))
    messages.success(request, _("The address opens nothing any more."))
    return redirect("calendars")


DEEDS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "subscribe": _subscribe,
    "connect": _connect,
    "read": _read,
    "disconnect": _disconnect,
    "choose": _choose,
    "stop": _stop,
    "feed": _make_feed,
    "feed_end": _end_feed,
}


def _page(request: HttpRequest, *, status: int = 200, **shown: forms.Form) -> HttpResponse:
    reader, now = reader_of(request), now_of(request)
    secret = request.session.pop(SHOWN_ONCE, "") if request.method == "GET" else ""
    feed = Feed.objects.filter(person=reader).first()
    context = {
        "sources": [_in_words(source, reader, now) for source in Source.objects.visible_to(reader)],
        "leave": _asked_about(request, now),
        "subscribe": shown.get("subscribe") or SubscribeForm(),
        "connect": shown.get("connect") or ConnectForm(),
        "providers": oauth.offered(),
        "feed": feed,
        "feed_form": FeedForm(initial={"titles": bool(feed and feed.titles)}),
        "feed_url": settings.SITE_URL + reverse("feed", args=[secret]) if secret else "",
    }
    return render(request, "calendars/index.html", context, status=status)


def _asked_about(request: HttpRequest, now: datetime) -> Shown | None:
    """The calendar about to be taken away, while talks ahead stand in it."""
    key = request.GET.get("leave", "")
    source = _source(request, key) if key else None
    there = leaving.ahead(source, now=now) if source and source.leaving_at is None else 0
    return Shown(source, "", "", "", there) if source and there else None


def _in_words(source: Source, reader: Person, now: datetime) -> Shown:
    kind = source.get_kind_display()
    if source.fetched_at is None:
        note = _("%(kind)s · not read yet") % {"kind": kind}
    else:
        read_at = spoken.moment(source.fetched_at, reader.zone_info)
        note = _("%(kind)s · as of %(when)s") % {"kind": kind, "when": read_at}
    problem = str(connecting.PROBLEMS.get(source.problem, "")) if source.state == Source.State.FAILING else ""
    tone = {"waiting": "quiet", "read": "good", "failing": "attention"}[source.state]
    there = leaving.ahead(source, now=now) if source.leaving_at else 0
    return Shown(source, note, problem, tone, there)


@login_not_required
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Own talks and the days to be heard by, for a calendar program that knows the address."""
    found = feeds.of_secret(secret)
    if found is None:
        raise Http404
    with override(found.person.language):
        entries = feedlines.entries(found.person, now=clock.now(), titles=found.titles, since=HISTORY)
        body = feeds.render(entries, name=_("My conversations"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="heard.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


urlpatterns = [
    path("me/calendars/", show, name="calendars"),
    path("feeds/<str:secret>.ics", feed, name="feed"),
]
