"""The Django admin is for the technical administrator alone, to look and not to touch, and knows of no conversation."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.scenery import TOPIC, window

pytestmark = pytest.mark.django_db
OURS = {
    *("outbox.fact", "outreach.delivery", "outreach.heartbeat"),
    *(f"people.{name}" for name in ("calendarday", "organisation", "pause", "person", "unit")),
    *(f"policies.{name}" for name in ("conversationtype", "policy", "policyversion", "theme")),
}
ROOMS = {"accounts", "consultations", "conversations", "insights", "obligations"} | {
    name.split(".")[0] for name in OURS
}
NEVER = {"conversation", "obligation", "data", "password", "actor_key", "subject_key"}


def test_conversations_and_what_is_owed_have_no_screen():
    registered = {model._meta.label_lower for model in admin.site._registry if model._meta.app_label in ROOMS}
    assert registered == OURS


def test_only_the_technical_administrator_gets_in(scene):
    doors = [window(person).get("/admin/", follow=True) for person in scene.cast.everybody]
    assert {door.status_code for door in doors} == {404}
    assert window(scene.sten).get("/admin/").status_code == 200
    assert window(None).get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/?next=/admin/")


@pytest.mark.parametrize("label", sorted(OURS))
def test_a_screen_shows_its_rows_and_changes_none(scene, label):
    client, name = window(scene.sten), label.replace(".", "_")
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{name}_add")).status_code == 403
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    for row in model.objects.all()[:1]:
        assert client.get(reverse(f"admin:{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"admin:{name}_change", args=[row.pk]), {}).status_code == 403
        assert client.post(reverse(f"admin:{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_no_screen_says_what_two_want_to_talk_about_or_that_they_talk_with_each_other(scene):
    client = window(scene.sten)
    for model, screen in admin.site._registry.items():
        if model._meta.label_lower in OURS:
            address = f"admin:{model._meta.label_lower.replace('.', '_')}_change"
            pages = [client.get(reverse(address, args=[row.pk])) for row in model.objects.all()[:50]]
            assert not any(TOPIC in page.content.decode() for page in pages)
            assert not any(NEVER & set(screen.get_fields(page.wsgi_request)) for page in pages)
