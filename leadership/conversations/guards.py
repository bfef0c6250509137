"""What the database itself holds: no two talks of one person overlap, whoever writes them and in which role.

Triggers on conversations and on offered times keep `Occupied`, one row per person and stretch of time taken; an
overlap in it is refused. PostgreSQL refuses by an exclusion constraint over one number line of person and second,
SQLite by a trigger. Both carry the name `NAME`. Buffers are part of the time taken; touching stretches are welcome.

A migration that changes the three tables begins with `remove` and ends with `install`: SQLite forgets the triggers of a
table that is built anew. A test holds that they are in place.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "two_talks_of_one_person_overlap"

AGREED = "('booked', 'ended', 'held_provisional', 'held')"


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the guards in place, and takes the time of every talk already agreed."""
    _run(schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the guards away, and with them every row they kept."""
    _run(schema_editor, POSTGRESQL_OFF if schema_editor.connection.vendor == "postgresql" else SQLITE_OFF)
    schema_editor.execute("DELETE FROM conversations_occupied")


def is_overlap(error: IntegrityError) -> bool:
    """Whether the database has refused two overlapping talks of one person, and not something else."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == NAME)
    return str(error) == NAME


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


POSTGRESQL = (
    f"""
    ALTER TABLE conversations_occupied ADD CONSTRAINT {NAME} EXCLUDE USING gist (
        int8range(
            person_id * 8589934592 + floor(extract(epoch FROM "start" AT TIME ZONE 'UTC'))::bigint,
            person_id * 8589934592 + ceil(extract(epoch FROM "end" AT TIME ZONE 'UTC'))::bigint
        ) WITH &&
    )
    """,
    f"""
    CREATE FUNCTION conversation_takes_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM conversations_occupied WHERE conversation_id = OLD.id;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.state IN {AGREED} THEN
            INSERT INTO conversations_occupied (person_id, conversation_id, "start", "end")
            SELECT person, NEW.id, NEW.holds_from, NEW.holds_until
            FROM unnest(ARRAY[NEW.member_id, NEW.coach_id]) AS person ORDER BY person;
        END IF;
        INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
        SELECT person, NEW.id, offer.id, offer.holds_from, offer.holds_until
        FROM unnest(ARRAY[NEW.member_id, NEW.coach_id]) AS person, conversations_offeredtime AS offer
        WHERE offer.conversation_id = NEW.id AND offer.held ORDER BY person;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION offered_time_takes_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM conversations_occupied WHERE offer_id = OLD.id;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.held THEN
            INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
            SELECT person, talk.id, NEW.id, NEW.holds_from, NEW.holds_until
            FROM conversations_conversation AS talk, unnest(ARRAY[talk.member_id, talk.coach_id]) AS person
            WHERE talk.id = NEW.conversation_id ORDER BY person;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER a_new_conversation_takes_its_time AFTER INSERT OR DELETE ON conversations_conversation
    FOR EACH ROW EXECUTE FUNCTION conversation_takes_its_time()
    """,
    f"""
    CREATE TRIGGER a_changed_conversation_takes_its_time AFTER UPDATE ON conversations_conversation FOR EACH ROW
    WHEN (
        (OLD.state IN {AGREED}) IS DISTINCT FROM (NEW.state IN {AGREED})
        OR (OLD.id, OLD.member_id, OLD.coach_id) IS DISTINCT FROM (NEW.id, NEW.member_id, NEW.coach_id)
        OR (OLD.holds_from, OLD.holds_until) IS DISTINCT FROM (NEW.holds_from, NEW.holds_until)
    )
    EXECUTE FUNCTION conversation_takes_its_time()
    """,
    """
    CREATE TRIGGER an_offered_time_takes_its_time AFTER INSERT OR UPDATE OR DELETE ON conversations_offeredtime
    FOR EACH ROW EXECUTE FUNCTION offered_time_takes_its_time()
    """,
    f"""
    INSERT INTO conversations_occupied (person_id, conversation_id, "start", "end")
    SELECT person, talk.id, talk.holds_from, talk.holds_until
    FROM conversations_conversation AS talk, unnest(ARRAY[talk.member_id, talk.coach_id]) AS person
    WHERE talk.state IN {AGREED}
    """,
    """
    INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
    SELECT person, talk.id, offer.id, offer.holds_from, offer.holds_until
    FROM conversations_offeredtime AS offer
        JOIN conversations_conversation AS talk ON talk.id = offer.conversation_id,
        unnest(ARRAY[talk.member_id, talk.coach_id]) AS person
    WHERE offer.held
    """,
)

POSTGRESQL_OFF = (
    "DROP TRIGGER a_new_conversation_takes_its_time ON conversations_conversation",
    "DROP TRIGGER a_changed_conversation_takes_its_time ON conversations_conversation",
    "DROP TRIGGER an_offered_time_takes_its_time ON conversations_offeredtime",
    "DROP FUNCTION conversation_takes_its_time()",
    "DROP FUNCTION offered_time_takes_its_time()",
    f"ALTER TABLE conversations_occupied DROP CONSTRAINT {NAME}",
)


def _second(moment: str) -> str:
    """The whole second at or before a stored moment, in the text form Django writes, whatever its own form is."""
    return f"strftime('%Y-%m-%d %H:%M:%S', {moment})"


def _second_after(moment: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%S', {moment}, '+0.999 seconds')"


def _take(row: str, *, offer: str, people: str, when: str) -> str:
    """Both people's rows for a conversation or an offer named `row`; a time that cannot be read is refused."""
    start, end = _second(f"{row}.holds_from"), _second_after(f"{row}.holds_until")
    return f"""
        SELECT RAISE(ABORT, 'a_talk_takes_a_readable_time')
        WHERE {when} AND ({start} IS NULL OR {end} IS NULL OR {start} >= {end});
        INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
        SELECT person, conversation, {offer}, {start}, {end} FROM ({people}) WHERE {when};
    """


_OWN = _take(
    "NEW",
    offer="NULL",
    people="SELECT NEW.member_id AS person, NEW.id AS conversation UNION ALL SELECT NEW.coach_id, NEW.id",
    when=f"NEW.state IN {AGREED}",
)
_OFFERED = _take(
    "NEW",
    offer="NEW.id",
    people="""
        SELECT member_id AS person, id AS conversation FROM conversations_conversation WHERE id = NEW.conversation_id
        UNION ALL SELECT coach_id, id FROM conversations_conversation WHERE id = NEW.conversation_id
    """,
    when="NEW.held",
)
_OFFERS = f"""
    INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
    SELECT person, NEW.id, offer.id, {_second("offer.holds_from")}, {_second_after("offer.holds_until")}
    FROM conversations_offeredtime AS offer
        JOIN (SELECT NEW.member_id AS person UNION ALL SELECT NEW.coach_id)
    WHERE offer.conversation_id = NEW.id AND offer.held;
"""
_OVERLAPPING = f"""
    SELECT RAISE(ABORT, '{NAME}') WHERE EXISTS (
        SELECT 1 FROM conversations_occupied AS taken
        WHERE taken.person_id = NEW.person_id AND taken."end" > NEW."start" AND taken."start" < NEW."end"
            AND taken.id IS NOT NEW.id
    );
"""
_CHANGED = f"""
    (OLD.state IN {AGREED}) IS NOT (NEW.state IN {AGREED}) OR OLD.id IS NOT NEW.id
    OR OLD.member_id IS NOT NEW.member_id OR OLD.coach_id IS NOT NEW.coach_id
    OR OLD.holds_from IS NOT NEW.holds_from OR OLD.holds_until IS NOT NEW.holds_until
"""
_FORGET_TALK = "DELETE FROM conversations_occupied WHERE conversation_id = {}.id;"
_FORGET_OFFER = "DELETE FROM conversations_occupied WHERE offer_id = {}.id;"


def _trigger(name: str, event: str, steps: str, *, when: str = "1") -> str:
    return f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {when} BEGIN {steps} END"


_TRIGGERS = {
    "an_overlap_is_refused": ("BEFORE INSERT ON conversations_occupied", _OVERLAPPING),
    "a_changed_overlap_is_refused": ("BEFORE UPDATE ON conversations_occupied", _OVERLAPPING),
    "a_new_conversation_takes_its_time": (
        "AFTER INSERT ON conversations_conversation",
        _FORGET_TALK.format("NEW") + _OWN + _OFFERS,
    ),
    "a_deleted_conversation_frees_its_time": (
        "AFTER DELETE ON conversations_conversation",
        _FORGET_TALK.format("OLD"),
    ),
    "a_new_offer_takes_its_time": (
        "AFTER INSERT ON conversations_offeredtime",
        _FORGET_OFFER.format("NEW") + _OFFERED,
    ),
    "a_changed_offer_takes_its_time": (
        "AFTER UPDATE ON conversations_offeredtime",
        _FORGET_OFFER.format("OLD") + _OFFERED,
    ),
    "a_deleted_offer_frees_its_time": ("AFTER DELETE ON conversations_offeredtime", _FORGET_OFFER.format("OLD")),
}

SQLITE = (
    *(_trigger(name, event, steps) for name, (event, steps) in _TRIGGERS.items()),
    _trigger(
        "a_changed_conversation_takes_its_time",
        "AFTER UPDATE ON conversations_conversation",
        _FORGET_TALK.format("OLD") + _OWN + _OFFERS,
        when=f"({_CHANGED})",
    ),
    f"""
    INSERT INTO conversations_occupied (person_id, conversation_id, "start", "end")
    SELECT person, id, {_second("holds_from")}, {_second_after("holds_until")} FROM (
        SELECT member_id AS person, * FROM conversations_conversation
        UNION ALL SELECT coach_id, * FROM conversations_conversation
    ) WHERE state IN {AGREED}
    """,
    f"""
    INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
    SELECT person, talk, offer.id, {_second("offer.holds_from")}, {_second_after("offer.holds_until")}
    FROM conversations_offeredtime AS offer JOIN (
        SELECT member_id AS person, id AS talk FROM conversations_conversation
        UNION ALL SELECT coach_id, id FROM conversations_conversation
    ) ON talk = offer.conversation_id WHERE offer.held
    """,
)

SQLITE_OFF = (
    *(f"DROP TRIGGER {name}" for name in _TRIGGERS),
    "DROP TRIGGER a_changed_conversation_takes_its_time",
)
