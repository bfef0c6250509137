"""Before a rhythm is adopted HR reads its letters as a real person would get them; nothing is sent and nothing kept."""

import re
from datetime import UTC, date, datetime

import pytest

from leadership.accounts.models import ActionLink
from leadership.obligations.models import Obligation
from leadership.outreach import previews
from leadership.outreach.models import Delivery
from policies import rhythms
from policies.starters import T1
from tests.web.memberpages import text, window


@pytest.fixture
def draft(today, now):
    return rhythms.create({**T1, "review_on": "2027-01-15"}, by=today.david, now=now)


def test_the_letters_of_a_draft_are_written_to_somebody_real_in_their_language(today, draft):
    client = window(today.david)
    page = text(client.get(f"/rhythms/{draft.key}/letters/?person={today.camilla.key}"))
    assert "En stund som är din det här kvartalet" in page
    frames = re.findall(r'src="(/rhythms/[^"]+)"', page)
    shown = [client.get(frame) for frame in frames]
    assert {answer.status_code for answer in shown} == {200}
    invitation = text(shown[0])
    assert "Hej Camilla!" in invitation
    assert "/a/" not in invitation
    assert any("Astrid" in text(answer) for answer in shown)
    assert (Delivery.objects.count(), Obligation.objects.count(), ActionLink.objects.count()) == (0, 0, 0)


def test_invented_times_lie_on_working_days_of_whoever_reads_them(today, draft):
    maundy_thursday = datetime(2026, 4, 2, 9, tzinfo=UTC)
    owed = previews.owed_by(draft.latest(), today.camilla, effective_from=date(2026, 4, 1), now=maundy_thursday)
    _camilla, letter = previews.written("not_booked", owed, now=maundy_thursday)
    assert re.findall(r"(\w+dag \d+ april), 10:00", letter.text) == [
        "onsdag 8 april",
        "torsdag 9 april",
        "fredag 10 april",
    ]


@pytest.mark.parametrize(
    ("terms", "sent"),
    [
        ({"binding": "voluntary"}, ["invitation", "first_step", "not_booked"]),
        ({"binding": "opt_in"}, ["invitation", "choose_coach", "first_step", "not_booked", "late"]),
        ({"coach": {"eligible": ["own_manager"], "choice": "assigned"}},
         ["invitation", "first_step", "not_booked", "late", "pair_overdue", "leader_told"]),
    ],
    ids=["an offer", "opted into", "the coach is named"],
)  # fmt: skip
def test_only_letters_that_such_a_rhythm_ever_sends_are_shown(today, now, terms, sent):
    draft = rhythms.create({**T1, "review_on": "2027-01-15", **terms}, by=today.david, now=now)
    owed = Obligation(person=today.camilla, policy=draft, policy_version=draft.latest(), state="open",
                      opens_on=date(2026, 4, 1), choose_by=date(2026, 4, 24), due_on=date(2026, 6, 30),
                      overdue_from=date(2026, 7, 8), close_on=date(2026, 8, 14))  # fmt: skip
    written = {letter: previews.written(letter, owed, now=now) for letter in previews.LETTERS}
    assert [letter for letter, said in written.items() if said] == sent


def test_the_adoption_page_and_the_rhythm_lead_to_its_letters_and_only_hr_sees_them(today, draft):
    client = window(today.david)
    for page in (f"/rhythms/{draft.key}/", f"/rhythms/{draft.key}/adopt/"):
        assert f'href="/rhythms/{draft.key}/letters/"' in text(client.get(page))
    assert window(today.freja).get(f"/rhythms/{draft.key}/letters/").status_code == 404
    assert client.get(f"/rhythms/{draft.key}/letters/{today.camilla.key}/reset/").status_code == 404
