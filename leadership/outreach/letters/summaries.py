"""Summaries: the leader's week (M6) and HR's month. Counts, never a list of names."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.conversations.models import Credit
from leadership.insights import line
from leadership.insights.line import Dashboard
from leadership.obligations.models import Obligation
from leadership.outreach.letters.pen import NothingToSay, Pen, Values
from leadership.outreach.models import Delivery
from leadership.outreach.summaries import MONTH, WEEK, open_for
from leadership.people.persons import line_of

A_MONTH = timedelta(days=30)
COUNTED = ("open", "booked", "unconfirmed", "fulfilled")


def line_week(pen: Pen) -> Values:
    """M6: how many of the line have been heard, how many remain, and what helps."""
    leader = pen.person
    if not open_for(leader, WEEK.gathers).exists():
        raise NothingToSay("nothing_left")
    held, remain = _heard_and_not(pen)
    return {
        "first_name": leader.given_name,
        "unit": leader.unit.name if leader.unit else _("your line"),
        "held": str(held),
        "total": str(held + remain),
        "remain": remain,
        "own_status": own_status(pen, line.dashboard(leader, on=pen.today, limit=1)),
        "line": ngettext("%(n)d person remains to be heard.", "%(n)d people remain to be heard.", remain)
        % {"n": remain},
        "button_url": pen.page("/line/"),
        "button_text": _("See your line"),
        "seen_by": _("Only you. You see when people were last heard, never what was said."),
        "reason": _("You lead these people. It comes once a week, and only when somebody remains to be heard."),
    }


def _heard_and_not(pen: Pen) -> tuple[int, int]:
    """Of those in the line whose talk of these rhythms was planned for the same days or later, and has been planned for
    a day that is over: how many have been heard, and how many remain."""
    told = Obligation.objects.filter(deliveries__in=open_for(pen.person, WEEK.gathers))
    since = told.aggregate(first=Min("due_on"))["first"]
    owed = line.owed_in(line_of(pen.person, on=pen.today, prefix="person__"), pen.person)
    past = owed.filter(
        policy__in=told.values("policy"),
        due_on__gte=since,
        due_on__lt=pen.today,
        state__in=COUNTED,
        person__is_active=True,
    )
    people = set(past.values_list("person_id", flat=True))
    remain = set(past.exclude(state="fulfilled").values_list("person_id", flat=True))
    return len(people - remain), len(remain)


def own_status(pen: Pen, found: Dashboard) -> str:
    """How it stands with the leader's own talk: leaders are heard as well."""
    if found.own is not None:
        return _("to be heard by %(day)s") % {"day": pen.day(found.own.obligation.due_on)}
    if found.heard is not None:
        return _("you were last heard %(day)s") % {"day": pen.day(found.heard)}
    return _("nothing is planned yet")


def hr_month(pen: Pen) -> Values:
    """How the month went, and how many have waited long."""
    waiting = open_for(pen.person, MONTH.gathers).values("obligation__person").distinct().count()
    if not waiting:
        raise NothingToSay("nothing_left")
    credits = Credit.objects.filter(withdrawn_at__isnull=True, credited_on__gt=pen.today - A_MONTH)
    failed = Delivery.objects.filter(state=Delivery.State.FAILED, made_at__gt=pen.now - A_MONTH).count()
    return {
        "first_name": pen.person.given_name,
        "waiting": waiting,
        "held": credits.values("conversation").distinct().count(),
        "failed": failed or None,
        "line": ngettext("%(n)d person has waited long.", "%(n)d people have waited long.", waiting) % {"n": waiting},
        "button_url": pen.page("/rhythms/"),
        "button_text": _("See the rhythms"),
        "seen_by": _("Those who look after the rhythms. Leaders see their own line."),
        "reason": _("You look after the rhythms. It comes once a month, and only when somebody has waited long."),
    }
