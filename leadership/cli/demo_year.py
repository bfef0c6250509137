"""A year in the demo organisation, lived through the real verbs along a moving clock, nothing behind their back.

The same every time for the same day: who is prompt, who hesitates and who is silent comes from a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from leadership.cli import demo_people, demo_rhythms, moods
from leadership.conversations import availability, booking, choosing, holding, lengths, proposals, pulse
from leadership.conversations.models import Conversation
from leadership.lib.refusal import Refused
from leadership.obligations.models import Obligation
from leadership.outreach import deliver, tick
from leadership.people import absences, directory, pauses
from leadership.people.models import Organisation, Person

Progress = Callable[[int, int], None]
"""Told after each day: how many are done, of how many."""

MORNING = time(7, 30)
RECENT = 60
"""For so many days before today the clock goes through every working day; before that, through Tuesdays, and
no letters leave: the organisation has had its mail server connected since then."""
PROMPT, SLOW, SILENT = 0.22, 0.07, 0.012
AWAY = {"Wilma": (120, 25), "Jussi": (200, 40), "Hugo": (260, 10), "Frida": (60, 120), "Adam": (300, 21)}
"""Who was away: from which day of the year, and for how many days."""
LEAVERS = {"Karl": 240}


def live(*, now: datetime, progress: Progress) -> None:
    """Hires the organisation, adopts its rhythms, and lives a year until `now` (UTC)."""
    year = Year(now.date() - timedelta(days=365), now)
    year.prepare()
    days = [day for day in year.days() if year.at(day) <= now]
    for number, day in enumerate(days, start=1):
        year.live_day(day)
        progress(number, len(days))
    tick.tick(now)
    deliver.run(now)


class Year:
    """One run through the year; `people` by given name grows as colleagues join."""

    def __init__(self, start: date, now: datetime) -> None:
        self.start, self.now = start, now
        self.chance, self.mood = random.Random(20), random.Random(24)
        self.people: dict[str, Person] = {}
        self.proposed = False
        self.away, self.leavers, self.rhythms = dict(AWAY), dict(LEAVERS), tuple(demo_rhythms.LATER)

    def prepare(self) -> None:
        """Everyone hired, pauses set, the quarterly rhythm adopted."""
        moment = self.at(self.start, time(5, 0))
        self.people = demo_people.hire_first(start=self.start, now=moment)
        hr = self.people["David"]
        for year in range(self.start.year, self.now.year + 2):
            summer = date.fromisocalendar(year, 28, 1)
            pauses.set(start=summer, end=summer + timedelta(days=27), now=moment, label="Industrisemester", by=hr)
        demo_rhythms.adopt_quarterly(by=hr, on=self.start, now=moment)

    def days(self) -> Iterator[date]:
        """The days the clock goes through, in order."""
        for number in range((self.now.date() - self.start).days + 1):
            day = self.start + timedelta(days=number)
            if day.weekday() < 5 and (self._is_recent(day) or day.weekday() == 1):
                yield day

    def live_day(self, day: date) -> None:
        """What happens in the organisation, then what the worker does, then what people do."""
        moment = self.at(day)
        self._events(day, moment)
        tick.tick(moment)
        if self._is_recent(day):
            deliver.run(moment)
        self._ask(self._look_back(moment), moment)
        self._act(day, moment)

    def at(self, day: date, clock: time = MORNING) -> datetime:
        """The instant of a UTC wall clock on `day`."""
        return datetime.combine(day, clock, UTC)

    def _is_recent(self, day: date) -> bool:
        return (self.now.date() - day).days <= RECENT

    def _events(self, day: date, moment: datetime) -> None:
        number, hr = (day - self.start).days, self.people["David"]
        for colleague in demo_people.colleagues():
            if demo_people.JOINERS.get(colleague.given, number + 1) <= number and colleague.given not in self.people:
                self.people[colleague.given] = demo_people.hire(colleague, self.people, first_day=day, now=moment)
        for given in [given for given, (first, _) in self.away.items() if first <= number]:
            length = self.away.pop(given)[1]
            absences.note(self.people[given], start=day, end=day + timedelta(days=length), now=moment, by=hr)
        for given in [given for given, last in self.leavers.items() if last <= number]:
            del self.leavers[given]
            directory.leave(self.people[given], last_day=day + timedelta(days=30), now=moment, by=hr)
        self.rhythms = demo_rhythms.adopt_later(number, self.rhythms, by=hr, on=day, now=moment)
        if not self.proposed and (self.now.date() - day).days <= demo_rhythms.TALKED_OVER:
            self.proposed = True
            demo_rhythms.propose_sparring(self.people, on=day, now=moment)

    def _act(self, day: date, moment: datetime) -> None:
        """Members and coaches of open obligations do something, each by their temperament."""
        owed = Obligation.objects.filter(state="open", opens_on__lte=day).select_related(
            "person__unit", "coach", "policy", "policy_version"
        )
        for obligation in owed.order_by("id"):
            member = obligation.person
            eager = self.chance.random() / (1 + self._hurry(obligation, day))
            if eager < self._temper(member, day) and member.is_employed(day):
                self._try(self._book, obligation, moment)
            elif obligation.coach and not obligation.offering and eager < self._temper(obligation.coach, day) / 2:
                self._try(self._offer, obligation, moment)
        for talk in Conversation.objects.filter(state="proposed").select_related("member", "coach").order_by("id"):
            if self.chance.random() < 4 * self._temper(talk.member, day):
                self._try(self._answer, talk, moment)
        for talk in Conversation.objects.filter(state="booked", start__gt=moment + timedelta(days=1)).order_by("id"):
            if self.chance.random() < 0.012:
                self._try(self._change_mind, talk, moment)

    def _look_back(self, moment: datetime) -> list[Conversation]:
        """Talks that are over: most members say so, some coaches do, some forget. Those that were."""
        over = list(Conversation.objects.filter(state="ended").select_related("member", "coach").order_by("id"))
        for talk in over:
            roll = self.chance.random()
            if roll < 0.62:
                self._try(lambda talk, now: holding.confirm(talk, by=talk.member, now=now), talk, moment)
            elif roll < 0.80:
                self._try(lambda talk, now: holding.confirm(talk, by=talk.coach, now=now), talk, moment)
            elif roll < 0.83:
                self._try(lambda talk, now: holding.deny(talk, by=talk.member, now=now), talk, moment)
        return [talk for talk in over if talk.state in pulse.HELD]

    def _ask(self, talks: list[Conversation], moment: datetime) -> None:
        """How it was: many answer, what they like to."""
        pairs = [(talk, person) for talk in talks for person in (talk.member, talk.coach) if moods.answers(self.mood)]
        if not pairs:
            return
        waiting = pulse.open_for_all(pairs, now=moment, organisation=Organisation.current())
        for talk, person in pairs:
            asked = [one.question for one in waiting[talk.pk, person.pk]]
            said = moods.said(asked, self.mood)
            if said:
                pulse.answer(said, by=person, now=moment, talk=talk, aside=asked)

    def _book(self, obligation: Obligation, moment: datetime) -> None:
        coach = obligation.coach or self._choice(obligation, moment)
        if coach is None:
            return
        if obligation.coach is None:
            choosing.choose(obligation, coach=coach, by=obligation.person, now=moment)
            obligation.refresh_from_db()
        minutes = lengths.usual(obligation.terms)
        until = availability.horizon(moment, obligation)
        free = availability.free_times(obligation.person, coach, minutes=minutes, now=moment, until=until).times
        if free:
            start = self.chance.choice(free[: self.chance.choice([12, 60, 160, 240])])
            booking.book(
                member=obligation.person, coach=coach, start=start, minutes=minutes, type=lengths.type_of(obligation),
                by=obligation.person, now=moment, obligation=obligation,
            )  # fmt: skip

    def _choice(self, obligation: Obligation, moment: datetime) -> Person | None:
        found = choosing.suggestions(obligation, now=moment, n=4)
        return self.chance.choice(found).coach if found else None

    def _offer(self, obligation: Obligation, moment: datetime) -> None:
        member, coach = obligation.person, obligation.coach
        assert coach is not None
        minutes = lengths.usual(obligation.terms)
        starts = proposals.suggest(member=member, coach=coach, minutes=minutes, now=moment, n=3)
        if starts:
            proposals.offer(
                member=member, coach=coach, starts=starts, minutes=minutes, type=lengths.type_of(obligation), by=coach,
                now=moment, obligation=obligation,
            )  # fmt: skip

    def _answer(self, talk: Conversation, moment: datetime) -> None:
        answers = talk.member if talk.made_the_offer == "coach" else talk.coach
        starts = [offer.start for offer in talk.offers.all() if offer.start > moment]
        if starts and self.chance.random() < 0.85:
            proposals.accept(talk, start=self.chance.choice(starts), by=answers, now=moment)
        else:
            proposals.decline(talk, by=answers, now=moment, wish="another_time")

    def _change_mind(self, talk: Conversation, moment: datetime) -> None:
        who = self.chance.choice([talk.member, talk.coach])
        if self.chance.random() < 0.4:
            booking.cancel(talk, by=who, now=moment)
            return
        free = availability.free_times(talk.member, talk.coach, minutes=talk.minutes, now=moment, ignoring=talk).times
        if free:
            booking.move(talk, start=self.chance.choice(free[:20]), by=who, now=moment)

    def _try(self, deed: Callable[..., object], about: object, moment: datetime) -> None:
        """A person tries; what the product refuses kindly is a normal day at work."""
        try:
            deed(about, moment)
        except Refused:
            return

    def _temper(self, person: Person, day: date) -> float:
        """How likely somebody is to act on a given day."""
        if person.given_name == "Björn" and (self.now.date() - day).days < 60:
            return 0.0
        steps = 1.0 if self._is_recent(day) else 4.5
        return steps * random.Random(person.email).choice([PROMPT, PROMPT, SLOW, SLOW, SILENT])

    def _hurry(self, obligation: Obligation, day: date) -> float:
        return 1.0 if (obligation.due_on - day).days < 14 else 0.0
