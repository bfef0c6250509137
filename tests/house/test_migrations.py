"""Migrations are complete, go back as well as forth, and depend only on floors below."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

FLOORS = {
    "outreach": 8, "insights": 7, "consultations": 6, "conversations": 5, "obligations": 4, "calendars": 4,
    "accounts": 4, "policies": 3, "people": 2, "outbox": 1,
}  # fmt: skip


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_can_be_taken_back() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    stuck = [
        f"{app}.{name}: {type(operation).__name__}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in FLOORS
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert stuck == []


def test_migrations_depend_on_floors_below_only() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    upward = [
        f"{app}.{name} needs {needed}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in FLOORS
        for needed, _ in migration.dependencies
        if needed in FLOORS and needed != app and FLOORS[needed] >= FLOORS[app]
    ]
    assert upward == []


@pytest.mark.django_db
def test_every_table_of_ours_is_in_the_database() -> None:
    ours = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in FLOORS}
    assert ours <= set(connection.introspection.table_names())
