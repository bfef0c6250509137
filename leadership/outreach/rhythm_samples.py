"""Example values of the letters about rhythms, for the gallery; they join the table of `samples`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

States = dict[str, dict[str, Any]]


def of(day: Callable[[date], str], *, due: date, choose_by: date) -> dict[str, Callable[[], States]]:
    """By letter; `day` says a date as the letters do."""

    def proposal_opened() -> States:
        concerned = _("This would concern you because you are employed here.")
        asked = {"until": day(due), "because": concerned, "button_text": _("Read it and say what you think")}
        return {"concerned": _rhythm(**asked), "representative": _rhythm(**asked, **{"from": day(choose_by)})}

    def review_due() -> States:
        when = {"review_on": day(due), "button_text": _("Look at it together")}
        return {
            "near": _rhythm(**when, missed=False, goes_on=False),
            "near, mandated": _rhythm(**when, missed=False, goes_on=True),
            "missed": _rhythm(**when, missed=True, goes_on=False),
            "missed, mandated": _rhythm(**when, missed=True, goes_on=True),
        }

    def retired() -> States:
        why = {"why": "31 % found it useful; it took 420 hours a year."}
        return {"finish open": _rhythm(**why, open_stays=True), "stop open": _rhythm(**why, open_stays=False)}

    return {
        "proposal_opened": proposal_opened,
        "proposal_answered": _plain(),
        "proposal_adopted": _plain(effective_from="1 July"),
        "proposal_changed": _plain(why="Twice a month is too often."),
        "rhythm_retired": retired,
        "rhythm_suggested": _plain(member="Camilla Ask"),
        "suggestion_declined": _plain(why="The quarterly talk covers it."),
        "review_due": review_due,
    }


def _rhythm(**values: object) -> dict[str, Any]:
    return {
        "first_name": "Camilla",
        "title": _("Quarterly talk"),
        "sentence": _("Everyone has at least one one-on-one each quarter with a coach they choose."),
        "seen_by": _("Those who look after the rhythms, and representatives."),
        "reason": _("You were asked what you think of this proposal."),
        "button_text": _("See the rhythm"),
        **values,
    }


def _plain(**values: object) -> Callable[[], States]:
    return lambda: {"plain": _rhythm(**values)}
