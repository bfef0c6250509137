"""What differs between two sentences, word by word: how a change of a rhythm is shown before anyone is bound by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

SAME, REMOVED, ADDED = "same", "removed", "added"
_WORD = re.compile(r"\s*\S+|\s+$")


class Piece(NamedTuple):
    """A stretch of words that stayed, went or came; pieces join to the old text without `added`, to the new without
    `removed`."""

    kind: str
    text: str


def between(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from `old` to `new`, in reading order: at a change first what goes, then what comes.

    A lone unchanged word between two changes is drawn into them, so that the eye meets one change instead of three.
    """
    return tuple(
        Piece(kind, "".join(piece.text for piece in pieces)) for kind, pieces in groupby(_tidy(old, new), _kind)
    )


def _kind(piece: Piece) -> str:
    return piece.kind


def _tidy(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    for same, (old_from, old_to), (new_from, new_to) in _stretches(before, after):
        if same:
            yield Piece(SAME, "".join(after[new_from:new_to]))
            continue
        for kind, words in ((REMOVED, before[old_from:old_to]), (ADDED, after[new_from:new_to])):
            if words:
                yield Piece(kind, "".join(words))


Range = tuple[int, int]


def _stretches(before: list[str], after: list[str]) -> list[tuple[bool, Range, Range]]:
    """Equal and unequal stretches in turn, lone equal words between two changes counted as changed."""
    found: list[tuple[bool, Range, Range]] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for nth, (tag, *spans) in enumerate(codes):
        old_from, old_to, new_from, new_to = spans
        lone = tag == "equal" and old_to - old_from == 1 and 0 < nth < len(codes) - 1
        same = tag == "equal" and not lone
        if found and not same and not found[-1][0]:
            _, (first, _), (start, _) = found.pop()
            found.append((False, (first, old_to), (start, new_to)))
        else:
            found.append((same, (old_from, old_to), (new_from, new_to)))
    return found
