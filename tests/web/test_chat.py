"""The page of the organisation's own webhook."""

import pytest

from leadership.outreach.models import ChatPlace
from tests.web.memberpages import text, window


@pytest.mark.parametrize("service", ["slack", "teams"])
def test_a_webhook_that_reaches_one_place_is_not_taken_for_the_organisations(today, service):
    client = window(today.david)
    said = {"deed": "keep", "service": service, "address": "https://hooks.example.org/x"}
    answer = client.post("/chat/", said)
    assert answer.status_code == 400
    assert "under ”Om mig”" in text(answer)
    assert not ChatPlace.objects.exists()
    page = text(client.get("/chat/"))
    assert ('value="mattermost"' in page, "<select" in page) == (True, False)
    assert client.post("/chat/", said | {"service": "mattermost"}).status_code == 302
    assert ChatPlace.objects.get().service == "mattermost"
