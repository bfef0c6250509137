"""What the leader's page says about a person still to be heard."""

from datetime import date

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from leadership.insights.line import Waiting
from leadership.web import spoken

register = template.Library()


@register.simple_tag
def heard_words(day: date | None, on: date) -> str:
    """ "Last heard 12 May"; the year is said when it is another one than that of `on`."""
    return _("Last heard %(day)s") % {"day": spoken.day(day, on)} if day else _("Not heard yet")


@register.simple_tag
def waiting_words(waiting: Waiting, on: date) -> str:
    """When last heard, which talk, by when, and whether a time is set: all a leader may know."""
    title = waiting.obligation.policy_version.title(get_language() or "en")
    return " · ".join(said for said in (heard_words(waiting.last_heard, on), title, _when(waiting, on)) if said)


@register.filter
def leader_state(waiting: Waiting) -> str:
    """The state as far as a leader may know it: whether a time is set."""
    return "booked" if waiting.time_is_set else "open"


@register.filter
def leader_chip(waiting: Waiting) -> str:
    """The chip: a set time counts more than the calendar."""
    return "booked" if waiting.time_is_set else waiting.timeliness


def _when(waiting: Waiting, on: date) -> str:
    if waiting.time_is_set or waiting.due_on is None:
        return ""
    day = spoken.day(waiting.due_on, on)
    if not waiting.days_overdue:
        return _("to be heard by %(day)s") % {"day": day}
    ago = ngettext("planned for %(day)s, %(n)s day ago", "planned for %(day)s, %(n)s days ago", waiting.days_overdue)
    return ago % {"day": day, "n": waiting.days_overdue}
