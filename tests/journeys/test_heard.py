"""The whole story: from a staff list to a conversation that was held."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Windows
from tests.journeys.installation import MAIL_FROM, Installation
from tests.journeys.mailbox import Letter, read_by_two

pytestmark = pytest.mark.journey

STAFF = """\
employee id;given name;family name;e-mail;manager;unit;title;location;country;time zone;language;hire date
1;Freja;Lind;freja@example.org;;Organisation;Managing director;New York;US;America/New_York;sv;2020-01-07
2;Astrid;Berg;astrid@example.org;1;Engineering;Head of engineering;Stockholm;SE;Europe/Stockholm;sv;2020-01-07
3;Erik;Dahl;erik@example.org;1;Sales;Head of sales;Stockholm;SE;Europe/Stockholm;en;2020-01-07
4;David;Ek;david@example.org;1;People;HR partner;Stockholm;SE;Europe/Stockholm;sv;2020-01-07
5;Björn;Holm;bjorn@example.org;2;Engineering;Engineer;Helsinki;FI;Europe/Helsinki;sv;2020-01-07
6;Camilla;Ask;camilla@example.org;2;Engineering;Engineer;Stockholm;SE;Europe/Stockholm;sv;2020-01-07
"""
RECORD = {
    "start": "2026-03-09",
    "end": "2026-03-20",
    "participants": "Everyone, in their teams",
    "heard": "Once a month is too often.",
    "changed": "It is once a quarter.",
}
RHYTHM = "/rhythms/quarterly-coach-talk/"
TALK_DAY = date(2026, 4, 14)


@pytest.mark.parametrize("installation", ["sqlite", "postgresql"], indirect=True)
def test_somebody_on_a_staff_list_is_invited_chooses_books_moves_talks_and_has_been_heard(
    installation: Installation, windows: Windows, tmp_path: Path
) -> None:
    people_come_in(installation, tmp_path)
    installation.start()
    the_rhythm_is_adopted(windows.of("david"))
    assert installation.ask("tick")["errors"] == []

    invitation = installation.mail.wait_for("bjorn", "invitation")
    reader = windows.stranger()
    a_coach_and_a_time_are_chosen(installation, reader, invitation)
    first = both_get_the_same_request(installation, "booked", sequence=0)
    move_the_talk(windows.of("bjorn"))
    moved = both_get_the_same_request(installation, "moved", sequence=1)
    assert moved["uid"] == first["uid"]
    assert moved["start"].date() == TALK_DAY

    installation.ask("clock", "--set", f"{TALK_DAY}T14:30Z")
    say_that_we_talked(installation, windows.stranger())
    this, following = owed_to_bjorn(installation)
    assert (this["state"], this["timeliness"], this["credited_on"]) == ("fulfilled", "held", str(TALK_DAY))
    assert (following["state"], following["opens_on"]) == ("planned", "2026-07-01")
    assert installation.ask("reconcile", "--check")["differences"] == []


def people_come_in(installation: Installation, folder: Path) -> None:
    installation.ask("clock", "--set", "2026-04-01T07:30Z")
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    counts = installation.ask("import_people", str(folder / "staff.csv"))
    assert (counts["added"], counts["without_manager"], counts["errors"]) == (6, 1, [])
    assert installation.ask("grant", "david@example.org", "hr")["roles"] == ["hr"]


def the_rhythm_is_adopted(hr: Page) -> None:
    """HR begins from the template, keeps it, and adopts it with the record of how people were heard."""
    hr.goto("/rhythms/")
    hr.click('a[href$="?from=T1"]')
    hr.fill("[name=review_on]", "2027-01-15")
    hr.click("button[name=deed][value=keep]")
    hr.wait_for_url(f"**{RHYTHM}")
    hr.click(f'a[href="{RHYTHM}adopt/"]')
    for name, value in RECORD.items():
        hr.fill(f"[name={name}]", value)
    hr.click("form:has(input[name=deed][value=adopt]) button")
    hr.wait_for_url(f"**{RHYTHM}")


def a_coach_and_a_time_are_chosen(installation: Installation, reader: Page, invitation: Letter) -> None:
    """From the mail to booked in two screens; looking at the link changes nothing."""
    reader.goto(invitation.button)
    [before] = [row for row in owed_to_bjorn(installation) if row["state"] == "open"]
    assert before["coach"] is None
    reader.get_by_role("button", name="Astrid").click()
    reader.locator("button[name=start]").first.click()
    expect(reader.locator("[data-state]")).to_have_attribute("data-state", "booked")


def both_get_the_same_request(installation: Installation, letter: str, *, sequence: int) -> dict[str, object]:
    """Björn's and Astrid's invitations, each read by two parsers, say the same. Returns what they say."""
    read = [read_by_two(installation.mail.wait_for(person, letter)) for person in ("bjorn", "astrid")]
    said = read[0][0]
    assert all(one == said for pair in read for one in pair)
    assert (said["method"], said["sequence"], said["organizer"]) == ("REQUEST", sequence, MAIL_FROM)
    assert said["start"] > datetime(2026, 4, 1, 7, 30, tzinfo=UTC)
    return said


def move_the_talk(member: Page) -> None:
    member.goto("/")
    card = member.locator('[data-obligation][data-state="booked"]')
    assert card.get_attribute("data-next-mover") == "nobody"
    card.locator('a[href$="/move/"]').click()
    member.click(f'a[href*="day={TALK_DAY}"]')
    member.locator(f'#day button[name=start][value^="{TALK_DAY}"]').first.click()
    member.click("button[name=deed][value=move]")
    member.wait_for_url("**/conversations/*/")


def say_that_we_talked(installation: Installation, reader: Page) -> None:
    reader.goto(installation.mail.wait_for("bjorn", "afterwards").button)
    assert owed_to_bjorn(installation)[0]["state"] == "unconfirmed"
    reader.locator("form:has(input[name=deed][value=held]) button").click()
    expect(reader.locator("#done")).to_be_visible()


def owed_to_bjorn(installation: Installation) -> list[dict[str, object]]:
    rows = installation.ask("ledger", "--person", "bjorn@example.org", "--policy", "quarterly-coach-talk")["rows"]
    return sorted(rows, key=lambda row: row["due_on"])
