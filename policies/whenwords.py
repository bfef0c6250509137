"""Around which days an anchored rhythm asks for talks, and between which a campaign does, as phrases; and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from policies import coachwords, sayings
from policies.explain import day_in_words, day_read
from policies.problems import Catalogue
from policies.shapes import shape
from policies.termparts import Anchored, Cadence
from policies.terms import Terms
from policies.words import gettext_noop

USUAL_LEAVE = 14
"""Days of leave that anchor a talk when nothing else is said."""
_AND = gettext_noop("%(first)s and %(second)s")
_COMMA = gettext_noop("%(first)s, %(second)s")


def when(cadence: Cadence, catalogue: Catalogue) -> dict[str, str]:
    """The words that a message of an anchored rhythm or a campaign leaves open; none for the others."""
    if cadence.campaign:
        first, last = cadence.campaign.start, cadence.campaign.end
        ends = {"first": first, "last": last}
        return {name: day_in_words(day.isoformat(), catalogue) for name, day in ends.items()}
    return {"when": _around(cadence.anchored, catalogue)} if cadence.anchored else {}


def exceptions(terms: Terms, catalogue: Catalogue) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A sentence, its names still open, for each offset that has a coach or a binding of its own."""
    offsets = terms.cadence.anchored.offsets if terms.cadence.anchored else ()
    for offset in sorted(offsets, key=lambda one: one.day):
        day = _day(offset.day, catalogue)
        if offset.coach:
            with_whom = coachwords.chosen(offset.coach.eligible, terms.coach.choice, catalogue)
            yield catalogue.gettext(sayings.ON_DAY_COACH), {"day": day, "coach": with_whom}
        if offset.binding:
            yield catalogue.gettext(sayings.ON_DAY_BINDING[offset.binding]), {"day": day}


def said(anchored: Mapping[str, Any]) -> dict[str, Any]:
    """Of an anchored cadence (written out) what the sentence says."""
    kept = {name: anchored[name] for name in ("anchor", "date", "min_days") if name in anchored}
    offsets = [
        {name: value for name, value in offset.items() if name in ("day", "coach", "binding")}
        for offset in sorted(anchored["offsets"], key=lambda one: one["day"])
    ]
    return kept | {"offsets": offsets}


def read(text: str, catalogue: Catalogue) -> dict[str, Any] | None:
    """The anchored cadence that a phrase stands for; None when it is none."""
    for message in (sayings.WHEN_BOTH, sayings.WHEN_AFTER, sayings.WHEN_BEFORE):
        found = shape(catalogue.gettext(message)).fullmatch(text)
        words = found.groupdict() if found else {}
        anchor = _anchor_read(words.get("anchor", ""), catalogue)
        days = _days_read(words, before=message == sayings.WHEN_BEFORE, catalogue=catalogue)
        if anchor and days:
            return {**anchor, "offsets": [{"day": day} for day in sorted(days)]}
    return None


def day_of(text: str, catalogue: Catalogue) -> int | None:
    """The day that a sentence about one talk of an anchored rhythm names; negative before the anchor."""
    before = shape(catalogue.gettext(sayings.BEFORE_DAY), r"\d{1,4}").fullmatch(text)
    if before:
        return -int(before["day"])
    return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else None


def _around(anchored: Anchored, catalogue: Catalogue) -> str:
    anchor = _anchor(anchored, catalogue)
    days = sorted(offset.day for offset in anchored.offsets)
    before, after = [-day for day in days if day < 0], [day for day in days if day >= 0]
    if before and after:
        spans = {"before": _listed(before, catalogue), "after": _listed(after, catalogue)}
        return catalogue.gettext(sayings.WHEN_BOTH) % (spans | {"anchor": anchor})
    message = sayings.WHEN_BEFORE if before else sayings.WHEN_AFTER
    return catalogue.gettext(message) % {"days": _listed(before or after, catalogue), "anchor": anchor}


def _anchor(anchored: Anchored, catalogue: Catalogue) -> str:
    if anchored.anchor == "custom":
        return day_in_words((anchored.on or date.min).isoformat(), catalogue)
    if anchored.min_days not in (None, USUAL_LEAVE):
        return catalogue.gettext(sayings.LONG_LEAVE[anchored.anchor]) % {"min_days": str(anchored.min_days)}
    return catalogue.gettext(sayings.ANCHORS[anchored.anchor])


def _day(day: int, catalogue: Catalogue) -> str:
    return catalogue.gettext(sayings.BEFORE_DAY) % {"day": str(-day)} if day < 0 else str(day)


def _listed(days: Iterable[int], catalogue: Catalogue) -> str:
    *first, last = [str(day) for day in days]
    if not first:
        return last
    told = first[0]
    for day in first[1:]:
        told = catalogue.gettext(_COMMA) % {"first": told, "second": day}
    return catalogue.gettext(_AND) % {"first": told, "second": last}


def _anchor_read(text: str, catalogue: Catalogue) -> dict[str, Any] | None:
    for anchor, message in sayings.ANCHORS.items():
        if text == catalogue.gettext(message):
            return {"anchor": anchor} | ({"min_days": USUAL_LEAVE} if anchor in sayings.LONG_LEAVE else {})
    for anchor, message in sayings.LONG_LEAVE.items():
        found = shape(catalogue.gettext(message), r"\d{1,4}").fullmatch(text)
        if found:
            return {"anchor": anchor, "min_days": int(found["min_days"])}
    day = day_read(text, catalogue)
    return {"anchor": "custom", "date": day} if day else None


def _days_read(words: Mapping[str, str], *, before: bool, catalogue: Catalogue) -> list[int] | None:
    if "days" in words:
        days = _numbers(words["days"], catalogue)
        return [-day for day in days] if days and before else days
    early, late = (_numbers(words.get(name, ""), catalogue) for name in ("before", "after"))
    return [-day for day in early] + late if early and late else None


def _numbers(text: str, catalogue: Catalogue) -> list[int] | None:
    joins = (catalogue.gettext(message).split("%(second)s")[0].split("%(first)s")[1] for message in (_AND, _COMMA))
    words = re.split("|".join(re.escape(join) for join in joins), text)
    return [int(word) for word in words] if all(re.fullmatch(r"\d{1,4}", word, re.ASCII) for word in words) else None
