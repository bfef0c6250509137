"""Time is an argument: only the faces read the clock, and only through `people.clock`."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"),
         ("timezone", "localdate"), ("timezone", "localtime"), ("time", "time")}  # fmt: skip
ALLOWED = {
    "leadership/people/clock.py": "it is the clock",
    "leadership/outreach/claims.py": "leases run on real time, by the database's clock",
    "leadership/outreach/heartbeat.py": "a sign of life is given in real time, by the database's clock",
    "leadership/outreach/fetching.py": "how seldom the mailbox is looked into is real time, by the database's clock",
    "leadership/outreach/mailway.py": "what stands in the way is seen in real time, by the database's clock",
    "leadership/worker/timetable.py": "the cluster's own schedule runs on real time",
}
FACES = ("leadership/web/", "leadership/worker/", "leadership/cli/", "leadership/api/", "leadership/scim/")


def modules() -> list[Path]:
    found = [path for room in ("leadership", "policies") for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def clock_reads(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if (name, node.func.attr) in READS:
                found.append(f"line {node.lineno}: {name}.{node.func.attr}()")
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            found.append(f"line {node.value.lineno}: {node.arg}")
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.functions":
            found.extend(f"line {node.lineno}: the database clock" for alias in node.names if alias.name == "Now")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_reads_the_clock_by_itself(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name in ALLOWED:
        return
    assert clock_reads(ast.parse(path.read_text())) == [], f"{name} should take the moment as an argument"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_faces_ask_the_clock(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text())
    imported = any(
        isinstance(node, ast.ImportFrom)
        and (
            (node.module == "leadership.people" and any(alias.name == "clock" for alias in node.names))
            or node.module == "leadership.people.clock"
        )
        for node in ast.walk(tree)
    )
    assert not imported or name.startswith(FACES), f"{name} is below the faces: it takes `now` or `on` as an argument"


def test_the_walk_itself_finds_a_clock_read() -> None:
    assert clock_reads(ast.parse("datetime.now(UTC)\ndate.today()")) != []
