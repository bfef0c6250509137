"""What every test may ask for: a fixed moment, the cast everyone knows, the flagship rhythm."""

from datetime import UTC, datetime

import pytest

from tests.keeping import kept
from tests.servers import dovecot, loopback, radicale  # noqa: F401 - fixtures for everybody


@pytest.fixture
def now() -> datetime:
    """Wednesday 1 April 2026, 10:00 in Stockholm: the first day of the second quarter."""
    return datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def cast(db, now):
    """Freja leads Astrid, Erik and David; Astrid leads Björn and Camilla."""
    from leadership.cli import cast as people

    return kept(("cast", now), lambda: people.seed(now=now))
