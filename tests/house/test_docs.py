"""What exists is documented: settings, commands, addresses."""

import re
from pathlib import Path

from tests.house.access import routes

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_setting_read_from_the_environment_is_documented() -> None:
    code = (ROOT / "leadership" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "MAIL_FROM", "SITE_URL", "PORT", "DEMO", "NOTE_KEYS"} <= read
    assert read == documented


def test_every_command_is_documented() -> None:
    commands = {path.stem for path in (ROOT / "leadership").glob("*/management/commands/*.py")} - {"__init__"}
    documented = set(re.findall(r"^## `(\w+)", (ROOT / "docs/reference/commands.md").read_text(), re.MULTILINE))
    assert commands == documented


def test_every_job_of_the_worker_is_documented() -> None:
    code = (ROOT / "leadership/worker/tasks.py").read_text()
    jobs = set(re.findall(r"^def ([a-z]\w*)\(", code, re.MULTILINE))
    text = (ROOT / "docs/explanation/worker.md").read_text()
    assert {"tick", "deliver"} <= jobs
    assert {job for job in jobs if f"`{job}" not in text} == set()


def test_every_address_is_documented() -> None:
    text = (ROOT / "docs/reference/pages.md").read_text()
    assert [route for route in routes() if f"`/{route}`" not in text] == []


def test_nothing_in_the_project_names_a_path_of_the_machine_it_was_made_on() -> None:
    tracked = [
        path
        for folder in ("leadership", "policies", "docs", "templates", "tests", "bench")
        for path in (ROOT / folder).rglob("*")
    ]
    named = [
        str(path)
        for path in tracked
        if path.suffix in {".py", ".md", ".html", ".txt", ".toml"} and "/work" + "/" in path.read_text()
    ]
    assert named == []
