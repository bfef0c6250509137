"""The environment the tests run in: demo mode, a database of their own, no mail to the outside.

Loaded by pytest before the settings are read; whatever is already set (DATABASE_URL, VAR_DIR) is kept.
"""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("VAR_DIR", f"{tempfile.gettempdir()}/heard-tests-{os.getuid()}")
os.environ.setdefault("PORT", "8000")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("AIOSMTPD_CONTROLLER_TIMEOUT", "60")  # mail servers of the tests, on a machine busy elsewhere
Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "only tests that ask the database: the others say the same whatever the database is"
    parser.addoption("--database-only", action="store_true", help=told)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
        items[:] = filter(_asks_the_database, items)


def _asks_the_database(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db", "django_db_setup", "live_server"}
    used = set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(name) for name in ("django_db", "database"))
    return marked or bool(wanted & used) or _is_a_django_case(item)


def _is_a_django_case(item: pytest.Item) -> bool:
    case = getattr(item, "cls", None)
    return case is not None and hasattr(case, "databases")
