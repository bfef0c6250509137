"""Fields that contradict each other: one sentence names both and says what to do (docs/reference/cadence.md B.2)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from policies.audience import Audience
from policies.mixing import mix_contradictions, talks_a_year
from policies.problems import Problem
from policies.termparts import Anchored, Cadence, LadderStep
from policies.words import gettext_noop

Values = Mapping[str, Any]

_NAMES = {
    "per_period": "cadence.per_period",
    "rolling": "cadence.rolling",
    "anchored": "cadence.anchored",
    "campaign": "cadence.campaign",
}

_GAP = gettext_noop("With %(cadence)s asking for %(count)s talks, %(path)s cannot be %(value)s days.")
_NARROW = gettext_noop("Use a min_gap of at most %(most)s, or fewer talks.")
_CROWDED = gettext_noop("%(path)s is %(value)s, but up to %(other)s, %(end)s, there are only %(days)s days.")
_LONGER_WINDOW = gettext_noop("Ask for at most one talk a day, or choose a longer window.")
_ALL_WAIVED = gettext_noop(
    "%(path)s is %(value)s, so every talk of a year (%(talks)s) may be waived, but binding is compulsory."
)
_WAIVE_FEWER = gettext_noop("Let fewer be waived, or write binding: voluntary.")
_CLOSE = gettext_noop("%(path)s, %(value)s days, ends before the %(grace)s working days of grace do.")
_CLOSE_LATER = gettext_noop("Write a close_after of at least %(grace)s, or a shorter grace.")
_HANDOVER = gettext_noop("%(path)s, %(value)s working days, is longer than the %(window)s days of %(cadence)s.")
_SHORTER = gettext_noop("Write at most %(window)s, or off.")
_ANSWER = gettext_noop(
    "%(path)s, %(value)s working days, is longer than handover_after, %(handover)s: the move is gone."
)
_ANSWER_SOONER = gettext_noop("Write an answer_within of at most %(handover)s, or a longer handover_after.")
_CONTINUE = gettext_noop("%(path)s is continue, but mandated_by is empty: nothing obliges the rhythm to go on.")
_MANDATE = gettext_noop("Name the law or agreement in mandated_by, or write stop_new_cycles.")
_OWN_KEY = gettext_noop("%(path)s names %(value)s, which is the key of this policy.")
_OTHER_KEY = gettext_noop("Leave it out of supersedes: a policy does not mute itself.")
_FLOOR = gettext_noop("%(path)s is true, but binding is %(binding)s: what nobody has to do is no floor.")
_BIND = gettext_noop("Write binding: compulsory, or leave floor out.")
_REVIEW = gettext_noop("%(path)s, %(value)s, lies before effective_from, %(start)s.")
_REVIEW_LATER = gettext_noop("Choose a review date after the rhythm has begun.")
_OVER = gettext_noop("%(path)s, %(value)s, lies after the end of %(cadence)s, %(end)s: nothing would ever be asked.")
_BEGIN_SOONER = gettext_noop("Choose an earlier effective_from, or a later window.")
_NOBODY = gettext_noop("%(path)s takes away everyone whom audience.include names: nobody would ever be asked.")
_SOMEBODY = gettext_noop("Leave somebody in audience.include whom audience.exclude does not name.")
_NO_COACH = gettext_noop("%(path)s, %(value)s, leaves nobody: coach.exclude takes all of them away.")
_A_COACH = gettext_noop("Name a kind of coach that coach.exclude does not take away.")
_TENURE = gettext_noop("%(path)s asks for at least %(least)s and at most %(value)s days of employment: nobody fits.")
_TENURE_FIX = gettext_noop("Put the smaller number into min and the larger into max.")
_NEVER = gettext_noop("%(path)s, day %(value)s, opens after the audience ends with tenure_days.max %(most)s.")
_LATER_TENURE = gettext_noop("Use an earlier day, or a larger tenure_days.max.")
_NOT_YET = gettext_noop(
    "%(path)s, day %(value)s with after %(after)s, is over before the audience begins with tenure_days.min %(least)s."
)
_SOONER_TENURE = gettext_noop("Use a later day, or a smaller tenure_days.min.")
_BEFORE_HIRE = gettext_noop("%(path)s, day %(value)s with after %(after)s, is over before the anchor hire.")
_AFTER_END = gettext_noop("%(path)s, day %(value)s with before %(before)s, opens after the anchor contract_end.")
_OTHER_SIDE = gettext_noop("Choose a day on the other side of the anchor.")
_LEADER = gettext_noop("subject is leader, but %(path)s is %(value)s.")
_LEADER_COACH = gettext_noop("Use own_manager or skip_manager: it is the leader who is to be there.")
_LEADER_CHOICE = gettext_noop("Write coach.choice: assigned, or subject: member.")
_LEADER_MOVES = gettext_noop("Write initiative: outbound, or subject: member.")
_LEADER_BINDS = gettext_noop("Write binding: compulsory, or subject: member.")
_TOLD = gettext_noop("%(path)s has steps, but binding is %(binding)s, which is never told above the pair.")
_DROP_TOLD = gettext_noop("Leave escalation out, or write binding: compulsory.")
_NUDGES = gettext_noop("%(path)s has %(value)s reminders, but binding is voluntary: an offer is recalled once.")
_ONE_NUDGE = gettext_noop("Keep the invitation and one reminder, or write binding: compulsory.")
_STEP_AFTER = gettext_noop("%(path)s, %(value)s working days from %(anchor)s, comes after the end, %(end)s days on.")
_STEP_SOONER = gettext_noop("Use a smaller offset, or a longer close_after.")
_STEP_BEFORE = gettext_noop(
    "%(path)s, %(value)s working days from %(anchor)s, comes before the talk opens with %(cadence)s."
)
_STEP_LATER = gettext_noop("Use at least %(least)s, or leave the step out.")


def contradictions(values: Values) -> Iterator[Problem]:
    """Everything that contradicts itself in the fields of `policies.terms.Terms`, each read and well formed."""
    for check in (
        _gaps,
        _times,
        _life,
        _people,
        _coaches,
        _leading,
        _binding,
        _tenures,
        _anchors,
        _ladders,
        mix_contradictions,
    ):
        yield from check(values)


def _gaps(values: Values) -> Iterator[Problem]:
    cadence: Cadence = values["cadence"]
    most = _widest_gap(cadence)
    if cadence.campaign and cadence.campaign.count > cadence.campaign.days:
        named = {"other": "cadence.campaign.to", "end": cadence.campaign.end, "days": cadence.campaign.days}
        yield _problem("cadence.campaign.count", cadence.campaign.count, _CROWDED, _LONGER_WINDOW, named)
    if values["min_gap"] > most:
        named = {"cadence": _NAMES[cadence.kind], "count": cadence.count, "most": most}
        yield _problem("min_gap", values["min_gap"], _GAP, _NARROW, named)


def _widest_gap(cadence: Cadence) -> int:
    """The largest distance at which every talk can still be held in its time."""
    if cadence.anchored is None:
        return cadence.nominal_days // cadence.count
    days = sorted(offset.day for offset in cadence.anchored.offsets)
    between = (later - sooner for sooner, later in itertools.pairwise(days))
    return min(between, default=366) + cadence.nominal_days


def _times(values: Values) -> Iterator[Problem]:
    cadence, grace = values["cadence"], values["grace"]
    close, handover, answer = values["close_after"], values["handover_after"], values["answer_within"]
    window = max(1, cadence.nominal_days)
    if close is not None and close < grace:
        yield _problem("close_after", close, _CLOSE, _CLOSE_LATER, {"grace": grace})
    if handover is not None and handover > window:
        named = {"window": window, "cadence": _NAMES[cadence.kind]}
        yield _problem("handover_after", handover, _HANDOVER, _SHORTER, named)
    if answer is not None and handover is not None and answer > handover:
        yield _problem("answer_within", answer, _ANSWER, _ANSWER_SOONER, {"handover": handover})


def _life(values: Values) -> Iterator[Problem]:
    start, review, cadence = values["effective_from"], values["review_on"], values["cadence"]
    if values["on_missed_review"] == "continue" and not values["mandated_by"]:
        yield _problem("on_missed_review", "continue", _CONTINUE, _MANDATE)
    if values["key"] in values["supersedes"]:
        yield _problem("supersedes", values["key"], _OWN_KEY, _OTHER_KEY)
    if values["floor"] and values["binding"] != "compulsory":
        yield _problem("floor", "true", _FLOOR, _BIND, {"binding": values["binding"]})
    if start and review and review < start:
        yield _problem("review_on", review, _REVIEW, _REVIEW_LATER, {"start": start})
    end = cadence.campaign.end if cadence.campaign else None
    if start and end and start > end:
        named = {"cadence": "cadence.campaign", "end": end}
        yield _problem("effective_from", start, _OVER, _BEGIN_SOONER, named)


def _people(values: Values) -> Iterator[Problem]:
    if values["audience"].is_nobody():
        yield _problem("audience.exclude", len(values["audience"].exclude), _NOBODY, _SOMEBODY)


def _coaches(values: Values) -> Iterator[Problem]:
    """Somebody must be left to listen, on each of the days that say otherwise too."""
    exclude = set(values["coach"].exclude)
    for path, eligible in _by_path(values):
        if "anyone" in exclude or exclude.issuperset(eligible):
            yield _problem(path, ", ".join(eligible), _NO_COACH, _A_COACH)


def _by_path(values: Values) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Who may listen, under the names of the fields that say so."""
    yield "coach.eligible", values["coach"].eligible
    offsets = values["cadence"].anchored.offsets if values["cadence"].anchored else ()
    for n, offset in enumerate(offsets):
        if offset.coach:
            yield f"cadence.anchored.offsets[{n}].coach.eligible", offset.coach.eligible


def _leading(values: Values) -> Iterator[Problem]:
    """A rhythm whose subject is the leader is the leader's to begin and to hold."""
    if values["subject"] != "leader":
        return
    coach, anchored = values["coach"], values["cadence"].anchored
    for path, eligible in _by_path(values):
        others = [kind for kind in eligible if kind not in ("own_manager", "skip_manager")]
        if others:
            yield _problem(path, ", ".join(others), _LEADER, _LEADER_COACH)
    if coach.choice != "assigned":
        yield _problem("coach.choice", coach.choice, _LEADER, _LEADER_CHOICE)
    if values["initiative"] != "outbound":
        yield _problem("initiative", values["initiative"], _LEADER, _LEADER_MOVES)
    if values["binding"] != "compulsory":
        yield _problem("binding", values["binding"], _LEADER, _LEADER_BINDS)
    for n, offset in enumerate(anchored.offsets if anchored else ()):
        if offset.binding not in (None, "compulsory"):
            yield _problem(f"cadence.anchored.offsets[{n}].binding", offset.binding, _LEADER, _LEADER_BINDS)


def _binding(values: Values) -> Iterator[Problem]:
    binding, escalation = values["binding"], values["escalation"] or ()
    above = [step for step in escalation if binding == "voluntary" or {"leader", "hr"} & set(step.to)]
    if binding != "compulsory" and above:
        yield _problem("escalation", len(above), _TOLD, _DROP_TOLD, {"binding": binding})
    talks, waived = talks_a_year(values["cadence"]), values["allow_skip"]
    if binding == "compulsory" and waived >= talks:
        yield _problem("allow_skip", waived, _ALL_WAIVED, _WAIVE_FEWER, {"talks": talks})
    nudges = [step for step in values["reminders"] or () if step.template != "invitation"]
    if binding == "voluntary" and len(nudges) > 1:
        yield _problem("reminders", len(nudges), _NUDGES, _ONE_NUDGE)


def _tenures(values: Values) -> Iterator[Problem]:
    audience = values["audience"]
    for part, clauses in (("include", audience.include), ("exclude", audience.exclude)):
        for n, clause in enumerate(clauses):
            least, most = clause.tenure_days_min, clause.tenure_days_max
            if least is not None and most is not None and least > most:
                path = f"audience.{part}[{n}].tenure_days"
                yield _problem(path, most, _TENURE, _TENURE_FIX, {"least": least})


def _anchors(values: Values) -> Iterator[Problem]:
    anchored: Anchored | None = values["cadence"].anchored
    if anchored is None:
        return
    for n, offset in enumerate(anchored.offsets):
        path = f"cadence.anchored.offsets[{n}].day"
        if anchored.anchor == "contract_end" and offset.day - anchored.before > 0:
            yield _problem(path, offset.day, _AFTER_END, _OTHER_SIDE, {"before": anchored.before})
        if anchored.anchor == "hire" and offset.day + anchored.after < 0:
            yield _problem(path, offset.day, _BEFORE_HIRE, _OTHER_SIDE, {"after": anchored.after})
        if anchored.anchor in FROM_HIRE:
            yield from _outside_tenure(path, offset.day, anchored, values["audience"])


FROM_HIRE = {"hire": 0, "anniversary": 365}
"""Days from the first day to the first anchor."""


def _outside_tenure(path: str, day: int, anchored: Anchored, audience: Audience) -> Iterator[Problem]:
    """No clause of the audience speaks of anybody while the talk could open."""
    clauses, first = audience.include, FROM_HIRE[anchored.anchor]
    ends = [clause.tenure_days_max for clause in clauses]
    most = None if None in ends or not ends else max(end for end in ends if end is not None)
    if most is not None and first + day - anchored.before > most:
        yield _problem(path, day, _NEVER, _LATER_TENURE, {"most": most})
    least = min((clause.tenure_days_min or 0 for clause in clauses), default=0)
    if anchored.anchor == "hire" and least and day + anchored.after < least:
        yield _problem(path, day, _NOT_YET, _SOONER_TENURE, {"after": anchored.after, "least": least})


def _ladders(values: Values) -> Iterator[Problem]:
    """No reminder after the talk can no longer be held, or after it is overdue where it never closes; none before it
    opens."""
    cadence, binding = values["cadence"], values["binding"]
    until = values["grace"] + 1 if values["close_after"] is None else max(values["close_after"], values["grace"] + 1)
    ends = {"due": 0 if binding == "voluntary" else until}
    ends["open"] = ends["choose_by"] = cadence.nominal_days + ends["due"]
    steps: tuple[LadderStep, ...] = values["reminders"] or ()
    for n, step in enumerate(steps):
        if step.offset > ends[step.anchor]:
            named = {"anchor": step.anchor, "end": ends[step.anchor]}
            yield _problem(f"reminders[{n}].offset", step.offset, _STEP_AFTER, _STEP_SOONER, named)
        least = {"open": 0, "due": -_window(cadence)}.get(step.anchor)
        if least is not None and step.offset < least:
            named = {"anchor": step.anchor, "cadence": _NAMES[cadence.kind], "least": least}
            yield _problem(f"reminders[{n}].offset", step.offset, _STEP_BEFORE, _STEP_LATER, named)


def _window(cadence: Cadence) -> int:
    """Days from the opening of a talk to its due, as they are called."""
    if cadence.rolling:
        return -(-cadence.nominal_days // 3)
    together = cadence.per_period is None or cadence.per_period.spread == "end"
    return cadence.nominal_days if together else -(-cadence.nominal_days // cadence.count)


def _problem(path: str, value: object, message: str, remedy: str, named: Mapping[str, object] | None = None) -> Problem:
    params = tuple((name, str(one)) for name, one in (named or {}).items())
    return Problem(path, str(value), message, remedy, params)
