"""The sizes to feel at home in: small files, small functions, and rooms whose modules are named for a thing."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION = 400, 40, 8
NAMED_FOR_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "services",
    "service",
    "selectors",
    "misc",
    "tools",
}


class Function(NamedTuple):
    """A function and how many lines it takes, its docstring and decorators not counted."""

    name: str
    lines: int


def modules() -> list[Path]:
    found = [path for room in ("leadership", "policies") for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def functions(source: str) -> Iterator[Function]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield Function(node.name, node.end_lineno - node.lineno + 1 - _docstring_lines(node))


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_about_one_thing(path: Path) -> None:
    source = path.read_text()
    assert source.count("\n") <= LONGEST_FILE, "which two things is it?"
    assert [f"{one.name}: {one.lines}" for one in functions(source) if one.lines > LONGEST_FUNCTION] == []


def test_most_functions_are_read_at_a_glance() -> None:
    lengths = [one.lines for path in modules() for one in functions(path.read_text())]
    assert statistics.median(lengths) <= USUAL_FUNCTION


def test_every_module_is_named_for_a_thing() -> None:
    assert [str(path.relative_to(ROOT)) for path in modules() if path.stem in NAMED_FOR_NOTHING] == []


def test_every_module_says_what_it_promises() -> None:
    silent = [
        path
        for path in modules()
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    named_by_django = {"apps.py"}
    assert [str(path.relative_to(ROOT)) for path in silent if path.name not in named_by_django] == []


def test_the_walk_counts_lines_without_the_docstring() -> None:
    found = list(functions('def one():\n    """Said.\n\n    More."""\n    return 1\n\n\ndef two(): return 2\n'))
    assert found == [Function("one", 2), Function("two", 1)]
