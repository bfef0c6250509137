"""`make bench`: prints each ratio with its goal, on a database made for the occasion.

SIZE (people, default 100,000) sets how large the organisation is; DATABASE_URL chooses PostgreSQL. With HERE=1 the
modules named measure on that very database, such as one that `demo --people` made: those that read, or take back what
they write.
`docs/benchmarks.md` keeps the last table.
"""

import importlib
import os
import platform
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership.settings")
os.environ.setdefault("DEMO", "1")

MODULES = (
    "bench.slots",
    "bench.rollover",
    "bench.edits",
    "bench.tick",
    "bench.mail",
    "bench.held",
    "bench.preview",
    "bench.forecast",
    "bench.rounds",
    "bench.dashboards",
    "bench.figures",
)


def main(wanted: list[str]) -> int:
    django.setup()
    from django.db import connection

    if os.environ.get("HERE") == "1":
        for module in wanted:
            _print(f"bench.{module}")
        return 0
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(
            f"{platform.machine()}, Python {platform.python_version()}, {connection.vendor}, "
            f"SIZE={os.environ.get('SIZE', '100000')}"
        )
        print("| row | ratio | goal | |\n|---|---|---|---|")
        for module in MODULES:
            if not wanted or module.split(".")[1] in wanted:
                _measure(module)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


def _measure(module: str) -> None:
    """Each module begins with an empty database, so that none measures what another has left."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    _print(module)


def _print(module: str) -> None:
    for row in importlib.import_module(module).rows():
        sign = "≥" if row.at_least else "≤"
        print(
            f"| {row.name} | {row.ratio:.2f} | {sign} {row.goal:g} | {'met' if row.met else 'missed'} {row.note}|",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
