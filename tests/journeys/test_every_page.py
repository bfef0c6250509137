"""Every page, as those see it who may open it: free of accessibility faults, and as wide as a phone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.house import access
from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation

pytestmark = pytest.mark.journey

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_PAGES = (
    "healthz",
    "readyz",
    "demo/mail.json",
    "demo/mail/<pk>/invite.ics",
    "demo/mail/<pk>/html/",
    "line/list.csv",
    "line/list.xlsx",
    "people/list.csv",
    "people/list.xlsx",
)
FOR_STRANGERS = ("a/", "accounts/", "demo/")
READERS = ("stranger", "Astrid", "Björn", "Camilla", "David", "Sten")
MORE = {
    "Björn": ("talk/?type=one_on_one",),
    "Camilla": (
        "obligations/<key>/book/?start=2026-04-20T08:00:00Z",
        "obligations/<key>/book/?day=2026-04-11&at=11:00",
        "obligations/<key>/book/?view=weeks",
    ),
    "David": ("rhythms/new/?from=T1", "people/?show=away", "delivery/?state=waiting"),
}
"""Other faces of these pages."""
AXE = """rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], preload: false,
  iframes: false}).then(found =>
  found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')))"""
"""Letters in frames are pages of their own here; no rule that is asked reads a stylesheet by itself."""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def addresses(installation: Installation) -> dict[str, str]:
    """An address for each route, of an installation that is up."""
    found: dict[str, str] = json.loads(installation.run("tests.journeys.scene"))
    installation.start()
    return found


@pytest.mark.parametrize(
    "language", [pytest.param(one, marks=pytest.mark.xdist_group(f"pages-{one}")) for one in ("en", "sv")]
)
@pytest.mark.parametrize("reader", READERS)
def test_every_page_can_be_read_by_everyone_in_light_and_dark_and_on_a_phone(
    addresses: dict[str, str], windows: Windows, reader: str, language: str
) -> None:
    page = _window(windows, reader, language)
    look = {"en": _faults_on_a_desk, "sv": _faults_on_a_phone}[language]
    faults = [fault for route in _routes(reader, addresses) for fault in look(page, route, addresses)]
    assert faults == []


def _window(windows: Windows, reader: str, language: str) -> Page:
    """Somebody's window, everything in `language`, with what looks for faults on every page."""
    page = _signed_in(windows, reader, language)
    page.add_init_script(AXE_SCRIPT)
    return page


def _signed_in(windows: Windows, reader: str, language: str) -> Page:
    for person in ("david", "freja", "camilla", "erik") if reader == "stranger" else ():
        _speak(windows.of(person), language)
    if reader == "stranger":
        return windows.stranger(locale={"en": "en-GB", "sv": "sv-SE"}[language], reduced_motion="reduce")
    page = windows.of(reader.lower().replace("ö", "o"), reduced_motion="reduce")
    _speak(page, language)
    return page


def _speak(page: Page, language: str) -> None:
    page.goto("/rhythms/")
    page.locator("details.menu summary").click()
    page.click(f"button[name=language][value={language}]")
    page.wait_for_selector(f"html[lang={language}]")


def _routes(reader: str, addresses: dict[str, str]) -> Iterator[str]:
    """What `reader` may open, by docs/reference/access.md: strangers what is open to all, the others what is not."""
    column = access.READERS.index(reader)
    written = access.read(access.PAGE.read_text(), "GET")
    for route, statuses in written.items():
        theirs = (reader == "stranger") == route.startswith(FOR_STRANGERS)
        if statuses[column] == 200 and theirs and route not in NO_PAGES:
            yield route
    yield from MORE.get(reader, ())
    if reader == "stranger":
        yield from (route for route in addresses if route.startswith("a/") and route != "a/<token>/")


def _faults_on_a_desk(page: Page, route: str, addresses: dict[str, str]) -> Iterator[str]:
    """In light; and no wider than a phone when it is one."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    _open(page, route, addresses)
    yield from (f"{route} light: {fault}" for fault in _violations(page))
    page.set_viewport_size(NARROW)
    yield from _too_wide(page, route)


def _faults_on_a_phone(page: Page, route: str, addresses: dict[str, str]) -> Iterator[str]:
    """In the dark, in the language whose words are longer."""
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    _open(page, route, addresses)
    yield from (f"{route} dark: {fault}" for fault in _violations(page))
    yield from _too_wide(page, route)


def _open(page: Page, route: str, addresses: dict[str, str]) -> None:
    plain, _, query = route.partition("?")
    answer = page.goto(addresses[plain] + (f"?{query}" if query else ""))
    assert answer is not None and answer.ok, route


def _too_wide(page: Page, route: str) -> Iterator[str]:
    if page.evaluate(TOO_WIDE):
        yield f"{route}: wider than a phone"


def _violations(page: Page) -> Any:
    return page.evaluate(AXE, RULES)


@pytest.mark.xdist_group("pages-sv")
def test_without_javascript_and_on_a_phone_a_member_goes_from_home_to_a_booked_talk(
    addresses: dict[str, str], windows: Windows
) -> None:
    page = windows.of("david", java_script_enabled=False, viewport=NARROW)
    page.locator('[data-obligation][data-state="open"] a[href$="/coach/"]').first.click()
    page.locator("form:has(input[name=deed][value=choose]) button").first.click()
    page.locator("button[name=start]").first.click()
    page.click("button[name=deed][value=book]")
    expect(page.locator("[data-conversation]")).to_have_attribute("data-state", "booked")
    page.goto("/")
    expect(page.locator('[data-obligation][data-state="booked"]')).to_have_count(1)


@pytest.mark.xdist_group("pages-en")
def test_by_keyboard_alone_a_month_is_turned_a_day_and_a_time_are_chosen(
    addresses: dict[str, str], windows: Windows
) -> None:
    page = windows.of("camilla")
    page.goto(addresses["obligations/<key>/book/"])
    _press(page, "#month-later")
    expect(page.locator("#day-2026-05-12")).to_be_visible()
    expect(page.locator("#month-later")).to_be_focused()
    _press(page, "#day-2026-05-12")
    expect(page.locator("#day-2026-05-12")).to_have_attribute("aria-current", "date")
    expect(page.locator("#day-2026-05-12")).to_be_focused()
    _press(page, "#day button[name=start]")
    expect(page.locator("button[name=deed][value=book]")).to_be_visible()


@pytest.mark.xdist_group("pages-sv")
def test_by_keyboard_alone_a_part_of_a_rhythms_sentence_is_changed_and_its_words_follow(
    addresses: dict[str, str], windows: Windows
) -> None:
    page = windows.of("david")
    page.goto("/rhythms/new/?from=T1")
    words, menu = page.locator("#say-binding"), page.locator("#menu-binding")
    before = words.inner_text()
    _press(page, "#menu-binding > summary")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(words).not_to_have_text(before)
    expect(menu.locator("[name=binding][value=voluntary]")).to_be_focused()
    expect(menu).to_have_attribute("open", "")


def _press(page: Page, control: str) -> None:
    """Tab by tab to the control, then Enter."""
    for _tab in range(150):
        page.keyboard.press("Tab")
        if page.locator(f"{control}:focus").count():
            return page.keyboard.press("Enter")
    raise AssertionError(f"no tab leads to {control}")
