"""Where a rehearsal is played: generated people, and rhythms that may come from another installation.

Units and tags that a rhythm names do not exist among the generated; the first unit named becomes one of theirs, the
next another, and a tag is given to every third person. So each rhythm finds somebody, and the report says how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

from leadership.cli import crowd_people
from leadership.consultations import adoption, record
from leadership.lib.refusal import refuse
from leadership.people import directory
from leadership.people.models import Person, Unit
from policies import rhythms
from policies.models import Policy, PolicyVersion
from policies.starters import T1

FEWEST, MOST = 10, 5000
LEFT_OUT = ("effective_from", "review_on", "theme", "supersedes")
"""Of an installation's rhythm: its own dates, and what it names that is not here."""
EVERY = 3


def check(people: int) -> None:
    """Raises Refused unless an organisation of that size can be made."""
    if not FEWEST <= people <= MOST:
        raise refuse(
            "people", people, f"A rehearsal has {FEWEST} to {MOST} people.", "A hundred show what a thousand would."
        )


def adopted_here() -> list[dict[str, Any]]:
    """The terms of this installation's adopted rhythms; without any, the quarterly coach talk."""
    versions = PolicyVersion.objects.filter(policy__state=Policy.State.ADOPTED, adopted_at__isnull=False)
    newest = {version.policy_id: version for version in versions.order_by("policy_id", "number")}
    return [dict(version.terms) for version in newest.values()] or [dict(T1)]


def build(people: int, rhythms_wanted: Sequence[Mapping[str, Any]], *, start: date, until: date, now: datetime) -> None:
    """Hires everybody and adopts the rhythms, as of `start`. The database has tables and nobody in it."""
    crowd_people.make(people, start=start, joining=(start, until), now=now)
    hr = Person.objects.filter(is_hr=True).order_by("pk").first()
    places = _Places()
    for terms in rhythms_wanted:
        _adopt(places.moved(terms), hr, start, until, now)
    places.hand_out_tags(now)


class _Places:
    """Which unit here stands for one that a rhythm names, and which tags are to be handed out."""

    def __init__(self) -> None:
        self.units = [
            str(key) for key in Unit.objects.exclude(parent=None).order_by("pk").values_list("key", flat=True)
        ]
        self.stands_for: dict[str, str] = {}
        self.tags: set[str] = set()

    def moved(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """The terms with units that exist here."""
        here = deepcopy({name: value for name, value in terms.items() if name not in LEFT_OUT})
        for clause in _clauses(here):
            if "units" in clause:
                clause["units"] = [self._unit(str(key)) for key in clause["units"]]
            for name in ("tags", "roles"):
                self.tags.update(clause.get(name, ()))
        return here

    def hand_out_tags(self, now: datetime) -> None:
        for person in Person.objects.order_by("pk")[::EVERY] if self.tags else ():
            directory.change(person, now=now, role_tags=sorted(self.tags))

    def _unit(self, key: str) -> str:
        if key not in self.units:
            key = self.stands_for.setdefault(key, self.units[len(self.stands_for) % len(self.units)])
        return key


def _clauses(terms: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    audience = terms.get("audience") or {}
    yield from (*audience.get("include", ()), *audience.get("exclude", ()))


def _adopt(terms: dict[str, Any], hr: Person | None, start: date, until: date, now: datetime) -> None:
    terms["review_on"] = (until + timedelta(days=200)).isoformat()
    policy = rhythms.create(terms, by=hr, now=now)
    adoption.adopt(policy, effective_from=start, by=hr, now=now, consultation=record.by_command(now.date()))


def titles(policies: Iterable[Policy]) -> dict[int, str]:
    """The English title of each rhythm, by id."""
    return {policy.pk: policy.latest().title("en") for policy in policies}
