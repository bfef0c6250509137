"""What every page has around it: organisation, navigation by role, the demo's clock."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadership.conversations import pulse
from leadership.lib.statements import Reading, one, somebody
from leadership.obligations.models import Obligation
from leadership.outreach import inbox
from leadership.people.models import CoachProfile, Organisation, Person, Pool, StandIn, Unit
from leadership.web.reader import now_of, reader_of, today_of

ALSO_THERE = {"/rhythms/": ("/proposals/", "/reviews/")}
"""Pages that lie under another place of the navigation."""
LANGUAGE_NAMES = (("en", "English"), ("sv", "Svenska"))


@dataclass(frozen=True)
class NavItem:
    """One place to go; `current` when the page shown lies there."""

    url: str
    icon: str
    label: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the page shell."""
    person = getattr(request, "user", None)
    context = {
        "demo": settings.DEMO,
        "clock_note": _clock_note(request) if settings.DEMO else "",
        "language_url": reverse("language"),
        "language_choices": LANGUAGE_NAMES,
    }
    if not isinstance(person, Person):
        return context | {"organisation_name": Organisation.current().name}
    organisation = organisation_of(request)
    return context | {
        "organisation_name": organisation.name,
        "nav": _nav(request, person, organisation),
        "menu": [_item(request, reverse("me"), "user-round", _("About me"))],
    }


def _clock_note(request: HttpRequest) -> str:
    shown = date_format(localtime(now_of(request)), "l j F Y H:i")
    return _("The demonstration's clock shows %(time)s.") % {"time": shown}


def organisation_of(request: HttpRequest) -> Any:
    """The organisation's row, with what decides the navigation of whoever is signed in and the quarter in which they
    were last asked how it goes: one query for all of it, whoever asks first."""
    kept = vars(request)
    if "organisation" not in kept:
        found = AROUND.first(reader_of(request).pk, today_of(request), now_of(request) - inbox.KEPT)
        kept["organisation"] = found or Organisation.current()
    return kept["organisation"]


def _around(person: Any, on: Any, since: Any) -> QuerySet[Organisation]:
    standing_in = StandIn.objects.filter(Q(end__isnull=True) | Q(end__gte=on), person=person, start__lte=on)
    unread = inbox.unread(person, since)
    return Organisation.objects.annotate(
        has_reports=Exists(Person.objects.filter(manager=person, is_active=True)),
        stands_in=Exists(standing_in),
        co_leads=Exists(Unit.co_leaders.through.objects.filter(person_id=person.pk)),
        has_profile=Exists(CoachProfile.objects.filter(person=person)),
        owns_pool=Exists(Pool.objects.filter(owner=person)),
        is_chosen=Exists(Obligation.objects.live().filter(coach=person)),
        asked_in=Subquery(pulse.last_turn(person)),
        unread=Subquery(unread.order_by().values("recipient").annotate(n=Count("pk")).values("n")),
    )


AROUND = Reading(_around, somebody, one, one)


def _nav(request: HttpRequest, person: Person, organisation: Any) -> list[NavItem]:
    leads = any(getattr(organisation, name, False) for name in ("has_reports", "stands_in", "co_leads"))
    coaches = any(getattr(organisation, name, False) for name in ("has_profile", "is_chosen"))
    unread = getattr(organisation, "unread", 0)
    finds = getattr(organisation, "owns_pool", False) and not person.is_hr
    offered = [
        (True, "/", "house", _("Home")),
        (True, "/notices/", "bell", _("Notices (%(n)d)") % {"n": unread} if unread else _("Notices")),
        (leads, "/line/", "users-round", _("My line")),
        (coaches, "/coach/", "messages-square", _("As a coach")),
        (finds, "/finding/", "user-round-search", _("Find a coach")),
        (True, "/rhythms/", "repeat", _("Rhythms")),
        (True, "/figures/", "chart-no-axes-column", _("Figures")),
        (person.is_hr, "/people/", "contact-round", _("People")),
        (person.is_hr or person.is_admin, "/delivery/", "mail-check", _("Delivery")),
    ]
    return [_item(request, url, icon, label) for shown, url, icon, label in offered if shown]


def _item(request: HttpRequest, url: str, icon: str, label: str) -> NavItem:
    under = (url, *ALSO_THERE.get(url, ()))
    here = request.path == url or (url != "/" and request.path.startswith(under))
    return NavItem(url, icon, label, here)
