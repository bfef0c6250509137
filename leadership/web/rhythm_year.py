"""`/rhythms/year/`: the year wheel of everything that is agreed, as a picture and as a table; open to everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leadership.insights import running
from leadership.insights.running import Progress
from leadership.lib.spoken import day
from leadership.web import wheel
from leadership.web.figurewords import about, cycle
from leadership.web.reader import reader_of
from leadership.web.rhythmpages import organisation_day, shown
from leadership.web.wheel import MOST_RINGS, Span
from policies.facts import OrgFacts
from policies.models import Policy
from policies.organisation import org_facts
from policies.yearwheel import Turn, turns

YEARS = 5
"""How far from this year one may look."""


@dataclass(frozen=True)
class Rhythm:
    """One rhythm of the year: its number in the picture, its page, its turns in words, how many per cent of each have
    been held (None: not known), how far the running one is."""

    number: int
    key: str
    title: str
    turns: tuple[Turn, ...]
    rows: tuple[tuple[str, str, str], ...]
    held: tuple[int | None, ...] = ()
    now: str = ""


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """The wheel of `?year=`, this year without it; years too far away are brought back."""
    today = organisation_day(request)
    chosen, hint = _year(request.GET.get("year", ""), today)
    org = org_facts()
    found = Policy.objects.visible_to(reader_of(request)).adopted().prefetch_related("versions")
    progress, as_of = running.kept(on=today)
    rhythms = [one for one in (_rhythm(policy, org, chosen, progress, today) for policy in found) if one.turns]
    rhythms = [replace(one, number=n) for n, one in enumerate(rhythms, 1)]
    context = {
        "year": chosen,
        "hint": hint,
        "years": [n for n in (chosen - 1, chosen + 1) if abs(n - today.year) <= YEARS],
        "rhythms": rhythms,
        "rests": [(_span(rest, chosen), rest) for rest in org.pauses if chosen in (rest.start.year, rest.end.year)],
        "wheel": _drawn(rhythms[:MOST_RINGS], org, chosen, today),
        "more": max(len(rhythms) - MOST_RINGS, 0),
        "as_of": as_of,
    }
    return render(request, "rhythms/year.html", context)


def _year(asked: str, today: date) -> tuple[int, str]:
    """The year asked for, or the nearest one that can be shown, with a hint."""
    if not asked:
        return today.year, ""
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    chosen = today.year if wanted is None else min(max(wanted, today.year - YEARS), today.year + YEARS)
    if wanted == chosen:
        return chosen, ""
    return chosen, _("“%(asked)s” is no year this wheel can show; here is %(year)s.") % {
        "asked": asked[:40], "year": chosen,
    }  # fmt: skip


def _rhythm(policy: Policy, org: OrgFacts, chosen: int, progress: Progress, today: date) -> Rhythm:
    found = turns([policy.facts()], org, chosen)
    come = progress.get(policy.key, {})
    held = tuple(come[turn.key]["about"] if turn.key in come else None for turn in found)
    rows = tuple(
        (_kind(turn), f"{day(turn.start)} – {day(turn.end)}", _held(share))
        for turn, share in zip(found, held, strict=True)
    )
    running_now = (_held(share) for turn, share in zip(found, held, strict=True) if turn.start <= today <= turn.end)
    return Rhythm(0, policy.key, shown(policy).title_here, found, rows, held, next(filter(None, running_now), ""))


def _held(share: int | None) -> str:
    """ "about 70 %" of the talks of a cycle have been held; nothing where that is not known."""
    return "" if share is None else about(share)


def _kind(turn: Turn) -> str:
    """What a turn is called: its cycle, or that everyone has dates of their own."""
    names = {
        "rolling": _("all the time, counted from the last talk"),
        "anchored": _("whenever somebody's day comes"),
        "campaign": _("once"),
    }
    return names.get(turn.kind) or cycle(turn.key)


def _drawn(rhythms: Sequence[Rhythm], org: OrgFacts, chosen: int, today: date) -> wheel.Wheel:
    rings = [
        [
            Span(turn.start, turn.end, _told(one.title, row), f"arc--{turn.kind}", held)
            for turn, row, held in zip(one.turns, one.rows, one.held, strict=True)
        ]
        for one in rhythms
    ]
    first, last = date(chosen, 1, 1), date(chosen, 12, 31)
    rests = [
        Span(max(rest.start, first), min(rest.end, last), _("Pause"))
        for rest in org.pauses
        if rest.start <= last and rest.end >= first
    ]
    months = [date_format(date(chosen, number, 1), "M") for number in MONTHS]
    return wheel.draw(chosen, rings, months, rests, today)


def _told(title: str, row: tuple[str, str, str]) -> str:
    kind, _days, held = row
    return f"{title}: {kind}, {held}" if held else f"{title}: {kind}"


def _span(rest: object, chosen: int) -> str:
    start, end = rest.start, rest.end  # type: ignore[attr-defined]
    return f"{day(start, date(chosen, 1, 1))} – {day(end, date(chosen, 1, 1))}"
