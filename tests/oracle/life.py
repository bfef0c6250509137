"""One person's facts, and the question everything starts from: does the policy apply on this day (B.4)?"""

from datetime import timedelta

from . import audience, precedence, talks
from .almanac import DAY, Almanac, day_of, every_day
from .personal import OWN
from .wording import understood, worded_on

LOOK_BACK = timedelta(days=1100)
PLANNED = timedelta(days=120)
"""How long before its target an anchored talk is planned (R7)."""


class Life:
    def __init__(self, case: dict) -> None:
        self.case, self.on = case, day_of(case["on"])
        self.person, self.org = case["person"], case.get("org", {})
        self.almanac = Almanac(case)
        self.skips = case.get("skips", [])
        was = [(one["start"], day_of(one["until"])) for one in self.org.get("fiscal_was", [])]
        fiscal = (*was, (self.org.get("fiscal_start", "01-01"), None))
        self.policies = {one["key"]: understood(one, fiscal) for one in case["policies"]}
        self.talks = talks.understood(case, self.almanac, self.on)
        self.exemptions = {key: self._exemptions(key) for key in self.policies}
        self.exempt_days = {
            key: {day for first, last in stretches for day in every_day(first, last)}
            for key, stretches in self.exemptions.items()
        }
        self.answers = {}
        self.muted_days = {key: set() for key in self.policies}

    def _exemptions(self, key):
        """Exemptions of the policy; those that overlap or touch are one."""
        joined = []
        for one in sorted(self.case.get("exemptions", []), key=lambda one: one["from"]):
            if one["policy"] != key:
                continue
            first, last = day_of(one["from"]), day_of(one["to"])
            if joined and (first - joined[-1][1]).days <= 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return joined

    def beginning(self, say):
        """The first day that can matter to this policy."""
        known = [day for day in (say["effective_from"], self.almanac.hire, self.on - LOOK_BACK) if day is not None]
        return max(known)

    def belongs(self, say, day) -> bool:
        """Does the wording speak of the person on that day? Asked often, so each answer is kept."""
        asked = say["key"], say["nth"], day, self.almanac.last_day
        if asked not in self.answers:
            self.answers[asked] = self._belongs(say, day)
        return self.answers[asked]

    def _belongs(self, say, day) -> bool:
        now = worded_on(self.policies[say["key"]], day)  # whom the policy speaks of is asked every day (B.2)
        if not (audience.in_force(say, day) and audience.in_audience(now, self.person, self.almanac, day)):
            return False
        beyond = self.policies.get(say["key"].removeprefix(OWN), say)  # what goes beyond it stands and falls with it
        return beyond["family"] is None or precedence.winner(self, beyond, day) == beyond["key"]

    def applies(self, say, day) -> bool:
        if day in self.exempt_days[say["key"]] or day in self.muted_days[say["key"]]:
            return False
        return self.belongs(say, day)

    def lies_open(self, say, day, known_by=None, leave_by=None) -> bool:
        """Is this a day of A (R8)? `known_by`: had nothing begun after that day; `leave_by`: had no leave begun."""
        if day in self.almanac.pause_days or self._muted(say, day, known_by):
            return False
        if self._exempt(say, day, known_by) or self._on_leave(say, day, leave_by or known_by):
            return False
        if known_by is not None and self.almanac.last_day is not None and day > self.almanac.last_day:
            return self.would_belong(say, day)
        return self.belongs(say, day)

    def would_belong(self, say, day) -> bool:
        return self.if_they_had_stayed(lambda: self.belongs(say, day))

    def if_they_had_stayed(self, question) -> bool:
        left, self.almanac.last_day = self.almanac.last_day, None
        try:
            return question()
        finally:
            self.almanac.last_day = left

    def _muted(self, say, day, known_by):
        if day not in self.muted_days[say["key"]]:
            return False
        return known_by is None or self.muted_since(say, day) <= known_by

    def muted_since(self, say, day):
        while day - DAY in self.muted_days[say["key"]]:
            day -= DAY
        return day

    def _exempt(self, say, day, known_by):
        if known_by is None:
            return day in self.exempt_days[say["key"]]
        return any(first <= day <= last and first <= known_by for first, last in self.exemptions[say["key"]])

    def _on_leave(self, say, day, known_by):
        if say["leave_mode"] == "offer":
            return False
        leave = self.almanac.leave_on(day)
        return leave is not None and (known_by is None or leave["start"] <= known_by)
