"""What a leader narrows the list to, read from the address: what makes no sense is told, and narrows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from leadership.insights.asked import WORDS, Filters
from leadership.insights.line import Dashboard
from leadership.people.models import Unit
from leadership.web import hints

KNOWN = ("who", "rhythm", "unit", "state", "after")
CHOOSE = "choose"
"""`?choose=unit` opens the menus, with the units of the line among them."""
WHO = {"": gettext_lazy("Everyone in the line"), "direct": gettext_lazy("Direct reports")}
STATES = {
    "": gettext_lazy("Everyone still to be heard"),
    "overdue": gettext_lazy("Remain to be held"),
    "due_soon": gettext_lazy("Due soon"),
    "on_track": gettext_lazy("On track"),
    "booked": gettext_lazy("Time set"),
    "stuck": gettext_lazy("Next step has rested"),
    "heard": gettext_lazy("Heard"),
    "excused": gettext_lazy("Excused"),
}


@dataclass(frozen=True)
class Asked:
    """What the address says, as it was understood: `said` by name, without what made no sense; `hints` about that."""

    said: Mapping[str, str]
    filters: Filters
    after: UUID | None
    hints: tuple[str, ...]
    is_choosing: bool = False

    def url(self, **changes: str) -> str:
        """The same list with something changed, from its top; an empty word takes a filter away."""
        kept = {name: value for name, value in {**self.said, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.said)

    @property
    def is_open(self) -> bool:
        """Whether the menus are open, and the units of the line are looked up for them."""
        return self.is_narrowed or self.is_choosing


def read(query: QueryDict) -> Asked:
    """Reads the address; at most one query, for the unit."""
    given = {name: query.get(name, "").strip()[:200] for name in KNOWN}
    unit = Unit.objects.filter(name__iexact=given["unit"]).first() if given["unit"] else None
    if unit is not None:
        given["unit"] = unit.name
    sensible = {
        "who": given["who"] in WHO,
        "state": given["state"] in STATES,
        "unit": unit is not None or not given["unit"],
        "rhythm": True,
        "after": _key(given["after"]) is not None or not given["after"],
    }
    said = {name: given[name] for name in KNOWN if given[name] and sensible[name] and name != "after"}
    filters = Filters(
        direct=said.get("who") == "direct",
        unit=unit.path if unit else "",
        rhythm=said.get("rhythm", ""),
        word=said.get("state", "all"),
    )
    assert filters.word in (*WORDS, "all")
    told = tuple(_hints(query, given, sensible))
    return Asked(said, filters, _key(given["after"]), told, query.get(CHOOSE) == "unit")


def late_hints(asked: Asked, found: Dashboard) -> Iterator[str]:
    """What is known only once the list has been asked for."""
    if asked.filters.rhythm and asked.filters.rhythm not in found.rhythms:
        yield hints.nothing(asked.filters.rhythm)
    if found.is_lost:
        yield _("The list has changed since; here it is from the top.")


def choices(asked: Asked, found: Dashboard) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The menus of the form: name, label, and (value, text) of each choice."""
    language = get_language() or "en"
    rhythms = [(key, version.title(language)) for key, version in found.rhythms.items()]
    return [
        ("who", _("Whom"), [(value, str(text)) for value, text in WHO.items()]),
        ("state", _("How it stands"), [(value, str(text)) for value, text in STATES.items()]),
        ("rhythm", _("Rhythm"), [("", _("All rhythms")), *rhythms]),
    ]


def _hints(query: QueryDict, given: Mapping[str, str], sensible: Mapping[str, bool]) -> Iterator[str]:
    for name, fine in sensible.items():
        if not fine and name == "after":
            yield _("The page you asked for is not there; here is the list from the top.")
        elif not fine and name == "unit":
            yield _("There is no unit called “%(name)s”; nobody was left out for it.") % {"name": given[name]}
        elif not fine:
            yield hints.nothing(given[name])
    for name in list(query)[:3]:
        if name not in (*KNOWN, CHOOSE):
            yield _("“%(name)s” is nothing this list can be sorted or narrowed by.") % {"name": name[:40]}


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
