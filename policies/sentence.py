"""A policy as the sentence it is (docs/reference/cadence.md B.10): whole messages per language, never glued pieces.

Who, which talk and with whom are chips: phrases of their own, put into a whole sentence that each language orders for
itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from policies.audience import Audience, Clause
from policies.explain import day_in_words
from policies.problems import Catalogue
from policies.talktypes import TALK_TYPES
from policies.termparts import Rolling
from policies.terms import Terms
from policies.words import gettext_noop, ngettext_lazy

_PER_PERIOD = {
    ("compulsory", "week"): ngettext_lazy(
        "%(who)s has at least one %(talk)s each week %(coach)s.",
        "%(who)s has at least %(count)s %(talks)s each week %(coach)s.",
    ),
    ("compulsory", "month"): ngettext_lazy(
        "%(who)s has at least one %(talk)s each month %(coach)s.",
        "%(who)s has at least %(count)s %(talks)s each month %(coach)s.",
    ),
    ("compulsory", "quarter"): ngettext_lazy(
        "%(who)s has at least one %(talk)s each quarter %(coach)s.",
        "%(who)s has at least %(count)s %(talks)s each quarter %(coach)s.",
    ),
    ("compulsory", "tertial"): ngettext_lazy(
        "%(who)s has at least one %(talk)s every four months %(coach)s.",
        "%(who)s has at least %(count)s %(talks)s every four months %(coach)s.",
    ),
    ("compulsory", "half_year"): ngettext_lazy(
        "%(who)s has at least one %(talk)s each half-year %(coach)s.",
        "%(who)s has at least %(count)s %(talks)s each half-year %(coach)s.",
    ),
    ("compulsory", "year"): ngettext_lazy(
        "%(who)s has at least one %(talk)s each year %(coach)s.",
        "%(who)s has at least %(count)s %(talks)s each year %(coach)s.",
    ),
    ("voluntary", "week"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s each week %(coach)s.",
        "%(who)s is offered at least %(count)s %(talks)s each week %(coach)s.",
    ),
    ("voluntary", "month"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s each month %(coach)s.",
        "%(who)s is offered at least %(count)s %(talks)s each month %(coach)s.",
    ),
    ("voluntary", "quarter"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s each quarter %(coach)s.",
        "%(who)s is offered at least %(count)s %(talks)s each quarter %(coach)s.",
    ),
    ("voluntary", "tertial"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s every four months %(coach)s.",
        "%(who)s is offered at least %(count)s %(talks)s every four months %(coach)s.",
    ),
    ("voluntary", "half_year"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s each half-year %(coach)s.",
        "%(who)s is offered at least %(count)s %(talks)s each half-year %(coach)s.",
    ),
    ("voluntary", "year"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s each year %(coach)s.",
        "%(who)s is offered at least %(count)s %(talks)s each year %(coach)s.",
    ),
    ("opt_in", "week"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s each week %(coach)s.",
        "%(who)s can ask for at least %(count)s %(talks)s each week %(coach)s.",
    ),
    ("opt_in", "month"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s each month %(coach)s.",
        "%(who)s can ask for at least %(count)s %(talks)s each month %(coach)s.",
    ),
    ("opt_in", "quarter"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s each quarter %(coach)s.",
        "%(who)s can ask for at least %(count)s %(talks)s each quarter %(coach)s.",
    ),
    ("opt_in", "tertial"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s every four months %(coach)s.",
        "%(who)s can ask for at least %(count)s %(talks)s every four months %(coach)s.",
    ),
    ("opt_in", "half_year"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s each half-year %(coach)s.",
        "%(who)s can ask for at least %(count)s %(talks)s each half-year %(coach)s.",
    ),
    ("opt_in", "year"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s each year %(coach)s.",
        "%(who)s can ask for at least %(count)s %(talks)s each year %(coach)s.",
    ),
}
_ROLLING = {
    ("compulsory", "day"): ngettext_lazy(
        "%(who)s has at least one %(talk)s every day %(coach)s.",
        "%(who)s has at least one %(talk)s every %(every)s days %(coach)s.",
    ),
    ("compulsory", "week"): ngettext_lazy(
        "%(who)s has at least one %(talk)s every week %(coach)s.",
        "%(who)s has at least one %(talk)s every %(every)s weeks %(coach)s.",
    ),
    ("compulsory", "month"): ngettext_lazy(
        "%(who)s has at least one %(talk)s every month %(coach)s.",
        "%(who)s has at least one %(talk)s every %(every)s months %(coach)s.",
    ),
    ("voluntary", "day"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s every day %(coach)s.",
        "%(who)s is offered at least one %(talk)s every %(every)s days %(coach)s.",
    ),
    ("voluntary", "week"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s every week %(coach)s.",
        "%(who)s is offered at least one %(talk)s every %(every)s weeks %(coach)s.",
    ),
    ("voluntary", "month"): ngettext_lazy(
        "%(who)s is offered at least one %(talk)s every month %(coach)s.",
        "%(who)s is offered at least one %(talk)s every %(every)s months %(coach)s.",
    ),
    ("opt_in", "day"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s every day %(coach)s.",
        "%(who)s can ask for at least one %(talk)s every %(every)s days %(coach)s.",
    ),
    ("opt_in", "week"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s every week %(coach)s.",
        "%(who)s can ask for at least one %(talk)s every %(every)s weeks %(coach)s.",
    ),
    ("opt_in", "month"): ngettext_lazy(
        "%(who)s can ask for at least one %(talk)s every month %(coach)s.",
        "%(who)s can ask for at least one %(talk)s every %(every)s months %(coach)s.",
    ),
}
_MEETS = {
    "day": ngettext_lazy(
        "%(who)s meets their manager one-on-one at least every day.",
        "%(who)s meets their manager one-on-one at least every %(every)s days.",
    ),
    "week": ngettext_lazy(
        "%(who)s meets their manager one-on-one at least every week.",
        "%(who)s meets their manager one-on-one at least every %(every)s weeks.",
    ),
    "month": ngettext_lazy(
        "%(who)s meets their manager one-on-one at least every month.",
        "%(who)s meets their manager one-on-one at least every %(every)s months.",
    ),
}
_MEETS_ON_A = {
    "day": gettext_noop("%(who)s meets their manager one-on-one at least once every %(every)s days."),
    "week": gettext_noop("%(who)s meets their manager one-on-one at least once every %(every)s weeks."),
    "month": gettext_noop("%(who)s meets their manager one-on-one at least once every %(every)s months."),
}
_MOVES = {
    "outbound": gettext_noop("The coach makes the first move."),
    "inbound": gettext_noop("The member makes the first move."),
    "either": gettext_noop("Either makes the first move."),
}
_LATE = gettext_noop("If nothing is held by %(due)s, %(leader)s can see it from %(overdue)s.")

_EVERYONE = gettext_noop("Everyone")
_WHO = {
    ("units",): gettext_noop("Everyone in %(units)s"),
    ("roles",): gettext_noop("Everyone with the role %(roles)s"),
    ("roles", "locations"): gettext_noop("Everyone with the role %(roles)s in %(locations)s"),
    ("units", "roles"): gettext_noop("Everyone with the role %(roles)s in %(units)s"),
    ("tags",): gettext_noop("Everyone tagged %(tags)s"),
    ("locations",): gettext_noop("Everyone in %(locations)s"),
    ("persons",): gettext_noop("Each of %(persons)s"),
}
_FITTING = gettext_noop("Everyone who fits this: %(parts)s;")
_EXCEPT = gettext_noop("%(who)s except %(others)s")
_PARTS = {
    "units": gettext_noop("in %(units)s"),
    "roles": gettext_noop("with the role %(roles)s"),
    "employment_types": gettext_noop("employed as %(employment_types)s"),
    "locations": gettext_noop("placed in %(locations)s"),
    "tags": gettext_noop("tagged %(tags)s"),
    "persons": gettext_noop("%(persons)s"),
    "tenure_days_min": gettext_noop("here for at least %(tenure_days_min)s days"),
    "tenure_days_max": gettext_noop("here for at most %(tenure_days_max)s days"),
    "leads": gettext_noop("leading others"),
    "leads_nobody": gettext_noop("not leading others"),
}
_OR = gettext_noop("%(first)s or %(second)s")
_AND = gettext_noop("%(first)s and %(second)s")

_THEIR_CHOICE = gettext_noop("with a coach they choose")
_GIVEN = gettext_noop("with a coach who is found for them")
_CLAIMED = gettext_noop("with a coach who comes forward")
_ONLY = {
    ("own_manager",): gettext_noop("with their manager"),
    ("skip_manager",): gettext_noop("with their manager's manager"),
    ("outside_own_line",): gettext_noop("with someone outside their own line"),
    ("other_unit",): gettext_noop("with a colleague in another unit"),
    ("peer", "other_unit"): gettext_noop("with a colleague in another unit"),
    ("peer",): gettext_noop("with a colleague"),
    ("hr",): gettext_noop("with HR"),
}


def render(terms: Terms, names: Mapping[str, str], catalogue: Catalogue) -> str:
    """The sentence. `names` maps keys of units, roles, tags, people and places to what they are called."""
    sentences = [_promise(terms, names, catalogue)]
    if not (_meets_manager(terms) and terms.initiative == "either"):
        sentences.append(catalogue.gettext(_MOVES[terms.initiative]))
    return " ".join(sentences)


def late_sentence(due: date, overdue: date, leader: str, catalogue: Catalogue) -> str:
    """What follows when nothing is held: who can see it, from which day."""
    named = {"leader": leader}
    named |= {"due": day_in_words(due.isoformat(), catalogue), "overdue": day_in_words(overdue.isoformat(), catalogue)}
    return catalogue.gettext(_LATE) % named


def _promise(terms: Terms, names: Mapping[str, str], catalogue: Catalogue) -> str:
    chips = {
        "who": _who(terms.audience, names, catalogue),
        "talk": _talk(terms, catalogue, 1),
        "talks": _talk(terms, catalogue, 2),
        "coach": _coach(terms, catalogue),
    }
    rolling = terms.cadence.rolling
    if rolling:
        return _rolling(terms, rolling, catalogue) % (chips | {"every": str(rolling.every)})
    per_period = terms.cadence.per_period
    assert per_period is not None
    message = _PER_PERIOD[terms.binding, per_period.period]
    return catalogue.ngettext(*message, per_period.count) % (chips | {"count": str(per_period.count)})


def _rolling(terms: Terms, rolling: Rolling, catalogue: Catalogue) -> str:
    if not _meets_manager(terms):
        return catalogue.ngettext(*_ROLLING[terms.binding, rolling.unit], rolling.every)
    if rolling.every > 1 and rolling.every % 10 in (1, 2) and rolling.every % 100 not in (11, 12):
        return catalogue.gettext(_MEETS_ON_A[rolling.unit])
    return catalogue.ngettext(*_MEETS[rolling.unit], rolling.every)


def _meets_manager(terms: Terms) -> bool:
    """Meets their manager … at least every 14 days: that has its own pattern."""
    own = terms.coach.eligible == ("own_manager",) and terms.types == ("one_on_one",)
    return own and terms.cadence.rolling is not None and terms.binding == "compulsory"


def _talk(terms: Terms, catalogue: Catalogue, count: int) -> str:
    known = [TALK_TYPES[key].name for key in terms.types if key in TALK_TYPES]
    named = [catalogue.ngettext(*name, count) for name in known]
    named += [key for key in terms.types if key not in TALK_TYPES]
    return _joined(named, _OR, catalogue)


def _coach(terms: Terms, catalogue: Catalogue) -> str:
    only = _ONLY.get(terms.coach.eligible)
    by_choice = {"member": _THEIR_CHOICE, "assigned": _GIVEN, "coach_claims": _CLAIMED}
    return catalogue.gettext(only or by_choice[terms.coach.choice])


def _who(audience: Audience, names: Mapping[str, str], catalogue: Catalogue) -> str:
    who = _included(audience.include, names, catalogue)
    if not audience.exclude:
        return who
    others = _joined([_parts(clause, names, catalogue) for clause in audience.exclude], _AND, catalogue)
    return catalogue.gettext(_EXCEPT) % {"who": who, "others": others}


def _included(clauses: tuple[Clause, ...], names: Mapping[str, str], catalogue: Catalogue) -> str:
    if not clauses:
        return catalogue.gettext(_EVERYONE)
    said = _said(clauses[0], names, catalogue)
    message = _WHO.get(tuple(said)) if len(clauses) == 1 else None
    if message:
        return catalogue.gettext(message) % said
    parts = _joined([_parts(clause, names, catalogue) for clause in clauses], _OR, catalogue)
    return catalogue.gettext(_FITTING) % {"parts": parts}


def _parts(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> str:
    said = _said(clause, names, catalogue)
    worded = [catalogue.gettext(_PARTS[part]) % said for part in said]
    return _joined(worded, _AND, catalogue) or catalogue.gettext(_EVERYONE)


def _said(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """The parts of the clause that say something, their keys as people call them."""
    return dict(_each_part(clause, names, catalogue))


def _each_part(clause: Clause, names: Mapping[str, str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for part in ("units", "roles", "employment_types", "locations", "tags", "persons"):
        keys: Iterable[str] = getattr(clause, part)
        if keys:
            yield part, _joined([names.get(key, key) for key in keys], _OR, catalogue)
    if clause.tenure_days_min is not None:
        yield "tenure_days_min", str(clause.tenure_days_min)
    if clause.tenure_days_max is not None:
        yield "tenure_days_max", str(clause.tenure_days_max)
    if clause.is_leader is not None:
        yield ("leads" if clause.is_leader else "leads_nobody"), ""


def _joined(phrases: list[str], message: str, catalogue: Catalogue) -> str:
    if not phrases:
        return ""
    told = phrases[0]
    for phrase in phrases[1:]:
        told = catalogue.gettext(message) % {"first": told, "second": phrase}
    return told
