"""The lock file names versions and hashes, and no address."""

import re
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).resolve().parent.parent.parent / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_the_lock_holds_no_address_and_a_hash_for_every_package(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "niquests" not in text
    assert "urllib3-future" not in text
    packages = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9][\w.-]*(?:\[[^\]]*\])?==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(blocks) > 10
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_direct_dependency_has_its_line_in_the_docs() -> None:
    root = LOCKS[0].parent
    documented = (root.parent / "docs" / "dependencies.md").read_text().lower()
    for source in root.glob("*.in"):
        for line in source.read_text().splitlines():
            name = re.split(r"[\[<>=!~ ]", line.strip())[0].lower()
            if name and not name.startswith("-"):
                assert f"`{name}" in documented, f"docs/dependencies.md says nothing about {name}"
