"""The one clock. Faces read it and pass the moment on; everything below takes time as an argument.

In demo mode it may be set; then it runs on from there, in every process, because the setting is in the database.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from leadership.lib.instants import iso
from leadership.lib.refusal import refuse
from leadership.lib.statements import Question
from leadership.people.models import ClockSetting

SETTING = Question(lambda: ClockSetting.objects.values_list("ahead"))


def now() -> datetime:
    """The present instant in UTC, by the installation's clock."""
    return datetime.now(UTC) + ahead()


def ahead() -> timedelta:
    """How far the installation's clock is ahead of real time; zero in production."""
    if not settings.DEMO:
        return timedelta()
    rows = SETTING.ask()
    return rows[0][0] if rows else timedelta()


def set_to(instant: datetime) -> datetime:
    """From now on the clock shows `instant` and runs on. Raises Refused in production."""
    return _shift(instant - datetime.now(UTC), wanted=iso(instant))


def advance(by: timedelta) -> datetime:
    """Moves the clock on by `by`. Raises Refused in production."""
    return _shift(ahead() + by, wanted=str(by))


def real() -> datetime:
    """Back to real time."""
    ClockSetting.objects.all().delete()
    return now()


def reach(instant: datetime) -> None:
    """Makes sure the clock has come as far as `instant`. Raises Refused in production when it has not."""
    if instant > now():
        set_to(instant)


def _shift(by: timedelta, *, wanted: str) -> datetime:
    if not settings.DEMO:
        raise refuse(
            "clock", wanted, "The clock of a production installation is real time.", "Set it in demo mode only."
        )
    ClockSetting.objects.update_or_create(id=1, defaults={"ahead": by})
    return now()
