"""`grant`: give a person a role, or take it back. The first HR administrator of an installation is made this way."""

from typing import Any

from django.core.management.base import CommandParser

from leadership.lib.door import Door
from leadership.people import clock, roles
from leadership.people.models import Person


class Command(Door):
    help = (
        "Gives a person the role of HR administrator (hr), union representative (rep) or system administrator (admin)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", metavar="EMAIL", help="e-mail address or employee id")
        parser.add_argument("role", choices=roles.ROLES)
        parser.add_argument("--revoke", action="store_true", help="take the role back")

    def answer(self, **options: Any) -> dict[str, Any]:
        person = Person.objects.named(options["person"])
        verb = roles.revoke if options["revoke"] else roles.grant
        verb(person, options["role"], now=clock.now())
        held = [role for role in roles.ROLES if getattr(person, f"is_{role}")]
        return {"person": person.email or person.employee_id, "roles": held}

    def tell(self, result: dict[str, Any]) -> str:
        return f"{result['person']}: {', '.join(result['roles']) or 'no roles'}"
