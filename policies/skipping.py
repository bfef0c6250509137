"""Waiving a talk without a reason (docs/reference/cadence.md B.2, allow_skip): so many a fiscal year, no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from policies.cadence import Fiscal, period_at
from policies.facts import Skip
from policies.problems import Problem
from policies.terms import Terms
from policies.words import gettext_noop

_NONE = gettext_noop("%(path)s of this rhythm is 0: its talks cannot be waived.")
_ASK = gettext_noop("Ask for quiet, for another coach, or for an exemption.")
_USED = gettext_noop("%(path)s of this rhythm is %(value)s, and as many talks have been waived since %(start)s.")
_WAIT = gettext_noop("The next one can be waived from %(next)s.")


def skips_left(terms: Terms, skips: Iterable[Skip], on: date, fiscal_start: Fiscal) -> int:
    """How many more talks of the policy the person may waive in the fiscal year of `on`."""
    year = period_at("year", on, fiscal_start)
    used = sum(one.policy == terms.key and year.start <= one.on <= year.end for one in skips)
    return max(0, terms.allow_skip - used)


def skip_refused(terms: Terms, skips: Iterable[Skip], on: date, fiscal_start: Fiscal) -> Problem | None:
    """Why no talk can be waived on `on`; None when one can."""
    if skips_left(terms, skips, on, fiscal_start):
        return None
    year = period_at("year", on, fiscal_start)
    if not terms.allow_skip:
        return Problem("allow_skip", "0", _NONE, _ASK)
    after = period_at("year", date.fromordinal(year.end.toordinal() + 1), fiscal_start).start
    named = (("start", year.start.isoformat()), ("next", after.isoformat()))
    return Problem("allow_skip", str(terms.allow_skip), _USED, _WAIT, named)
