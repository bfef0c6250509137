"""Which of several policies applies (B.6): within a family the most specific; one that supersedes mutes the other."""

from datetime import timedelta

from . import audience
from .almanac import DAY, every_day
from .rolling import still_here
from .talks import unconfirmed

RANKS = ("persons", "tags", "roles", "units", "locations", "employment_types", "tenure_days")


def winner(life, say, day):
    """The policy of this one's family that applies on that day."""
    rivals = [
        one
        for one in life.policies.values()
        if one["family"] == say["family"]
        and audience.in_force(one, day)
        and audience.in_audience(one, life.person, life.almanac, day)
    ]
    return min(rivals, key=lambda one: (specificity(life, one, day), one["length"] / one["count"], age(one)))["key"]


def age(say):
    return say["effective_from"].toordinal() if say["effective_from"] else 0


def specificity(life, say, day):
    """The lower, the more specific; deeper units before higher ones."""
    clauses = say["audience"].get("include", [])
    met = [clause for clause in clauses if audience.meets(clause, life.person, life.almanac, day)]
    return min((rank(clause, life.person) for clause in met), default=(len(RANKS), 0))


def rank(clause, person):
    names = {"roles" if name == "is_leader" else name for name in clause}
    for place, name in enumerate(RANKS):
        if name in names:
            return place, -depth(clause, person) if name == "units" else 0
    return len(RANKS), 0


def depth(clause, person):
    return max(place for place, unit in enumerate(person.get("units", [])) if unit in clause["units"])


def mute(life, say, duties):
    """The days on which this policy's obligations mute those it supersedes: one stretch for each anchor's run."""
    days = set()
    for cycle in {duty["cycle"] for duty in duties}:
        run = [duty for duty in duties if duty["cycle"] == cycle]
        begins = min(duty["target"] for duty in run) - timedelta(days=120)
        ends = max(ended(life, say, duty) for duty in run)
        days.update(day for day in every_day(begins, ends) if life.belongs(say, day))
    return days


def ended(life, say, duty):
    """The last day on which the obligation is not over."""
    if duty.get("credit"):
        return duty["credit"]["day"]
    if unconfirmed(duty) and still_here(life, life.on):
        return max(life.on, duty["due"])
    over = [duty["close"], life.almanac.last_day, duty["excused_from"] and duty["excused_from"] - DAY]
    over = [day for day in over if day is not None and day < life.on]
    return min(over, default=max(life.on, duty["due"]))
