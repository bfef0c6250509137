"""Which talk counts for which obligation (R13, second half), told in the order of the talks' starts."""

from . import anchored, precedence, rolling
from .almanac import day_of
from .dates import dated, offered_while_away, overdue_from
from .exempt import seen_on, with_exemptions
from .slots import cycles
from .talks import could_credit


def told(life):
    """The story of every policy: its obligations with the talks that count for them and those that might."""
    for say in list(life.policies.values()):
        if say["supersedes"]:
            silence(life, say)
    return story_of(life)


def silence(life, say):
    """What this policy supersedes is muted while it asks for something itself."""
    everything, life.policies = life.policies, {say["key"]: say}
    duties = all_duties(story_of(life))
    life.policies = everything
    for other in say["supersedes"]:
        if other in life.muted_days:
            life.muted_days[other] |= precedence.mute(life, say, duties)


def story_of(life):
    returned = {}
    for talk in (one for one in life.talks if one["worth"] == "contested"):
        story = replay(life, returned, also=talk)
        for duty in all_duties(story):
            if duty.get("credit") is talk:
                again = day_of(talk["contested_on"])
                name = duty["policy"], duty["cycle"], duty["slot"]
                returned[name] = max(again, returned.get(name, again))
    return replay(life, returned)


def all_duties(story):
    return [duty for track in story.values() for duty in track["duties"]]


def replay(life, returned, also=None):
    story = {key: opened(life, say, returned) for key, say in life.policies.items()}
    for talk in life.talks:
        if talk["worth"] in ("held", "provisional") or talk is also:
            for track in story.values():
                lapse(life, track, talk["day"], returned)
            for duty in chosen(life, story, talk):
                duty["credit"] = talk
                story[duty["policy"]]["credited"].append(talk["day"])
                wind(life, story[duty["policy"]], talk["day"], returned)
    if also is None:
        for talk in life.talks:
            if talk["worth"] in ("booked", "unconfirmed"):
                for track in story.values():
                    lapse(life, track, min(talk["day"], life.on), returned)
                for duty in chosen(life, story, talk):
                    duty["pending"] = talk
                    story[duty["policy"]]["credited"].append(talk["day"])
    for track in story.values():
        lapse(life, track, life.on, returned)
    return story


def opened(life, say, returned):
    track = {"say": say, "credited": [], "cycles": [], "duties": []}
    if say["kind"] == "rolling":
        base = rolling.first_base(life, say)
        if base is not None:
            track["duties"].append(again(life, say, rolling.duty_since(life, say, base), returned))
        return track
    if say["kind"] == "anchored":
        track["duties"] = [again(life, say, duty, returned) for duty in anchored.duties(life, say)]
        return track
    track["cycles"] = cycles(life, say)
    for cycle in track["cycles"]:
        for duty in cycle["duties"]:
            track["duties"].append(again(life, say, duty, returned))
    return track


def again(life, say, duty, returned):
    """A contested talk brings the obligation back (R12)."""
    said = returned.get((duty["policy"], duty["cycle"], duty["slot"]))
    later = life.almanac.plus(said, 5) if said else duty["due"]
    if later > duty["due"]:
        old_close, duty["due"] = duty["close"], later
        duty |= offered_while_away(life.almanac, say, dated(life.almanac, say, duty))
        overdue = overdue_from(life.almanac, say, later)
        if say["binding"] != "voluntary" and old_close is not None and overdue is not None:
            duty["close"] = max(old_close, overdue)
    return with_exemptions(life, say, duty)


def wind(life, track, day, returned):
    """A rolling clock starts anew from the talk."""
    say = track["say"]
    if say["kind"] == "rolling":
        track["duties"].append(again(life, say, rolling.duty_since(life, say, day), returned))


def lapse(life, track, day, returned):
    """A voluntary rolling offer lapses after its due, and the next counts from that day (decision 0005.6)."""
    say = track["say"]
    if say["kind"] != "rolling" or say["binding"] != "voluntary":
        return
    day = min(day, life.almanac.last_day or day)  # after the last day no offer begins
    while track["duties"] and is_open(track["duties"][-1]) and track["duties"][-1]["due"] < day:
        wind(life, track, track["duties"][-1]["due"], returned)


def is_open(duty):
    return duty.get("credit") is None and duty.get("pending") is None


def chosen(life, story, talk):
    """At most one obligation of each policy, and at most one of each exclusive group."""
    wanted = []
    for track in story.values():
        duty = candidate(life, track, talk)
        if duty is not None:
            wanted.append(duty)
    says = life.policies
    wanted.sort(key=lambda duty: (duty["due"], -says[duty["policy"]]["length"], duty["policy"]))
    taken, kept = set(), []
    for duty in wanted:
        group = says[duty["policy"]]["group"]
        if group is None or group not in taken:
            kept.append(duty)
            taken.add(group)
    return kept


def candidate(life, track, talk):
    say, day = track["say"], talk["day"]
    if day in life.muted_days[say["key"]]:
        return None
    if any(abs((day - one).days) < say["min_gap"] for one in track["credited"]):
        return None
    fitting = sorted(
        (
            duty
            for duty in track["duties"]
            if could_credit(for_slot(say, duty), talk, life.case) and fits(life, say, track, duty, day)
        ),
        key=lambda duty: duty["due"],
    )
    if not fitting:
        return None
    if say["kind"] != "per_period":
        return fitting[0]
    here = [duty for duty in fitting if duty["first"] <= day <= duty["last"]]
    if here and (say["period"] in ("week", "month") or cycle_before_was_late(track, fitting[0])):
        return here[0]
    return fitting[0]


def for_slot(say, duty):
    """An offset may name its own coaches."""
    own = say.get("overrides", [])[duty["slot"] - 1 : duty["slot"]]
    return say | {"eligible": own[0]} if own and own[0] else say


def fits(life, say, track, duty, day):
    if not is_open(duty) or (duty.get("fell") and day >= duty["fell"]):
        return False
    if life.almanac.last_day is not None and day > life.almanac.last_day:
        return False
    if say["kind"] != "anchored" and duty["from"] <= day and not life.belongs(say, day):
        return False  # it was cancelled with the audience (R17), or a closer rhythm took its place (B.6)
    seen = seen_on(duty, day)
    if seen["close"] is not None and day > seen["close"]:
        return False
    if say["kind"] == "rolling":
        return duty is track["duties"][-1] and day > duty["base"]  # decision 0005.7
    return duty["from"] <= day and (duty["excused_from"] is None or day < duty["excused_from"])


def cycle_before_was_late(track, duty):
    keys = [cycle["key"] for cycle in track["cycles"]]
    place = keys.index(duty["cycle"])
    before = track["cycles"][place - 1]["duties"] if place else []
    return any(one.get("credit") is not None and one["credit"]["day"] > one["due"] for one in before)
