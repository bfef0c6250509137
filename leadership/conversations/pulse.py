"""One question or two after a talk, and once a quarter how it goes: asked kindly, answered by whoever likes to.

An answer has no name from the first moment: it is counted up, in the same transaction in which the person's turn of the
quarter is noted, and no fact, log or letter ever says it. Everybody is asked once a quarter, nobody is reminded. Days
and quarters are the organisation's; a week, and whatever is said in it, belongs to the quarter of its Sunday. So when a
quarter is over, nothing more can be said that counts in it, and its figures can be rolled up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.utils.translation import gettext as _

from leadership.conversations import numbers
from leadership.conversations.errors import NotYours, TooEarly, TooLate
from leadership.conversations.models import VALUES, Asked, Commitment, Conversation, Credit, PulseTally, PulseTurn
from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.people.models import Organisation, Person
from policies.cadence import Fiscal, Period, add_months, period_at
from policies.models import Policy
from policies.organisation import fiscal_of

SUNDAY = timedelta(days=6)
"""After the Monday of a week, its last day."""
HELD = (Conversation.State.HELD, Conversation.State.HELD_PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Week:
    """The organisation's `today`, the Monday before it, and the quarter that the Sunday after it lies in."""

    today: date
    monday: date
    quarter: Period

    @property
    def is_late_enough(self) -> bool:
        """Whether the second month of the quarter has begun."""
        return self.today >= add_months(self.quarter.start, 1)


@dataclass(frozen=True, slots=True)
class Open:
    """A question that waits for an answer; `rhythm`: the one it is about, of those that are about one."""

    question: Asked
    rhythm: Policy | None = None

    @property
    def about(self) -> str:
        return self.rhythm.key if self.rhythm else ""


def week_at(now: datetime, organisation: Organisation) -> Week:
    """The week of the organisation at `now` (UTC)."""
    today = local_date(now, ZoneInfo(str(organisation.zone)))
    monday = today - timedelta(days=today.weekday())
    return Week(today, monday, quarter_of(monday, fiscal_of(organisation)))


def quarter_of(monday: date, fiscal: Fiscal) -> Period:
    """The quarter that what was said in the week of `monday` belongs to."""
    return period_at("quarter", monday + SUNDAY, fiscal)


# --- what is asked ------------------------------------------------------------------------------------------------


def open_after(
    talk: Conversation, person: Person, *, now: datetime, organisation: Organisation | None = None
) -> list[Open]:
    """What `person`, one of the two, is asked about the talk at `now`: nothing before it is said to be held, nothing
    once it is a month ago, and nothing twice in a quarter. No query unless the talk is held."""
    if not is_asked_about(talk, now):
        return []
    known = organisation or Organisation.current()
    return open_for_all([(talk, person)], now=now, organisation=known)[talk.pk, person.pk]


def is_asked_about(talk: Conversation, now: datetime) -> bool:
    """Whether the talk is held, and not too long ago."""
    return talk.state in HELD and not _is_long_ago(talk, now)


def open_for_all(
    pairs: Sequence[tuple[Conversation, Person]], *, now: datetime, organisation: Organisation
) -> dict[tuple[int, int], list[Open]]:
    """What each of these, one of the two of the talk beside them, is asked about it, by the ids of talk and person;
    whether it is held by now is not looked at. With as many queries for many as for one."""
    week = week_at(now, organisation)
    turns = _turns({person.pk for _talk, person in pairs}, week)
    rhythms = _rhythms({talk.pk for talk, _person in pairs})
    return {
        (talk.pk, person.pk): _asked(talk, person, rhythms.get(talk.pk), week, turns.get(person.pk, set()))
        for talk, person in pairs
    }


def quarter_is_open(person: Person, *, now: datetime, organisation: Organisation, last: str | None) -> bool:
    """Whether `person` may be asked, without a talk, to compare with a quarter ago: from the second month of the
    quarter on, once. `last`: what `last_turn` says."""
    week = week_at(now, organisation)
    return week.is_late_enough and last != week.quarter.key and _can_compare(person, week)


def last_turn(person: Any) -> QuerySet[PulseTurn, Any]:
    """The quarter in which `person` was last asked to compare, where that is kept; one row at most."""
    mine = PulseTurn.objects.filter(person=person, question=Asked.CHANGE)
    return mine.order_by("-quarter").values_list("quarter", flat=True)[:1]


def _asked(
    talk: Conversation, person: Person, rhythm: Policy | None, week: Week, turns: Collection[tuple[str, str]]
) -> list[Open]:
    """Support is the member's to judge, and so is the quarter; what it was worth, both may say."""
    is_member = person.pk == talk.member_id
    asked = [Open(Asked.SUPPORT)] if is_member else []
    asked += [Open(Asked.WORTH, rhythm)] if rhythm else []
    asked += [Open(Asked.CHANGE)] if is_member and _can_compare(person, week) else []
    return [one for one in asked if (one.question, one.about) not in turns]


def _can_compare(person: Person, week: Week) -> bool:
    return person.is_active and person.hire_date <= week.today - timedelta(days=numbers.HERE_FOR_DAYS)


def _is_long_ago(talk: Conversation, now: datetime) -> bool:
    return talk.end is None or talk.end < now - timedelta(days=numbers.ASKED_ABOUT_DAYS)


def _turns(people: Collection[int], week: Week) -> dict[int, set[tuple[str, str]]]:
    """(question, about) of the turns each of them has had in the quarter."""
    rows = PulseTurn.objects.filter(person__in=people, quarter=week.quarter.key)
    found: dict[int, set[tuple[str, str]]] = {}
    for person, question, about in rows.values_list("person_id", "question", "about"):
        found.setdefault(person, set()).add((question, about))
    return found


def _rhythms(talks: Collection[int]) -> dict[int, Policy]:
    """The one rhythm each talk is about: that it was asked for by, else the first it is booked or counted for. An
    answer about two would be one person in two counts."""
    asked = Conversation.objects.filter(pk__in=talks, asked_for__isnull=False)
    found = dict(asked.values_list("pk", "asked_for__policy_id"))
    rest = set(talks) - set(found)
    if rest:
        found |= dict(_counted_for(Commitment.objects.all(), rest))
        found = dict(_counted_for(Credit.objects.filter(withdrawn_at=None), rest)) | found
    policies = Policy.objects.in_bulk(set(found.values()))
    return {talk: policies[policy] for talk, policy in found.items()}


def _counted_for(rows: QuerySet[Commitment] | QuerySet[Credit], talks: Collection[int]) -> Iterable[tuple[int, int]]:
    """(talk, rhythm), the earliest due last, so that it stands."""
    mine = rows.filter(conversation__in=talks).order_by("-obligation__due_on", "-pk")
    return mine.values_list("conversation_id", "obligation__policy_id")


# --- what is said -------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    said: Mapping[str, int],
    *,
    by: Person,
    now: datetime,
    talk: Conversation | None = None,
    aside: Collection[str] = (),
) -> tuple[list[Asked], list[Asked]]:
    """Counts what `by` says (value by question) after `talk`, or without one, and puts aside the rest of what was
    asked. What was counted, and what was not because it had been already: twice is once.

    Raises `NotYours` for anyone but the two, `TooEarly` before the talk is said to be held, `TooLate` a month after it,
    Refused for a question that is not asked here and for a value that is no answer.
    """
    organisation = Organisation.current()
    week, asked = week_at(now, organisation), _all_asked(by, now, talk, organisation)
    for question, value in said.items():
        _check(question, value, asked)
    counted, before = [], []
    for question in (one for one in Asked if one in said):
        if _take_turn(by, asked[question], week):
            _count(asked[question], said[question], by, week)
            counted.append(question)
        else:
            before.append(question)
    for question in set(aside).intersection(asked).difference(said):
        _take_turn(by, asked[question], week)
    return counted, before


@transaction.atomic
def put_aside(questions: Iterable[str], *, by: Person, now: datetime, talk: Conversation | None = None) -> list[Asked]:
    """Not this time: in this quarter `by` is asked no more. Which were put aside now; twice is once. Nobody can tell
    it from an answer. Raises as `answer`."""
    organisation = Organisation.current()
    week, asked = week_at(now, organisation), _all_asked(by, now, talk, organisation)
    wanted = set(questions)
    return [one for one in Asked if one in wanted and one in asked and _take_turn(by, asked[one], week)]


def _all_asked(by: Person, now: datetime, talk: Conversation | None, organisation: Organisation) -> dict[str, Open]:
    """By question, all that `by` is asked here, whether or not they have had their turn."""
    week = week_at(now, organisation)
    if talk is None:
        return {Asked.CHANGE: Open(Asked.CHANGE)} if _can_compare(by, week) else {}
    if by.pk not in (talk.member_id, talk.coach_id) or not by.is_active:
        raise NotYours(by.key)
    if talk.state not in HELD:
        raise TooEarly(talk.key, _("This talk is not said to be held yet."), _("Say first that you talked."))
    if _is_long_ago(talk, now):
        raise TooLate(talk.key, _("This talk is too long ago for the question."), _("Wait for the next one."))
    return {one.question: one for one in _asked(talk, by, _rhythms({talk.pk}).get(talk.pk), week, ())}


def _check(question: str, value: int, asked: Mapping[str, Open]) -> None:
    if question not in asked:
        raise refuse("question", question, _("This is not asked here."), _("Answer one of the questions on the page."))
    allowed = VALUES[asked[question].question]
    if value not in allowed:
        message = _("This is not an answer to “%(question)s”.") % {"question": asked[question].question.label}
        raise refuse(question, "", message, _("Choose one of those on the page."))


def _take_turn(person: Person, asked: Open, week: Week) -> bool:
    """Notes that the person's turn has been; False when it had."""
    return PulseTurn.objects.get_or_create(
        person=person, question=asked.question, about=asked.about, quarter=week.quarter.key
    )[1]


def _count(asked: Open, value: int, by: Person, week: Week) -> None:
    """One more. All values of the week are written in one statement, so that none of them tells by its last change
    what was said last."""
    rhythm = asked.rhythm.pk if asked.rhythm else None
    place = {"policy_id": rhythm, "unit_id": None if rhythm else by.unit_id}
    rows = PulseTally.objects.filter(question=asked.question, week=week.monday, **place).order_by("pk")
    locked = list(rows.select_for_update()) or _begin(rows, asked.question, week, place)
    mine = next(row.pk for row in locked if row.value == value)
    more = Case(When(pk=mine, then=1), default=0, output_field=IntegerField())
    PulseTally.objects.filter(pk__in=[row.pk for row in locked]).update(count=F("count") + more)


def _begin(
    rows: QuerySet[PulseTally], question: Asked, week: Week, place: Mapping[str, int | None]
) -> list[PulseTally]:
    """The rows of a week in which nobody has answered yet; somebody else may be making them at this moment."""
    new = [PulseTally(question=question, week=week.monday, value=value, **place) for value in VALUES[question]]
    PulseTally.objects.bulk_create(new, ignore_conflicts=True)
    return list(rows.select_for_update())


# --- what is forgotten --------------------------------------------------------------------------------------------


def let_go(*, now: datetime) -> int:
    """Forgets whose turn it was in quarters that are over, and counts older than three years; how many rows."""
    week = week_at(now, Organisation.current())
    turns = PulseTurn.objects.exclude(quarter=week.quarter.key).delete()[0]
    old = Q(week__lt=add_months(week.today, -numbers.ANSWERS_KEPT_MONTHS))
    return turns + PulseTally.objects.filter(old).delete()[0]
