"""Before a rhythm is adopted HR reads its letters as a real person would get them; nothing is sent and nothing kept."""

import re

import pytest

from leadership.accounts.models import ActionLink
from leadership.obligations.models import Obligation
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


def test_the_adoption_page_and_the_rhythm_lead_to_its_letters_and_only_hr_sees_them(today, draft):
    client = window(today.david)
    for page in (f"/rhythms/{draft.key}/", f"/rhythms/{draft.key}/adopt/"):
        assert f'href="/rhythms/{draft.key}/letters/"' in text(client.get(page))
    assert window(today.freja).get(f"/rhythms/{draft.key}/letters/").status_code == 404
    assert client.get(f"/rhythms/{draft.key}/letters/{today.camilla.key}/reset/").status_code == 404
