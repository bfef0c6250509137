"""Whose move it is, said to the one who reads (docs/reference/cadence.md R16)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.obligations.models import Obligation
from leadership.obligations.standing import Standing
from leadership.people.models import Person
from leadership.web import spoken

YOURS = {
    ("member", "choose"): gettext_lazy("You choose a coach, by %(day)s"),
    ("member", "book"): gettext_lazy("You choose a time"),
    ("member", "answer"): gettext_lazy("You pick one of the times offered"),
    ("coach", "book"): gettext_lazy("You suggest times"),
    ("coach", "answer"): gettext_lazy("You answer the suggestion"),
    ("hr", "choose"): gettext_lazy("HR finds you a coach"),
    ("owner", "choose"): gettext_lazy("The coach pool finds you a coach"),
}
THEIRS = {
    ("member", "choose"): gettext_lazy("%(name)s chooses a coach, by %(day)s"),
    ("member", "book"): gettext_lazy("%(name)s chooses a time"),
    ("member", "answer"): gettext_lazy("%(name)s picks one of the times offered"),
    ("coach", "book"): gettext_lazy("%(name)s suggests times"),
    ("coach", "answer"): gettext_lazy("%(name)s answers the suggestion"),
    ("hr", "choose"): gettext_lazy("HR finds a coach"),
    ("owner", "choose"): gettext_lazy("The coach pool finds someone"),
}
YOURS_BY = {
    "book": gettext_lazy("You suggest times, by %(answer_by)s"),
    "answer": gettext_lazy("You answer the suggestion, by %(answer_by)s"),
    "say": gettext_lazy("You say whether you talked, by %(answer_by)s"),
}
THEIRS_BY = {
    "book": gettext_lazy("%(name)s suggests times, by %(answer_by)s"),
    "answer": gettext_lazy("%(name)s answers the suggestion, by %(answer_by)s"),
    "say": gettext_lazy("%(name)s says whether you talked, by %(answer_by)s"),
}
"""The coach's steps where the rhythm promises by when they answer (answer_within)."""


@dataclass(frozen=True)
class NextStep:
    """One line: what happens next, whose initials stand before it, whether it is the reader's turn."""

    text: str
    who: str
    mine: bool


def next_step(standing: Standing, reader: Person, *, offered: bool = False) -> NextStep | None:
    """The next step as `reader` (member or coach of the obligation) is told it; None when nobody has to move.

    `offered`: times have been offered and wait for the member.
    """
    turn, obligation = standing.next_mover, standing.obligation
    mover = _mover(standing)
    if turn.role == "nobody":
        return None
    mine = mover is not None and mover.pk == reader.pk
    deed = "say" if obligation.state == "unconfirmed" else _deed(turn.role, obligation, offered)
    by = answer_by(standing)
    if by is not None:
        text = str((YOURS_BY if mine else THEIRS_BY)[deed])
    elif deed == "say":
        text = _("You say whether you talked") if mine else _("%(name)s says whether you talked")
    else:
        is_for_reader = mine or (mover is None and obligation.person_id == reader.pk)
        text = str((YOURS if is_for_reader else THEIRS)[turn.role, deed])
    known = {"name": mover.given_name if mover else "", "day": _choose_by(obligation, standing.on)}
    known["answer_by"] = spoken.day(by, standing.on) if by else ""
    return NextStep(text % known, mover.name if mover else "", mine)


def answer_by(standing: Standing) -> date | None:
    """The day by which the coach answers, where the rhythm promises that; a day gone by is held against nobody."""
    by = standing.next_mover.answer_by
    return by if by is not None and by >= standing.on else None


def other_answers(other: Person) -> NextStep:
    """The reader has said that they talked; where both are asked, the other one says it too (R12)."""
    return NextStep(_("%(name)s says whether you talked") % {"name": other.given_name}, other.name, mine=False)


def _mover(standing: Standing) -> Person | None:
    obligation = standing.obligation
    if standing.next_mover.person is not None:
        return standing.next_mover.person
    return {"member": obligation.person, "coach": obligation.coach}.get(standing.next_mover.role)


def _deed(role: str, obligation: Obligation, offered: bool) -> str:
    if role in ("hr", "owner"):
        return "choose"
    if offered or obligation.offering:
        return "answer"
    return "choose" if role == "member" and obligation.coach_id is None else "book"


def _choose_by(obligation: Obligation, on: date) -> str:
    return spoken.day(max(obligation.choose_by or obligation.due_on, on), on)
