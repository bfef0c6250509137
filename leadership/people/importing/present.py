"""The organisation as it is before an import, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from leadership.people.models import Organisation, Person, Unit


@dataclass
class Present:
    """Everybody there is or was, by every key a row may use, and the units."""

    organisation: Organisation
    people: dict[int, Person]
    by_id: dict[str, Person]
    by_email: dict[str, Person]
    units: dict[int, Unit]

    def match(self, employee_id: str, email: str) -> Person | None:
        """The person a row is about: by employee id, else by e-mail."""
        return self.by_id.get(employee_id) or self.by_email.get(email.casefold())

    def named(self, given: str, family: str) -> list[Person]:
        """People of this name, for rows that cannot be told by a key."""
        wanted = (given.casefold(), family.casefold())
        return [
            one for one in self.people.values() if (one.given_name.casefold(), one.family_name.casefold()) == wanted
        ]

    def unit_at(self, written: tuple[str, ...]) -> Unit | None:
        """The unit a cell names: as a path from any unit on (`Sales / Nordics`), else by its whole name."""
        names = [name.casefold() for name in written]
        for unit in self.units.values():
            if unit.name.casefold() == names[-1] and self._stands_under(unit, names[:-1]):
                return unit
        whole = " / ".join(names)
        return next((unit for unit in self.units.values() if unit.name.casefold() == whole), None)

    def _stands_under(self, unit: Unit, names: list[str]) -> bool:
        for name in reversed(names):
            parent = self.units.get(unit.parent_id or 0)
            if parent is None or parent.name.casefold() != name:
                return False
            unit = parent
        return True


def load() -> Present:
    """Reads it: four queries."""
    people: Iterable[Any] = Person.objects.prefetch_related("role_tags").order_by("id")
    everybody = {person.pk: person for person in people}
    return Present(
        Organisation.current(),
        everybody,
        {person.employee_id: person for person in everybody.values() if person.employee_id},
        {person.email.casefold(): person for person in everybody.values() if person.email},
        {unit.pk: unit for unit in Unit.objects.order_by("path")},
    )
