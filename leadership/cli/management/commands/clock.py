"""`clock`: show or set the installation's clock. Setting works in demo mode only."""

import re
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from leadership.lib.door import Door, instant
from leadership.people import clock

UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class Command(Door):
    help = "Shows or sets the clock of this installation (setting: demo mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--set", type=instant, dest="instant", metavar="INSTANT", help="e.g. 2026-04-01T08:00Z")
        way.add_argument("--advance", type=span, metavar="SPAN", help="e.g. 10d, 3h or 1d12h")
        way.add_argument("--real", action="store_true", help="back to real time")

    def answer(self, **options: Any) -> dict[str, Any]:
        if options["instant"] is not None:
            clock.set_to(options["instant"])
        elif options["advance"] is not None:
            clock.advance(options["advance"])
        elif options["real"]:
            clock.real()
        return {"now": clock.now(), "ahead_seconds": round(clock.ahead().total_seconds())}

    def tell(self, result: dict[str, Any]) -> str:
        return f"{result['now']:%Y-%m-%d %H:%M} UTC"


def span(text: str) -> timedelta:
    """An argparse type: a length of time such as `10d`, `3h` or `1d12h`."""
    if not re.fullmatch(r"(\d{1,5}[dhms])+", text):
        raise ArgumentTypeError(f"{text!r} is not a length of time such as 10d, 3h or 1d12h")
    parts = re.findall(r"(\d+)([dhms])", text)
    return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
