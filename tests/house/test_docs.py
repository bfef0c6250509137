"""What exists is documented: settings, commands, addresses."""

import re
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
FRAMEWORK = ("admin/", "static/")


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


def test_every_address_is_documented() -> None:
    text = (ROOT / "docs/reference/pages.md").read_text()
    missing = [route for route in routes(get_resolver()) if not route.startswith(FRAMEWORK) and f"`/{route}`" not in text]
    assert missing == []


def routes(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every route below `resolver`, with converters shortened to their names: `obligations/<key>/why/`."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += routes(entry, route)
        elif isinstance(entry, URLPattern):
            found.append(re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route))
    return found


def test_nothing_in_the_project_names_a_path_of_the_machine_it_was_made_on() -> None:
    tracked = [path for folder in ("leadership", "policies", "docs", "templates", "tests", "bench") for path in (ROOT / folder).rglob("*")]
    named = [str(path) for path in tracked if path.suffix in {".py", ".md", ".html", ".txt", ".toml"} and "/work" + "/" in path.read_text()]
    assert named == []
