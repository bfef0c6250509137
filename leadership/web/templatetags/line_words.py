"""What the leader's page says about a person still to be heard."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.insights.line import Waiting

register = template.Library()


@register.filter
def heard_words(day: date | None) -> str:
    """"Last heard 12 May 2026"."""
    return _("Last heard %(day)s") % {"day": date_format(day, "j F Y")} if day else _("Not heard yet")


@register.filter
def waiting_words(waiting: Waiting) -> str:
    """When last heard, by when to be heard, and whether a time is set: all a leader may know."""
    row = waiting.obligation
    due = _("to be heard by %(day)s") % {"day": date_format(row.due_on, "j F")}
    if waiting.days_overdue:
        days = ngettext("%(n)s day ago", "%(n)s days ago", waiting.days_overdue) % {"n": waiting.days_overdue}
        due = _("was to be heard by %(day)s, %(ago)s") % {"day": date_format(row.due_on, "j F"), "ago": days}
    said = [heard_words(waiting.last_heard), due]
    if waiting.time_is_set:
        said.append(_("a time is set"))
    return " · ".join(said)


@register.filter
def leader_state(waiting: Waiting) -> str:
    """The state as far as a leader may know it: whether a time is set."""
    return "booked" if waiting.time_is_set else "open"
