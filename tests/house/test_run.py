"""`make test` runs every test: each file belongs to one part, the one with processes of its own or the other."""

from tests import run


def test_every_file_of_tests_is_run_by_exactly_one_part():
    rooms = [word for word in run._all_but_processes() if not word.startswith("--")]
    for path in sorted((run.ROOT / "tests").rglob("test_*.py")):
        name = str(path.relative_to(run.ROOT))
        with_processes = any(name.startswith(part) for part in run.PROCESSES)
        among_the_rest = any(name.startswith(f"{room}/") for room in rooms) and not with_processes
        assert with_processes != among_the_rest, name
    assert not set(rooms) & set(run.PROCESSES)
    assert {f"--ignore={part}" for part in run.PROCESSES} <= set(run._all_but_processes())
