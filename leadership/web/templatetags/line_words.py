"""What the leader's page says about a person still to be heard."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from leadership.insights.line import Dashboard, Waiting
from leadership.insights.linepages import CAP
from leadership.people.models import Person
from leadership.web import spoken
from leadership.web.line_filters import STATES, Asked
from leadership.web.templatetags.ui import stat

register = template.Library()

NEXT = {
    "coach": gettext_lazy("Next step: their coach"),
    "hr": gettext_lazy("Next step: HR finds a coach"),
    "owner": gettext_lazy("Next step: the coach pool finds a coach"),
}


@register.simple_tag
def heard_words(day: date | None, on: date) -> str:
    """ "Last heard 12 May"; the year is said when it is another one than that of `on`."""
    return _("Last heard %(day)s") % {"day": spoken.day(day, on)} if day else _("Not heard yet")


@register.simple_tag
def waiting_words(waiting: Waiting, on: date, reader: Person) -> str:
    """When last heard, which talk, by when, and whose step is next: all a leader may know."""
    title = waiting.obligation.policy_version.title(get_language() or "en")
    heard, when = heard_words(waiting.last_heard, on), _when(waiting, on)
    parts = (heard, title, _with(waiting), when, next_step(waiting, reader), _rested(waiting))
    return " · ".join(said for said in parts if said)


def next_step(waiting: Waiting, reader: Person) -> str:
    """Whose step is next, as far as a leader may know it: of somebody else's coach never the name."""
    if waiting.time_is_set or waiting.timeliness in ("planned", "heard", "excused"):
        return ""
    if waiting.next_role == "coach" and waiting.coach is not None and waiting.coach.pk == reader.pk:
        return _("Next step: you")
    if waiting.next_role == "member":
        return _("Next step: %(name)s") % {"name": waiting.obligation.person.given_name}
    return str(NEXT.get(waiting.next_role, ""))


@register.simple_tag
def asked_words(waiting: Waiting, on: date) -> str:
    """When one of those who lead asked what would help."""
    return _("Asked what would help %(day)s") % {"day": spoken.day(waiting.asked_on or on, on)}


@register.simple_tag
def heading(asked: Asked) -> str:
    """What the list is of."""
    return str(STATES[asked.said.get("state", "")]) if asked.said.get("state") else _("Still to be heard")


@register.simple_tag
def said(asked: Asked, name: str) -> str:
    """What the address says under that name."""
    return asked.said.get(name, "")


@register.simple_tag
def line_stat(
    found: Dashboard, word: str, urls: Mapping[str, str], *, label: str, tone: str, icon: str = ""
) -> SafeString:
    """One figure of the line, which narrows the list to it: exact up to the cap, or as it was last counted."""
    count = found.stuck if word == "stuck" else found.counts[word]
    over = count > CAP and found.as_of is None
    text = _("over %(cap)s") % {"cap": number(CAP)} if over else number(count)
    return stat(text, label, tone=tone, icon=icon, url=urls[word], data_count=word)


def number(value: int) -> str:
    """With the separators of the reader's language."""
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def leader_state(waiting: Waiting) -> str:
    """The state as far as a leader may know it: whether a time is set."""
    return "booked" if waiting.time_is_set else "open"


@register.filter
def leader_chip(waiting: Waiting) -> str:
    """The chip: a set time counts more than the calendar."""
    return "booked" if waiting.time_is_set else waiting.timeliness


def _with(waiting: Waiting) -> str:
    return _("with %(coach)s") % {"coach": waiting.coach.name} if waiting.coach else ""


def _rested(waiting: Waiting) -> str:
    return _("the next step has rested for over ten working days") if waiting.is_stuck else ""


def _when(waiting: Waiting, on: date) -> str:
    if waiting.time_is_set or waiting.due_on is None:
        return ""
    day = spoken.day(waiting.due_on, on)
    if not waiting.days_overdue:
        return _("to be heard by %(day)s") % {"day": day}
    ago = ngettext("planned for %(day)s, %(n)s day ago", "planned for %(day)s, %(n)s days ago", waiting.days_overdue)
    return ago % {"day": day, "n": waiting.days_overdue}
