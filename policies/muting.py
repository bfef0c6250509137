"""On which days a rhythm that supersedes another comes first (docs/reference/cadence.md B.6, precedence 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from policies.crediting import Book
from policies.dating import Slot
from policies.reading import LATEST
from policies.standing import Mute
from policies.status import ended_by, row_of
from policies.timeliness import LIVE
from policies.workdays import ONE_DAY, Stretch, merged


def mutes_of(books: Sequence[Book], muters: Mapping[str, frozenset[str]], on: date) -> dict[str, Mute]:
    """By key of the muted policy, when and by whom; the books hold everything heard so far."""
    held = {book.policy.key: merged(muted_days(book, on)) for book in books if not book.policy.own}
    found: dict[str, Mute] = {}
    for key, by in muters.items():
        stretches = merged(stretch for one in sorted(by) for stretch in held.get(one, ()))
        if stretches:
            found[key] = Mute(stretches, " ".join(sorted(one for one in by if held.get(one))))
    return found


def muted_days(book: Book, on: date) -> Iterator[Stretch]:
    """The days on which the person has an obligation of this policy that is not over: the talks of one anchor or
    campaign from the day the first is known to the day the last is done, else to its due; all others as long as they
    go on."""
    runs: defaultdict[str, list[Slot]] = defaultdict(list)
    for slot in book.slots.values():
        if slot.terms.cadence.anchored or slot.terms.cadence.campaign:
            runs[slot.cycle_key].append(slot)
    for slots in runs.values():
        run = min(_begin(slot, book) for slot in slots), max(_end(slot, book, on) for slot in slots)
        yield from [run] if slots[0].terms.cadence.anchored else _while_addressed(run, book)
    yield from _always(book)


def _while_addressed(run: Stretch, book: Book) -> Iterator[Stretch]:
    """Whoever leaves the audience of a campaign owes nothing of it any more; an anchored talk stays (R10)."""
    for start, end in book.standing.spans:
        first, last = max(start, run[0]), min(end or LATEST, run[1])
        if first <= last:
            yield first, last


def _begin(slot: Slot, book: Book) -> date:
    begin = slot.known_from or book.standing.entered(date.min) or slot.opens_on
    return min(begin, slot.opens_on)


def _end(slot: Slot, book: Book, on: date) -> date:
    """The day it was held or ended; else its due, or today once that is over."""
    row = row_of(slot, book, on)
    if row.credited_on:
        return row.credited_on
    if row.state in LIVE:
        return max(slot.due_on, on)
    return min(_ended_on(slot, book, on), max(slot.due_on, on))


def _ended_on(slot: Slot, book: Book, on: date) -> date:
    """The last day before it ended, by the dates to which it returned."""
    slot = book.as_of(slot, on, over=True)
    waited = book.waits_until(slot) or date.min  # till then nothing of it closes or is excused
    ends = (
        slot.close_on and max(slot.close_on, waited),
        slot.replaced_on and slot.replaced_on - ONE_DAY,
        book.standing.last_day,
    )
    known = [end for end in ends if end is not None and end < on]
    if slot.excused and slot.excused_from:
        known.append(max(slot.excused_from - ONE_DAY, slot.known_from or date.min, waited))
    ended = ended_by(slot, book, on)
    if ended and ended > date.min:
        known.append(ended - ONE_DAY)
    return min(known, default=slot.due_on)


def _always(book: Book) -> Iterator[Stretch]:
    """A calendar or rolling rhythm always has a next talk, as long as it applies."""
    policy = book.policy
    for version, follower in zip(policy.versions, (*policy.versions[1:], None), strict=True):
        if not (version.terms.cadence.per_period or version.terms.cadence.rolling):
            continue
        until = min(
            follower.effective_from - ONE_DAY if follower else LATEST,
            policy.retired_on - ONE_DAY if policy.retired_on else LATEST,
            book.standing.last_day or LATEST,
        )
        for start, end in book.standing.spans:
            first, last = max(start, version.effective_from), min(end or LATEST, until)
            if first <= last:
                yield first, last
