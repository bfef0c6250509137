"""Printing a part of an organisation again and again: rows are copied in sets by the database, each copy with ids and
keys of its own.

A block of people is lived through by the real reckoning once; everyone in it talks with people of the block alone, so a
copy in which all ids are moved by the same number and all keys begin anew is as consistent as the block itself.

Keys of a block begin with four hexadecimal digits of their own (`mark`), in columns and in facts alike; a copy has
others there and the same after them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models

from leadership.cli import bare_tables
from leadership.conversations.models import Commitment, Conversation, Credit, PulseTally
from leadership.conversations.models.talk import Occupied
from leadership.obligations.models import Obligation, Stay
from leadership.outbox.models import Fact
from leadership.people.models import CoachProfile, Person, Unit
from leadership.people.models.unit import step

FIRST = 0xB10C
"""The mark of the block that is lived through; copies count on from there."""
BLOCK_FROM = 36**3
"""The id of the first unit and of the first person of the block. The ids of each copy begin at the next multiple, so
that of a step in a path (eight digits of base 36) the first five belong to the copy and the last three stay."""
HIGH = 5

Model = type[models.Model]


@dataclass
class Block:
    """`size` people from `BLOCK_FROM` on, and their units, who are copied `copies` times. `spans` is by how much the
    ids of each table move from one copy to the next, `width` by how much places on the number line do; `tops` are the
    paths of the unit and of the person above all copies."""

    size: int
    copies: int
    spans: dict[Model, int] = field(default_factory=dict)
    width: int = 0
    tops: tuple[str, str] = ("", "")

    @property
    def people(self) -> str:
        """The condition on a column that holds a person's id."""
        return f"BETWEEN {BLOCK_FROM} AND {BLOCK_FROM + self.size - 1}"


UNITS = f"BETWEEN {BLOCK_FROM} AND {2 * BLOCK_FROM - 1}"


def marked(key: UUID) -> UUID:
    """The key with the mark of the block."""
    return UUID(hex=f"{FIRST:04x}{key.hex[4:]}")


OF_PEOPLE: tuple[Model, ...] = (CoachProfile, Stay, Obligation, Conversation)
"""Tables with a person, in the order in which they may be filled."""
OF_OBLIGATIONS: tuple[Model, ...] = (Commitment, Credit)
OF_TALKS: tuple[Model, ...] = (Occupied,)
"""What triggers would write for each talk is copied like the rest."""
OF_UNITS: tuple[Model, ...] = (PulseTally,)
PRINTED: tuple[Model, ...] = (Unit, Person, *OF_PEOPLE, *OF_OBLIGATIONS, *OF_TALKS, *OF_UNITS)
COPIED: tuple[Model, ...] = (*PRINTED, Fact)


def mark(block: Block) -> None:
    """Gives what the reckoning made for the block keys of the block, in the rows and in the facts about them."""
    for model, whose in ((Obligation, "person_id"), (Conversation, "member_id")):
        bare_tables.run(f"UPDATE {model._meta.db_table} SET key = {_marked(FIRST)} WHERE {whose} {block.people}")
    named = _replaced_mark("object", ":", None, FIRST)
    theirs = f"SELECT key FROM {Person._meta.db_table} WHERE id {block.people}"
    bare_tables.run(f"UPDATE {Fact._meta.db_table} SET object = {named} WHERE subject_key IN ({theirs})")


def steps(block: Block) -> int:
    """How many steps `copies` will take."""
    return block.copies + len(bare_tables.worn(COPIED))


def copies(block: Block) -> Iterator[None]:
    """Writes one copy after the other of the block: units, people and everything that belongs to them, into tables laid
    bare, which are dressed again at the end. Yields after each step."""
    mark(block)
    _measure(block)
    _set_type(block)
    to_put_back = bare_tables.lay(COPIED)
    for number in range(1, block.copies + 1):
        _print(block, number)
        yield
    for statement in to_put_back:
        bare_tables.run(statement)
        yield
    for model in COPIED:
        bare_tables.run(f"DROP TABLE {_type(model)}")
    go_on_after(*PRINTED)


def _set_type(block: Block) -> None:
    """The rows of the block, each table's beside the others, so that a copy reads nothing else."""
    owed = f"obligation_id IN (SELECT id FROM {Obligation._meta.db_table} WHERE person_id {block.people})"
    talks = f"conversation_id IN (SELECT id FROM {Conversation._meta.db_table} WHERE member_id {block.people})"
    theirs = f"subject_key IN (SELECT key FROM {Person._meta.db_table} WHERE id {block.people})"
    made = f"subject_key IS NULL AND object LIKE 'unit:{FIRST:04x}%'"
    which: dict[Model, str] = {Unit: f"id {UNITS}", Person: f"id {block.people}", Fact: f"{theirs} OR ({made})"}
    which |= {model: f"{_whose(model)} {block.people}" for model in OF_PEOPLE}
    which |= dict.fromkeys(OF_OBLIGATIONS, owed) | dict.fromkeys(OF_TALKS, talks)
    which |= dict.fromkeys(OF_UNITS, f"unit_id {UNITS}")
    for model, where in which.items():
        rows = f"SELECT * FROM {model._meta.db_table} WHERE {where} ORDER BY id"
        bare_tables.run(f"CREATE TEMPORARY TABLE {_type(model)} AS {rows}")


def _type(model: Model) -> str:
    return f"block_of_{model._meta.db_table}"


def _print(block: Block, number: int) -> None:
    """One copy."""
    said: dict[Model, dict[str, str]] = {
        Unit: _as_unit(block, number),
        Person: _as_person(block, number),
        Obligation: {"lft": f"lft + {block.width * number}"},
    }
    for model in PRINTED:
        _copy(model, block, number, said.get(model, {}))
    _copy_facts(number)


def _measure(block: Block) -> None:
    """How far a copy stands from the next, in the ids of each table and on the number line, and what is above it."""
    director = Person.objects.get(pk=BLOCK_FROM)
    block.width = int((director.rgt - director.lft) // (2 * block.size - 1) * 2 * block.size)
    block.spans = {Unit: BLOCK_FROM, Person: BLOCK_FROM} | {model: _span(model, block) for model in PRINTED[2:]}
    block.tops = Unit.objects.get(parent=None).path, Person.objects.get(manager=None).path


def _as_unit(block: Block, number: int) -> dict[str, str]:
    """What is said otherwise of the units of a copy."""
    return {"name": f"replace(name, 'Region 1', 'Region {number + 1}')", "path": _path(block.tops[0], number)}


def _as_person(block: Block, number: int) -> dict[str, str]:
    """What is said otherwise of the people of a copy."""
    return {
        "email": f"replace(email, '@', '.{number}@')",
        "employee_id": f"employee_id || '-{number}'",
        "path": _path(block.tops[1], number),
        "lft": f"lft + {block.width * number}",
        "rgt": f"rgt + {block.width * number}",
    }


def _path(above: str, number: int) -> str:
    """The path below `above`, each step with the first digits of the copy."""
    mine, theirs = (step(BLOCK_FROM * (1 + n))[:HIGH] for n in (0, number))
    return f"'{above}' || replace(substr(path, {len(above) + 1}), '{mine}', '{theirs}')"


def _whose(model: Model) -> str:
    return "member_id" if model is Conversation else "person_id"


def _span(model: Model, block: Block) -> int:
    """Far enough that no copy meets a row that is there, or another copy."""
    rows = model._default_manager
    through = "obligation__" if model in OF_OBLIGATIONS else "conversation__" if model in OF_TALKS else ""
    whose = through + ("member" if through == "conversation__" else _whose(model).removesuffix("_id"))
    whose, many = ("unit", BLOCK_FROM) if model in OF_UNITS else (whose, block.size)
    mine = rows.filter(**{f"{whose}__gte": BLOCK_FROM, f"{whose}__lt": BLOCK_FROM + many})
    lowest = mine.aggregate(lowest=models.Min("pk"))["lowest"] or 1
    highest = rows.aggregate(highest=models.Max("pk"))["highest"] or 0
    return int(highest - lowest + 1)


def _copy(model: Model, block: Block, number: int, said: Mapping[str, str]) -> None:
    fields = {str(one.column): one for one in model._meta.concrete_fields}
    names = ", ".join(f'"{column}"' for column in fields)
    values = ", ".join(said.get(column) or _moved(one, block, number) for column, one in fields.items())
    bare_tables.run(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {_type(model)} ORDER BY id")


def _moved(one: Any, block: Block, number: int) -> str:
    """What stands in a column of the copy."""
    target = one.related_model
    if one.primary_key:
        return f"id + {block.spans[one.model] * number}"
    if target in (Person, Unit):
        moved = f'"{one.column}" + {BLOCK_FROM * number}'
        return f'CASE WHEN "{one.column}" >= {BLOCK_FROM} THEN {moved} ELSE "{one.column}" END'
    if target in block.spans:
        return f'"{one.column}" + {block.spans[target] * number}'
    return _marked(FIRST + number) if one.column == "key" else f'"{one.column}"'


def _copy_facts(number: int) -> None:
    """What happened to the people of the block happened to those of the copy."""
    new = FIRST + number
    names = [str(one.column) for one in Fact._meta.concrete_fields if not one.primary_key]
    said = {
        "actor_key": _if_marked("actor_key", new),
        "subject_key": _if_marked("subject_key", new),
        "object": _replaced_mark("object", ":", FIRST, new),
        "data": _as_json(_replaced_mark(_as_text("data"), '"', FIRST, new)),
    }
    values = ", ".join(said.get(name, name) for name in names)
    columns, facts = ", ".join(names), Fact._meta.db_table
    bare_tables.run(f"INSERT INTO {facts} ({columns}) SELECT {values} FROM {_type(Fact)} ORDER BY id")


def _marked(mark: int) -> str:
    return _as_key(f"'{mark:04x}' || substr({_as_text('key')}, 5)")


def _if_marked(column: str, new: int) -> str:
    text = _as_text(column)
    moved = _as_key(f"'{new:04x}' || substr({text}, 5)")
    return f"CASE WHEN substr({text}, 1, 4) = '{FIRST:04x}' THEN {moved} ELSE {column} END"


def _replaced_mark(text: str, before: str, old: int | None, new: int) -> str:
    """The text with another mark after each `before`; without an old one, after the first whatever stands there."""
    if old is not None:
        return f"replace({text}, '{before}{old:04x}', '{before}{new:04x}')"
    at = f"strpos({text}, '{before}')" if _is_postgresql() else f"instr({text}, '{before}')"
    return f"substr({text}, 1, {at}) || '{new:04x}' || substr({text}, {at} + 5)"


def _as_text(column: str) -> str:
    return f"{column}::text" if _is_postgresql() else column


def _as_key(text: str) -> str:
    return f"({text})::uuid" if _is_postgresql() else text


def _as_json(text: str) -> str:
    return f"({text})::jsonb" if _is_postgresql() else text


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def go_on_after(*tables: Model) -> None:
    """The next row of each gets an id after those there are."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
