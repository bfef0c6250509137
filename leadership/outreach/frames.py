"""Letters as frames: a template is rendered and its styles inlined once per (letter, language), then filled per person.

Every text in a letter's values becomes a slot; numbers and absent parts decide the shape, so plurals and optional
paragraphs stay in the template's hands. Filling is string work, a few microseconds a letter.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import css_inline
from django.template.loader import render_to_string
from django.utils import translation

Values = Mapping[str, Any]
"""Texts, numbers, truth values, None, and lists of such mappings."""

_SLOT = re.compile("\ue000([0-9]+)\ue001")
_MARKUP = re.compile("[&<>\"']").search
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_INLINER = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: one line of subject, the text and the HTML."""

    subject: str
    text: str
    html: str


def write(letter: str, language: str, values: Values) -> Written:
    """The letter named `letter` in `language` with `values` filled in; values are never read as templates or HTML."""
    texts: list[str] = []
    shape = _shape(values, texts)
    frame = _frame(letter, language, shape)
    escaped = [html.escape(text) if _MARKUP(text) else text for text in texts]
    return Written(" ".join(frame.subject.fill(texts).split()), frame.text.fill(texts), frame.html.fill(escaped))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Literal text with an empty place for each slot in between, and the slots' numbers."""

    literals: tuple[str, ...]
    slots: tuple[int, ...]

    @classmethod
    def cut(cls, rendered: str) -> _Piece:
        parts = _SLOT.split(rendered)
        slots = tuple(int(slot) for slot in parts[1::2])
        parts[1::2] = [""] * len(slots)
        return cls(tuple(parts), slots)

    def fill(self, texts: Sequence[str]) -> str:
        filled = [*self.literals]
        filled[1::2] = [texts[slot] for slot in self.slots]
        return "".join(filled)


@dataclass(frozen=True, slots=True)
class _Frame:
    subject: _Piece
    text: _Piece
    html: _Piece


Shape = tuple[Any, ...]


def _shape(value: Any, texts: list[str]) -> Any:
    """`value` without its texts, which are appended to `texts`; hashable, so that equal shapes share a frame."""
    if isinstance(value, str):
        if not value:
            return value
        texts.append(value)
        return (str, len(texts) - 1)
    if isinstance(value, list):
        return ("[", *[_shape(one, texts) for one in value])
    if isinstance(value, dict):
        return ("{", *[(key, _shape(one, texts)) for key, one in value.items()])
    return value


def _slotted(shape: Any) -> Any:
    if not isinstance(shape, tuple):
        return shape
    if shape[0] == "{":
        return {key: _slotted(one) for key, one in shape[1:]}
    if shape[0] == "[":
        return [_slotted(one) for one in shape[1:]]
    return f"\ue000{shape[1]}\ue001"


@lru_cache(maxsize=1024)
def _frame(letter: str, language: str, shape: Shape) -> _Frame:
    values = {**_slotted(shape), "language": language, "letter": letter}
    with translation.override(language):
        subject = render_to_string(f"letters/{letter}/subject.txt", values).strip()
        text = render_to_string(f"letters/{letter}/body.txt", values)
        page = render_to_string(f"letters/{letter}/body.html", {**values, "subject": subject})
    plain = _BLANK_LINES.sub("\n\n", text).strip() + "\n"
    return _Frame(_Piece.cut(subject), _Piece.cut(plain), _Piece.cut(_INLINER.inline(page)))


def forget() -> None:
    """Frames are made anew; for tests that change templates or catalogues."""
    _frame.cache_clear()
