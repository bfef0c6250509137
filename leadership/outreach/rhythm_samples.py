"""Example values of the letters about rhythms, for the gallery; they join the table of `samples`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

States = dict[str, dict[str, Any]]


def of(day: Callable[[date], str], *, due: date, choose_by: date) -> dict[str, Callable[[], States]]:
    """By letter; `day` says a date as the letters do."""
    return {
        "proposal_opened": lambda: _proposal_opened(day(due), day(choose_by)),
        "proposal_answered": lambda: _plain(**_asked(), button_text=_("Read the answer")),
        "proposal_adopted": lambda: _plain(**_asked(), effective_from=day(date(2026, 7, 1))),
        "proposal_changed": lambda: _plain(
            **_asked(), why=_("Twice a month is too often."), button_text=_("See the proposal")
        ),
        "rhythm_retired": _retired,
        "rhythm_suggested": _suggested,
        "suggestion_declined": _declined,
        "review_due": lambda: _review_due(day(due)),
    }


def _proposal_opened(until: str, first: str) -> States:
    concerned = _("This would concern you because you are employed here.")
    asked = {
        "until": until,
        "because": concerned,
        "button_text": _("Read it and say what you think"),
        **_asked(),
    }
    return {"concerned": _rhythm(**asked), "representative": _rhythm(**asked, **{"from": first})}


def _review_due(review_on: str) -> States:
    reason = _("You look after the rhythms, or represent those they are for.")
    when = {"review_on": review_on, "button_text": _("Look at it together"), "reason": reason, **_for_few()}
    return {
        "near": _rhythm(**when, missed=False, goes_on=False),
        "near, mandated": _rhythm(**when, missed=False, goes_on=True),
        "missed": _rhythm(**when, missed=True, goes_on=False),
        "missed, mandated": _rhythm(**when, missed=True, goes_on=True),
    }


def _retired() -> States:
    why = {"why": _("A third found it useful; it took 420 hours a year.")}
    return {"finish open": _rhythm(**why, open_stays=True), "stop open": _rhythm(**why, open_stays=False)}


def _suggested() -> States:
    return _plain(
        first_name="David",
        member="Camilla Ask",
        button_text=_("Look at the suggestion"),
        seen_by=_("HR, representatives, and whoever suggested it."),
        reason=_("You look after the rhythms."),
    )


def _declined() -> States:
    return _plain(
        why=_("The quarterly talk covers it."),
        button_text=_("See what you suggested"),
        seen_by=_("You and HR."),
        reason=_("You suggested this rhythm."),
    )


def _asked() -> dict[str, Any]:
    return {"reason": _("You were asked what you think of this proposal.")}


def _for_few() -> dict[str, Any]:
    return {"first_name": "David", "seen_by": _("Those who look after the rhythms, and representatives.")}


def _rhythm(**values: object) -> dict[str, Any]:
    return {
        "first_name": "Camilla",
        "title": _("Quarterly talk"),
        "sentence": _("Everyone has at least one one-on-one each quarter with a coach they choose."),
        "seen_by": _("Everyone can read rhythms, proposals, and what was answered."),
        "reason": _("The rhythm concerns you."),
        "button_text": _("See the rhythm"),
        **values,
    }


def _plain(**values: object) -> States:
    return {"plain": _rhythm(**values)}
