"""When two people could meet: gathers both calendars in a constant number of queries and asks `slots`.

Taken are working hours turned inside out, single dates with hours of their own, public holidays, absences, pauses,
every agreed or offered time of either, hours a coach keeps open for whoever drops in, and what their calendars kept
elsewhere call busy. What is left follows each one's own rules, with `numbers` where they have said nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.conversations import diaries, numbers, slots
from leadership.conversations.diaries import Known, Manner
from leadership.conversations.errors import NotFree, SlotTaken
from leadership.conversations.models import Conversation
from leadership.conversations.slots import Reason, Rules, Search
from leadership.conversations.wallclock import Places, places_of
from leadership.lib.instants import end_of_day, iso
from leadership.obligations.models import Obligation
from leadership.people.models import Person

NOTICE = {"member": numbers.NOTICE, "coach": numbers.NOTICE_OF_COACH, "answer": 0}
"""Minutes from now to the first start, where the other one has not said otherwise: a member who books, a coach who
offers or books, someone who takes an offer."""

BUSY = (Reason.MEMBER_BUSY, Reason.COACH_BUSY, Reason.BOTH_BUSY)
LOOKS_AHEAD = timedelta(days=400)
"""How far a search goes for the next free time where the days to choose from hold none."""


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Starts (UTC, in order) at which both are free; without any, the first rule that leaves none.

    `places` says where the coach is when, by the coach's hours; `has_stale_calendars`: what either keeps elsewhere was
    last read too long ago.
    """

    times: tuple[datetime, ...]
    none_because: Reason | None = None
    places: Places = field(default_factory=Places)
    has_stale_calendars: bool = False


@dataclass(frozen=True, slots=True)
class Air:
    """What is kept free around a talk in either calendar: before and after it."""

    member: tuple[timedelta, timedelta]
    coach: tuple[timedelta, timedelta]


NO_AIR = Air((timedelta(), timedelta()), (timedelta(), timedelta()))
USUAL_AIR = Air(*((timedelta(minutes=numbers.BUFFER_BEFORE), timedelta(minutes=numbers.BUFFER_AFTER)),) * 2)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a member and a coach: who asks (`by` is `member`, `coach` or `answer`), about which stretch.

    `start` is `now` when not given. `until` is as far as the door of the other one is open when not given, and always
    the end of the window of the `obligation`. `ignoring` is a talk about to be moved or accepted: the times it takes
    itself count as free. Raises `NotFree` for a length no talk has.
    """

    member: Person
    coach: Person
    minutes: int
    now: datetime
    start: datetime | None = None
    until: datetime | None = None
    by: str = "member"
    ignoring: Conversation | None = None
    obligation: Obligation | None = None
    beyond: bool = False
    """Whether to look past the days the other one's door is open for: to tell when the next time is."""

    def __post_init__(self) -> None:
        if not numbers.SHORTEST <= self.minutes <= numbers.LONGEST:
            raise NotFree(self.minutes, _("A talk does not last that long."), _("Choose one of the lengths offered."))

    @property
    def people(self) -> tuple[Person, Person]:
        return self.member, self.coach

    @property
    def opens(self) -> datetime:
        return self.start or self.now

    def rules(self, manner: Mapping[int, Manner]) -> Rules:
        """How the talk is laid: by the rules of whoever is asked for time."""
        host = self._host(manner)
        notice = NOTICE[self.by] if host.own_notice is None or self.by == "answer" else host.own_notice
        return Rules(self.minutes, manner[self.coach.pk].step, notice, host.own_horizon or numbers.HORIZON_DAYS)

    def reach(self, manner: Mapping[int, Manner]) -> datetime:
        """How far one may choose."""
        days = numbers.HORIZON_DAYS if self.by == "answer" else self._host(manner).own_horizon
        return horizon(self.now, self.obligation, days=days or numbers.HORIZON_DAYS)

    def _host(self, manner: Mapping[int, Manner]) -> Manner:
        return manner[self.member.pk if self.by == "coach" else self.coach.pk]

    def search(self, known: Known, manner: Mapping[int, Manner]) -> Search:
        """The question as `slots` takes it."""
        member, coach = (known.of(person, manner[person.pk]) for person in self.people)
        room = known.room_of(self.coach, manner[self.coach.pk])
        if self.by != "member":
            room = replace(room, door_opens_on=None)
        closes = self.until or self.reach(manner)
        if self.until and not self.beyond and self._host(manner).own_horizon is not None:
            closes = min(closes, self.reach(manner))
        return Search(member, coach, self.now, self.opens, closes, room, self.rules(manner))


def free_times(member: Person, coach: Person, *, minutes: int, now: datetime, **more: Any) -> FreeTimes:
    """The free starts for a talk of `minutes`; `more` are the other words of `Asked`."""
    return looked(Asked(member, coach, minutes, now, **more)).free


@dataclass(frozen=True, slots=True)
class Looked:
    """The free times of the two with all that was looked at on the way: for a page that draws both calendars."""

    free: FreeTimes
    known: Known
    manner: Mapping[int, Manner]


def looked(asked: Asked) -> Looked:
    """The answer to the question, in three statements."""
    manner = diaries.manners(asked.people, asked.now)
    known = gathered(asked, manner)
    return Looked(_answer(asked, known, manner), known, manner)


def free_with_each(
    member: Person, coaches: Sequence[Person], *, minutes: int | Mapping[int, int], now: datetime, **more: Any
) -> dict[int, FreeTimes]:
    """The free times of the member with each of the coaches, under the coach's id; as many queries as for one.
    `minutes` may differ from coach to coach (by id)."""
    lengths = minutes if isinstance(minutes, Mapping) else {coach.pk: minutes for coach in coaches}
    each = [Asked(member, coach, lengths[coach.pk], now, **more) for coach in coaches]
    return {asked.coach.pk: free for asked, free in zip(each, free_for_all(each), strict=True)}


def free_for_all(questions: Sequence[Asked]) -> list[FreeTimes]:
    """The answers to questions about any people, asked at one moment; as many queries as for one."""
    if not questions:
        return []
    people = list({person.pk: person for asked in questions for person in asked.people}.values())
    manner = diaries.manners(people, questions[0].now)
    until = max(asked.until or asked.reach(manner) for asked in questions)
    known = diaries.known(people, manner, start=min(asked.opens for asked in questions), until=until)
    return [_answer(asked, known.without(asked.ignoring), manner) for asked in questions]


def next_free(member: Person, coach: Person, *, minutes: int, now: datetime, **more: Any) -> datetime | None:
    """The first free time after the days one may choose from; None where the next year holds none."""
    asked = Asked(member, coach, minutes, now, **{**more, "until": now + LOOKS_AHEAD, "beyond": True})
    manner = diaries.manners(asked.people, now)
    return next(iter(slots.free_times(asked.search(gathered(asked, manner), manner))), None)


def gathered(asked: Asked, manner: Mapping[int, Manner]) -> Known:
    """What is known of the two as far as the question reaches."""
    until = asked.until or asked.reach(manner)
    return diaries.known(asked.people, manner, start=asked.opens, until=until, ignoring=asked.ignoring)


def _answer(asked: Asked, known: Known, manner: Mapping[int, Manner]) -> FreeTimes:
    search = asked.search(known, manner)
    times = slots.free_times(search)
    where = places_of(asked.coach.work_hours, known.own_days[asked.coach.pk], str(asked.coach.zone))
    stale = any(manner[person.pk].has_stale_calendars for person in asked.people)
    return FreeTimes(times, None if times else slots.none_because(search), where, stale)


def air(member: Person, coach: Person, *, now: datetime) -> Air:
    """What each of the two keeps free around a talk."""
    manner = diaries.manners([member, coach], now)
    around = [
        (timedelta(minutes=manner[one.pk].before), timedelta(minutes=manner[one.pk].after)) for one in (member, coach)
    ]
    return Air(around[0], around[1])


def require_free(
    member: Person, coach: Person, *, starts: Sequence[datetime], minutes: int, now: datetime, by: str,
    ignoring: Conversation | None = None, obligation: Obligation | None = None,
) -> None:  # fmt: skip
    """Raises unless each of `starts` is a free time of the two: `SlotTaken` when somebody has it, else `NotFree`."""
    asked = Asked(member, coach, minutes, now, by=by, ignoring=ignoring, obligation=obligation)
    manner = diaries.manners(asked.people, now)
    reach = asked.reach(manner)
    first, last = min(starts), max(starts) + timedelta(minutes=1)
    whole = replace(asked, start=first, until=last)
    known = gathered(whole, manner)
    free = set(slots.free_times(whole.search(known, manner)))
    for start in starts:
        if start >= reach:
            raise _not_free(start, Reason.OUTSIDE_WINDOW, now)
        if start not in free:
            one = replace(asked, start=start, until=start + timedelta(minutes=1))
            raise _not_free(start, slots.none_because(one.search(known, manner)), now)


def _not_free(start: datetime, reason: Reason | None, now: datetime) -> SlotTaken | NotFree:
    if start <= now:
        reason = Reason.NOTICE
    if reason in BUSY:
        return SlotTaken(iso(start))
    return NotFree(iso(start), str(SENTENCES[reason or Reason.OUTSIDE_WINDOW]))


def horizon(now: datetime, obligation: Obligation | None = None, *, days: int = numbers.HORIZON_DAYS) -> datetime:
    """How far the search reaches: so many days, and always to the end of the day the obligation is due or closes."""
    far = now + timedelta(days=days)
    if obligation is None:
        return far
    last = max(obligation.due_on, obligation.close_on or obligation.due_on)
    return max(far, end_of_day(last, obligation.person.zone_info))


SENTENCES: Mapping[Reason, str | Promise] = {
    Reason.OUTSIDE_WINDOW: gettext_lazy("This time lies outside the days you can choose from."),
    Reason.NO_WORKING_HOURS: gettext_lazy("One of you has no working hours set."),
    Reason.NO_COMMON_HOURS: gettext_lazy("Your working hours do not meet then."),
    Reason.ABSENT_MEMBER: gettext_lazy("The member is not available then."),
    Reason.ABSENT_COACH: gettext_lazy("The coach is not available then."),
    Reason.DOOR_CLOSED: gettext_lazy("The coach takes no talks before a later day."),
    Reason.MEMBER_BUSY: gettext_lazy("The member has something else then."),
    Reason.COACH_BUSY: gettext_lazy("The coach has something else then."),
    Reason.BOTH_BUSY: gettext_lazy("Your calendars leave no time then."),
    Reason.COACH_FULL_DAY: gettext_lazy("The coach has no more talks to give that day."),
    Reason.COACH_FULL_WEEK: gettext_lazy("The coach has no more talks to give that week."),
    Reason.NOTICE: gettext_lazy("That is too soon."),
}
"""Why there is no time, for the pages; the reader's language."""
