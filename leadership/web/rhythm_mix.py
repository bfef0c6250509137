"""`/rhythms/mix/`: what has been agreed by who moves first and how binding it is, nine cells; open to everyone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from leadership.web.reader import reader_of
from leadership.web.rhythmpages import shown
from policies.models import Policy, PolicyVersion

INITIATIVES = (
    ("outbound", _("The coach moves first")), ("either", _("Either moves first")),
    ("inbound", _("The member moves first")),
)  # fmt: skip
BINDINGS = (("compulsory", _("Everyone has it")), ("voluntary", _("Is offered")), ("opt_in", _("Can be asked for")))


@dataclass(frozen=True)
class Row:
    """One row of the grid: who moves first, and the rhythms in each column, in the order of BINDINGS."""

    name: str | Promise
    cells: tuple[tuple[str | Promise, tuple[PolicyVersion, ...]], ...]


@dataclass(frozen=True)
class Mix:
    """The grid; `total` counts every adopted rhythm once, `is_lopsided` says that all are in one cell."""

    rows: tuple[Row, ...]
    total: int
    is_lopsided: bool


def mix_of(versions: Iterable[PolicyVersion]) -> Mix:
    """Each version in its cell."""
    cells: defaultdict[tuple[str, str], list[PolicyVersion]] = defaultdict(list)
    for version in versions:
        terms = version.read()
        cells[terms.initiative, terms.binding].append(version)
    rows = tuple(
        Row(name, tuple((said, tuple(cells[initiative, binding])) for binding, said in BINDINGS))
        for initiative, name in INITIATIVES
    )
    filled = [found for found in cells.values() if found]
    return Mix(rows, sum(map(len, filled)), len(filled) == 1)


@require_safe
def mix(request: HttpRequest) -> HttpResponse:
    """The grid of every adopted rhythm, with a word about it when it leans one way."""
    found = Policy.objects.visible_to(reader_of(request)).adopted().prefetch_related("versions")
    grid = mix_of(version for policy in found for version in [_with_policy(shown(policy), policy)])
    bindings = [said for _binding, said in BINDINGS]
    return render(request, "rhythms/mix.html", {"mix": grid, "bindings": bindings})


def _with_policy(version: PolicyVersion, policy: Policy) -> PolicyVersion:
    version.policy = policy
    return version
