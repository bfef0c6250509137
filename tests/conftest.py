"""What every test may ask for: a fixed moment, the cast everyone knows, the flagship rhythm.

Generated examples are new each time by hand; EXAMPLES=same, as in `make test`, makes them the same everywhere, so that
a hand-in is judged by what its writer saw.
"""

import os
from datetime import UTC, datetime

import hypothesis
import pytest

from tests.keeping import kept
from tests.servers import dovecot, loopback, radicale  # noqa: F401 - fixtures for everybody

hypothesis.settings.register_profile("the same everywhere", derandomize=True)
if os.environ.get("EXAMPLES") == "same":
    hypothesis.settings.load_profile("the same everywhere")


@pytest.fixture
def now() -> datetime:
    """Wednesday 1 April 2026, 10:00 in Stockholm: the first day of the second quarter."""
    return datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def cast(db, now):
    """Freja leads Astrid, Erik and David; Astrid leads Björn and Camilla."""
    from leadership.cli import cast as people

    return kept(("cast", now), lambda: people.seed(now=now))
