"""A rhythm made together: proposed, talked over, answered, reckoned through, adopted, and looked at again."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from policies.starters import T1
from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation

pytestmark = pytest.mark.journey
KEY = "quarterly-coach-talk"
WORRY = "Once a quarter is too seldom for newcomers."
ANSWER = "Newcomers can ask for a talk at any time; the invitation says so now."


def test_a_rhythm_is_made_together_with_those_it_concerns(
    installation: Installation, windows: Windows, tmp_path: Path
) -> None:
    a_draft_is_there(installation, tmp_path)
    installation.start()
    david = windows.of("david")
    proposal = hr_proposes_it(david)
    the_representative_speaks_first(windows.of("freja"), proposal)
    others_wait(windows.of("camilla"), proposal)

    installation.ask("clock", "--set", "2026-04-02T08:00Z")
    a_coach_consents(windows.of("astrid"), proposal)
    a_member_has_a_concern(windows.of("camilla"), proposal)
    adoption_waits_for_all_that_is_missing(david, proposal)
    the_owner_answers(david, proposal)
    the_forecast_is_attached(david)

    installation.ask("clock", "--set", "2026-04-21T08:00Z")
    it_is_adopted_and_the_concern_stays_visible(david, windows.of("bjorn"), proposal)
    installation.ask("clock", "--set", "2026-12-20T09:00Z")
    installation.ask("tick")
    it_is_looked_at_again(david, windows.of("camilla"))


def a_draft_is_there(installation: Installation, folder: Path) -> None:
    installation.ask("clock", "--set", "2026-04-01T07:30Z")
    installation.ask("seed_cast")
    installation.ask("grant", "freja@example.org", "rep")
    (folder / "t1.json").write_text(json.dumps({**T1, "review_on": "2027-01-15"}), encoding="utf-8")
    installation.ask("policies", "import", str(folder / "t1.json"))


def hr_proposes_it(david: Page) -> str:
    david.goto(f"/rhythms/{KEY}/propose/")
    david.locator("[name=days]").fill("10")
    david.locator("main button[type=submit].button--primary").click()
    david.wait_for_url("**/proposals/*/")
    return "/proposals/" + david.url.split("/proposals/")[1]


def the_representative_speaks_first(freja: Page, proposal: str) -> None:
    freja.goto(proposal)
    freja.locator("[name=stance][value=consent]").check()
    freja.locator("main form:has([name=stance]) button[type=submit]").click()
    expect(freja.locator("[name=stance][value=consent]")).to_be_checked()


def others_wait(camilla: Page, proposal: str) -> None:
    camilla.goto(proposal)
    expect(camilla.locator("[name=stance]")).to_have_count(0)


def a_coach_consents(astrid: Page, proposal: str) -> None:
    astrid.goto(proposal)
    astrid.locator("[name=stance][value=aside]").check()
    astrid.locator("main form:has([name=stance]) button[type=submit]").click()
    astrid.locator("[name=stance][value=consent]").check()
    astrid.locator("main form:has([name=stance]) button[type=submit]").click()
    expect(astrid.locator(".tally strong")).to_have_text(["2", "0"])


def a_member_has_a_concern(camilla: Page, proposal: str) -> None:
    camilla.goto(proposal)
    camilla.locator("[name=stance][value=concern]").check()
    camilla.locator("[name=clause]").select_option("cadence")
    camilla.locator("[name=reason]").fill(WORRY)
    camilla.locator("main form:has([name=stance]) button[type=submit]").click()
    expect(camilla.locator("[data-clause=cadence]").first).to_contain_text(WORRY)


def adoption_waits_for_all_that_is_missing(david: Page, proposal: str) -> None:
    david.goto(f"{proposal}decide/")
    expect(david.locator("[data-done=no]")).to_have_count(3)
    david.locator("button.button--primary").click()
    expect(david.locator("[role=alert] li")).to_have_count(3)


def the_owner_answers(david: Page, proposal: str) -> None:
    david.goto(f"{proposal}answers/")
    david.locator("[name=heard]").fill("A quarter is long when all is new.")
    david.locator("[name=changed]").fill(ANSWER)
    david.locator("main button.button--primary").click()
    expect(david.locator(".concern__answer")).to_contain_text(ANSWER)


def the_forecast_is_attached(david: Page) -> None:
    david.goto(f"/rhythms/{KEY}/forecast/")
    david.locator("button[value=begin]").click()
    expect(david.locator("svg.weekchart")).to_be_visible()


def it_is_adopted_and_the_concern_stays_visible(david: Page, bjorn: Page, proposal: str) -> None:
    david.goto(f"{proposal}decide/")
    expect(david.locator("[data-done=no]")).to_have_count(0)
    david.locator("button.button--primary").click()
    expect(david.locator("[data-state=adopted]")).to_be_visible()
    bjorn.goto(f"/rhythms/{KEY}/")
    expect(bjorn.locator("main")).to_contain_text(re.compile(f"{WORRY}.*{ANSWER}", re.DOTALL))


def it_is_looked_at_again(david: Page, camilla: Page) -> None:
    camilla.goto(f"/rhythms/{KEY}/review/")
    expect(camilla.locator("main")).to_contain_text(WORRY)
    expect(camilla.locator("[name=decision]")).to_have_count(0)
    david.goto(f"/rhythms/{KEY}/review/")
    david.locator("[name=result]").fill("Most were heard, newcomers asked by themselves.")
    david.locator("[name=decision][value=keep]").check()
    david.locator("[name=next_review_on]").fill("2027-12-01")
    david.locator("main button.button--primary").click()
    expect(david.locator("[data-state=adopted]")).to_be_visible()
    camilla.goto("/reviews/")
    expect(camilla.locator("main")).to_contain_text("Most were heard, newcomers asked by themselves.")
