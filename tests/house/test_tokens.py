"""The colours keep their promises: one dark list, every pair readable in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
WORDS = [
    ("ink", "page"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "page"), ("ink-soft", "surface"),
    ("ink-soft", "sunken"), ("link", "page"), ("link", "surface"), ("on-primary", "primary"),
    ("on-primary", "primary-hover"), ("on-primary-soft", "primary-soft"), ("on-attention", "attention"),
    ("on-good", "good"), ("on-info", "info"), ("on-quiet", "quiet"), ("on-error", "error"), ("on-tint", "tint-1"),
    ("on-tint", "tint-2"), ("on-tint", "tint-3"), ("on-tint", "tint-4"), ("on-tint", "tint-5"), ("on-tint", "tint-6"),
]  # fmt: skip
SHAPES = [
    ("line-strong", "page"), ("line-strong", "surface"), ("focus", "page"), ("focus", "surface"),
    ("primary", "surface"), ("plot-1", "surface"), ("plot-2", "surface"), ("on-attention", "surface"),
]  # fmt: skip


def _block(opening: str) -> dict[str, str]:
    start = TOKENS.index("{", TOKENS.index(opening) + len(opening) - 1)
    return dict(re.findall(r"--([\w-]+): ([^;]+);", TOKENS[start : TOKENS.index("}", start)]))


LIGHT = _block("\n:root {")
BY_SYSTEM = _block(':root:not([data-theme="light"]) {')
BY_CHOICE = _block(':root[data-theme="dark"] {')
THEMES = {"light": LIGHT, "dark": LIGHT | BY_CHOICE}


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_colours_are_the_same_by_system_and_by_choice() -> None:
    assert BY_SYSTEM == BY_CHOICE


def test_every_light_colour_has_a_dark_one() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith("#")}
    assert {name for name, value in BY_CHOICE.items() if value.startswith("#")} == colours


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back"), WORDS)
def test_words_can_be_read_on_their_ground(theme: str, front: str, back: str) -> None:
    assert _contrast(THEMES[theme][front], THEMES[theme][back]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_edges_and_focus_can_be_told_from_their_ground(theme: str, front: str, back: str) -> None:
    assert _contrast(THEMES[theme][front], THEMES[theme][back]) >= 3


def test_stylesheets_use_only_tokens_that_exist() -> None:
    used = {name for sheet in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8"))}
    assert used <= LIGHT.keys()


def test_colours_are_written_in_the_tokens_alone() -> None:
    elsewhere = [sheet.name for sheet in CSS.glob("*.css") if sheet.name not in ("tokens.css", "print.css")
                 and re.search(r"#[0-9a-f]{3,8}\b|rgb\(", sheet.read_text("utf-8"))]  # fmt: skip
    assert elsewhere == []
