"""Reading the parts of a policy's terms that stand alone: kinds of coach, agenda, quiet hours, metrics."""

from __future__ import annotations

import re

from policies.reading import Reader
from policies.talktypes import COACH_KINDS, is_coach_kind
from policies.termparts import Agenda, Metric, Quiet
from policies.words import gettext_noop

MOST_QUESTIONS = 6
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", re.ASCII)

_NO_HOURS = gettext_noop("%(path)s must be two times of the day.")
_WRITE_HOURS = gettext_noop("Write them as 18:00-08:00.")
_SAME_HOURS = gettext_noop("%(path)s begins and ends at the same time, so it is never quiet.")
_TOO_MANY = gettext_noop("%(path)s has %(value)s questions; a talk has room for six.")
_FEWER = gettext_noop("Keep the six that matter most.")


def read_kinds(reader: Reader, name: str) -> tuple[str, ...]:
    """Kinds of coach, in order."""
    return reader.words(name, is_coach_kind, (*COACH_KINDS, "pool:name"))


def read_agenda(reader: Reader) -> Agenda:
    """The agenda; without questions it is that of the type of talk."""
    value = reader.take("agenda")
    if isinstance(value, list):
        value = {"questions": value}
    inner = Reader({} if value is None else value, reader.at("agenda"), reader.problems)
    questions = tuple(_question(path, item, inner) for path, item in inner.each("questions"))
    if len(questions) > MOST_QUESTIONS:
        inner.refuse("questions", len(questions), _TOO_MANY, _FEWER)
    prep_days = inner.whole("prep_days", 0, 30)
    inner.finish()
    return Agenda(tuple(question for question in questions if question), 2 if prep_days is None else prep_days)


def _question(path: str, item: object, inner: Reader) -> tuple[tuple[str, str], ...]:
    place = path.removeprefix(f"{inner.path}.")
    one = Reader({place: item}, inner.path, inner.problems)
    one.required(place)
    return one.i18n(place, 280)


def read_quiet(reader: Reader) -> Quiet | None:
    """When no letter goes out; None: as the organisation has it (18:00-08:00, and not on days off)."""
    if not reader.has("quiet"):
        reader.take("quiet")
        return None
    inner = reader.inner("quiet")
    hours = inner.text("hours", 20) or "18:00-08:00"
    hours = hours.replace("–", "-")
    if not _HOURS.fullmatch(hours):
        inner.refuse("hours", hours, _NO_HOURS, _WRITE_HOURS)
    elif hours[:5] == hours[6:]:
        inner.refuse("hours", hours, _SAME_HOURS, _WRITE_HOURS)
    quiet = Quiet(hours, inner.flag("workdays_only", True))
    inner.finish()
    return quiet


def read_metric(path: str, item: object, reader: Reader) -> Metric:
    """One thing that shows whether the policy helps; a single word names a figure."""
    one = Reader({"metric": item} if isinstance(item, str) else item, path, reader.problems)
    one.required("metric")
    target = one.take("target")
    if target is not None and (isinstance(target, bool) or not isinstance(target, int | float)):
        target = one.whole("target", 0, 1_000_000)
    metric = Metric(
        one.slug("metric") or "", one.choice("kind", ("figure", "dialogue"), "figure"), target, one.i18n("question")
    )
    one.finish()
    return metric
