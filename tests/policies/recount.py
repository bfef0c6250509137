"""A second, plain arithmetic: recomputes each date of a row from its trace alone, step by step, by counting days."""

from datetime import date, timedelta

from .holiday_lookup import lookup

DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def recount(trace) -> dict[str, date]:
    """The last value of each date the trace arrives at, every step checked on the way."""
    return Recount(trace).walk()


class Recount:
    def __init__(self, trace) -> None:
        self.items = [(item.rule, _read(item.from_), _read(item.result)) for item in trace]
        self.dates: dict[str, date] = {}
        calendar = next(given for rule, given, _ in self.items if rule == "R2" and "weekdays" in given)
        self.country, self.subdiv = calendar["country"], calendar["subdiv"]
        self.pattern = {WEEKDAYS.index(word) for word in calendar["weekdays"].split()}
        self.pauses = _stretches(calendar["pauses"])

    def walk(self) -> dict[str, date]:
        for rule, given, result in self.items:
            for name, told in result.items():
                found = self.step(rule, given, name)
                if found is not None:
                    assert found == told, (rule, given, name, found, told)
                    self.dates[name] = told
        return self.dates

    def step(self, rule, given, name):
        way = getattr(self, f"{name}_by_{rule.replace('.', '').lower()}", None)
        return way(given) if way else None

    def due_on_by_r8(self, given):
        start, end, of = given["window_start"], given["window_end"], int(given["required"])
        if given["spread"] == "end":
            return end
        length = (end - start).days + 1
        share = int(given["slot"]) * length
        return start + timedelta(days=share // of + (share % of > 0) - 1)

    def opens_on_by_r8(self, given):
        if "previous_due" in given:
            return min(given["previous_due"] + DAY, given["due_on"])
        return given["window_start"]

    def due_on_by_r3(self, given):
        return self.plus(given["pause_end"], int(given["plus"]))

    def due_on_by_r9(self, given):
        if "from" in given:
            return self.plus(given["from"], 0)
        return _clock(given["base"], int(given["days"]), _stretches(given["stopped"]))

    def due_on_by_r10(self, given):
        if "anchor" in given:
            return given["anchor"] + (int(given["offset"]) + int(given["after"])) * DAY
        if "last_day" in given:
            return self.plus(given["last_day"] + DAY, int(given["plus"]))
        return self.plus(given["from"], int(given["plus"]))

    def opens_on_by_r10(self, given):
        return max(given["target"] - int(given["before"]) * DAY, given["applies"])

    def close_on_by_r11(self, given):
        return self.close_on_by_r14(given)

    def opens_on_by_r9(self, given):
        return max(given["base"], given["due_on"] - int(given["third"]) * DAY)

    def due_on_by_r11(self, given):
        return self.plus(given["back_on"], int(given["plus"])) if "plus" in given else None

    def choose_by_by_r2(self, given):
        weekdays = set(range(5))
        wanted = self.plus(given["opens_on"], int(given["plus"]), weekdays)
        cap = self.plus(given["due_on"], -5, weekdays)
        return min(wanted, cap if cap > given["opens_on"] else given["due_on"])

    def overdue_from_by_r14(self, given):
        end, left = given["due_on"], int(given["grace"])
        if left == 0:
            end, left = end - DAY, 1
        away = _stretches(given["away"])
        while left:
            end += DAY
            left -= self.is_workday(end, self.pattern) and not _in(end, away)
        return end + DAY

    def overdue_from_by_r4(self, given):
        return self.plus(given["leave_end"], int(given["plus"])) + DAY

    def close_on_by_r14(self, given):
        if "close_after" not in given:
            return given["due_on"]
        counted = _clock(given["due_on"], int(given["close_after"]), _stretches(given["stopped"]))
        return max(counted, given["last_step"], given["overdue_from"])

    def due_on_by_r12(self, given):
        return max(given["old_due"], self.plus(given["contested_on"], int(given["plus"])))

    def due_on_by_r17(self, given):
        if "adopted_on" in given:
            return self.plus(given["adopted_on"], int(given["plus"]))
        return max(given["old_due"], self.plus(given["again_on"], int(given["plus"])))

    def close_on_by_r12(self, given):
        return max(given["old_close"], given["overdue_from"])

    def credited_on_by_r13(self, given):
        return given["day"]

    def plus(self, day, count, pattern=None):
        pattern = pattern or self.pattern
        if count == 0:
            day, count = day - DAY, 1
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day, pattern)
        return day

    def is_workday(self, day, pattern):
        public = day in lookup(self.country, self.subdiv, day.year)
        return day.weekday() in pattern and not public and not _in(day, self.pauses)


def _clock(start, days, stopped):
    end, left = start, days
    while left:
        end += DAY
        left -= not _in(end, stopped)
    return end


def _in(day, stretches):
    return any(start <= day <= end for start, end in stretches)


def _stretches(text):
    pairs = (one.split("/") for one in text.split())
    return [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in pairs]


def _read(pairs):
    return {name: _value(value) for name, value in pairs}


def _value(text):
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text
