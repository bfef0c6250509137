"""What a rhythm would ask of everyone, reckoned in pieces by the worker: whether a piece stays as cheap as the first,
and how long the whole takes.

`forecast_flat`: a piece in the last tenth of the people against the first one, its tally as large as it then is. The
goal is a factor of two: what is kept of the pieces before must not make the next ones dear. `forecast_seconds`: the
whole forecast of the quarterly talk, reckoned from the middle of a few pieces, against two minutes.
"""

import statistics
from datetime import date

from bench.preview import _clock, _organisation
from bench.rollover import ADOPTED, SIZE
from bench.rows import Row
from leadership.consultations import forecasting
from leadership.consultations.models import Forecast
from leadership.people.models import Person
from policies import rhythms
from policies.starters import T1

PIECES = 4
MOST_SECONDS = 120


def rows() -> list[Row]:
    """The two rows of this module."""
    _organisation()
    policy = rhythms.create({**T1, "key": "draft", "review_on": date(2027, 1, 15).isoformat()}, by=None, now=ADOPTED)
    forecast = forecasting.begin(policy.latest(), by=None, now=ADOPTED)
    first = _piece(forecast)
    late = _late(forecast)
    whole = (first + late) / 2 * SIZE / forecasting.PIECE
    note = f"{SIZE} people in {whole:.0f} s, {whole / SIZE * 1e6:.0f} us each "
    return [
        Row("forecast_flat", late / first, 2, note=f"a piece of {forecasting.PIECE} in {late * 1000:.0f} ms "),
        Row("forecast_seconds", whole / MOST_SECONDS, 1, note=note),
    ]


def _late(forecast: Forecast) -> float:
    """As `_piece`, nine tenths through the people."""
    skipped = Person.objects.order_by("pk").values_list("pk", flat=True)[SIZE * 9 // 10]
    Forecast.objects.filter(pk=forecast.pk).update(last_id=skipped)
    forecast.refresh_from_db()
    return _piece(forecast)


def _piece(forecast: Forecast) -> float:
    """Seconds for one of the next pieces, the middle of a few."""
    return statistics.median(_once(forecast) for _ in range(PIECES))


def _once(forecast: Forecast) -> float:
    begun = _clock()
    forecasting.advance(forecast, pieces=1, now=ADOPTED)
    return _clock() - begun
