"""Summaries: the leader's week (M6) and HR's month. Counts, never a list of names."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.outreach.letters.pen import NothingToSay, Pen, Values


def line_week(pen: Pen) -> Values:
    """M6: how many of the line have been heard, how many remain, and what helps."""
    leader = pen.person
    if not pen.read.summaries.told(pen.delivery):
        raise NothingToSay("nothing_left")
    held, remain = pen.read.summaries.counted(leader)
    return {
        "first_name": leader.given_name,
        "unit": leader.unit.name if leader.unit else _("your line"),
        "held": str(held),
        "total": str(held + remain),
        "remain": remain,
        "own_status": own_status(pen),
        "line": ngettext("%(n)d person remains to be heard.", "%(n)d people remain to be heard.", remain)
        % {"n": remain},
        "button_url": pen.page("/line/"),
        "button_text": _("See your line"),
        "seen_by": _("Only you. You see when people were last heard, never what was said."),
        "reason": _("You lead these people. It comes once a week, and only when somebody remains to be heard."),
    }


def own_status(pen: Pen) -> str:
    """How it stands with the leader's own talk: leaders are heard as well."""
    due, heard = pen.read.summaries.own_due(pen.person), pen.read.summaries.heard(pen.person)
    if due is not None:
        return _("to be heard by %(day)s") % {"day": pen.day(due)}
    if heard is not None:
        return _("you were last heard %(day)s") % {"day": pen.day(heard)}
    return _("nothing is planned yet")


def hr_month(pen: Pen) -> Values:
    """How the month went, and how many have waited long."""
    known = pen.read.summaries
    waiting = len({one.member for one in known.told(pen.delivery)})
    if not waiting:
        raise NothingToSay("nothing_left")
    return {
        "first_name": pen.person.given_name,
        "waiting": waiting,
        "held": known.held_lately(pen.today),
        "failed": known.failed_lately or None,
        "line": ngettext("%(n)d person has waited long.", "%(n)d people have waited long.", waiting) % {"n": waiting},
        "button_url": pen.page("/rhythms/"),
        "button_text": _("See the rhythms"),
        "seen_by": _("Those who look after the rhythms. Leaders see their own line."),
        "reason": _("You look after the rhythms. It comes once a month, and only when somebody has waited long."),
    }
