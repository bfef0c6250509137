"""With whom, as a phrase of the sentence, and the phrase read back (docs/reference/cadence.md B.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policies.problems import Catalogue
from policies.shapes import shape
from policies.termparts import CoachRules
from policies.words import gettext_noop

DEFAULT = ("certified", "own_manager")
"""Whom “a coach they choose” means when nothing else is said."""
DETERMINED = {("own_manager",), ("skip_manager",)}
"""Kinds that leave nothing to choose."""

NAMING: Mapping[tuple[str, ...], str] = {("skip_manager",): "skip_level"}
"""Whom a talk is with says which talk it is, where it has its name from them: nobody is offered a skip-level talk with
their manager's manager."""

_WITH = gettext_noop("with %(kinds)s")
_BY_CHOICE = {
    "member": gettext_noop("with a coach they choose"),
    "assigned": gettext_noop("with a coach who is found for them"),
    "coach_claims": gettext_noop("with a coach who comes forward"),
}
_BY_CHOICE_OF = {
    "member": gettext_noop("with a coach they choose (%(kinds)s)"),
    "assigned": gettext_noop("with a coach who is found for them (%(kinds)s)"),
    "coach_claims": gettext_noop("with a coach who comes forward (%(kinds)s)"),
}
_EITHER_UNIT = ("peer", "other_unit")
_ANY_COLLEAGUE = gettext_noop("with a colleague in their own unit or another")
_THOUGH_NOT = gettext_noop("%(coach)s, though not %(kinds)s")
_OR = gettext_noop("%(first)s or %(second)s")
_POOL = gettext_noop("someone from the pool %(pool)s")
_KINDS = {
    "own_manager": gettext_noop("their manager"),
    "skip_manager": gettext_noop("their manager's manager"),
    "outside_own_line": gettext_noop("someone outside their own line"),
    "same_unit": gettext_noop("a colleague in the same unit"),
    "other_unit": gettext_noop("a colleague in another unit"),
    "certified": gettext_noop("a certified coach"),
    "peer": gettext_noop("a colleague"),
    "anyone": gettext_noop("anyone"),
    "hr": gettext_noop("HR"),
}
POOL_NAME = r"[^\s(),]+"


def render(coach: CoachRules, catalogue: Catalogue) -> str:
    """The phrase for these rules: who may be the coach, how one is found, who may not."""
    said = chosen(coach.eligible, coach.choice, catalogue)
    if not coach.exclude:
        return said
    return catalogue.gettext(_THOUGH_NOT) % {"coach": said, "kinds": kinds(coach.exclude, catalogue)}


def chosen(eligible: tuple[str, ...], choice: str, catalogue: Catalogue) -> str:
    """The phrase for who may be the coach and who chooses."""
    if eligible in DETERMINED or (len(eligible) == 1 and choice == "member"):
        return catalogue.gettext(_WITH) % {"kinds": kinds(eligible, catalogue)}
    if eligible == _EITHER_UNIT and choice == "member":
        return catalogue.gettext(_ANY_COLLEAGUE)
    if eligible == DEFAULT:
        return catalogue.gettext(_BY_CHOICE[choice])
    return catalogue.gettext(_BY_CHOICE_OF[choice]) % {"kinds": kinds(eligible, catalogue)}


def said(coach: CoachRules) -> dict[str, Any]:
    """What the phrase says, in the names of the policy language; where nothing is to choose, nobody chooses."""
    found: dict[str, Any] = {"eligible": list(coach.eligible)}
    if coach.eligible not in DETERMINED:
        found["choice"] = coach.choice
    return found | ({"exclude": list(coach.exclude)} if coach.exclude else {})


def read(text: str, catalogue: Catalogue) -> dict[str, Any] | None:
    """The rules a phrase stands for; None when it is none."""
    plain = _eligible(text, catalogue)
    if plain is not None:
        return plain
    found = shape(catalogue.gettext(_THOUGH_NOT)).fullmatch(text)
    eligible = _eligible(found["coach"], catalogue) if found else None
    excluded = _read_kinds(found["kinds"], catalogue) if found else None
    return {**eligible, "exclude": list(excluded)} if eligible and excluded else None


def names_the_talk(types: Sequence[str], coach: CoachRules) -> bool:
    """Whether the phrase says already what kind of talk it is."""
    return not coach.exclude and list(types) == [NAMING.get(coach.eligible)]


def named_talk(coach: Mapping[str, Any]) -> str | None:
    """The kind of talk that a phrase read back says by itself, if it does."""
    return None if "exclude" in coach else NAMING.get(tuple(coach["eligible"]))


def beginning(catalogue: Catalogue) -> str:
    """With what every such phrase begins."""
    return catalogue.gettext(_WITH).split("%(")[0]


def kinds(words: Sequence[str], catalogue: Catalogue) -> str:
    """The kinds of coach as people say them, joined with “or”."""
    told = _kind(words[0], catalogue)
    for word in words[1:]:
        told = catalogue.gettext(_OR) % {"first": told, "second": _kind(word, catalogue)}
    return told


def is_known(word: str) -> bool:
    """Whether there are words for this kind of coach."""
    return word in _KINDS or word.startswith("pool:")


def _kind(word: str, catalogue: Catalogue) -> str:
    if word.startswith("pool:"):
        return catalogue.gettext(_POOL) % {"pool": word.removeprefix("pool:")}
    return catalogue.gettext(_KINDS[word])


def _eligible(text: str, catalogue: Catalogue) -> dict[str, Any] | None:
    if text == catalogue.gettext(_ANY_COLLEAGUE):
        return {"eligible": list(_EITHER_UNIT), "choice": "member"}
    for choice, message in _BY_CHOICE.items():
        if text == catalogue.gettext(message):
            return {"eligible": list(DEFAULT), "choice": choice}
    for choice, message in (*_BY_CHOICE_OF.items(), ("", _WITH)):
        found = shape(catalogue.gettext(message)).fullmatch(text)
        told = _read_kinds(found["kinds"], catalogue) if found else None
        if told:
            return {"eligible": list(told)} | _choice(told, choice)
    return None


def _choice(found: tuple[str, ...], choice: str) -> dict[str, str]:
    return {} if not choice and found in DETERMINED else {"choice": choice or "member"}


def _read_kinds(text: str, catalogue: Catalogue) -> tuple[str, ...] | None:
    before, after = catalogue.gettext(_OR).split("%(first)s")[1].split("%(second)s")
    words = [_read_kind(part, catalogue) for part in text.removesuffix(after).split(before)]
    return None if None in words else tuple(word for word in words if word)


def _read_kind(text: str, catalogue: Catalogue) -> str | None:
    found = shape(catalogue.gettext(_POOL), POOL_NAME).fullmatch(text)
    if found:
        return f"pool:{found['pool']}"
    return next((word for word, message in _KINDS.items() if text == catalogue.gettext(message)), None)
