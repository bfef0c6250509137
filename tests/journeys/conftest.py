"""What a story needs: an installation of its own, and a browser in which everybody has a window of their own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import postgres, templates
from tests.journeys.installation import Installation

QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds a page may take on a machine that is busy with other things."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all stories of this process."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIETLY))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database with all its tables and nobody in it, to be copied."""
    file = tmp_path_factory.mktemp("template") / "whole.sqlite3"
    return file if templates.copied(file) else templates.make_embedded(file)


@pytest.fixture(scope="module", params=["sqlite"])
def installation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An empty installation for this module, not yet started. Param: `sqlite`, or `postgresql` for a real server."""
    folder = tmp_path_factory.mktemp("installation")
    if request.param == "sqlite":
        found = Installation(folder, template=request.getfixturevalue("template"))
        try:
            yield found
        finally:
            found.stop()
        return
    template = os.environ.get(templates.ON_THE_SERVER, "")
    with postgres.running() as server, templates.empty_database(server, template=template or "template1") as (_, url):
        found = Installation(folder, database=url, has_tables=bool(template))
        try:
            yield found
        finally:
            found.stop()


class Windows:
    """A browser window per person, signed in with one click; and windows of strangers."""

    def __init__(self, browser: Browser, installation: Installation) -> None:
        self._browser, self._installation = browser, installation
        self._open: dict[str, Page] = {}

    def stranger(self, **options: Any) -> Page:
        """A fresh window in which nobody is signed in."""
        context = self._browser.new_context(base_url=self._installation.url, **options)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def of(self, person: str, **options: Any) -> Page:
        """The window of `person` (the name before the @), signed in; the same one each time."""
        if person not in self._open:
            page = self.stranger(**options)
            page.goto("/demo/")
            _sign_in(page, f"{person}@example.org")
            page.wait_for_url("**/")
            self._open[person] = page
        return self._open[person]

    def close(self) -> None:
        for context in self._browser.contexts:
            context.close()


def _sign_in(page: Page, email: str) -> None:
    """One click for the cast, the list for everybody else."""
    chair = page.locator(f'button[name=person][value="{email}"]')
    if chair.count():
        chair.click()
        return
    others = page.locator("details:has(select[name=person])")
    others.locator("summary").click()
    others.locator("select").select_option(email)
    others.locator("button").click()


@pytest.fixture
def windows(chromium: Browser, installation: Installation) -> Iterator[Windows]:
    found = Windows(chromium, installation)
    yield found
    found.close()
