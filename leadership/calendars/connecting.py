"""Connecting a calendar kept elsewhere, and letting it go again. Nothing is read here; `refreshing` does that."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.calendars import caldav_account, google, graph, guard, oauth
from leadership.calendars.caldav_account import Found
from leadership.calendars.guard import Blocked, Guard
from leadership.calendars.models import Grant, Source
from leadership.calendars.oauth import Provider, Tokens
from leadership.calendars.rest import Api
from leadership.lib.lines import one_line
from leadership.lib.refusal import Refused, refuse
from leadership.outbox import facts
from leadership.people.models import Person

log = logging.getLogger(__name__)

MOST_SOURCES = 10
WRITE_SECONDS = 10.0
"""One request of a write may take so long: several of them stay below half a lease (docs/explanation/worker.md)."""

PROBLEMS = {
    "address": gettext_lazy("This is not an address of a calendar. Copy it from your calendar program."),
    "scheme": gettext_lazy("The address must begin with https://."),
    "port": gettext_lazy("The address names an unusual port; only the usual ones of the web are asked."),
    "private": gettext_lazy("The address lies inside a private network, which is not asked from here."),
    "redirects": gettext_lazy("The address leads on and on and never to a calendar."),
    "too_large": gettext_lazy("The calendar is larger than 10 MB. Choose one with fewer old events."),
    "too_slow": gettext_lazy("The server took too long to answer. We will try again."),
    "unreachable": gettext_lazy("The server did not answer. We will try again."),
    "refused": gettext_lazy("The server did not accept the user name and password, or the address has expired."),
    "gone": gettext_lazy("There is no calendar at this address any more."),
    "status": gettext_lazy("The server answered with an error. We will try again."),
    "not_a_calendar": gettext_lazy("What lies at this address is not a calendar."),
    "sub_daily": gettext_lazy("An event in it repeats many times within a day, which cannot be read."),
    "too_many": gettext_lazy("It holds more events than can be read."),
    "too_heavy": gettext_lazy("Reading it takes too long; an event in it repeats in a way that never ends."),
    "broken": gettext_lazy("An event in it cannot be understood."),
    "ended": gettext_lazy("You are not let in there any more. Connect it again."),
    "limited": gettext_lazy("We have asked too often. We will try again later."),
    "not_registered": gettext_lazy("This installation is not registered there, or wrongly; whoever runs it can help."),
    "moved": gettext_lazy("The address leads to another server than the password was given for. Connect it again."),
}
"""What went wrong with a calendar, for its owner; by the codes of `guard`, `freebusy` and `limited`."""


def our_guard(seconds: float = guard.MOST_SECONDS) -> Guard:
    """What this installation may fetch from (settings CALENDAR_NETWORKS, CALENDAR_PLAIN_HTTP), and how long one
    request may take in all."""
    return Guard(networks=settings.CALENDAR_NETWORKS, plain=settings.CALENDAR_PLAIN_HTTP, seconds=seconds)


def subscribe(person: Person, *, url: str, name: str, now: datetime) -> Source:
    """Connects the calendar file at `url`; it is read within the next pulse.

    Raises Refused for an address that may not be asked, one connected already, or one calendar too many.
    """
    address = _address(url)
    _check_guard("url", address)
    [source] = _keep(person, Source.Kind.ICS, [(address, name)], credentials=("", ""), now=now)
    return source


def connect(person: Person, *, where: str, username: str, password: str, now: datetime) -> list[Source]:
    """Connects every calendar of the CalDAV account at `where` (address, domain or mail address), asking the server
    for them first, outside any transaction. Raises Refused when there are none, or as `subscribe` does."""
    if "://" in where:
        _check_guard("where", where.strip())
    try:
        found = caldav_account.discover(where, username=username, password=password, guard=our_guard())
    except Blocked as blocked:
        raise refuse("where", where, str(PROBLEMS[blocked.code]), _("Check address, user name and password.")) from None
    calendars = [(one.url, one.name) for one in found]
    return _keep(person, Source.Kind.CALDAV, calendars, credentials=(username, password), now=now)


def granted(person: Person, *, provider: Provider, tokens: Tokens, now: datetime) -> list[Source]:
    """Connects every calendar of the account for which the person gave us leave; what was connected with an earlier
    leave goes on with the new one. Raises Refused when there is none, or one too many."""
    grant = Grant(person=person, provider=provider.name, refresh_token=tokens.refresh, access_token=tokens.access,
                  expires_at=now + timedelta(seconds=tokens.lasts), made_at=now)  # fmt: skip
    list_of = google.calendars if provider.name == "google" else graph.calendars
    try:
        found = list_of(Api(grant, guard=our_guard(), now=now))
    except Blocked as blocked:
        raise refuse("account", provider.name, str(PROBLEMS[blocked.code]), _("Try it once more.")) from None
    return _keep_granted(person, grant, found, now)


@transaction.atomic
def _keep_granted(person: Person, grant: Grant, found: list[Found], now: datetime) -> list[Source]:
    Person.objects.select_for_update().get(pk=person.pk)
    grant.save()
    mine = Source.objects.visible_to(person)
    known = {source.url: source for source in mine}
    again = mine.filter(pk__in=[known[one.url].pk for one in found if one.url in known])
    again.update(grant=grant, next_at=now, state=Source.State.WAITING, problem="", failures=0)
    fresh = [one for one in found if one.url not in known][: MOST_SOURCES - len(known)]
    made = [_make(now, person=person, kind=grant.provider, url=one.url, name=one.name, grant=grant) for one in fresh]
    Grant.objects.filter(person=person, sources__isnull=True).delete()
    if not (made or again):
        raise refuse("account", grant.provider, _("There is no calendar of yours in it."), _("Choose another account."))
    return [*again, *made]


def disconnect(source: Source, *, now: datetime, stayed: int = 0) -> None:
    """Forgets the calendar, its busy time and its password; with the last one of an account the leave is given back,
    unless the provider does not answer: it can be taken back there as well. `stayed` talks ahead are left in it."""
    grant = source.grant
    with transaction.atomic():
        _tell("calendar.disconnected", source, now=now, stayed=stayed)
        source.delete()
        last = grant is not None and not grant.sources.exists()
        if grant is not None and last:
            Grant.objects.filter(pk=grant.pk).delete()
    found = oauth.provider(grant.provider) if grant and last else None
    if grant and found:
        try:
            oauth.give_back(found, refresh=grant.refresh_token, guard=our_guard(WRITE_SECONDS))
        except Blocked as blocked:
            log.info("leave could not be given back", extra={"code": blocked.code})


@transaction.atomic
def _keep(
    person: Person, kind: str, calendars: list[tuple[str, str]], *, credentials: tuple[str, str], now: datetime
) -> list[Source]:
    Person.objects.select_for_update().get(pk=person.pk)
    known = {source.url for source in Source.objects.visible_to(person)}
    fresh = [(url, name) for url, name in calendars if url not in known]
    if not fresh:
        raise refuse("url", calendars[0][1], _("This calendar is connected already."), _("Take it away first."))
    if len(known) + len(fresh) > MOST_SOURCES:
        raise _too_many(len(known) + len(fresh))
    secrets = dict(zip(("username", "password"), credentials, strict=True))
    return [_make(now, person=person, kind=kind, url=url, name=name, **secrets) for url, name in fresh]


def _make(now: datetime, *, url: str, name: str, **values: Any) -> Source:
    called, origin = one_line(name)[:100] or _("My calendar"), guard.origin_of(url)
    times = {"made_at": now, "asked_at": now, "next_at": now}
    source = Source.objects.create(url=url, name=called, origin=origin, **values, **times)
    _tell("calendar.connected", source, now=now)
    return source


def _address(url: str) -> str:
    typed = url.strip()
    return "https://" + typed.removeprefix("webcal://") if typed.startswith("webcal://") else typed


def _check_guard(path: str, url: str) -> None:
    try:
        our_guard().check(url)
    except Blocked as blocked:
        raise refuse(
            path, url, str(PROBLEMS[blocked.code]), _("Write for example https://calendar.example.org/…")
        ) from None


def _too_many(count: int) -> Refused:
    message = _("That would be %(count)s calendars; %(most)s can be connected.") % {
        "count": count,
        "most": MOST_SOURCES,
    }
    return refuse("url", count, message, _("Take away one you do not need."))


def _tell(kind: str, source: Source, *, now: datetime, **data: int) -> None:
    person, said = source.person.key, {"kind": source.kind, **data}
    facts.write(kind, at=now, actor=person, subject=person, object=f"calendar:{source.key}", data=said)
