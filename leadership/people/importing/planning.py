"""What a staff list would change: who comes, changes and leaves, and every row that cannot be taken, with the reason.

Nothing is written here. A row is about the person with its employee id, else with its e-mail address. A column the
file does not have changes nothing; in one it has, an empty cell clears what may be empty (`rows`). When the list is
whole, active people it does not mention leave, with the day before the import as their last; a row that has errors
still mentions its person.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from leadership.lib.instants import local_date
from leadership.lib.refusal import refuse
from leadership.people import directory, trees
from leadership.people.importing import present, reading, rows
from leadership.people.importing.columns import Columns, mapped
from leadership.people.importing.differences import Entry, entry_for
from leadership.people.importing.present import Present
from leadership.people.importing.rows import Problem, Said
from leadership.people.models import Person

MANY, SHARE = 5, 0.2
"""More than so many people, and more than this share of everybody, leave by one file only when it is confirmed."""


@dataclass
class Plan:
    """What would happen. `left` are rows that say so and, with a whole list, people the list does not mention."""

    on: date
    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    unmapped: tuple[str, ...] = ()
    new_units: list[str] = field(default_factory=list)
    needs_confirmation: bool = False

    @property
    def without_manager(self) -> list[Entry]:
        """Rows after which the person has nobody above."""
        return [
            entry for entry in (*self.added, *self.changed, *self.unchanged) if entry.manager is None and entry.stays
        ]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.left)

    def counts(self) -> dict[str, int]:
        names = ("added", "changed", "left", "unchanged", "without_manager")
        return {name: len(getattr(self, name)) for name in names}

    def fingerprint(self) -> str:
        """The same for two plans that would do the same."""
        told = [f"{entry.key}:{entry.told()}" for entry in (*self.added, *self.changed, *self.left)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def plan(content: bytes, *, now: datetime, whole: bool = True, by: Person | None = None) -> Plan:
    """The plan for a file. Raises Refused when the file cannot be read or tells nobody from anybody.

    `by`, who imports, never leaves through their own import.
    """
    table = reading.read(content)
    columns = mapped(table.header)
    _refuse_unless_telling(columns)
    organisation = present.load()
    on = local_date(now, organisation.organisation.zone)
    said = list(rows.check(table, columns))
    people = {
        one.number: organisation.match(one.texts.get("employee_id", ""), one.texts.get("email", "")) for one in said
    }
    _find_doubles(said, people, organisation, columns)
    managers = _managers(said, people, organisation, columns)
    entries = [entry_for(one, people[one.number], organisation, columns, on=on) for one in said if not one.problems]
    _hand_managers(entries, managers)
    _break_circles(entries, organisation, columns)
    planned = _sorted(said, entries, people, organisation, columns, on=on, whole=whole, by=by)
    planned.needs_confirmation |= table.is_cut_off and any(entry.number == 0 for entry in planned.left)
    return planned


def _refuse_unless_telling(columns: Columns) -> None:
    if not {"email", "employee_id"} & set(columns.places):
        raise refuse(
            "file",
            ", ".join(columns.header)[:200],
            _("The file has no column with e-mail addresses or employee ids."),
            _("Give the columns headers such as: given name, family name, e-mail, employee id, manager, unit."),
        )


def _find_doubles(
    said: Iterable[Said], people: Mapping[int, Person | None], organisation: Present, columns: Columns
) -> None:
    """Rows that claim an employee id, an address or a person that is another's."""
    seen: dict[tuple[str, str], int] = {}
    movers = {_address(owner) for one in said if (owner := people[one.number]) and _gives_up(one, owner)}
    for one in said:
        if one.problems:
            continue
        for name, value in _keys(one, people[one.number]):
            earlier = seen.setdefault((name, value), one.number)
            if earlier != one.number:
                message = _("Row %(row)d is about the same person.") % {"row": earlier}
                one.problems.append(_problem(one, name, message, columns))
                break
        else:
            _check_owner(one, people[one.number], organisation, columns, movers)


def _keys(one: Said, person: Person | None) -> Iterator[tuple[str, str]]:
    if one.texts.get("employee_id"):
        yield "employee_id", one.texts["employee_id"]
    if one.texts.get("email"):
        yield "email", one.texts["email"].casefold()
    if person is not None:
        yield "", str(person.pk)


def _address(person: Person) -> str:
    return person.email.casefold()


def _gives_up(one: Said, person: Person) -> bool:
    """Whether the row gives its person another address than the present one."""
    return not one.problems and one.values.get("email", person.email).casefold() != _address(person)


def _check_owner(one: Said, person: Person | None, organisation: Present, columns: Columns, movers: set[str]) -> None:
    email, employee_id = one.values.get("email", "").casefold(), one.values.get("employee_id", "")
    owner = organisation.by_email.get(email)
    if owner is not None and owner != person and email not in movers:
        one.problems.append(_problem(one, "email", _("Somebody else has this e-mail address."), columns))
    elif person is not None and employee_id and person.employee_id and employee_id != person.employee_id:
        message = _("The person with this e-mail address has another employee id.")
        one.problems.append(_problem(one, "employee_id", message, columns))


def _managers(
    said: Iterable[Said], people: Mapping[int, Person | None], organisation: Present, columns: Columns
) -> dict[int, int | None]:
    """Row number → the manager the row names: a person's id, or minus the number of a new person's row; None: nobody.

    Managers whose own row has errors stay open. Rows whose manager is unknown get a problem.
    """
    nodes = _nodes(said, people)
    found: dict[int, int | None] = {}
    for one in said:
        if one.problems or "manager" not in one.values:
            continue
        reference = _reference(one.values["manager"])
        node = nodes.get(reference, nodes.get(reference.casefold())) or _known(organisation, reference)
        if reference and node is None:
            message = _("Nobody in the file or the organisation has this e-mail address or employee id.")
            one.problems.append(_problem(one, "manager", message, columns))
        else:
            found[one.number] = node
    return found


def _nodes(said: Iterable[Said], people: Mapping[int, Person | None]) -> dict[str, int]:
    nodes: dict[str, int] = {}
    for one in said:
        person = people[one.number]
        node = person.pk if person else -one.number
        for key in (one.texts.get("employee_id"), one.texts.get("email", "").casefold()):
            if key:
                nodes.setdefault(key, node)
    return nodes


def _reference(text: str) -> str:
    """`Astrid Berg <astrid@example.org>` names a manager by the address."""
    inside = re.search(r"<\s*(\S+@\S+?)\s*>", text)
    return inside[1] if inside else text


def _known(organisation: Present, reference: str) -> int | None:
    person = organisation.match(reference, reference) if reference else None
    return person.pk if person else None


def _hand_managers(entries: Iterable[Entry], managers: Mapping[int, int | None]) -> None:
    good = {entry.node for entry in entries}
    for entry in entries:
        node = managers.get(entry.number, entry.manager)
        if node is None or node > 0 or node in good:
            entry.manager = node


def _break_circles(entries: list[Entry], organisation: Present, columns: Columns) -> None:
    """Takes rows that would close a circle out of the plan, until none is left."""
    while True:
        good = {entry.node: entry for entry in entries if not entry.said.problems}
        parents: dict[int, int | None] = {row: person.manager_id for row, person in organisation.people.items()}
        parents |= {node: entry.manager for node, entry in good.items()}
        closed = trees.circles(parents)
        if not closed:
            return
        for circle in closed:
            _name_circle(circle, good, organisation, columns)
        for entry in good.values():
            _let_go(entry, good)


def _name_circle(circle: list[int], good: Mapping[int, Entry], organisation: Present, columns: Columns) -> None:
    names = [good[node].name if node in good else organisation.people[node].name for node in circle]
    for index, node in enumerate(circle):
        if node in good:
            chain = [*names[index:], *names[: index + 1]]
            entry = good[node]
            entry.said.problems.append(_problem(entry.said, "manager", directory.circle_told(chain), columns))


def _let_go(entry: Entry, good: Mapping[int, Entry]) -> None:
    """A manager whose own row was taken out does not exist: what was, stays."""
    manager = good.get(entry.manager or 0)
    if manager is not None and manager.said.problems and manager.person is None:
        entry.manager = entry.person.manager_id if entry.person else None


def _sorted(
    said: list[Said],
    entries: list[Entry],
    people: Mapping[int, Person | None],
    organisation: Present,
    columns: Columns,
    *,
    on: date,
    whole: bool,
    by: Person | None,
) -> Plan:
    result = Plan(on=on, unmapped=columns.unmapped)
    for entry in entries:
        if not entry.said.problems:
            getattr(result, entry.kind).append(entry)
    result.errors = [problem for one in said for problem in one.problems]
    units = {entry.unit for entry in (*result.added, *result.changed) if entry.unit and not entry.has_unit}
    result.new_units = sorted(" / ".join(unit) for unit in units)
    if whole:
        _let_leave(result, said, people, organisation, by)
    return result


def _let_leave(
    result: Plan, said: list[Said], people: Mapping[int, Person | None], organisation: Present, by: Person | None
) -> None:
    mentioned = {person.pk for person in people.values() if person} | ({by.pk} if by else set())
    for one in said:
        if one.problems and people[one.number] is None:
            names = one.texts.get("given_name", ""), one.texts.get("family_name", "")
            mentioned |= {person.pk for person in organisation.named(*names)}
    active = [person for person in organisation.people.values() if person.is_active]
    gone = [person for person in active if person.pk not in mentioned]
    result.needs_confirmation = len(gone) > MANY and len(gone) > SHARE * len(active)
    yesterday = result.on - timedelta(days=1)
    for person in gone:
        last_day = max(person.hire_date, min(person.last_day or yesterday, yesterday))
        result.left.append(Entry.leaving(person, last_day))


def _problem(one: Said, name: str, message: str, columns: Columns) -> Problem:
    return Problem(one.number, columns.header_of(name), one.texts.get(name, ""), message)
