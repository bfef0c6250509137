"""Exact counts of lines that are too large to be counted while somebody waits: taken every ten minutes, said with
their time.

They are counted by the same conditions as the page's own, only without a cap, and always from the beginning: everybody
is walked through once, whatever the number of lines, and each line takes what lies between its ends.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from leadership.insights import asked, chores, linepages
from leadership.insights.linepages import CAP
from leadership.insights.models import LineCount
from leadership.lib.instants import local_date
from leadership.obligations import linecopy
from leadership.obligations.sets import among
from leadership.outbox.models import Fact
from leadership.people.models import Person
from leadership.people.persons import Line

EVERY = timedelta(minutes=10)
BATCH = 1000
WHOLE = ""
"""The key under which all rhythms are counted together."""
MOVES = ("person.hired", "person.moved")


def of(line: Line, rhythm: str) -> tuple[dict[str, int], datetime] | None:
    """The newest counts, and their time, of a line that is one leader's own and nothing else, if it is large enough to
    have some; those of one rhythm, if it is known."""
    if len(line.spans) != 1 or line.units:
        return None
    kept = LineCount.objects.filter(leader__lft=line.spans[0][0]).first()
    if kept is None or WHOLE not in kept.counts:
        return None
    return dict(kept.counts.get(rhythm) or kept.counts[WHOLE]), kept.taken_at


def refresh(*, now: datetime, beat: Callable[[], None] = lambda: None) -> int:
    """Counts every large line anew if the last time is long enough ago; how many. Again at once: does nothing.

    Before that, copies of places that were left behind are mended: a row that was opened while its person was being
    moved by somebody else may carry the old one.
    """
    if not chores.begin("line counts", now=now, every=EVERY):
        return 0
    if _someone_has_moved(since=now - 2 * EVERY):
        linecopy.mend()
        beat()
    kept = list(_counted(large(), now, beat))
    LineCount.objects.bulk_create(
        kept, BATCH, update_conflicts=True, unique_fields=["leader"], update_fields=["counts", "taken_at"]
    )
    _mark({one.leader_id for one in kept})
    return len(kept)


def _someone_has_moved(*, since: datetime) -> bool:
    latest = [Fact.objects.filter(kind=kind).order_by("-id").values_list("at", flat=True).first() for kind in MOVES]
    return any(at is not None and at >= since for at in latest)


def large() -> list[Person]:
    """Leaders with more people below them than are counted live, from the top down. A query for each level."""
    people = array("q", Person.objects.order_by("lft").values_list("lft", flat=True).iterator(linepages.CHUNK))
    found: list[Person] = []
    level = list(Person.objects.filter(manager=None, rgt__gt=0))
    while level:
        here = [leader for leader in level if _within(leader, people) > CAP]
        found += here
        level = list(Person.objects.filter(manager__in=among([leader.pk for leader in here]))) if here else []
    return found


def _counted(leaders: Sequence[Person], now: datetime, beat: Callable[[], None]) -> Iterator[LineCount]:
    """One walk for each date and day that leaders count from, which are few."""
    alike: defaultdict[tuple[date, date], list[Person]] = defaultdict(list)
    for leader in leaders:
        on = local_date(now, leader.zone_info)
        alike[on, asked.long_ago(leader, on)].append(leader)
    for (on, since), together in alike.items():
        wanted = asked.of_everyone(on=on, since=since)
        places, keys = linepages.places(wanted), {pk: key for key, (pk, _) in wanted.promises.rhythms.items()}
        beat()
        for leader in together:
            yield LineCount(leader=leader, counts=_by_rhythm(leader, places, keys), taken_at=now)


def _by_rhythm(
    leader: Person, places: Mapping[tuple[str, int], Sequence[int]], keys: Mapping[int, str]
) -> dict[str, dict[str, int]]:
    counts = {key: dict.fromkeys([*linepages.COUNTED, "stuck"], 0) for key in (WHOLE, *keys.values())}
    for (name, policy), standing in places.items():
        there = _within(leader, standing)
        for key in (WHOLE, keys[policy]):
            counts[key][name] += there
    return counts


def _within(leader: Person, places: Sequence[int]) -> int:
    """How many of the places, which are in order, lie in the leader's line."""
    return bisect_left(places, leader.rgt) - bisect_right(places, leader.lft)


def _mark(leaders: set[int]) -> None:
    """Those whose line has counts now; those whose line has become small lose theirs."""
    LineCount.objects.exclude(leader__in=among(leaders)).delete()
    Person.objects.filter(has_large_line=True).exclude(pk__in=among(leaders)).update(has_large_line=None)
    Person.objects.filter(pk__in=among(leaders), has_large_line=None).update(has_large_line=True)
