"""A sentence read back: the terms it stands for, in the language it is written in (docs/reference/cadence.md B.10).

What a sentence does not say (grace, ladders, purpose …) is absent, so that `Terms.parse` fills in its default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies import audiencewords, coachwords, sayings, whenwords
from policies.explain import day_read, day_shape
from policies.problems import Catalogue
from policies.shapes import shape
from policies.talktypes import TALK_TYPES
from policies.words import Plural, gettext_noop

_OR = gettext_noop("%(first)s or %(second)s")
_MARK = re.compile(r"</?(?:binding|what|when|coach|initiative)>")
JUST_A_TALK = ""
NUMBER = r"[0-9]{1,4}"
Found = dict[str, Any]
Names = Mapping[str, str]


def read(text: str, catalogue: Catalogue, names: Names | None = None) -> Found | None:
    """The terms the sentence says, in the names of the policy language; None when it is no such sentence.

    `names` maps keys of units and people to what they are called; without it they stay names.
    """
    said, move = _without_move(" ".join(text.split()), catalogue)
    said, besides = _without_besides(said, catalogue)
    said, exceptions = _without_exceptions(said, catalogue)
    for found in _promises(said, names or {}, catalogue):
        meets = found.pop("meets", False)
        if not move and not meets:
            continue
        return _with_exceptions({**found, **besides, "initiative": move or "either"}, exceptions)
    return None


def _without_move(text: str, catalogue: Catalogue) -> tuple[str, str]:
    for initiative, message in sayings.MOVES.items():
        ending = " " + plain(catalogue.gettext(message))
        if text.endswith(ending):
            return text.removesuffix(ending), initiative
    return text, ""


def _without_besides(text: str, catalogue: Catalogue) -> tuple[str, Found]:
    """Whose rhythm it is and how soon an answer comes, taken off the end."""
    found: Found = {}
    for number, message in enumerate((catalogue.ngettext(*sayings.ANSWER, n) for n in (1, 2)), 1):
        ending = shape("%(before)s " + message, days=NUMBER).fullmatch(text)
        if ending:
            text, found["answer_within"] = ending["before"], int(ending["days"]) if number > 1 else 1
            break
    leader = " " + catalogue.gettext(sayings.LEADER)
    if text.endswith(leader):
        text, found["subject"] = text.removesuffix(leader), "leader"
    return text, found


def _without_exceptions(text: str, catalogue: Catalogue) -> tuple[str, list[Found]]:
    """The sentences about single days at the end, taken off, in their order."""
    found: list[Found] = []
    while (last := _exception(text, catalogue)) is not None:
        text, exception = last
        found.insert(0, exception)
    return text, found


def exception(text: str, catalogue: Catalogue) -> Found | None:
    """What one sentence about a single day says, with its day; None when it is none."""
    found = _exception(f". {text}", catalogue)
    return found[1] if found and found[0] == "." else None


def _exception(text: str, catalogue: Catalogue) -> tuple[str, Found] | None:
    messages = [("coach", sayings.ON_DAY_COACH), *sayings.ON_DAY_BINDING.items()]
    for kind, message in messages:
        pattern = shape("%(before)s " + plain(catalogue.gettext(message)), coach=r"[^.]+", day=r"\S+(?: \S+)?")
        found = pattern.fullmatch(text)
        day = whenwords.day_of(found["day"], catalogue) if found else None
        if found is None or day is None:
            continue
        rules = coachwords.read(found["coach"], catalogue) if kind == "coach" else None
        if kind != "coach":
            return found["before"], {"day": day, "binding": kind}
        if rules:
            return found["before"], {"day": day, "coach": {"eligible": rules["eligible"]}}
    return None


def _with_exceptions(found: Found, exceptions: list[Found]) -> Found | None:
    offsets = found["cadence"].get("anchored", {}).get("offsets", [])
    for exception in exceptions:
        offset = next((one for one in offsets if one["day"] == exception["day"]), None)
        if offset is None:
            return None
        offset.update(exception)
    return found


def _promises(text: str, names: Names, catalogue: Catalogue) -> Iterator[Found]:
    """Every way to read the first sentence."""
    for found in _Reading(text, catalogue).found():
        audience = audiencewords.read(found.pop("who"), names, catalogue)
        coach = coachwords.read(found.pop("coach"), catalogue) if isinstance(found["coach"], str) else found["coach"]
        types = _types(found["types"], coach) if coach else []
        if audience is not None and types:
            yield {**found, "audience": audience, "types": types, "coach": coach}


def _types(named: list[str], coach: Found) -> list[str]:
    """The kinds of talk; just a talk is what the coach says it is, and nothing where that says none."""
    own = coachwords.named_talk(coach) if named == [JUST_A_TALK] else None
    return [own] if own else [] if JUST_A_TALK in named else named


class _Reading:
    """One sentence held against every message it may be made from."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self.text, self.catalogue = text, catalogue
        self.join = catalogue.gettext(_OR).split("%(second)s")[0].removeprefix("%(first)s")
        self.one, self.many = self._types(1), self._types(2)
        day = day_shape(catalogue)
        self.known = {
            "talk": self._some(self.one), "talks": self._some(self.many), "count": NUMBER, "every": NUMBER,
            "coach": f"{coachwords.beginning(catalogue)}.+", "first": day, "last": day, "when": ".+?",
        }  # fmt: skip

    def found(self) -> Iterator[Found]:
        yield from self._per_period()
        yield from self._rolling()
        yield from self._meeting()
        yield from self._campaigns()
        yield from self._anchored()

    def _per_period(self) -> Iterator[Found]:
        for (binding, period), message in sayings.PER_PERIOD.items():
            for words in self._forms(message):
                cadence = {"period": period, "count": int(words.get("count", 1))}
                yield self._said(words, binding, {"per_period": cadence})

    def _rolling(self) -> Iterator[Found]:
        for (binding, unit), message in sayings.ROLLING.items():
            for words in self._forms(message):
                yield self._said(words, binding, {"rolling": {"every": int(words.get("every", 1)), "unit": unit}})

    def _meeting(self) -> Iterator[Found]:
        """Those who meet their manager: coach and type are in the pattern, and the first move may be left unsaid."""
        for unit, message in sayings.MEETS.items():
            for words in (*self._forms(message), *self._form(self.catalogue.gettext(sayings.MEETS_ON_A[unit]))):
                cadence = {"rolling": {"every": int(words.get("every", 1)), "unit": unit}}
                own: Found = {"coach": {"eligible": ["own_manager"]}, "types": ["one_on_one"], "meets": True}
                yield {"who": words["who"], "binding": "compulsory", "cadence": cadence, **own}

    def _campaigns(self) -> Iterator[Found]:
        for binding, message in sayings.CAMPAIGN.items():
            for words in self._forms(message):
                first, last = (day_read(words[name], self.catalogue) for name in ("first", "last"))
                cadence = {"from": first, "to": last, "count": int(words.get("count", 1))}
                yield from [self._said(words, binding, {"campaign": cadence})] if first and last else []

    def _anchored(self) -> Iterator[Found]:
        for binding, saying in sayings.ANCHORED.items():
            for words in self._form(self.catalogue.gettext(saying)):
                anchored = whenwords.read(words["when"], self.catalogue)
                yield from [self._said(words, binding, {"anchored": anchored})] if anchored else []

    def _said(self, words: Mapping[str, str], binding: str, cadence: Found) -> Found:
        named = self.many if "talks" in words else self.one
        types = [named[part] for part in words.get("talks", words.get("talk", "")).split(self.join)]
        return {"who": words["who"], "coach": words["coach"], "types": types, "binding": binding, "cadence": cadence}

    def _forms(self, message: Plural) -> Iterator[dict[str, str]]:
        """The names of the message where the text is its singular or its plural."""
        yield from self._form(self.catalogue.ngettext(*message, 1))
        yield from self._form(self.catalogue.ngettext(*message, 2))

    def _form(self, message: str) -> Iterator[dict[str, str]]:
        found = shape(plain(message), **self.known).fullmatch(self.text)
        yield from [found.groupdict()] if found else []

    def _types(self, count: int) -> dict[str, str]:
        named = {self.catalogue.ngettext(*kind.name, count): key for key, kind in TALK_TYPES.items()}
        return named | {self.catalogue.ngettext(*sayings.TALK, count): JUST_A_TALK}

    def _some(self, names: Mapping[str, str]) -> str:
        """What one or several types of talk look like, as a regular expression."""
        one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return f"(?:{one})(?:{re.escape(self.join)}(?:{one}))*"


def plain(message: str) -> str:
    """The message without the marks of its chips."""
    return _MARK.sub("", message)
