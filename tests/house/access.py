"""Who may open what: every address × everyone × status. `python -m tests.house.access` writes docs/reference/access.md.

The examples are those of tests/scenery.py: Björn's talk with Astrid, an offer of Erik's to Camilla, and so on.
"""

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import django

if __name__ == "__main__":
    from tests import environment  # noqa: F401 - sets what the settings read

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership.settings")
    django.setup()

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from leadership.outreach import unsubscribing
from tests.scenery import Scene, set_up, window

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "access.md"
READERS = ("stranger", "Freja", "Astrid", "Erik", "David", "Björn", "Camilla", "Sten")
FRAMEWORK = ("admin/", "static/")
INTRODUCTION = """\
# Who may open what

Written by `python -m tests.house.access`; a test fails when an address is missing here or answers otherwise. 200: the
page; 302: another page is the place for it (a stranger is asked to sign in); 404: for this reader it does not exist;
405: not that way; 400, 409, 422: the page, saying kindly what is missing. Where existence is private, whoever may not
look gets the same 404 as for something that never was.

Freja leads Astrid, Erik and David; Astrid leads Björn and Camilla; David is HR; Sten is the technical administrator
and nothing else. Björn has booked a talk with Astrid; Erik, Camilla's coach, has offered her three times. Astrid leads
Camilla and may offer her times of her own, because the rhythm accepts the leader as coach; Camilla may offer times too.

Conversations, what people want to talk about, and whom they chose are not in the Django admin (`/admin/`, open to the
technical administrator alone).
"""
Table = dict[str, tuple[int, ...]]


def examples(scene: Scene) -> dict[str, str]:
    """One address for each route, by route."""
    bjorn, camilla = scene.owed["Björn"].key, scene.owed["Camilla"].key
    talk, coach = scene.talks["Björn"].key, scene.cast.astrid.key
    kept = {
        "obligations/<key>/why/": f"obligations/{bjorn}/why/",
        "obligations/<key>/coach/": f"obligations/{camilla}/coach/",
        "obligations/<key>/book/": f"obligations/{camilla}/book/",
        "obligations/<key>/offer/": f"obligations/{camilla}/offer/",
        "obligations/<key>/not-this-time/": f"obligations/{bjorn}/not-this-time/",
        "line/coaches/<key>/": f"line/coaches/{coach}/",
        "rounds/<key>/": f"rounds/{scene.round.key}/",
        "rounds/<key>/mine/": f"rounds/{scene.round.key}/mine/",
        "finding/<key>/": f"finding/{scene.owed['David'].key}/",
        "rhythms/<key>/mine/": f"rhythms/{scene.adopted.key}/mine/",
        "people/<key>/talks/": f"people/{scene.cast.bjorn.key}/talks/",
        "conversations/<key>/": f"conversations/{talk}/",
        "conversations/<key>/afterwards/": f"conversations/{scene.talks['Erik'].key}/afterwards/",
        "me/calendars/<name>/": "me/calendars/google/",
        "me/calendars/<name>/back/": "me/calendars/google/back/",
        "conversations/<key>/move/": f"conversations/{talk}/move/",
        "talk/<kind>/<coach>/": f"talk/one_on_one/{coach}/",
        "talk/<kind>/<coach>/offer/": f"talk/one_on_one/{coach}/offer/",
        "rhythms/new/<template>/": "rhythms/new/T2/",
        "rhythms/talks/<key>/": "rhythms/talks/one_on_one/",
        "rhythms/talks/<key>/edit/": "rhythms/talks/one_on_one/edit/",
        "rhythms/<key>/": f"rhythms/{scene.adopted.key}/",
        "rhythms/<key>/edit/": f"rhythms/{scene.draft.key}/edit/",
        "rhythms/<key>/adopt/": f"rhythms/{scene.draft.key}/adopt/",
        "rhythms/<key>/retire/": f"rhythms/{scene.adopted.key}/retire/",
        "rhythms/<key>/propose/": f"rhythms/{scene.draft.key}/propose/",
        "rhythms/<key>/forecast/": f"rhythms/{scene.proposal.version.policy.key}/forecast/",
        "rhythms/<key>/review/": f"rhythms/{scene.adopted.key}/review/",
        "rhythms/<key>/figures/": f"rhythms/{scene.adopted.key}/figures/",
        "rhythms/<key>/meeting/": f"rhythms/{scene.adopted.key}/meeting/",
        "figures/files/<table>.<kind>": "figures/files/coverage-over-time.csv",
        "rhythms/<key>/hold/": f"rhythms/{scene.adopted.key}/hold/",
        "proposals/<key>/": f"proposals/{scene.proposal.key}/",
        "proposals/<key>/answers/": f"proposals/{scene.proposal.key}/answers/",
        "proposals/<key>/decide/": f"proposals/{scene.proposal.key}/decide/",
        "proposals/suggested/<key>/": "proposals/suggested/thinking-aloud/",
        "line/away/<key>/": f"line/away/{scene.cast.camilla.key}/",
        "people/<key>/": f"people/{scene.cast.bjorn.key}/",
        "people/units/<key>/": f"people/units/{scene.cast.bjorn.unit.key}/",
        "me/away/<key>/": f"me/away/{scene.absence.key}/",
        "me/letters/<key>/": f"me/letters/{scene.adopted.key}/",
        "feeds/<secret>.ics": "feeds/nobody-knows-this-one1.ics",
        "a/<token>/": f"a/{scene.links['choose']}/",
        "letters/<letter>/": "letters/invitation/",
        "letters/<letter>/<state>/<language>/": "letters/late/the-leader-will-see-it/sv/",
        "rhythms/<key>/letters/": f"rhythms/{scene.draft.key}/letters/",
        "rhythms/<key>/letters/<person>/<letter>/": (
            f"rhythms/{scene.adopted.key}/letters/{scene.cast.camilla.key}/invitation/"
        ),
        "notices/<key>/": f"notices/{scene.notice}/",
        "unsubscribe/<token>/": f"unsubscribe/{unsubscribing.token(scene.cast.bjorn, ['reminders'])}/",
        "demo/mail/<pk>/": f"demo/mail/{scene.letter}/",
        "demo/mail/<pk>/html/": f"demo/mail/{scene.letter}/html/",
        "demo/mail/<pk>/invite.ics": f"demo/mail/{scene.invite}/invite.ics",
        "accounts/password/reset/key/<uidb36>-<key>/": "accounts/password/reset/key/1-set-password/",
    }
    return {route: "/" + kept.get(route, route) for route in routes()}


def routes() -> list[str]:
    """Every route of the URLconf, converters shortened to their names; the framework's own ones left out."""
    return sorted(route for route in _routes(get_resolver()) if not route.startswith(FRAMEWORK))


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody got at an address."""

    status: int
    body: str


Answers = dict[str, dict[str, Answer]]
"""By reader, what each route answers."""


def asked(scene: Scene, method: str) -> Answers:
    """What each address answers to each reader. Nothing of it is kept."""
    return {reader: dict(zip(routes(), _asked(scene, reader, method), strict=True)) for reader in READERS}


def statuses(answers: Answers) -> Table:
    """The statuses of each route, in the order of READERS."""
    return {route: tuple(answers[reader][route].status for reader in READERS) for route in routes()}


def write(scene: Scene) -> str:
    """The page for this scene."""
    parts = [INTRODUCTION]
    for method, words in (("GET", "## Looking (GET)"), ("POST", "## Acting (POST, with an empty form)")):
        parts += [words, "\n".join(_rows(statuses(asked(scene, method))))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def read(text: str, method: str) -> dict[str, tuple[int, ...]]:
    """The table of the page for this method."""
    section = text.split(f"({method}", 1)[1].split("\n## ", 1)[0]
    rows = [re.split(r"\s*\|\s*", line.strip("| \n")) for line in section.splitlines() if line.startswith("| `/")]
    return {route.strip("`")[1:]: tuple(int(status) for status in statuses) for route, *statuses in rows}


def _rows(table: Table) -> Iterator[str]:
    yield "| address | " + " | ".join(READERS) + " |"
    yield "|---" * (len(READERS) + 1) + "|"
    for route, statuses in table.items():
        yield f"| `/{route}` | " + " | ".join(map(str, statuses)) + " |"


def _asked(scene: Scene, reader: str, method: str) -> Iterator[Answer]:
    people = {person.given_name: person for person in (*scene.cast.everybody, scene.sten)}
    signed_in = window(people.get(reader)).cookies
    for address in examples(scene).values():
        with transaction.atomic():
            client = window(None)
            client.cookies.load(signed_in)
            answer = getattr(client, method.lower())(address)
            yield Answer(answer.status_code, _words(answer.getvalue()))
            transaction.set_rollback(True)


def _words(content: bytes) -> str:
    """What can be read in an answer; of a workbook, in all of its parts."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        return "".join(workbook.read(name).decode() for name in workbook.namelist())


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield _plain(route)


def _plain(route: str) -> str:
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route.lstrip("^").rstrip("$"))
    return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", named)


def _in_an_empty_database(write_page: Callable[[], object]) -> None:
    """Runs it against a test database, gone afterwards."""
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        write_page()
    finally:
        runner.teardown_databases(databases)
        runner.teardown_test_environment()


if __name__ == "__main__":
    _in_an_empty_database(lambda: PAGE.write_text(write(set_up())))
