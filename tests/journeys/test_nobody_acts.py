"""Nobody acts: letters on their days, the move handed over, late, overdue, and a leader who offers times."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from policies.starters import T1
from tests.journeys.conftest import Windows
from tests.journeys.installation import MAIL_FROM, Installation
from tests.journeys.mailbox import read_by_two

pytestmark = pytest.mark.journey

STOCKHOLM, HELSINKI = ZoneInfo("Europe/Stockholm"), ZoneInfo("Europe/Helsinki")
KEY = "quarterly-coach-talk"
LETTERS_OF_CAMILLA = {
    "invitation": date(2026, 4, 1),
    "choose_coach": date(2026, 4, 21),
    "not_booked": date(2026, 6, 8),
    "late": date(2026, 7, 1),
    "pair_overdue": date(2026, 7, 8),
}
"""docs/reference/cadence.md E2, without the pause of July."""


def test_where_nobody_acts_everyone_gets_their_letters_in_time_and_the_leader_can_offer_times(
    installation: Installation, windows: Windows, tmp_path: Path
) -> None:
    the_rhythm_begins(installation, tmp_path)
    installation.start()
    bjorn_chooses_erik_and_then_nothing_happens(installation, windows.stranger())

    installation.ask("tick", "--until", "2026-04-25T10:00Z")
    the_move_is_handed_over(installation)
    installation.ask("tick", "--until", "2026-07-07T10:00Z")
    letters_came_on_their_days(installation)
    assert (timeliness(installation), row_of_bjorn(installation, windows.of("astrid"))) == ("late", "due_soon")

    installation.ask("tick", "--until", "2026-07-08T10:00Z")
    assert (timeliness(installation), row_of_bjorn(installation, windows.of("astrid"))) == ("overdue", "overdue")
    installation.ask("tick", "--until", "2026-07-22T10:00Z")
    installation.mail.wait_for("astrid", "leader_told")
    the_leader_offers_three_times(installation, windows.of("astrid"))
    the_member_takes_one_from_the_mail(installation, windows.stranger())
    assert installation.ask("reconcile", "--check")["differences"] == []


def the_rhythm_begins(installation: Installation, folder: Path) -> None:
    installation.ask("clock", "--set", "2026-04-01T07:30Z")
    installation.ask("seed_cast")
    (folder / "t1.json").write_text(json.dumps({**T1, "review_on": "2027-01-15"}), encoding="utf-8")
    installation.ask("policies", "import", str(folder / "t1.json"), "--adopt", "--effective-from", "2026-04-01")
    installation.ask("tick")


def bjorn_chooses_erik_and_then_nothing_happens(installation: Installation, reader: Page) -> None:
    reader.goto(installation.mail.wait_for("bjorn", "invitation").button)
    reader.get_by_role("button", name="Erik").click()
    expect(reader.locator("button[name=start]").first).to_be_visible()


def the_move_is_handed_over(installation: Installation) -> None:
    """The coach was to begin; ten working days of silence later it is the member's move, and the member is told."""
    installation.mail.wait_for("erik", "first_step")
    letter = installation.mail.wait_for("bjorn", "handed_over")
    assert letter.sent_at.astimezone(HELSINKI).date() == date(2026, 4, 20)
    assert owed(installation, "bjorn")["next_mover"]["role"] == "member"
    assert owed(installation, "camilla")["coach"] == "astrid@example.org"


def letters_came_on_their_days(installation: Installation) -> None:
    for kind, day in LETTERS_OF_CAMILLA.items():
        if day <= date(2026, 7, 7):
            assert installation.mail.wait_for("camilla", kind).sent_at.astimezone(STOCKHOLM).date() == day
    for person in ("bjorn", "erik"):
        text = installation.mail.wait_for(person, "late").text
        assert "Astrid" in text and "8 jul" in text.lower(), text


def timeliness(installation: Installation) -> object:
    return owed(installation, "bjorn")["timeliness"]


def row_of_bjorn(installation: Installation, leader: Page) -> str | None:
    """What the leader's list says of the talk; never with whom, never when."""
    leader.goto("/line/")
    row = leader.locator(f'[data-obligation="{owed(installation, "bjorn")["obligation"]}"]')
    assert "Erik" not in row.inner_text()
    return row.get_attribute("data-timeliness")


def the_leader_offers_three_times(installation: Installation, leader: Page) -> None:
    leader.goto("/line/")
    leader.click(f'a[href="/obligations/{owed(installation, "bjorn")["obligation"]}/offer/"]')
    expect(leader.locator("[name=start]:checked")).to_have_count(3)
    leader.click("form:has(input[name=deed][value=offer]) button")
    leader.wait_for_url("**/conversations/*/")


def the_member_takes_one_from_the_mail(installation: Installation, reader: Page) -> None:
    """The coach chosen before stays in place until then."""
    offer = installation.mail.wait_for("bjorn", "offer")
    assert len(offer.times) == 3
    reader.goto(offer.times[1])
    assert state_and_coach(installation) == ("open", "erik@example.org")
    reader.click("form:has(input[name=deed][value=accept]) button")
    expect(reader.locator("#done")).to_be_visible()
    requests = [read_by_two(installation.mail.wait_for(person, "booked")) for person in ("bjorn", "astrid")]
    assert all(one == requests[0][0] for pair in requests for one in pair)
    assert (requests[0][0]["method"], requests[0][0]["organizer"]) == ("REQUEST", MAIL_FROM)
    assert (owed(installation, "bjorn")["state"], owed(installation, "bjorn")["coach"]) == (
        "booked",
        "astrid@example.org",
    )


def state_and_coach(installation: Installation) -> tuple[object, object]:
    row = owed(installation, "bjorn")
    return row["state"], row["coach"]


def owed(installation: Installation, person: str) -> dict[str, object]:
    """The talk of the second quarter."""
    rows = installation.ask("ledger", "--person", f"{person}@example.org", "--policy", KEY)["rows"]
    return next(row for row in rows if row["cycle_key"] == "2026-Q2")
