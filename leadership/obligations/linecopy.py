"""The copy of a person's place on the number line that stands on what they are owed: kept by the database itself.

`Obligation.lft` is the `lft` of its person, so that a leader's list and counts are a range of one index. Triggers set
it when a row is made or comes back without one, and follow every change of a person's `lft`, in the same transaction,
whoever writes. A row that ended and whose date is over lets go of it (`let_go`): it is history, and a reorganisation
does not touch it. See docs/explanation/number-line.md.

A migration that builds people_person or obligations_obligation anew begins with `remove` and ends with `install`,
because SQLite forgets the triggers of such a table. A test holds that they are in place.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, OuterRef, Subquery

from leadership.obligations.models import LIVE, Obligation
from leadership.obligations.sets import among
from leadership.people.models import Person

BATCH = 20_000


def wrong() -> int:
    """How many copies differ from what they are copies of, or are missing on something that is still owed."""
    stale = Obligation.objects.filter(lft__isnull=False).exclude(lft=F("person__lft"))
    return stale.count() + Obligation.objects.live().filter(lft=None).count()


def mend() -> int:
    """Makes every copy right; how many were wrong. Doing it twice changes nothing."""
    place = Subquery(Person.objects.filter(pk=OuterRef("person")).values("lft"))
    stale = Obligation.objects.filter(lft__isnull=False).exclude(lft=F("person__lft")).values("pk")
    missing = Obligation.objects.live().filter(lft=None)
    return Obligation.objects.filter(pk__in=stale).update(lft=place) + missing.update(lft=place)


def let_go(before: date) -> int:
    """Takes the copy from what ended and was due before that day; how many rows. Doing it twice changes nothing."""
    over = Obligation.objects.filter(lft__isnull=False, due_on__lt=before).exclude(state__in=LIVE)
    gone = 0
    while ids := list(over.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        gone += Obligation.objects.filter(pk__in=among(ids)).update(lft=None)
    return gone


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers in place, and a copy on every row that is still owed."""
    _run(schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)
    schema_editor.execute(f"UPDATE obligations_obligation SET lft = {_PLACE} WHERE state IN {LIVE}", params=None)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the triggers away; the copies stay as they are."""
    _run(schema_editor, POSTGRESQL_OFF if schema_editor.connection.vendor == "postgresql" else SQLITE_OFF)


def names() -> set[str]:
    """The triggers that are in place."""
    sql = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return {name for (name,) in cursor.fetchall()} & set(TRIGGERS)


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


TRIGGERS = ("a_new_row_takes_its_place", "a_row_that_returns_takes_its_place", "rows_follow_their_people")
_PLACE = "(SELECT lft FROM people_person WHERE people_person.id = obligations_obligation.person_id)"

FOLLOW = """
    CREATE OR REPLACE FUNCTION obligations_follow_their_people() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE '
            UPDATE obligations_obligation SET lft = found.lft FROM (
                SELECT owed.id, became.lft FROM became JOIN was ON was.id = became.id AND was.lft <> became.lft
                JOIN obligations_obligation AS owed ON owed.person_id = became.id
                WHERE owed.lft IS NOT NULL ORDER BY owed.id FOR UPDATE OF owed
            ) AS found WHERE obligations_obligation.id = found.id';
        RETURN NULL;
    END $$
"""
"""Planned anew each time (EXECUTE): the plan that fits one person compares each of ten thousand with each."""

POSTGRESQL = (
    """
    CREATE FUNCTION obligation_takes_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.lft := (SELECT lft FROM people_person WHERE id = NEW.person_id);
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER a_new_row_takes_its_place BEFORE INSERT ON obligations_obligation
    FOR EACH ROW WHEN (NEW.lft IS NULL) EXECUTE FUNCTION obligation_takes_its_place()
    """,
    f"""
    CREATE TRIGGER a_row_that_returns_takes_its_place BEFORE UPDATE OF state ON obligations_obligation
    FOR EACH ROW WHEN (NEW.lft IS NULL AND NEW.state IN {LIVE}) EXECUTE FUNCTION obligation_takes_its_place()
    """,
    FOLLOW,
    """
    CREATE TRIGGER rows_follow_their_people AFTER UPDATE ON people_person
    REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION obligations_follow_their_people()
    """,
)
POSTGRESQL_OFF = (
    "DROP TRIGGER rows_follow_their_people ON people_person",
    "DROP TRIGGER a_row_that_returns_takes_its_place ON obligations_obligation",
    "DROP TRIGGER a_new_row_takes_its_place ON obligations_obligation",
    "DROP FUNCTION obligations_follow_their_people()",
    "DROP FUNCTION obligation_takes_its_place()",
)
SQLITE = (
    f"""
    CREATE TRIGGER a_new_row_takes_its_place AFTER INSERT ON obligations_obligation FOR EACH ROW WHEN NEW.lft IS NULL
    BEGIN UPDATE obligations_obligation SET lft = {_PLACE} WHERE id = NEW.id; END
    """,
    f"""
    CREATE TRIGGER a_row_that_returns_takes_its_place AFTER UPDATE OF state ON obligations_obligation
    FOR EACH ROW WHEN NEW.lft IS NULL AND NEW.state IN {LIVE}
    BEGIN UPDATE obligations_obligation SET lft = {_PLACE} WHERE id = NEW.id; END
    """,
    """
    CREATE TRIGGER rows_follow_their_people AFTER UPDATE OF lft ON people_person
    FOR EACH ROW WHEN OLD.lft <> NEW.lft
    BEGIN UPDATE obligations_obligation SET lft = NEW.lft WHERE person_id = NEW.id AND lft IS NOT NULL; END
    """,
)
SQLITE_OFF = tuple(f"DROP TRIGGER {name}" for name in TRIGGERS)
