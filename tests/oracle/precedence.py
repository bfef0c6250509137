"""Which of several policies applies (B.6): within a family the most specific; one that supersedes mutes the other."""

from datetime import timedelta

from . import audience
from .almanac import DAY, every_day
from .exempt import seen_on
from .rolling import FAR_AHEAD, retired_by, worded_on
from .talks import answered, unconfirmed

RANKS = ("persons", "tags", "roles", "units", "locations", "employment_types", "tenure_days")


def winner(life, say, day):
    """The policy of this one's family that applies on that day, each in the words then in force."""
    said = [worded_on(life.policies[one["key"]], day) for one in [say, *rivals(life, say, day)]]
    return min(said, key=lambda one: (specificity(life, one, day), one["between"], age(one), one["key"]))["key"]


def rivals(life, say, day):
    """The other policies of its family that speak of the person on that day."""
    others = [one for one in life.policies.values() if one["family"] == say["family"] and one["key"] != say["key"]]
    return [
        one
        for one in (others if say["family"] is not None else ())
        if audience.in_force(one, day)
        and audience.in_audience(worded_on(one, day), life.person, life.almanac, day)
        and not retired_by(one, day)
    ]


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


def behind(life, say):
    """The keys of the policies that this one supersedes, and those that they supersede in turn."""
    found, new = set(), set(say["supersedes"])
    while new:
        found |= new
        new = {key for one in new if one in life.policies for key in life.policies[one]["supersedes"]} - found
    return found & set(life.policies)


def mute(life, say, duties):
    """The days on which this policy's obligations mute those it supersedes: one stretch for the talks of each anchor
    and campaign; a calendar or rolling rhythm always has a next talk planned."""
    days = set()
    for cycle in {duty["cycle"] for duty in duties if duty["say"]["kind"] in ("anchored", "campaign")}:
        run = [duty for duty in duties if duty["cycle"] == cycle]
        begins, ends = min(known_from(life, say, duty) for duty in run), max(over_on(life, duty) for duty in run)
        anchored = run[0]["say"]["kind"] == "anchored"  # passing a limit of the audience cancels nothing then (R10)
        days.update(day for day in every_day(begins, ends) if anchored or life.belongs(say, day))
    if any(one["kind"] in ("per_period", "rolling") for one in say["wordings"]):
        ahead = every_day(life.beginning(say), life.on + FAR_AHEAD)
        days.update(day for day in ahead if life.belongs(say, day) and asks_always(say, day))
    return days


def known_from(life, say, duty):
    """An anchored talk is planned 120 days before its target, a campaign from the first; both once the rhythm speaks of
    the person."""
    begins = duty["target"] - timedelta(days=120) if "target" in duty else life.beginning(say)
    return next(day for day in every_day(begins, duty["opens"]) if day == duty["opens"] or life.belongs(say, day))


def asks_always(say, day):
    return worded_on(say, day)["kind"] in ("per_period", "rolling") and not retired_by(say, day)


def over_on(life, duty):
    """The last day on which the obligation is not over: as far as is known today, else its due."""
    if duty.get("credit"):
        return duty["credit"]["day"]
    ends = [day for day in endings(life, duty) if day is not None and day <= life.on]
    ends += [answered(duty, duty["fell"])] if "fell" in duty and "target" not in duty and not unconfirmed(duty) else []
    return min([max(life.on, duty["due"]), *(day - DAY for day in ends)])


def left_on(life, duty):
    """The day from which the rhythm no longer speaks of the person, None while it does. Passing a limit of the audience
    cancels nothing of an anchored one (R10); a closer rhythm of its family does (B.6)."""
    say = duty["say"]
    if duty["from"] > life.on or life.would_belong(say, life.on):
        return None
    now = worded_on(life.policies[say["key"]], life.on)
    if say["kind"] == "anchored" and not life.if_they_had_stayed(
        lambda: audience.in_audience(now, life.person, life.almanac, life.on)
    ):
        return None
    return next(day for day in every_day(duty["from"], life.on) if not life.belongs(say, day))


def endings(life, duty):
    """The first days on which it is over, by whatever ends it."""
    say, seen = duty["say"], seen_on(duty, life.on, held=False)
    yield life.almanac.last_day and life.almanac.last_day + DAY
    yield duty.get("waived")
    yield duty.get("replaced")
    yield say["retired"] if say["stops_open"] else None
    yield left_on(life, duty)
    for day in (seen["close"] and seen["close"] + DAY, seen["excused_from"], duty.get("fell")):
        yield answered(duty, day)  # till then it waits for its answer (B.6)
    yield answered(duty, seen["exempt_since"]) if seen["exempt"](life.on) else None
