"""A round of 500 people with 40 coaches over eight weeks, each with the coach they chose.

`round_exact`: how many have a seat / how many can have one, the latter found by plain augmenting ways. `round_time`:
seconds for the whole plan, the days cut into seats, filled, and two further times added to each offer.
"""

import random
import statistics
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.rows import Row, seconds
from leadership.conversations import matching, numbers, roundplan
from leadership.conversations.roundplan import Gives, Wish
from tests.conversations.naive_matching import most

PEOPLE, COACHES, WEEKS = 500, 40, 8
SEATS, SEATS_EACH = 14, 3
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
ROUNDS = 5
FREE = 120


def rows() -> list[Row]:
    """Both rows; the time is the median of five."""
    return [round_exact(), round_time()]


def round_exact() -> Row:
    """Everybody wants three of few seats with one coach, so that not all can have one: placed / maximum."""
    chance = random.Random(2026)
    wishes = [
        {(person % COACHES, seat): seat for seat in chance.sample(range(SEATS), SEATS_EACH)} for person in range(PEOPLE)
    ]
    placed = sum(seat is not None for seat in matching.assign(wishes))
    return Row("round_exact", placed / most(wishes), 1, at_least=True)


def round_time() -> Row:
    """Seconds of the whole plan for 500 people and 40 coaches, 120 free starts for each pair."""
    wishes = _wishes()
    gives = {
        coach: Gives(numbers.PER_DAY, numbers.PER_WEEK, between=numbers.BUFFER_BEFORE + numbers.BUFFER_AFTER)
        for coach in range(COACHES)
    }
    found: list[roundplan.Plan] = []
    taken = [seconds(lambda: found.append(roundplan.plan(wishes, gives, minutes=30))) for _ in range(ROUNDS)]
    return Row("round_time", statistics.median(taken), 1, note=f"{len(found[0].starts)} of {PEOPLE} placed ")


def _wishes() -> list[Wish]:
    chance = random.Random(2026)
    days = [MONDAY + timedelta(days=day) for day in range(WEEKS * 7) if day % 7 < 5]
    quarters = [day + timedelta(minutes=15 * quarter) for day in days for quarter in range(30)]
    due, zones = MONDAY + timedelta(days=40), (STOCKHOLM, STOCKHOLM)
    free = [sorted(chance.sample(quarters, FREE)) for _ in range(PEOPLE)]
    return [Wish(f"p{n}", f"p{n}", n % COACHES, times, due, zones) for n, times in enumerate(free)]
