"""Working patterns as people write them: `mon-thu 09:00-16:00`, `mån–fre 8–17`, `Mon, Wed; Fri 9-12`."""

from __future__ import annotations

import re
from itertools import pairwise

from leadership.people.windows import WEEKDAYS, times_alone

Hours = dict[str, list[list[str]]]

WORDS = {
    "mon": "mon mo monday må mån månd måndag måndagar",
    "tue": "tue tu tues tuesday ti tis tisd tisdag tisdagar",
    "wed": "wed we weds wednesday on ons onsd onsdag onsdagar",
    "thu": "thu th thur thurs thursday to tor tors torsd torsdag torsdagar",
    "fri": "fri fr friday fre fred fredag fredagar",
    "sat": "sat sa saturday lö lör lörd lördag lördagar",
    "sun": "sun su sunday sö sön sönd söndag söndagar",
}
DAY_OF = {word: WEEKDAYS.index(day) for day, words in WORDS.items() for word in words.split()}
WEEK = {"weekdays", "vardagar", "daily", "dagligen", "heltid"}
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|to|till)\s*(\d{1,2})(?:[:.](\d{2}))?")
OFFICE = ["09:00", "17:00"]


def parse(text: str) -> Hours:
    """Weekday → its windows, by the person's own clock; days without hours get 09:00 to 17:00, hours without days hold
    Monday to Friday. Raises ValueError when something in `text` is neither a day nor an hour."""
    plain = text.lower().replace("–", "-").replace("—", "-")
    hours: Hours = {}
    for part in re.split(r"[;\n]", plain):
        if part.strip():
            windows = sorted(_window(match) for match in SPAN.finditer(part))
            for day in _days(SPAN.sub(" ", part)):
                hours[WEEKDAYS[day]] = _apart(windows) or [list(OFFICE)]
    if not hours:
        raise ValueError(text)
    return {day: hours[day] for day in WEEKDAYS if day in hours}


def _window(match: re.Match[str]) -> list[str]:
    start, end = (_clock(match[1], match[2]), _clock(match[3], match[4]))
    if start >= end:
        raise ValueError(match[0])
    return [start, end]


def _clock(hour: str, minute: str | None) -> str:
    if int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError(hour)
    return f"{int(hour):02}:{int(minute or 0):02}"


def _apart(windows: list[list[str]]) -> list[list[str]]:
    for earlier, later in pairwise(windows):
        if later[0] < earlier[1]:
            raise ValueError(later[0])
    return windows


def _days(text: str) -> list[int]:
    words = re.findall(r"[^\W\d_]+|-|\d+", re.sub(r"\b(and|och|to|till|kl|at)\b", _joined, text).replace(".", " "))
    if not words or set(words) <= WEEK:
        return list(range(5))
    days: list[int] = []
    while words:
        first = _day(words.pop(0))
        last = first
        if len(words) > 1 and words[0] == "-":
            last = _day(words[1])
            words = words[2:]
        days += range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return days


def _joined(match: re.Match[str]) -> str:
    return "-" if match[0] == "till" else " "


def _day(word: str) -> int:
    if word not in DAY_OF:
        raise ValueError(word)
    return DAY_OF[word]


def written(hours: Hours) -> str:
    """The pattern as `parse` reads it, days of equal hours together: `mon-thu 09:00-16:00; fri 09:00-13:00`. Where
    somebody is meanwhile is their own affair and not part of it."""
    times = times_alone(hours)
    groups: list[tuple[list[int], list[list[str]]]] = []
    for index, day in enumerate(WEEKDAYS):
        windows = times.get(day)
        if windows and groups and groups[-1][1] == windows and groups[-1][0][-1] == index - 1:
            groups[-1][0].append(index)
        elif windows:
            groups.append(([index], windows))
    return "; ".join(
        f"{_span_of(days)} {', '.join('-'.join(window) for window in windows)}" for days, windows in groups
    )


def _span_of(days: list[int]) -> str:
    return WEEKDAYS[days[0]] if len(days) == 1 else f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"
