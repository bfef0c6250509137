"""What a letter is written with: its recipient's language, clock and calendar, and the links that are theirs alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadership.accounts import links
from leadership.lib import spoken
from leadership.obligations.models import Obligation
from leadership.outreach.models import Delivery
from leadership.outreach.reading import Reading
from leadership.people.models import Organisation, Person

Values = dict[str, Any]
LINKS_LIVE = timedelta(days=90)
"""The longest a link works; what it may still do is decided by the state it then finds."""


class NothingToSay(Exception):
    """The letter has lost its cause while it was being written; `reason` is one of those in `causes`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Pen:
    """For one delivery at `now` (UTC). Days are those of the recipient; the active language is theirs as well."""

    delivery: Delivery
    now: datetime
    organisation: Organisation
    about: Obligation | None = None
    """What a letter that is not stored is about; else it is what its delivery says."""
    known: Reading | None = None
    """What was read for this letter together with others."""

    @property
    def read(self) -> Reading:
        """What the letter is written from, read for it alone where nobody has read it with others."""
        kept = vars(self)
        if kept["known"] is None:
            kept["known"] = Reading([self.delivery], now=self.now)
        reading: Reading = kept["known"]
        return reading

    @property
    def person(self) -> Person:
        return self.delivery.recipient

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.person.zone_info

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, value: date | None) -> str:
        """A day in words, nothing for no day."""
        return spoken.day(value, self.today) if value else ""

    def moment(self, start: datetime) -> str:
        """Weekday, date and time on the recipient's clock."""
        return spoken.moment(start, self.zone, self.today)

    def span(self, start: datetime, minutes: int) -> str:
        """Weekday, date, beginning and end on the recipient's clock."""
        return spoken.span(start, start + timedelta(minutes=minutes), self.zone, self.today)

    @cached_property
    def zone_name(self) -> str:
        return spoken.zone_name(self.zone)

    def link(self, purpose: str, about: str, start: datetime | None = None) -> str:
        """The address under which the recipient may do `purpose`, without signing in; the same in every copy. It works
        once the links of the reading are kept."""
        token, link = links.draft(
            person=self.person,
            purpose=purpose,
            object=links.about(about, start),
            key=self.delivery.key,
            now=self.delivery.made_at,
            expires_at=self.delivery.made_at + LINKS_LIVE,
        )
        self.read.links.append(link)
        return links.address(token)

    def page(self, path: str) -> str:
        """A page of the site, for those who are signed in."""
        return f"{settings.SITE_URL}{path}"

    @cached_property
    def only_the_pair(self) -> str:
        """Who can see this, for what concerns a pair."""
        return _between_the_two(self.organisation.name, get_language())


@lru_cache(maxsize=16)
def _between_the_two(organisation: str, language: str | None) -> str:
    return _("What you talk about stays between the two of you. %(org)s only sees that you met.") % {
        "org": organisation
    }
