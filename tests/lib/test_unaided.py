"""Pages are answered by one process of the database each."""

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from leadership.lib import unaided


@pytest.mark.django_db
def test_a_new_connection_of_the_web_asks_for_no_helpers_and_compiles_nothing():
    unaided.for_pages()
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor:
            known = "current_setting('max_parallel_workers_per_gather'), current_setting('jit')"
            wanted = {"postgresql": f"SELECT {known}", "sqlite": "SELECT '0', 'off'"}
            cursor.execute(wanted[connection.vendor])
            assert cursor.fetchone() == ("0", "off")
    finally:
        fresh.close()
        connection_created.disconnect(dispatch_uid="pages are answered unaided")
