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

from leadership.conversations.models import Commitment, Conversation, Credit
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
    ids of each table move from one copy to the next."""

    size: int
    copies: int
    spans: dict[Model, int] = field(default_factory=dict)

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
OF_TALKS: tuple[Model, ...] = (Commitment, Credit)


def mark(block: Block) -> None:
    """Gives what the reckoning made for the block keys of the block, in the rows and in the facts about them."""
    for model, whose in ((Obligation, "person_id"), (Conversation, "member_id")):
        _run(f"UPDATE {model._meta.db_table} SET key = {_marked(FIRST)} WHERE {whose} {block.people}")
    named = _replaced_mark("object", ":", None, FIRST)
    theirs = f"SELECT key FROM {Person._meta.db_table} WHERE id {block.people}"
    _run(f"UPDATE {Fact._meta.db_table} SET object = {named} WHERE subject_key IN ({theirs})")


def copies(block: Block) -> Iterator[int]:
    """Writes one copy after the other of the block: units, people and everything that belongs to them. Yields the
    number of each."""
    block.spans |= {Unit: BLOCK_FROM, Person: BLOCK_FROM}
    block.spans |= {model: _span(model, block) for model in (*OF_PEOPLE, *OF_TALKS)}
    width = _width(block)
    for number in range(1, block.copies + 1):
        _copy(Unit, block, number, f"id {UNITS}", _as_unit(number))
        _copy(Person, block, number, f"id {block.people}", _as_person(number, width))
        for model in OF_PEOPLE:
            _copy(model, block, number, f"{_whose(model)} {block.people}", {})
        owed = f"SELECT id FROM {Obligation._meta.db_table} WHERE person_id {block.people}"
        for model in OF_TALKS:
            _copy(model, block, number, f"obligation_id IN ({owed})", {})
        _copy_facts(block, number)
        yield number
    go_on_after(Unit, Person, *OF_PEOPLE, *OF_TALKS)


def _width(block: Block) -> int:
    """How far a copy stands from the next on the number line: as the block is wide."""
    director = Person.objects.get(pk=BLOCK_FROM)
    return int((director.rgt - director.lft) // (2 * block.size - 1) * 2 * block.size)


def _as_unit(number: int) -> dict[str, str]:
    """What is said otherwise of the units of a copy."""
    top = Unit.objects.get(parent=None)
    return {"name": f"replace(name, 'Region 1', 'Region {number + 1}')", "path": _path(top.path, number)}


def _as_person(number: int, width: int) -> dict[str, str]:
    """What is said otherwise of the people of a copy."""
    head = Person.objects.get(manager=None)
    return {
        "email": f"replace(email, '@', '.{number}@')",
        "employee_id": f"employee_id || '-{number}'",
        "path": _path(head.path, number),
        "lft": f"lft + {width * number}",
        "rgt": f"rgt + {width * number}",
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
    whose = "obligation__person" if model in OF_TALKS else _whose(model).removesuffix("_id")
    mine = rows.filter(**{f"{whose}__gte": BLOCK_FROM, f"{whose}__lt": BLOCK_FROM + block.size})
    lowest = mine.aggregate(lowest=models.Min("pk"))["lowest"] or 1
    highest = rows.aggregate(highest=models.Max("pk"))["highest"] or 0
    return int(highest - lowest + 1)


def _copy(model: Model, block: Block, number: int, where: str, said: Mapping[str, str]) -> None:
    fields = {str(one.column): one for one in model._meta.concrete_fields}
    names = ", ".join(f'"{column}"' for column in fields)
    values = ", ".join(said.get(column) or _moved(model, one, block, number) for column, one in fields.items())
    table = model._meta.db_table
    _run(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where} ORDER BY id")


def _moved(model: Model, one: Any, block: Block, number: int) -> str:
    """What stands in a column of the copy."""
    target = one.related_model
    if one.primary_key:
        return f"id + {block.spans[model] * number}"
    if target in (Person, Unit):
        moved = f'"{one.column}" + {BLOCK_FROM * number}'
        return f'CASE WHEN "{one.column}" >= {BLOCK_FROM} THEN {moved} ELSE "{one.column}" END'
    if target in block.spans:
        return f'"{one.column}" + {block.spans[target] * number}'
    if one.column == "key":
        return _marked(FIRST + number)
    if model is Obligation and one.column == "lft":
        there = f"{Obligation._meta.db_table}.person_id + {BLOCK_FROM * number}"
        return f"(SELECT lft FROM {Person._meta.db_table} AS there WHERE there.id = {there})"
    return f'"{one.column}"'


def _copy_facts(block: Block, number: int) -> None:
    """What happened to the people of the block happened to those of the copy."""
    new = FIRST + number
    names = [str(one.column) for one in Fact._meta.concrete_fields if not one.primary_key]
    values = {
        "actor_key": _if_marked("actor_key", new),
        "subject_key": _if_marked("subject_key", new),
        "object": _replaced_mark("object", ":", FIRST, new),
        "data": _as_json(_replaced_mark(_as_text("data"), '"', FIRST, new)),
    }
    people, facts = Person._meta.db_table, Fact._meta.db_table
    theirs = f"subject_key IN (SELECT key FROM {people} WHERE id {block.people})"
    made = f"subject_key IS NULL AND object LIKE 'unit:{FIRST:04x}%%'"
    columns = ", ".join(names)
    _run(
        f"INSERT INTO {facts} ({columns}) SELECT {', '.join(values.get(name, name) for name in names)} FROM {facts} "
        f"WHERE {theirs} OR ({made}) ORDER BY id"
    )


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


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
