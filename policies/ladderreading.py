"""Reading the ladders a policy writes itself: reminders before it is overdue, escalation after (B.2, B.5)."""

from __future__ import annotations

from policies.reading import Reader
from policies.termparts import LadderStep
from policies.words import gettext_noop

LETTERS = ("invitation", "choose_coach", "not_booked", "late", "pair_overdue", "leader_told", "hr_told")
PARTIES = {"pair": ("member", "coach"), "both": ("member", "coach")}
TOLD = {"coach": "pair_overdue", "member": "pair_overdue", "leader": "leader_told", "hr": "hr_told"}
CONDITIONS = ("none", "no_coach", "not_booked")
MOST_REMINDERS = 4

_TOO_MANY = gettext_noop(
    "%(path)s has %(value)s reminders; more than four before a talk is overdue only wear people out."
)
_FEWER = gettext_noop("Keep the invitation and at most four more.")
_NO_OFFSET = gettext_noop("%(path)s is missing: a step needs its working days.")
_WRITE_OFFSET = gettext_noop("Write a number, for example -5 for five working days before.")


def read_reminders(reader: Reader) -> tuple[LadderStep, ...] | None:
    """Steps counted from open, choose_by or due; None when absent (the ladder of the cadence's class)."""
    if not reader.has("reminders"):
        reader.take("reminders")
        return None
    steps = tuple(_reminder(Reader(item, path, reader.problems)) for path, item in reader.each("reminders"))
    asking = sum(step.template != "invitation" for step in steps)
    if asking > MOST_REMINDERS:
        reader.refuse("reminders", asking, _TOO_MANY, _FEWER)
    return steps


def read_escalation(reader: Reader) -> tuple[LadderStep, ...] | None:
    """Steps counted from overdue_from in calendar working days; None when absent."""
    if not reader.has("escalation"):
        reader.take("escalation")
        return None
    return tuple(_told(Reader(item, path, reader.problems)) for path, item in reader.each("escalation"))


def _reminder(one: Reader) -> LadderStep:
    step = LadderStep(
        one.choice("anchor", ("open", "choose_by", "due"), "due"),
        _offset(one, -120),
        _parties(one, ("member", "coach")),
        one.choice("template", LETTERS[:4], "not_booked"),
        one.choice("only_if", CONDITIONS, "none"),
    )
    one.finish()
    return step


def _told(one: Reader) -> LadderStep:
    to = _parties(one, ("member", "coach", "leader", "hr"))
    letter = TOLD.get(to[-1], "pair_overdue")
    one.choice("anchor", ("overdue",), "overdue")
    one.choice("only_if", ("none",), "none")
    letter = one.choice("action", LETTERS[4:], one.choice("template", LETTERS[4:], letter))
    step = LadderStep("overdue", _offset(one, 0), to, letter)
    one.finish()
    return step


def _offset(one: Reader, least: int) -> int:
    if not one.has("offset"):
        one.refuse("offset", "", _NO_OFFSET, _WRITE_OFFSET)
    return one.whole("offset", least, 120) or 0


def _parties(one: Reader, known: tuple[str, ...]) -> tuple[str, ...]:
    given = one.words("to", lambda word: word in known or word in PARTIES, (*known, "pair")) or ("pair",)
    named = [party for word in given for party in PARTIES.get(word, (word,))]
    return tuple(dict.fromkeys(named))
