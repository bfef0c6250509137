"""Our conversations: each type has a page that everyone can open."""

import pytest

from policies.models import ConversationType
from policies.talktypes import TALK_TYPES
from tests.web.memberpages import text, window


@pytest.mark.parametrize("kind", TALK_TYPES)
def test_every_type_has_its_page(quarter, kind):
    page = text(window(quarter.camilla).get(f"/rhythms/talks/{kind}/"))
    assert ConversationType.objects.get(key=kind).purpose_sv in page
    assert f"/talk/?type={kind}" in page


def test_every_adopted_rhythm_stands_on_the_page_of_its_type(quarter):
    one = window(quarter.camilla)
    assert 'data-policy="quarterly-coach-talk"' in text(one.get("/rhythms/talks/one_on_one/"))
    assert "data-policy" not in text(one.get("/rhythms/talks/pay/"))
    assert one.get("/rhythms/quarterly-coach-talk/").status_code == 200


def test_the_list_leads_to_every_type(quarter):
    page = text(window(quarter.camilla).get("/rhythms/talks/"))
    assert all(f"/rhythms/talks/{kind}/" in page for kind in TALK_TYPES)


def test_a_type_that_is_none_is_not_found(quarter):
    assert window(quarter.camilla).get("/rhythms/talks/gossip/").status_code == 404
