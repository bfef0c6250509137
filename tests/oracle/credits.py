"""Which talk counts for which obligation (R13, second half), told in the order of the talks' starts."""

from . import anchored, precedence, rolling
from .almanac import DAY, day_of
from .dates import dated, offered_while_away, overdue_from
from .exempt import seen_on, with_exemptions
from .slots import cycles
from .talks import could_credit

HELD, WAITING, IN_VAIN = ("held", "provisional"), ("booked", "unconfirmed"), ("unanswered", "not_held")
ALL = (*HELD, "contested")


def told(life):
    """The story of every policy: its obligations with the talks that count for them and those that might."""
    muting = [say for say in life.policies.values() if say["supersedes"]]
    for say in sorted(muting, key=lambda say: -len(precedence.behind(life, say))):  # whoever comes first comes first
        silence(life, say)
    return story_of(life, set(life.policies))


def silence(life, say):
    """What this policy supersedes is muted while it asks for something itself."""
    told = story_of(life, set(life.policies) - precedence.behind(life, say))
    days = precedence.mute(life, say, told[say["key"]]["duties"])
    for other in say["supersedes"]:
        if other in life.muted_days:
            life.muted_days[other] |= days


def story_of(life, keys):
    """The story of these policies."""
    returned = {}
    for talk in (one for one in life.talks if "contested" in one["worth"].values()):
        story = replay(life, keys, returned, also=talk)
        for duty in all_duties(story):
            if duty.get("credit") is talk:
                again = day_of(talk["contested_on"])
                name = duty["policy"], duty["cycle"], duty["slot"]
                returned[name] = max(again, returned.get(name, again))
    return replay(life, keys, returned)


def all_duties(story):
    return [duty for track in story.values() for duty in track["duties"]]


def replay(life, keys, returned, also=None):
    story = {key: opened(life, say, returned) for key, say in life.policies.items() if key in keys}
    for talk in life.talks:
        for duty in chosen(life, among(life, story, talk, returned, HELD if talk is not also else ALL), talk):
            duty["credit"] = talk
            counted(life, story[duty["policy"]], duty, talk["day"], returned)
    for talk in life.talks if also is None else ():
        for duty in chosen(life, among(life, story, talk, returned, WAITING), talk):
            duty["pending"] = talk
            story[duty["policy"]]["credited"].append(talk["day"])
    for talk in life.talks if also is None else ():
        if talk["waits_until"] is not None:
            for duty in chosen(life, among(life, story, talk, returned, IN_VAIN), talk):
                duty["waited"] = talk
                story[duty["policy"]]["credited"].append(talk["day"])
    for track in story.values():
        lapse(life, track, life.on, returned)
    return story


def among(life, story, talk, returned, worths):
    """The tracks of the policies for which the talk is worth that, brought up to its day."""
    tracks = [one for one in story.values() if talk["worth"][one["say"]["rule"]] in worths]
    for track in tracks:
        lapse(life, track, min(talk["day"], life.on), returned)
    return tracks


def opened(life, say, returned):
    """The track of one policy: what each of its wordings asks for, the newer taking over from the older (B.6)."""
    track = {"say": say, "credited": [], "cycles": [], "duties": [], "current": None}
    for wording in say["wordings"]:
        made = []
        if wording["kind"] == "anchored":
            made = anchored.duties(life, wording)
        elif wording["kind"] not in ("rolling", "silent"):
            track["cycles"] += cycles(life, wording)
            made = [duty for cycle in track["cycles"] for duty in cycle["duties"] if duty["say"] is wording]
        taken_up(track, wording, [again(life, duty, returned) for duty in made])
    track["cycles"] = only_the_next(life, track)
    base = rolling.first_base(life, say)
    if base is not None:
        wind(life, track, base, returned)
    return track


def taken_up(track, wording, made):
    """What is there already keeps its words, unless the new ones hold at once: then the rest is replaced."""
    if wording["at_once"]:
        for duty in track["duties"]:
            duty.setdefault("replaced", wording["since"])
    known = {(duty["cycle"], duty["slot"]): duty for duty in track["duties"]}
    for duty in made:
        name = duty["cycle"], duty["slot"]
        if name in known and not wording["at_once"]:
            continue
        if name in known:
            old = known[name]
            duty["before"] = old
            duty["counts_from"] = min(old.get("counts_from", old["from"]), duty["from"])
        known[name] = duty
    track["duties"] = list(known.values())


def only_the_next(life, track):
    """Of cycles to come, the next overall that asks for something, whichever wording it is of (R7)."""
    ahead = [one["first"] for one in track["cycles"] if one["first"] > life.on and one["duties"]]
    kept = [one for one in track["cycles"] if not ahead or one["first"] <= min(ahead)]
    dropped = {id(duty) for one in track["cycles"] if one not in kept for duty in one["duties"]}
    track["duties"] = [duty for duty in track["duties"] if id(duty) not in dropped]
    return sorted(kept, key=lambda one: one["first"])


def again(life, duty, returned):
    """A contested talk brings the obligation back (R12); a waived one is excused from that day (R15)."""
    say = duty["say"]
    said = returned.get((duty["policy"], duty["cycle"], duty["slot"]))
    later = life.almanac.plus(said, 5) if said else duty["due"]
    if later > duty["due"]:
        old_close, duty["due"] = duty["close"], later
        duty |= offered_while_away(life.almanac, say, dated(life.almanac, say, duty))
        overdue = overdue_from(life.almanac, say, later)
        offered = say["leave_mode"] == "offer" and duty["excused_from"] is not None  # it closes as if nobody were away
        if say["binding"] != "voluntary" and not offered and old_close is not None and overdue is not None:
            duty["close"] = max(old_close, overdue)
    waive(life, duty)
    return with_exemptions(life, say, duty)


def waive(life, duty):
    name = duty["policy"], duty["cycle"], duty["slot"]
    days = [day_of(one["on"]) for one in life.skips if (one["policy"], one["cycle_key"], one.get("slot", 1)) == name]
    gone = [day for day in (duty.get("fell"), duty["excused_from"]) if day is not None]
    if days and not any(day <= days[0] for day in gone):
        duty["waived"] = days[0]


def counted(life, track, duty, day, returned):
    """The policy has been credited: its rolling clock starts anew from the talk (R9, the last credit date)."""
    track["credited"].append(day)
    current = track["current"]
    if current is duty:
        wind(life, track, day, returned)
    elif current is not None and current["base"] < day:
        current["replaced"] = day
        wind(life, track, day, returned)


def wind(life, track, day, returned, wording=None):
    """The rolling clock starts from that day, if the wording then in force is a rolling one."""
    wording = wording or rolling.worded_on(track["say"], day)
    track["current"] = None
    if wording["kind"] == "rolling" and not rolling.retired_by(wording, day):
        duty = rolling.duty_since(life, wording, day)
        if duty is None:
            return
        track["current"] = again(life, duty, returned)
        name = track["current"]["cycle"]
        track["duties"] = [one for one in track["duties"] if one["cycle"] != name] + [track["current"]]


def lapse(life, track, day, returned):
    """What mere time brings to a running rolling clock until that day: an offer that lapsed is followed by the next,
    counted from that day (decision 0005.6); so is a talk that was waived; newer words applied at once date it anew."""
    day = min(day, life.almanac.last_day or day)  # after the last day no offer begins
    while track["current"] is not None:
        turns = [turn for turn in turning(life, track, returned) if turn[0] <= day]
        if not turns:
            return
        min(turns, key=lambda turn: turn[0])[1]()


def turning(life, track, returned):
    duty = track["current"]
    if duty["say"]["binding"] == "voluntary" and is_open(duty):
        yield duty["due"] + DAY, lambda: wind(life, track, duty["due"], returned)
    if "waived" in duty:
        again_from = max(duty["waived"], duty["base"] + DAY)
        yield again_from, lambda: wind(life, track, again_from, returned)
    for wording in track["say"]["wordings"]:
        if wording["at_once"] and duty["say"]["since"] < wording["since"] and duty["base"] < wording["since"]:
            yield wording["since"], lambda wording=wording: reword(life, track, wording, returned)
            return


def reword(life, track, wording, returned):
    """The clock keeps its base and is dated anew (decision 0010.15), or stops where the new cadence is another."""
    before = track["current"]
    if wording["kind"] == "rolling":
        wind(life, track, before["base"], returned, wording)
        if track["current"] is not None:
            track["current"]["pending"] = before.get("pending")
    else:
        before["replaced"] = wording["since"]
        track["current"] = None


def is_open(duty):
    return duty.get("credit") is None and duty.get("pending") is None


def chosen(life, tracks, talk):
    """At most one obligation of each policy, and at most one of each exclusive group."""
    wanted = []
    for track in tracks:
        duty = candidate(life, track, talk)
        if duty is not None:
            wanted.append(duty)
    wanted.sort(key=lambda duty: (seen_on(duty, talk["day"])["due"], -duty["say"]["length"], duty["policy"]))
    taken, kept = set(), []
    for duty in wanted:
        group = duty["say"]["group"]
        if group is None or group not in taken:
            kept.append(duty)
            taken.add(group)
    return kept


def candidate(life, track, talk):
    say, day = track["say"], talk["day"]
    if day in life.muted_days[say["key"]]:
        return None
    fitting = [
        duty
        for duty in track["duties"]
        if could_credit(judged_by(track, duty, day), talk, life.case) and fits(life, track, duty, day)
    ]
    fitting = sorted((one for one in fitting if far_enough(track, one, day)), key=lambda duty: due_first(duty, day))
    if not fitting:
        return None
    if fitting[0]["say"]["kind"] != "per_period":
        return fitting[0]
    here = [duty for duty in fitting if duty.get("first", day + DAY) <= day <= duty.get("last", day)]
    frequent = fitting[0]["say"]["period"] in ("week", "month")
    if here and (frequent or cycle_before_was_late(track, fitting[0])):
        return here[0]
    return fitting[0]


def due_first(duty, day):
    return seen_on(duty, day)["due"], duty["cycle"], duty["slot"]


def judged_by(track, duty, day):
    """The words by which a talk counts: those of the obligation, or those it was held under before others applied at
    once."""
    say = duty["say"]
    if not say["at_once"] or day >= say["since"]:
        return say
    return judged_by(track, duty["before"], day) if "before" in duty else rolling.worded_on(track["say"], day)


def far_enough(track, duty, day):
    return all(abs((day - one).days) >= duty["say"]["min_gap"] for one in track["credited"])


def fits(life, track, duty, day):
    say = duty["say"]
    if (
        not is_open(duty)
        or "waited" in duty
        or any(name in duty and day >= duty[name] for name in ("fell", "waived", "replaced"))
    ):
        return False
    if life.almanac.last_day is not None and day > life.almanac.last_day:
        return False
    if say["stops_open"] and day >= say["retired"]:
        return False
    if say["kind"] != "anchored" and duty["from"] <= day and not life.belongs(say, day):
        return False  # it was cancelled with the audience (R17), or a closer rhythm took its place (B.6)
    seen = seen_on(duty, day)
    if seen["close"] is not None and day > seen["close"]:
        return False
    if say["kind"] == "rolling":
        return duty is track["current"] and day > duty["base"]  # decision 0005.7
    return duty.get("counts_from", duty["from"]) <= day and (seen["excused_from"] is None or day < seen["excused_from"])


def cycle_before_was_late(track, duty):
    """The cycle before is the one that ends where this one begins, whichever wording it is of."""
    before = [one for cycle in track["cycles"] if cycle["last"] + DAY == duty["first"] for one in cycle["duties"]]
    held = [(one, one["credit"]["day"]) for one in before if one.get("credit") is not None]
    return any(day > seen_on(one, day)["due"] for one, day in held)
