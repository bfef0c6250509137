"""What goes into a person's feed: agreed talks with their times, and the days by which something is owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from leadership.calendars.feeds import Entry
from leadership.conversations.models import Conversation
from leadership.lib.instants import at_local
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web.cards import title_of

NOON = time(12)


def entries(person: Person, *, now: datetime, titles: bool, since: timedelta) -> list[Entry]:
    """Talks from `since` before `now` on, and open days to be heard by, in order. Texts in the active language.

    With `titles` a talk names the other one; otherwise it reads the same for whoever looks over a shoulder.
    """
    domain = settings.MAIL_FROM.rpartition("@")[2].rstrip("> ")
    return [*_talks(person, now - since, titles, domain), *_days(person, domain)]


def _talks(person: Person, since: datetime, titles: bool, domain: str) -> Iterator[Entry]:
    talks = Conversation.objects.visible_to(person).agreed().filter(start__gte=since)
    for talk in talks.select_related("member", "coach").order_by("start", "id"):
        other = talk.other(person).name
        yield Entry(
            uid=f"{talk.key}@{domain}",
            summary=_("Conversation with %(name)s") % {"name": other} if titles else _("Conversation"),
            stamped_at=talk.stamped_at or talk.booked_at or talk.made_at,
            start=talk.start,
            end=talk.end,
            sequence=talk.sequence,
            location=talk.place,
            url=settings.SITE_URL + reverse("conversation", args=[talk.key]),
        )


def _days(person: Person, domain: str) -> Iterator[Entry]:
    owed = Obligation.objects.of(person).filter(state="open").select_related("policy", "policy_version")
    for obligation in owed.order_by("due_on", "id"):
        yield Entry(
            uid=f"due-{obligation.key}@{domain}",
            summary=_("%(title)s: to be heard by today") % {"title": title_of(obligation)},
            stamped_at=at_local(obligation.opens_on, NOON, person.zone_info),
            day=obligation.due_on,
            url=settings.SITE_URL + reverse("why", args=[obligation.key]),
        )
