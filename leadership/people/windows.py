"""Windows of a day as people write them, `["09:00", "12:00"]` or `["09:00", "12:00", "Kista"]`: pure.

Times are wall-clock, `00:00` to `24:00`; the third word is where somebody is then. Whatever cannot be a window is
`Unwritable`, a ValueError that names it and says how to write it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
MOST_WINDOWS = 6
LONGEST_PLACE = 120

Written = Sequence[Sequence[str]]


class Unwritable(ValueError):
    """What cannot be a window, in words; `code` names the fault: no_window, ends_first, no_time, no_day, overlap,
    too_many, long_place."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


def span_of(window: Sequence[str], day: str = "") -> tuple[int, int]:
    """The window in minutes after midnight. Raises Unwritable, naming `day`, when it is none."""
    if not 2 <= len(window) <= 3:
        raise Unwritable(
            "no_window", f"{day}: {list(window)} is not a window; write it as 09:00 and 17:00".lstrip(": ")
        )
    span = minutes_of(window[0]), minutes_of(window[1])
    if span[0] >= span[1]:
        said = f"{day}: the window {window[0]}–{window[1]} ends before it starts; write for example 09:00–17:00"
        raise Unwritable("ends_first", said.lstrip(": "))
    return span


def minutes_of(text: str) -> int:
    """Minutes after midnight of `09:00`; `24:00` ends a day. Raises Unwritable."""
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(minute) < 60):
        raise Unwritable("no_time", f"{text!r} is not a time of day; write it as 09:00")
    if int(hour) * 60 + int(minute) > DAY:
        raise Unwritable("no_time", f"{text!r} lies after the end of the day; 24:00 is the last time")
    return int(hour) * 60 + int(minute)


def clock_of(minute: int) -> str:
    """`09:00` of a minute after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def place_of(window: Sequence[str]) -> str:
    """Where somebody is during the window; empty: nothing is said."""
    return window[2] if len(window) > 2 else ""


def tidy(windows: Written, day: str = "") -> list[list[str]]:
    """The windows of one day in order, as they are kept. Raises Unwritable when two overlap or there are too many."""
    found = sorted((*span_of(window, day), " ".join(place_of(window).split())) for window in windows)
    if len(found) > MOST_WINDOWS:
        raise Unwritable("too_many", f"{len(found)} windows are too many for one day; {MOST_WINDOWS} at most")
    for earlier, later in pairwise(found):
        if later[0] < earlier[1]:
            said = f"{clock_of(later[0])} lies in the window before it; let one end before the next begins"
            raise Unwritable("overlap", said)
    if any(len(place) > LONGEST_PLACE for _low, _high, place in found):
        raise Unwritable("long_place", f"the place is longer than {LONGEST_PLACE} characters; a few words are enough")
    return [[clock_of(low), clock_of(high), *([place] if place else [])] for low, high, place in found]


def tidy_week(week: Mapping[str, Written]) -> dict[str, list[list[str]]]:
    """A whole week as it is kept: days without windows left out. Raises Unwritable as `tidy` does."""
    strangers = sorted(set(week) - set(WEEKDAYS))
    if strangers:
        raise Unwritable("no_day", f"{strangers[0]!r} is no day of the week; write {', '.join(WEEKDAYS)}")
    return {day: tidy(week[day], day) for day in WEEKDAYS if week.get(day)}


def times_alone(week: Mapping[str, Written]) -> dict[str, list[list[str]]]:
    """The week without its places, to compare with what a staff list says."""
    return {day: [list(window[:2]) for window in windows] for day, windows in week.items() if windows}


def places(windows: Iterable[Sequence[str]]) -> list[tuple[int, int, str]]:
    """The windows that say where, as (from, to, place) in minutes."""
    return [(*span_of(window), place_of(window)) for window in windows if place_of(window)]
