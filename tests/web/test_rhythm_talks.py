"""Our conversations: each type has a page that everyone can open."""

import pytest

from leadership.outbox.models import Fact
from policies import catalogue
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


EDIT = "/rhythms/talks/pay/edit/"
SAID = {
    "purpose_en": "So that pay is never a surprise.", "purpose_sv": "Så att lönen aldrig är en överraskning.",
    "what_sv": "En halvtimme om arbetet, inte om siffran.", "who_en": "Everyone with a monthly wage.",
    "how_en": "Your manager asks you in September.",
}  # fmt: skip


def test_what_hr_says_of_a_type_is_read_by_everyone_and_stays_when_the_installation_starts_again(quarter):
    hr, camilla = window(quarter.david), window(quarter.camilla)
    assert EDIT in text(hr.get("/rhythms/talks/pay/"))
    assert EDIT not in text(camilla.get("/rhythms/talks/pay/"))
    assert hr.post(EDIT, SAID).url == "/rhythms/talks/pay/"
    catalogue.fill()
    page = text(camilla.get("/rhythms/talks/pay/"))
    assert all(SAID[name] in page for name in ("purpose_sv", "what_sv", "who_en", "how_en"))
    assert SAID["purpose_sv"] in text(camilla.get("/rhythms/talks/"))
    fact = Fact.objects.get(kind="type.reworded")
    assert (fact.actor_key, fact.object, fact.data) == (quarter.david.key, "type:pay", {"fields": sorted(SAID)})
    hr.post(EDIT, SAID)
    assert Fact.objects.filter(kind="type.reworded").count() == 1


@pytest.mark.parametrize(("name", "value"), [("purpose_en", " "), ("purpose_sv", "x" * 281), ("how_en", "x" * 601)])
def test_words_that_cannot_be_kept_are_told_at_their_field_and_nothing_changes(quarter, name, value):
    answer = window(quarter.david).post(EDIT, {**SAID, name: value})
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in text(answer)
    assert ConversationType.objects.get(key="pay").who_en == ""
    assert not Fact.objects.filter(kind="type.reworded").exists()


def test_only_hr_words_a_type(quarter):
    one = window(quarter.camilla)
    assert (one.get(EDIT).status_code, one.post(EDIT, SAID).status_code) == (404, 404)
    assert window(quarter.david).get("/rhythms/talks/gossip/edit/").status_code == 404
