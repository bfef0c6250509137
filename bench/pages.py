"""Every page of figures and lines end to end: from the request to the last byte, by the web server as it runs in
production.

`page_<what>_<who>`: the milliseconds of one answer, p95 of ROUNDS (50) in a row, for the head of all, a leader of a
hundredth of all (10,000 at most), a team lead, HR and a coach. To be run on a database that `demo --people` made, with
DEMO=1: `HERE=1 python -m bench pages`.
"""

import os
import statistics
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection

from bench.dashboards import leaders
from bench.load import Browser, Log, serving
from bench.rows import Row
from leadership.people.models import CoachProfile, Person
from policies.models import Policy

ROUNDS = int(os.environ.get("ROUNDS", "50"))
LIMIT = 300
STATES = ("overdue", "due_soon", "on_track", "booked", "stuck", "heard", "excused")
EVERYONE = {"home": "/", "figures": "/figures/", "report": "/figures/report/", "wheel": "/rhythms/year/"}
HR = EVERYONE | {"groups": "/figures/groups/", "exemptions": "/people/exemptions/", "people": "/people/"}
SEARCHED = {"letter": "a", "name": "anders", "two": "and be", "nobody": "xyzzy"}
"""Words HR looks for: one that begins half of all names, one of many, two, and one that nobody has."""
HR |= {f"people_{what}": f"/people/?{urlencode({'q': words})}" for what, words in SEARCHED.items()}
HR |= {f"people_{what}": f"/people/?show={what}" for what in ("uncovered", "away", "no_manager")}


def rows() -> Iterator[Row]:
    """All rows of this module, each as it is measured."""
    pages = list(_pages())
    connection.close()
    with serving(os.environ | {"DEMO": "1"}):
        yield from (_measured(*page) for page in pages)


def _pages() -> Iterator[tuple[str, str, str]]:
    """What is measured, who asks, and for which address."""
    for who, (leader, _below) in leaders().items():
        for what, path in (_of_line(leader) | EVERYONE).items():
            yield f"page_{what}_{who}", leader.email, path
    for what, path in HR.items():
        yield f"page_{what}_hr", "david@example.org", path
    coach = CoachProfile.objects.filter(certified=True).order_by("-pk").select_related("person")[0].person
    yield "page_coach_coach", coach.email, "/coach/"


def _of_line(leader: Person) -> dict[str, str]:
    narrowed = {state: {"state": state} for state in STATES}
    narrowed |= {"line": {}, "direct": {"who": "direct"}, "rhythm": {"rhythm": Policy.objects.order_by("pk")[0].key}}
    narrowed |= {"unit": {"unit": leader.unit.name}} if leader.unit else {}
    return {what: f"/line/?{urlencode(said)}" for what, said in narrowed.items()} | {"own_line": "/figures/line/"}


def _measured(name: str, email: str, path: str) -> Row:
    log = Log()
    browser = Browser(email, log)
    for _ in range(4):
        browser.ask("warm", "GET", path)
    size = len(browser.page) // 1024
    for _ in range(ROUNDS):
        browser.ask(name, "GET", path)
    if log.errors:
        raise AssertionError(f"{log.errors[0]}; its speed would say nothing")
    took = [seconds * 1000 for seconds in log.took[name]]
    note = f"ms, half within {statistics.median(took):.0f}, {size} KB "
    return Row(name, statistics.quantiles(took, n=20)[-1], LIMIT, note=note)
