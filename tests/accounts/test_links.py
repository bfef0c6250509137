"""Links in letters: derived, bound to one person and one purpose, kept only as a hash."""

from datetime import timedelta

import pytest

from leadership.accounts import links
from leadership.accounts.models import ActionLink
from leadership.lib.refusal import Refused

THING = "obligation:9b2f7c1e-5a43-4f6e-8a53-0f3f8f1f6d11"


def made(person, now, **changes):
    told = {"purpose": "choose", "object": THING, "key": "letter-1", "expires_at": now + timedelta(days=9)}
    return links.make(person=person, now=now, **{**told, **changes})


def test_the_same_letter_gets_the_same_link_and_only_one_row(cast, now):
    assert made(cast.bjorn, now) == made(cast.bjorn, now + timedelta(hours=1))
    assert ActionLink.objects.count() == 1


def test_every_other_person_purpose_thing_or_letter_gets_another(cast, now):
    tokens = {
        made(cast.bjorn, now),
        made(cast.camilla, now),
        made(cast.bjorn, now, purpose="help"),
        made(cast.bjorn, now, object=links.about(THING, now)),
        made(cast.bjorn, now, key="letter-2"),
    }
    assert len(tokens) == 5
    assert min(len(token) for token in tokens) >= 22


def test_the_database_knows_only_the_hash(cast, now):
    token = made(cast.bjorn, now)
    assert token not in str(list(ActionLink.objects.values()))
    found = links.find(token, now)
    assert (found.person, found.purpose) == (cast.bjorn, "choose")


def test_looking_changes_nothing(cast, now):
    token = made(cast.bjorn, now)
    before = list(ActionLink.objects.values())
    for _ in range(3):
        assert links.find(token, now)
    assert list(ActionLink.objects.values()) == before


def test_a_link_ends_with_its_time_its_thing_or_its_person(cast, now):
    token = made(cast.bjorn, now)
    timed = made(cast.bjorn, now, purpose="book", object=links.about(THING, now))
    assert links.find(token, now + timedelta(days=9)) is None
    assert links.find("nothing-of-the-kind", now) is None
    assert links.revoke(object=THING, now=now) == 2
    assert links.find(token, now) is None
    assert links.find(timed, now) is None
    other = made(cast.camilla, now)
    cast.camilla.is_active = False
    cast.camilla.save(update_fields=["is_active"])
    assert links.find(other, now) is None


def test_what_a_link_is_about_can_be_taken_apart(cast, now):
    made(cast.bjorn, now, purpose="book", object=links.about(THING, now))
    about = links.read(ActionLink.objects.get())
    assert (about.kind, str(about.key), about.start) == ("obligation", THING.partition(":")[2], now)
    made(cast.bjorn, now)
    assert links.read(ActionLink.objects.get(purpose="choose")).start is None


def test_a_purpose_nobody_knows_is_refused(cast, now):
    with pytest.raises(Refused):
        made(cast.bjorn, now, purpose="everything")


def test_the_address_comes_from_the_settings(settings):
    settings.SITE_URL = "https://heard.example.org"
    assert links.address("t0ken") == "https://heard.example.org/a/t0ken/"
