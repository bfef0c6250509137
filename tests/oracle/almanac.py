"""The days of one person: working days (R2), pauses (R3), counted leave (R4). All counting is one day at a time."""

import copy
from datetime import date, timedelta
from functools import cache

import holidays as package

DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY_TO_FRIDAY = frozenset(range(5))


@cache
def public_holidays(country: str, subdiv: str, year: int) -> frozenset:
    categories = ("public", "de_facto") if country == "SE" else ("public",)
    where = subdiv or ("ENG" if country == "GB" else None)
    return frozenset(package.country_holidays(country, subdiv=where, years=year, categories=categories))


def day_of(text):
    return None if text is None else date.fromisoformat(text)


class Almanac:
    def __init__(self, case: dict) -> None:
        person, org = case["person"], case.get("org", {})
        self.country, self.subdiv = person.get("country", "SE"), person.get("subdiv", "")
        words = person.get("work_pattern", ["mon", "tue", "wed", "thu", "fri"])
        self.pattern = frozenset(WEEKDAYS.index(word) for word in words)
        self.hire, self.last_day = day_of(person.get("hire")), day_of(person.get("last_day"))
        self.pauses = [(day_of(one["from"]), day_of(one["to"])) for one in org.get("pauses", [])]
        self.pause_days = set()
        for start, end in self.pauses:
            self.pause_days.update(every_day(start, end))
        self.counted, self.short = self._sort_leaves(case.get("leaves", []))

    def without(self, leave):
        """The same days, had this leave not been: it does not move what leads up to it (R11)."""
        other = copy.copy(self)
        other.counted = [one for one in self.counted if one is not leave]
        other.short = [one for one in self.short if one is not leave]
        return other

    # --- working days (R2)

    def is_holiday(self, day) -> bool:
        return day in public_holidays(self.country, self.subdiv, day.year)

    def works(self, day, pattern=None) -> bool:
        if day.weekday() not in (pattern or self.pattern):
            return False
        return day not in self.pause_days and not self.is_holiday(day)

    def plus(self, day, count, pattern=None, skipping=False):
        """day ⊕ count; `skipping`: days of counted leave do not count (R11); None when nobody knows its end."""
        if count == 0:
            day, count = day - DAY, 1
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            if skipping and self.gone_for_good(day):
                return None
            if self._counts(day, pattern, skipping):
                left -= 1
        return day

    def calendar_plus(self, day, count, skipping=False):
        """The same in calendar working days: Monday to Friday whatever the pattern."""
        return self.plus(day, count, MONDAY_TO_FRIDAY, skipping)

    def _counts(self, day, pattern, skipping) -> bool:
        return self.works(day, pattern) and not (skipping and self.away(day))

    # --- pauses (R3)

    def pause_end(self, day):
        """The last day of the pause this day lies in; pauses that overlap or touch are one."""
        while day + DAY in self.pause_days:
            day += DAY
        return day

    def out_of_pause(self, day):
        return self.plus(self.pause_end(day), 5) if day in self.pause_days else day

    def forward_to_working_day(self, day):
        """The day or the next working day; if a pause lies on the way, the fifth working day after it (R11, order)."""
        crossed = None
        here = day
        while not self.works(here):
            if here in self.pause_days:
                crossed = here
            here += DAY
        return here if crossed is None else self.plus(self.pause_end(crossed), 5)

    # --- leave (R4)

    def _sort_leaves(self, leaves):
        joined = []
        for one in sorted(leaves, key=lambda one: (one["from"], one.get("key", ""))):
            start, end = day_of(one["from"]), day_of(one.get("to"))
            if joined and self._touches(joined[-1], start):
                before = joined[-1]
                if before["end"] is not None:
                    before["end"] = None if end is None else max(before["end"], end)
            else:
                joined.append({"key": one.get("key", one["from"]), "start": start, "end": end})
        counted = [one for one in joined if one["end"] is None or (one["end"] - one["start"]).days + 1 >= 14]
        short = [one for one in joined if one not in counted]
        return counted, short

    def _touches(self, before, start) -> bool:
        if before["end"] is None:
            return True
        here = before["end"] + DAY
        while here < start:
            if here.weekday() in self.pattern and not self.is_holiday(here):
                return False
            here += DAY
        return True

    def leave_on(self, day):
        """The counted leave this day lies in, or None."""
        for one in self.counted:
            if one["start"] <= day and (one["end"] is None or day <= one["end"]):
                return one
        return None

    def away(self, day) -> bool:
        return self.leave_on(day) is not None

    def short_leave_on(self, day):
        for one in self.short:
            if one["start"] <= day <= one["end"]:
                return one
        return None

    def gone_for_good(self, day) -> bool:
        """From this day on the person is away, and nobody knows until when."""
        one = self.leave_on(day)
        return one is not None and one["end"] is None

    def employed(self, day) -> bool:
        return (self.hire is None or self.hire <= day) and (self.last_day is None or day <= self.last_day)


def every_day(start, end):
    while start <= end:
        yield start
        start += DAY
