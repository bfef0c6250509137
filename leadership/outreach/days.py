"""One letter a day: notices due to one person on one local day leave together (docs/reference/cadence.md B.5).

The letter of the day is a delivery of its own with the key `digest:<person>:<local date>`, so the database itself
holds that there is one. A single notice in it is written as itself, several as the digest. Hundreds of people's notices
are put into their letters at once; where something about one of them cannot be worked out, that one fails alone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError, Error, IntegrityError, InterfaceError, connection, transaction

from leadership.outreach import causes, chat, preferences
from leadership.outreach.claims import DIGEST, locked
from leadership.outreach.models import Delivery, Preferences
from leadership.outreach.reading import Reading
from leadership.people.models import Person

log = logging.getLogger(__name__)

BATCH = 500
NOT_AWAY = (DataError, IntegrityError)
"""What a database says of the data, not of itself."""
INTO = "UPDATE outreach_delivery SET letter_of_id = %s WHERE id = %s AND state = 'waiting'"


def gather(*, now: datetime, limit: int = BATCH) -> int:
    """Puts the notices that are due into their recipients' letter of the day; returns how many were looked at."""
    loose = Delivery.objects.filter(
        state=Delivery.State.WAITING, transactional=False, letter_of__isnull=True, due_at__lte=now
    ).exclude(letter=DIGEST)
    by_person: defaultdict[int, list[int]] = defaultdict(list)
    for notice, person in loose.order_by("due_at", "id").values_list("id", "recipient_id")[:limit]:
        by_person[person].append(notice)
    return _put(list(by_person.values()), now) if by_person else 0


def is_away(error: BaseException) -> bool:
    """Whether it is the database that failed, in whatever words: then no letter is to blame, the run ends, its claim
    runs out, and the next run finds everything as it was."""
    return isinstance(error, Error | InterfaceError) and not isinstance(error, NOT_AWAY)


def still_said(letter: Delivery, known: Reading) -> list[Delivery]:
    """The notices of a letter of the day that still have a cause, oldest first; the others are dropped or put off."""
    said, ends = known.said(letter), _Ends()
    standing = _with_a_cause(said, known, ends)
    ends.write()
    kept = {delivery.pk for delivery in standing}
    gone = [delivery.pk for delivery in said if delivery.pk not in kept]
    if gone:
        Delivery.objects.filter(pk__in=gone, letter_of=letter).update(letter_of=None)
    return standing


def rest(letter: Delivery, known: Reading) -> datetime | None:
    """None when a letter of the day may leave now. Otherwise the next allowed moment: a letter nobody has tried to send
    is taken apart, its notices wait for that day's letter; one that may have left already waits as it is."""
    hours = known.hours(letter.recipient)
    if hours.allows(known.now):
        return None
    later = hours.next(known.now)
    if letter.attempts <= 1:
        letter.bundled.filter(state=Delivery.State.WAITING).update(letter_of=None, due_at=later)
    return later


@dataclass
class _Ends:
    """Notices that do not go into today's letter, written in a statement for each reason and each day."""

    dropped: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    later: defaultdict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))

    def put_off(self, notices: Iterable[Delivery], until: datetime) -> None:
        self.later[until] += [one.pk for one in notices]

    def write(self) -> None:
        """What is on its way already stays as it is."""
        waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
        for reason, ids in self.dropped.items():
            waiting.filter(pk__in=ids).update(state=Delivery.State.DROPPED, reason=reason, letter_of=None)
        for until, ids in self.later.items():
            waiting.filter(pk__in=ids).update(due_at=until)


@dataclass(frozen=True)
class _Day:
    """What one person is to be told today: what is mailed, and whether something waits in the app besides."""

    person: Person
    key: str
    mailed: tuple[Delivery, ...]
    in_app: bool
    tomorrow: datetime


def _put(groups: Sequence[Sequence[int]], now: datetime) -> int:
    """The notices (ids) of some people, all together; where something is wrong, one half and then the other, down to
    the one that is wrong, which fails and stops nobody else's. How many were looked at."""
    try:
        with transaction.atomic():
            return _together([pk for group in groups for pk in group], now)
    except Exception as error:
        if is_away(error):
            raise
        parts = [list(group) for group in groups] if len(groups) > 1 else [[pk] for pk in groups[0]]
        if len(parts) == 1:
            return _spoilt(parts[0][0], error)
        middle = len(parts) // 2
        return _put(parts[:middle], now) + _put(parts[middle:], now)


def _spoilt(notice: int, error: Exception) -> int:
    spoilt = Delivery.objects.filter(pk=notice, state=Delivery.State.WAITING)
    log.error("notice could not be put in a letter", exc_info=error, extra={"delivery": str(spoilt.first())})
    return spoilt.update(state=Delivery.State.FAILED, answer=f"could not be written: {type(error).__name__}")


def _together(ids: Sequence[int], now: datetime) -> int:
    """Looks at those nobody else is looking at; how many they were."""
    free = locked(Delivery.objects.filter(pk__in=ids, state=Delivery.State.WAITING, letter_of__isnull=True))
    by_person: defaultdict[int, list[Delivery]] = defaultdict(list)
    for notice in free.order_by("due_at", "id"):
        by_person[notice.recipient_id].append(notice)
    known = Reading((one for found in by_person.values() for one in found), now=now)
    wishes, ends = preferences.of_many(list(by_person)), _Ends()
    days = [_day(found, known, wishes.get(person), ends) for person, found in by_person.items()]
    _into_letters([day for day in days if day is not None], ends, now)
    ends.write()
    return sum(map(len, by_person.values()))


def _day(found: Sequence[Delivery], known: Reading, wish: Preferences | None, ends: _Ends) -> _Day | None:
    """One person's notices; None when there is nothing to tell today."""
    person = found[0].recipient
    hours = known.hours(person)
    standing = _with_a_cause(found, known, ends)
    if standing and not hours.allows(known.now):
        ends.put_off(standing, hours.next(known.now))
        return None
    mailed = tuple(one for one in standing if preferences.wants_mail(wish, one.letter))
    in_app = [one.pk for one in standing if one not in mailed]
    ends.dropped[preferences.IN_THE_APP] += in_app
    key = f"{DIGEST}:{person.key}:{hours.day(known.now).isoformat()}"
    return _Day(person, key, mailed, bool(in_app), hours.tomorrow(known.now)) if standing else None


def _with_a_cause(found: Sequence[Delivery], known: Reading, ends: _Ends) -> list[Delivery]:
    standing = []
    for delivery in found:
        verdict = causes.judge(delivery, now=known.now, known=known)
        if verdict.drops:
            ends.dropped[verdict.reason].append(delivery.pk)
        elif verdict.later is not None:
            ends.put_off([delivery], verdict.later)
        else:
            standing.append(delivery)
    return standing


def _into_letters(days: Sequence[_Day], ends: _Ends, now: datetime) -> None:
    """Each into its person's letter of the day; where that has left or is leaving, it waits for tomorrow's."""
    letters = _letters_of_the_day([day for day in days if day.mailed], now)
    into = sorted((one.pk, letters[day.key]) for day in days if day.key in letters for one in day.mailed)
    if into:
        with connection.cursor() as cursor:
            cursor.executemany(INTO, [(letter, notice) for notice, letter in into])
    for day in days:
        if day.key not in letters:
            ends.put_off(day.mailed, day.tomorrow)
    chat.accompany_days([(day.person, day.key) for day in days if day.key in letters or day.in_app], now=now)


def _letters_of_the_day(days: Sequence[_Day], now: datetime) -> dict[str, int]:
    """Today's letters by key, of those that nobody has tried to send yet."""
    if not days:
        return {}
    made = [Delivery(unique_key=day.key, letter=DIGEST, recipient=day.person, made_at=now, due_at=now) for day in days]
    Delivery.objects.bulk_create(sorted(made, key=str), batch_size=BATCH, ignore_conflicts=True)
    untried = Delivery.objects.filter(unique_key__in=[day.key for day in days], attempts=0)
    free = untried.exclude(state=Delivery.State.SENT).order_by("pk").select_for_update()
    letters = dict(free.values_list("unique_key", "pk"))
    stale = Delivery.objects.filter(pk__in=letters.values()).exclude(state=Delivery.State.WAITING, due_at=now)
    stale.update(state=Delivery.State.WAITING, reason="", due_at=now)
    return letters
