"""`tick`: everything that is due at one moment, once; or a walk through every moment up to one."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db.models import Min

from leadership.conversations.models import Conversation
from leadership.lib.door import Door, instant
from leadership.lib.instants import iso
from leadership.lib.refusal import refuse
from leadership.obligations.models import Obligation
from leadership.outreach import deliver
from leadership.outreach import tick as clockwork
from leadership.outreach.models import Delivery
from leadership.outreach.report import Report
from leadership.people import clock

LONGEST = timedelta(days=1)
"""Cycles roll over by themselves, so a walk looks at least once a day, and lets the letters of that day go."""
BAR = 30


class Command(Door):
    help = "Does what is due: mends obligations, walks the ladders, writes letters down. Sending is `deliver`."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--at", type=instant, metavar="INSTANT", help="what is due then (demo: the clock moves there)")
        way.add_argument("--until", type=instant, metavar="INSTANT", help="every moment up to then, with its letters")

    def answer(self, *, at: datetime | None = None, until: datetime | None = None, **options: Any) -> dict[str, Any]:
        present = clock.now()
        _allow(at or until, present)
        if until is not None:
            return self._walk(present, until).as_dict()
        moment = at or present
        clock.reach(moment) if settings.DEMO else None
        return clockwork.tick(moment).as_dict()

    def tell(self, result: dict[str, Any]) -> str:
        errors = f", {len(result['errors'])} went wrong" if result["errors"] else ""
        return (
            f"{iso(result['at'])}: {result['opened']} opened, {result['excused']} excused, {result['closed']} closed, "
            f"{result['written']} letters written, {len(result['dropped'])} not needed{errors}"
        )

    def _walk(self, start: datetime, until: datetime) -> Report:
        report = Report(start)
        for moment in _moments(start, until):
            clock.reach(moment) if settings.DEMO else None
            report.add(clockwork.tick(moment))
            deliver.run(moment)
            self._progress(moment - start, until - start)
        return report

    def _progress(self, done: timedelta, whole: timedelta) -> None:
        if not sys.stderr.isatty():
            return
        share = done / whole if whole else 1.0
        end = "\n" if share >= 1 else ""
        self.stderr.write(f"\r[{'#' * round(share * BAR):<{BAR}}] {share:4.0%}{end}", ending="")


def _allow(moment: datetime | None, present: datetime) -> None:
    if moment is not None and moment > present and not settings.DEMO:
        raise refuse(
            "at", iso(moment), "A production installation does not tick ahead of time.", f"Now is {iso(present)}."
        )


def _moments(start: datetime, until: datetime) -> Iterator[datetime]:
    """`start`, then each moment at which something is due, a day at the longest, and at last `until`."""
    moment = start
    while moment < until:
        yield moment
        moment = min(_next_due(moment), moment + LONGEST, until)
    yield until


def _next_due(after: datetime) -> datetime:
    """The first moment after `after` for which an obligation, a conversation or a letter is waiting."""
    found = [
        Obligation.objects.filter(next_action_at__gt=after).aggregate(at=Min("next_action_at"))["at"],
        Conversation.objects.filter(next_action_at__gt=after).aggregate(at=Min("next_action_at"))["at"],
        Delivery.objects.filter(state=Delivery.State.WAITING, due_at__gt=after).aggregate(at=Min("due_at"))["at"],
    ]
    return min((at for at in found if at is not None), default=after + LONGEST)
