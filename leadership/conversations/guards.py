"""What the database itself holds: no two talks of one person overlap, whoever writes them and in which role.

Triggers on conversations and on offered times keep `Occupied`, one row per person and stretch of time taken; an
overlap in it is refused. PostgreSQL refuses by an exclusion constraint over one number line of person and second,
SQLite by a trigger. Both carry the name `NAME`. Buffers are part of the time taken, in the coach's calendar the coach's
own ones where they differ; touching stretches are welcome.

A migration that changes the three tables begins with `remove` and ends with `install`: SQLite forgets the triggers of a
table that is built anew. A test holds that they are in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "two_talks_of_one_person_overlap"

AGREED = "('booked', 'ended', 'held_provisional', 'held')"


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the guards in place, and takes the time of every talk already agreed.

    Migrations older than the coach's own buffers know one stretch for both: `apps` says which are there.
    """
    fields = {field.name for field in apps.get_model("conversations", "Conversation")._meta.get_fields()}
    holds = APART if "coach_holds_from" in fields else TOGETHER
    statements = _postgresql(holds) if schema_editor.connection.vendor == "postgresql" else _sqlite(holds)
    _run(schema_editor, statements)


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


@dataclass(frozen=True)
class Holds:
    """The columns that say which stretch a row takes, and how the coach's is read from the row named `{0}`."""

    columns: tuple[str, ...]
    coach_start: str
    coach_end: str

    def rows(self, row: str, *, talk: str, of: str, offer: str, source: str = "") -> str:
        """A query of (person, conversation, offer, low, high), one row for each of the two people of `talk`."""
        named = f"{of} AS conversation, {offer} AS offer"
        member = f"SELECT {talk}.member_id AS person, {named}, {row}.holds_from AS low, {row}.holds_until AS high"
        coach = f"SELECT {talk}.coach_id, {named}, {self.coach_start}, {self.coach_end}".format(row)
        return f"{member} {source} UNION ALL {coach} {source}"

    def changed(self, operator: str) -> str:
        """Whether a conversation's state of being agreed, its people or its stretch have changed."""
        names = ("id", "member_id", "coach_id", *self.columns)
        parts = [f"(OLD.state IN {AGREED}) {operator} (NEW.state IN {AGREED})"]
        return " OR ".join([*parts, *(f"OLD.{name} {operator} NEW.{name}" for name in names)])


TOGETHER = Holds(("holds_from", "holds_until"), "{0}.holds_from", "{0}.holds_until")
APART = Holds(
    ("holds_from", "holds_until", "coach_holds_from", "coach_holds_until"),
    "COALESCE({0}.coach_holds_from, {0}.holds_from)", "COALESCE({0}.coach_holds_until, {0}.holds_until)",
)  # fmt: skip

NO_OFFER = "CAST(NULL AS bigint)"
TALKS = f"FROM conversations_conversation AS talk WHERE talk.state IN {AGREED}"
OFFERS = """FROM conversations_offeredtime AS offer
    JOIN conversations_conversation AS talk ON talk.id = offer.conversation_id WHERE offer.held"""
OFFERS_OF_NEW = "FROM conversations_offeredtime AS offer WHERE offer.conversation_id = NEW.id AND offer.held"
TALK_OF_NEW = "FROM conversations_conversation AS talk WHERE talk.id = NEW.conversation_id AND NEW.held"


def _taking(rows: str) -> str:
    return f"""
        INSERT INTO conversations_occupied (person_id, conversation_id, offer_id, "start", "end")
        SELECT person, conversation, offer, low, high FROM ({rows}) AS taken ORDER BY person
    """


def _postgresql(holds: Holds) -> tuple[str, ...]:
    own = holds.rows("NEW", talk="NEW", of="NEW.id", offer=NO_OFFER)
    offers = holds.rows("offer", talk="NEW", of="NEW.id", offer="offer.id", source=OFFERS_OF_NEW)
    offered = holds.rows("NEW", talk="talk", of="talk.id", offer="NEW.id", source=TALK_OF_NEW)
    return (
        POSTGRESQL_CONSTRAINT,
        POSTGRESQL_TALK.format(agreed=AGREED, own=_taking(own), offers=_taking(offers)),
        POSTGRESQL_OFFER.format(offered=_taking(offered)),
        *POSTGRESQL_TRIGGERS,
        f"""
        CREATE TRIGGER a_changed_conversation_takes_its_time AFTER UPDATE ON conversations_conversation FOR EACH ROW
        WHEN ({holds.changed("IS DISTINCT FROM")}) EXECUTE FUNCTION conversation_takes_its_time()
        """,
        _taking(holds.rows("talk", talk="talk", of="talk.id", offer=NO_OFFER, source=TALKS)),
        _taking(holds.rows("offer", talk="talk", of="talk.id", offer="offer.id", source=OFFERS)),
    )


POSTGRESQL_CONSTRAINT = f"""
    ALTER TABLE conversations_occupied ADD CONSTRAINT {NAME} EXCLUDE USING gist (
        int8range(
            person_id * 8589934592 + floor(extract(epoch FROM "start" AT TIME ZONE 'UTC'))::bigint,
            person_id * 8589934592 + ceil(extract(epoch FROM "end" AT TIME ZONE 'UTC'))::bigint
        ) WITH &&
    )
"""
POSTGRESQL_TALK = """
    CREATE FUNCTION conversation_takes_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM conversations_occupied WHERE conversation_id = OLD.id;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.state IN {agreed} THEN
            {own};
        END IF;
        {offers};
        RETURN NEW;
    END $$
"""
POSTGRESQL_OFFER = """
    CREATE FUNCTION offered_time_takes_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM conversations_occupied WHERE offer_id = OLD.id;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        {offered};
        RETURN NEW;
    END $$
"""
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER a_new_conversation_takes_its_time AFTER INSERT OR DELETE ON conversations_conversation
    FOR EACH ROW EXECUTE FUNCTION conversation_takes_its_time()
    """,
    """
    CREATE TRIGGER an_offered_time_takes_its_time AFTER INSERT OR UPDATE OR DELETE ON conversations_offeredtime
    FOR EACH ROW EXECUTE FUNCTION offered_time_takes_its_time()
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


def _readable(rows: str) -> str:
    """The same rows in whole seconds, in the text form Django writes, whatever form they were stored in."""
    low = "strftime('%Y-%m-%d %H:%M:%S', low)"
    high = "strftime('%Y-%m-%d %H:%M:%S', high, '+0.999 seconds')"
    return f"SELECT person, conversation, offer, {low} AS low, {high} AS high FROM ({rows})"


def _checked(rows: str) -> str:
    """Takes the time of a new row; a time that cannot be read is refused."""
    return f"""
        SELECT RAISE(ABORT, 'a_talk_takes_a_readable_time') FROM ({_readable(rows)})
        WHERE low IS NULL OR high IS NULL OR low >= high;
        {_taking(_readable(rows))};
    """


def _trigger(name: str, event: str, steps: str, *, when: str = "1") -> str:
    return f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {when} BEGIN {steps} END"


OVERLAPPING = f"""
    SELECT RAISE(ABORT, '{NAME}') WHERE EXISTS (
        SELECT 1 FROM conversations_occupied AS taken
        WHERE taken.person_id = NEW.person_id AND taken."end" > NEW."start" AND taken."start" < NEW."end"
            AND taken.id IS NOT NEW.id
    );
"""
FORGET_TALK = "DELETE FROM conversations_occupied WHERE conversation_id = {}.id;"
FORGET_OFFER = "DELETE FROM conversations_occupied WHERE offer_id = {}.id;"


def _sqlite(holds: Holds) -> tuple[str, ...]:
    agreed = f"WHERE NEW.state IN {AGREED}"
    own = _checked(holds.rows("NEW", talk="NEW", of="NEW.id", offer=NO_OFFER, source=agreed))
    offers = _readable(holds.rows("offer", talk="NEW", of="NEW.id", offer="offer.id", source=OFFERS_OF_NEW))
    talk = f"{own} {_taking(offers)};"
    offered = _checked(holds.rows("NEW", talk="talk", of="talk.id", offer="NEW.id", source=TALK_OF_NEW))
    changed = f"({holds.changed('IS NOT')})"
    conversations, times = "conversations_conversation", "conversations_offeredtime"
    return (
        _trigger("an_overlap_is_refused", "BEFORE INSERT ON conversations_occupied", OVERLAPPING),
        _trigger("a_changed_overlap_is_refused", "BEFORE UPDATE ON conversations_occupied", OVERLAPPING),
        _trigger("a_new_conversation_takes_its_time", f"AFTER INSERT ON {conversations}",
                 FORGET_TALK.format("NEW") + talk),
        _trigger("a_deleted_conversation_frees_its_time", f"AFTER DELETE ON {conversations}",
                 FORGET_TALK.format("OLD")),
        _trigger("a_new_offer_takes_its_time", f"AFTER INSERT ON {times}", FORGET_OFFER.format("NEW") + offered),
        _trigger("a_changed_offer_takes_its_time", f"AFTER UPDATE ON {times}", FORGET_OFFER.format("OLD") + offered),
        _trigger("a_deleted_offer_frees_its_time", f"AFTER DELETE ON {times}", FORGET_OFFER.format("OLD")),
        _trigger("a_changed_conversation_takes_its_time", f"AFTER UPDATE ON {conversations}",
                 FORGET_TALK.format("OLD") + talk, when=changed),
        _taking(_readable(holds.rows("talk", talk="talk", of="talk.id", offer=NO_OFFER, source=TALKS))),
        _taking(_readable(holds.rows("offer", talk="talk", of="talk.id", offer="offer.id", source=OFFERS))),
    )  # fmt: skip


SQLITE_OFF = tuple(
    f"DROP TRIGGER {name}"
    for name in (
        "an_overlap_is_refused", "a_changed_overlap_is_refused", "a_new_conversation_takes_its_time",
        "a_deleted_conversation_frees_its_time", "a_new_offer_takes_its_time", "a_changed_offer_takes_its_time",
        "a_deleted_offer_frees_its_time", "a_changed_conversation_takes_its_time",
    )
)  # fmt: skip
