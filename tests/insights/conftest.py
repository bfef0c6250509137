"""The cast on the first day of the second quarter, with the clock at that moment."""

from tests.web.conftest import today  # noqa: F401
