"""Parts of a rhythm that are written a line each: further people, exceptions, single days, ladders, questions.

Each line is in the words of the sentence, or of the policy language; what cannot be read is said with its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies import audiencewords, sentencereading, whenwords
from policies.audience import Audience
from policies.languages import Language
from policies.problems import Refused
from policies.terms import Terms

Mapped = Mapping[str, Any]
MOST_LINES = 40


def lines_of(text: str) -> list[str]:
    """What is written, line by line, without empty ones. Raises ValidationError when there are too many."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise forms.ValidationError(_("At most %(number)s lines fit here.") % {"number": MOST_LINES})
    return lines


def clauses_said(clauses: Sequence[Mapped], names: Mapping[str, str]) -> str:
    """Descriptions of people, one a line, as the sentence has them."""
    audience = _audience(clauses)
    return "\n".join(audiencewords.described(clause, names, Language()) for clause in audience.include)


def clauses_read(text: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The clauses of the lines. Raises ValidationError naming the line that says nothing known."""
    found = [(line, audiencewords.description(line, names, Language())) for line in lines_of(text)]
    for line, clause in found:
        if clause is None:
            raise forms.ValidationError(
                _("“%(line)s” cannot be read. Write for example “%(one)s”, “%(two)s” or “%(three)s”.")
                % {"line": line[:80], **dict(zip(("one", "two", "three"), _examples(), strict=True))}
            )
    return [clause for _line, clause in found if clause is not None]


def days_said(anchored: Mapped) -> str:
    """The days of an anchored rhythm: -20, 7, 45."""
    return ", ".join(str(offset["day"]) for offset in anchored.get("offsets", []))


def days_read(text: str) -> list[dict[str, Any]]:
    """The offsets of “-20, 7, 45”. Raises ValidationError when a part is no whole number."""
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    offsets = []
    for part in parts:
        plain = part.replace("−", "-").replace("–", "-")
        if not plain.removeprefix("-").removeprefix("+").isdecimal() or len(plain) > 5:
            message = _("“%(part)s” is no number of days. Write for example 30, 60, 90, or -20 for twenty days before.")
            raise forms.ValidationError(message % {"part": part[:20]})
        offsets.append({"day": int(plain)})
    return offsets


def single_days_said(terms: Mapped) -> str:
    """What single days of an anchored rhythm say of coach and binding, a sentence a line."""
    try:
        read = Terms.parse({"key": "draft", **terms})
    except Refused:
        return ""
    found = whenwords.exceptions(read, Language())
    return "\n".join(sentencereading.plain(message) % values for message, values in found)


def single_days_read(text: str) -> list[dict[str, Any]]:
    """The same read back: each with its day. Raises ValidationError naming the line that cannot be read."""
    found = []
    for line in lines_of(text):
        exception = sentencereading.exception(line if line.endswith(".") else f"{line}.", Language())
        if exception is None:
            raise forms.ValidationError(
                _("“%(line)s” cannot be read. Write for example “%(one)s” or “%(two)s”.")
                % {"line": line[:80], **dict(zip(("one", "two"), _single_examples(), strict=True))}
            )
        found.append(exception)
    return found


def steps_said(steps: Sequence[Mapped] | None) -> str:
    """A ladder, one step a line: `due -5 member not_booked not_booked`."""
    return "\n".join(_step(step) for step in steps or ())


def steps_read(text: str, *, told: bool) -> list[dict[str, Any]] | None:
    """The steps of the lines, None when there are none: the ladder of the cadence's class. `told`: those after the
    overdue day. Raises ValidationError naming the line that is no step."""
    steps = [_read_step(line, told=told) for line in lines_of(text)]
    return steps or None


def questions_said(agenda: Mapped) -> str:
    """The questions in the reader's language, one a line."""
    language = get_language() or "en"
    return "\n".join(_in(language, question) for question in _questions(agenda))


def questions_read(text: str, before: Mapped) -> list[dict[str, str]]:
    """The questions; one that was there already keeps its other languages."""
    language = get_language() or "en"
    known = {_in(language, question): question for question in _questions(before)}
    return [known.get(line) or {language: line} for line in lines_of(text)]


def _in(language: str, question: Mapping[str, str]) -> str:
    return question.get(language) or question.get("en") or next(iter(question.values()), "")


def _audience(clauses: Sequence[Mapped]) -> Audience:
    try:
        return Terms.parse({"key": "draft", "audience": {"include": list(clauses), "exclude": []}}).audience
    except Refused:
        return Audience()


def _questions(agenda: Mapped) -> list[dict[str, str]]:
    return [question for question in agenda.get("questions", []) if isinstance(question, dict)]


def _step(step: Mapped) -> str:
    words = [step.get("anchor", "due"), str(step["offset"]), ",".join(step["to"]), step["template"]]
    return " ".join([*words, step["only_if"]] if step.get("only_if", "none") != "none" else words)


def _read_step(line: str, *, told: bool) -> dict[str, Any]:
    words = line.split()
    if len(words) not in (4, 5) or not words[1].removeprefix("-").removeprefix("+").isdecimal() or len(words[1]) > 5:
        example = "overdue 10 leader leader_told" if told else "due -5 member not_booked not_booked"
        message = _("“%(line)s” is no step. Write for example “%(example)s”.")
        raise forms.ValidationError(message % {"line": line[:80], "example": example})
    step = {"anchor": words[0], "offset": int(words[1]), "to": words[2].split(","), "template": words[3]}
    return step | ({"only_if": words[4]} if len(words) == 5 else {})


def _examples() -> tuple[str, str, str]:
    clauses = ({"tags": ["first-aid"]}, {"tenure_days": {"max": 120}}, {"is_leader": True})
    one, two, three = clauses_said(clauses, {}).splitlines()
    return one, two, three


def _single_examples() -> tuple[str, str]:
    offsets = [{"day": 30, "binding": "voluntary"}, {"day": 60, "coach": {"eligible": ["hr"]}}]
    one, two = single_days_said({"cadence": {"anchored": {"anchor": "hire", "offsets": offsets}}}).splitlines()
    return one, two
