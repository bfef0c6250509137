"""What every test may ask for: a fixed moment, the cast everyone knows, the flagship rhythm.

Generated examples are new each time by hand; EXAMPLES=same, as in `make test`, makes them the same everywhere, so that
a hand-in is judged by what its writer saw. However busy the machine is, they have their time.
"""

import os
from datetime import UTC, datetime

import hypothesis
import pytest

from tests import templates
from tests.keeping import kept
from tests.servers import dovecot, loopback, radicale  # noqa: F401 - fixtures for everybody

PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("new each time", PATIENT)
hypothesis.settings.register_profile("the same everywhere", PATIENT, derandomize=True)
hypothesis.settings.load_profile("the same everywhere" if os.environ.get("EXAMPLES") == "same" else "new each time")


@pytest.fixture(autouse=True)
def rested():
    """What an earlier test has asked for within the same minute counts against nobody (`web.limits`)."""
    from django.core.cache import caches

    caches["local"].clear()


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """Every window of a test loads the middleware anew; what lies in static/ is looked for once."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    found, look = {}, WhiteNoiseMiddleware.add_files_from_finders

    def once(middleware):
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files |= found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The database of the tests has its tables from the run's template, where there is one."""
    templates.use_for_tests()


@pytest.fixture
def now() -> datetime:
    """Wednesday 1 April 2026, 10:00 in Stockholm: the first day of the second quarter."""
    return datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def cast(db, now):
    """Freja leads Astrid, Erik and David; Astrid leads Björn and Camilla."""
    from leadership.cli import cast as people

    return kept(("cast", now), lambda: people.seed(now=now))
