"""One scene for each module that looks at the house from all sides; nothing of it is kept."""

import pytest
from django.db import transaction

from tests import scenery


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """The scene of tests/scenery.py; what a test marked `django_db` changes is gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield scenery.set_up()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crowd(scene, django_db_blocker):
    """The scene with many rows on every list, for the rest of the module."""
    with django_db_blocker.unblock():
        return scenery.crowd(scene)
