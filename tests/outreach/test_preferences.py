"""What a person has chosen holds for every reminder and summary, and for no letter about a booked talk."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadership.conversations import choosing
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.outreach import deliver, preferences, unsubscribing, warnings
from leadership.outreach.models import Delivery, Preferences, SeldomAsked
from leadership.outreach.tick import tick
from tests.obligations.conftest import T1
from tests.outreach.conftest import adopt, agreed, mails_of, text_of, walk


def owed_by(person):
    return Obligation.objects.get(person=person, cycle_key="2026-Q2")


def letters_of(person):
    said = Delivery.objects.filter(recipient=person).exclude(letter="digest")
    return set(said.values_list("letter", "state", "reason"))


def test_without_mail_a_reminder_waits_in_the_app_and_no_letter_leaves(quarterly, cast, now):
    preferences.keep(cast.camilla, reminders_by_mail=False, now=now)
    tick(now)
    deliver.run(now)
    assert letters_of(cast.camilla) == {("invitation", "dropped", "in_app")}
    assert mails_of(cast.camilla) == []
    assert len(mails_of(cast.bjorn)) == 1


def test_a_booked_talk_is_told_by_mail_whatever_was_chosen(quarterly, cast, now):
    preferences.stop(cast.bjorn, preferences.KINDS, now=now)
    tick(now)
    choosing.choose(owed_by(cast.bjorn), coach=cast.astrid, by=cast.bjorn, now=now)
    agreed(cast, now)
    tick(now)
    deliver.run(now)
    [mail] = mails_of(cast.bjorn)
    assert mail["Subject"].startswith("Ditt samtal")
    assert mail["List-Unsubscribe"] is None


def test_reminders_carry_one_click_unsubscribing_in_header_and_words(quarterly, cast, now, settings):
    settings.SITE_URL = "https://heard.example.org"
    tick(now)
    deliver.run(now)
    [mail] = mails_of(cast.bjorn)
    address = unsubscribing.address(cast.bjorn, ["reminders"])
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith("https://heard.example.org/unsubscribe/")
    assert f"Färre brev: {address}" in text_of(mail)


def test_whoever_has_no_mail_is_warned_when_they_have_seen_it_in_the_app_and_not_before(quarterly, cast, now):
    tick(now)
    choosing.choose(owed_by(cast.camilla), coach=cast.astrid, by=cast.camilla, now=now)
    preferences.keep(cast.camilla, reminders_by_mail=False, now=now)
    late = datetime(2026, 7, 1, 8, tzinfo=UTC)
    walk(late, late)
    assert owed_by(cast.camilla).warned_at is None
    assert ("late", "sent", "") in letters_of(cast.astrid)
    assert warnings.seen(owed_by(cast.camilla), by=cast.camilla, now=late)


def test_a_choice_is_a_fact_once_and_holds_no_address(cast, now):
    for _ in range(2):
        preferences.keep(cast.erik, summary_day=3, now=now)
    [fact] = Fact.objects.filter(kind="preferences.changed")
    assert (fact.actor_key, fact.data) == (cast.erik.key, {"summary_day": 3})
    assert preferences.of(cast.erik).summary_day == 3
    assert preferences.of(cast.bjorn).reminders_by_mail
    assert Preferences.objects.count() == 1


@pytest.mark.parametrize("kinds", [["reminders"], ["summaries"], ["reminders", "summaries"]])
def test_a_token_names_one_person_and_the_kinds_and_nothing_can_be_changed_in_it(cast, kinds):
    token = unsubscribing.token(cast.bjorn, kinds)
    person, read = unsubscribing.read(token)
    assert (person, set(read)) == (cast.bjorn, set(kinds))
    others = [f"{mark}{token[1:]}" for mark in "rsbx" if mark != token[0]]
    stolen = token[0] + unsubscribing.token(cast.camilla, kinds)[1:23] + token[23:]
    for forged in (*others, stolen, token[:-1], token + "A", "", "r", "å" * 47):
        assert unsubscribing.read(forged) is None


def test_the_token_of_somebody_who_has_left_opens_nothing(cast):
    token = unsubscribing.token(cast.bjorn, ["reminders"])
    cast.bjorn.is_active = False
    cast.bjorn.save(update_fields=["is_active"])
    assert unsubscribing.read(token) is None


@pytest.fixture
def voluntary(cast, now):
    """A monthly offer, adopted from April on."""
    terms = {
        **T1,
        "key": "sparring",
        "binding": "voluntary",
        "cadence": {"per_period": {"period": "month", "count": 1}},
    }
    return adopt({**terms, "title": {"en": "Sparring", "sv": "Sparring"}}, on=date(2026, 4, 1), now=now)


def test_asked_less_often_a_voluntary_rhythm_invites_every_other_time_and_never_nudges(voluntary, cast, now):
    preferences.ask_less_often(cast.camilla, voluntary, now=now)
    walk(now, now + timedelta(days=120), step=timedelta(days=1))
    invited = _sent(cast.camilla, "invitation")
    assert invited == ["2026-04", "2026-06"]
    assert _sent(cast.camilla, "not_booked", "choose_coach") == []
    assert _sent(cast.bjorn, "invitation") == ["2026-04", "2026-05", "2026-06", "2026-07"]
    assert "2026-04" in _sent(cast.bjorn, "not_booked", "choose_coach")
    preferences.ask_as_usual(cast.camilla, voluntary, now=now)
    assert not SeldomAsked.objects.exists()


def test_a_compulsory_rhythm_asks_as_often_as_it_promised(quarterly, cast, now):
    preferences.ask_less_often(cast.camilla, quarterly, now=now)
    walk(now, now + timedelta(days=100), step=timedelta(days=1))
    assert _sent(cast.camilla, "invitation") == ["2026-Q2", "2026-Q3"]
    assert _sent(cast.camilla, "not_booked")


def _sent(person, *letters):
    said = Delivery.objects.filter(recipient=person, letter__in=letters, state="sent").order_by("id")
    return list(said.values_list("obligation__cycle_key", flat=True))
