"""The cast on the first day of the second quarter, under the quarterly talk, with the clock at that moment."""

import pytest

from tests.web import memberpages


@pytest.fixture
def today(cast, now):
    """The clock shows the test's moment; the cast is there, with no rhythm yet."""
    memberpages.at(now)
    return cast


@pytest.fixture
def quarter(today, now):
    """Everybody is owed a talk by 30 June."""
    memberpages.quarterly(now)
    return today
