"""What invented people say when they are asked after a talk: mostly well of it, some less so, and many nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable

from leadership.conversations.models import VALUES, Asked

SPREAD = {Asked.SUPPORT: (3, 8, 21, 41, 27), Asked.WORTH: (9, 27, 64), Asked.CHANGE: (18, 53, 29)}
"""Of a hundred answers to each question, so many of each value."""
ANSWERS = 0.75
"""How many of those who are asked answer at all, and ..."""
EACH = 0.92
"""... of their questions, how many."""


def answers(chance: random.Random) -> bool:
    """Whether somebody who is asked answers."""
    return chance.random() < ANSWERS


def said(questions: Iterable[Asked], chance: random.Random) -> dict[str, int]:
    """What somebody says who answers, by question."""
    asked = [one for one in questions if chance.random() < EACH]
    return {str(one): chance.choices(VALUES[one], SPREAD[one])[0] for one in asked}
