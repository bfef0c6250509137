"""Letters as their readers get them: short, kind, one button, in their language and on their clock."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from leadership.accounts.models import ActionLink
from leadership.calendars import connecting
from leadership.conversations import booking, choosing, holding, moments, proposals, rounds
from leadership.conversations.models import PulseTurn, WaitingForCoach
from leadership.lib.instants import iso
from leadership.lib.tokens import token_hash
from leadership.obligations.models import Obligation
from leadership.outreach import deliver, resets, warnings
from leadership.outreach.letters.post import LETTERS
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.outreach.tick import tick
from leadership.people.models import Organisation, Person
from policies.models import ConversationType
from tests.keeping import kept
from tests.outreach import rhythmletters
from tests.outreach.conftest import agreed, mails_of, text_of

ABOUT_TALKS = {"booked", "moved", "cancelled", "tomorrow", "offer", "declined", "afterwards", "answered", "corrected",
               "counter", "time_kept", "calendar_differs", "taken_back"}  # fmt: skip
ABOUT_NOBODY = {"reset", "line_week", "hr_month", "review_due", "room", "room_help", "round_offers"}
GATHERS = {"line_week": "leader_told", "hr_month": "hr_told"}
LATE = {"late", "pair_overdue", "leader_told", "hr_told", *GATHERS}
READERS = {"first_step": "astrid", "round_offers": "astrid",
           "room": "astrid", "room_help": "freja", "leader_told": "freja", "line_week": "freja",
           "hr_told": "david", "hr_month": "david", "review_due": "david"}  # fmt: skip
HOUR = timedelta(hours=1)
LATE_DAY = datetime(2026, 7, 22, 14, tzinfo=UTC)
AVOID = ("non-compliant", "violation", "failed", "must ", "last warning", "no-show", "escalat", "overdue",
         "brister", "försummat", "krav", "sista varning", "släpar efter", "uteblev")  # fmt: skip


class Words(HTMLParser):
    """The words of a page as they are read, and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.buttons = 0
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.silent += tag in ("style", "title")
        if tag == "a":
            self.links.append(told["href"])
            self.buttons += "button-link" in (told.get("class") or "")

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "title")

    def handle_data(self, data):
        if not self.silent:
            self.words += data.split()


def read(mail):
    page = Words()
    page.feed(mail.get_body(("html",)).get_content())
    return page


def body_of(text):
    """The letter without links and without the small print under the line."""
    above = text.split("\n--\n")[0]
    return re.sub(r"https?://\S+", "", above)


def chosen(cast, now):
    """Björn's obligation, of which Astrid is the coach by his choice."""
    tick(now)
    owed = Obligation.objects.get(person=cast.bjorn, cycle_key="2026-Q2")
    choosing.choose(owed, coach=cast.astrid, by=cast.bjorn, now=now)
    return owed


@pytest.fixture
def letter(quarterly, cast, now):
    """Writes any letter to the person who would get it, and returns it as it arrived."""
    owed = kept(("astrid is chosen", now), lambda: chosen(cast, now))
    causes = {}

    def make(name, *, language="en"):
        Person.objects.update(language=language)
        person = getattr(cast, READERS.get(name, "bjorn"))
        moment = LATE_DAY if name in LATE else now
        if name not in causes:
            causes[name] = _notice(name, person)
        Delivery.objects.all().delete()
        notice = replace(causes[name], key=f"try:{name}:{language}", recipient=Person.objects.get(pk=person.pk))
        write([notice], now=moment)
        if name in GATHERS:
            Delivery.objects.create(unique_key="try:told", letter=GATHERS[name], recipient=person, obligation=owed,
                                    made_at=moment, due_at=moment, state="sent", sent_at=moment)  # fmt: skip
        if name in ("cancelled", "taken_back"):
            before = "booked" if name == "cancelled" else "offer"
            Delivery.objects.create(unique_key="try:booked", letter=before, recipient=person,
                                    conversation_id=notice.conversation_id, made_at=moment, due_at=moment, attempts=1,
                                    state="sent")  # fmt: skip
        before = len(mails_of(person))
        deliver.run(moment)
        found = mails_of(person)
        assert len(found) == before + 1, Delivery.objects.values_list("letter", "state", "reason", "answer")
        return found[-1]

    def _notice(name, person):
        about = _talk(name) if name in ABOUT_TALKS else None
        if name in LATE:
            Obligation.objects.filter(pk=owed.pk).update(warned_at=now)
        if name == "choose_coach":
            Obligation.objects.filter(pk=owed.pk).update(coach=None)
        told = {}
        if name == "place_kept":
            Obligation.objects.filter(pk=owed.pk).update(coach=None)
            kept = WaitingForCoach.objects.create(obligation=owed, coach=cast.erik, state="offered", asked_at=now,
                                                  answer_by=now + HOUR)  # fmt: skip
            told = {"wait": str(kept.key)}
        if name == "round_offers":
            sent = rounds.send(
                rounds.plan(rounds.ask(quarterly, by=cast.david, now=now), now=now), by=cast.david, now=now
            )
            rounds.send_some(sent, now=now)
            told = {"round": str(sent.key)}
        if name in rhythmletters.ABOUT:
            return rhythmletters.notice(name, person=person, cast=cast, policy=quarterly, now=now, key="")
        return Notice(key="", letter=name, recipient=person,
                      obligation_id=None if about or name in ABOUT_NOBODY else owed.pk,
                      conversation_id=about.pk if about else None,
                      data={"by": "member" if about else str(cast.astrid.key), "policy": "quarterly",
                            "what": "asked", "coach": str(cast.astrid.key), "review_on": "2027-01-15", **told,
                            "proposed": about and about.start and iso(about.start + HOUR)},
                      transactional=True)  # fmt: skip

    def _talk(name):
        if name in ("offer", "declined", "taken_back"):
            starts = proposals.suggest(member=cast.bjorn, coach=cast.astrid, minutes=30, now=now, n=3)
            talk = proposals.offer(member=cast.bjorn, coach=cast.astrid, starts=starts, minutes=30, by=cast.astrid,
                                   type=ConversationType.objects.get(key="one_on_one"), now=now)  # fmt: skip
            if name == "taken_back":
                return booking.cancel(talk, by=cast.astrid, now=now)
            return proposals.decline(talk, by=cast.bjorn, now=now) if name == "declined" else talk
        talk = agreed(cast, now)
        if name == "cancelled":
            booking.cancel(talk, by=cast.astrid, now=now)
        if name == "answered":
            talk.answers.create(person=cast.bjorn, partstat="DECLINED", sequence=0, dtstamp=now, said_at=now)
        if name == "counter":
            talk.answers.create(person=cast.astrid, partstat="TENTATIVE", sequence=0, dtstamp=now, said_at=now,
                                proposed_start=talk.start + HOUR)  # fmt: skip
        if name == "calendar_differs":
            elsewhere = connecting.subscribe(cast.bjorn, url="https://calendar.example.org/b.ics", name="", now=now)
            elsewhere.copies.create(conversation_key=talk.key, sequence=0, start=talk.start, end=talk.end,
                                    written_at=now, differs="moved", seen_start=talk.start + HOUR)  # fmt: skip
        if name in ("afterwards", "corrected"):
            moments.advance(now=talk.end)
            talk.refresh_from_db()
        if name == "corrected":
            holding.confirm(talk, by=cast.bjorn, now=talk.end)
            holding.void(talk, by=cast.david, now=talk.end, reason="noted_twice")
        return talk

    return make


WRITTEN = sorted(set(LETTERS) - {"handed_over"})


WHY = {"en": "Why you get this:", "sv": "Varför du får det här:", "fi": "Miksi saat tämän:"}
SEEN = {"en": "Who can see this:", "sv": "Vem kan se det här:", "fi": "Kuka näkee tämän:"}
HELLO = {"en": "Hi ", "sv": "Hej ", "fi": "Hei "}
OF_OTHERS = {"en": set(), "sv": {"the", "you", "your", "and", "with", "is", "a"},
             "fi": {"the", "you", "your", "and", "with", "is", "a", "och", "du", "att", "med"}}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_every_letter_is_short_kind_in_its_readers_language_and_says_why_it_comes_and_who_can_see_it(letter, name):
    """Its text and its HTML say the same, and lead to the same places."""
    for language in ("en", "sv", "fi"):
        mail = letter(name, language=language)
        _is_kind(mail, language)
        _says_the_same_twice(mail)


def _is_kind(mail, language):
    text, page = text_of(mail), read(mail)
    assert len(body_of(text).split()) <= 90
    assert page.buttons == 1
    assert WHY[language] in text
    assert SEEN[language] in text
    assert text.startswith(HELLO[language])
    assert not OF_OTHERS[language] & set(re.findall(r"[a-zåäö]+", body_of(text).lower()))
    assert not [word for word in AVOID if word in (text + mail["Subject"]).lower()]
    assert mail["Content-Language"] == language
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "\ue000" not in text + str(page.words)


def _says_the_same_twice(mail):
    text, page = text_of(mail), read(mail)
    said = " ".join(page.words)
    for line in body_of(text).splitlines():
        sentence = line.strip(" -:")
        assert " ".join(sentence.split()) in said
    assert set(page.links) == set(re.findall(r"https?://\S+", text))


def test_styles_are_inlined_and_the_dark_colours_kept(letter):
    page = letter("invitation").get_body(("html",)).get_content()
    assert 'style="' in page
    assert "prefers-color-scheme: dark" in page
    assert "<img" not in page


def test_times_are_on_the_readers_own_clock_and_name_the_zone(letter, cast):
    text = text_of(letter("not_booked"))
    assert "Helsinki time" in text
    assert len(re.findall(r"\d\d:\d\d–\d\d:\d\d", text)) == 3


def test_the_links_of_a_second_copy_are_the_same_and_only_their_hash_is_kept(letter, cast):
    text = text_of(letter("invitation"))
    tokens = re.findall(r"/a/([\w-]+)/", text)
    stored = set(ActionLink.objects.values_list("token_hash", flat=True))
    assert {token_hash(token) for token in tokens} <= stored
    assert not [token for token in tokens if token in stored]


def test_a_name_full_of_markup_is_text_in_the_letter(letter, cast):
    cast.astrid.given_name = "<b>Astrid</b> & {{ evil }}"
    cast.astrid.save(update_fields=["given_name"])
    mail = letter("booked")
    page = mail.get_body(("html",)).get_content()
    assert "<b>Astrid</b>" not in page
    assert "&lt;b&gt;Astrid&lt;/b&gt; &amp; {{ evil }}" in page
    assert "<b>Astrid</b> & {{ evil }} Berg" in text_of(mail)


def test_the_leader_is_never_told_who_the_coach_is(letter, cast):
    for name in ("leader_told", "hr_told"):
        mail = letter(name)
        assert "Astrid" not in text_of(mail) + mail.get_body(("html",)).get_content()
        assert "Björn Holm" in text_of(mail)


def test_the_late_letter_names_the_day_and_the_person_who_can_see_it(letter):
    text = text_of(letter("late"))
    assert "from 8 July, Freja Lind can see that the talk remains, not what it is about." in text
    assert text.startswith("Hi Björn and Astrid!")


def test_subjects_say_nothing_of_what_a_talk_is_about(letter):
    for name in ("booked", "afterwards", "offer"):
        subject = letter(name)["Subject"]
        assert "Quarterly" not in subject
        assert "Astrid" not in subject


def test_the_letter_after_a_talk_carries_one_question_more_until_it_was_the_readers_turn(letter, cast, now):
    """M5: the first that waits, by a link of its own that says nothing of an answer."""
    said = text_of(letter("afterwards"))
    assert "“I got the support I needed”, 1–5. Answer here.\n" in said
    assert "stored without your name and shown only when at least 5 people have answered." in said
    assert ActionLink.objects.filter(purpose="pulse", person=cast.bjorn).count() == 1
    for question in ("support", "change"):
        PulseTurn.objects.create(person=cast.bjorn, question=question, quarter="2026-Q2")
    Organisation.objects.update(n_min=7)
    rest = text_of(letter("afterwards"))
    assert "was it worth your time? Answer here." in rest
    assert "at least 7 people" in rest
    rhythm = Obligation.objects.filter(person=cast.bjorn)[0].policy.key
    PulseTurn.objects.create(person=cast.bjorn, question="worth", about=rhythm, quarter="2026-Q2")
    assert "One question" not in text_of(letter("afterwards"))


def test_a_new_password_leaves_through_the_outbox_and_its_address_is_nowhere_in_the_database(cast, now):
    resets.ask(cast.bjorn, now=now)
    assert deliver.run(now).sent == 1
    [address] = re.findall(r"https?://\S+", text_of(mails_of(cast.bjorn)[0]))
    secret = address.rstrip("/").rsplit("/", 1)[-1]
    kept = str(list(Delivery.objects.values())) + str(list(ActionLink.objects.values()))
    assert secret.partition("-")[2] not in kept


def test_somebody_who_asks_twice_in_a_minute_gets_one_letter(cast, now):
    resets.ask(cast.bjorn, now=now)
    resets.ask(cast.bjorn, now=now + timedelta(seconds=20))
    assert Delivery.objects.count() == 1


def test_what_the_pair_has_read_in_the_app_counts_as_told(quarterly, cast, now):
    tick(now)
    owed = Obligation.objects.get(person=cast.bjorn, cycle_key="2026-Q2")
    choosing.choose(owed, coach=cast.astrid, by=cast.bjorn, now=now)
    owed.refresh_from_db()
    assert not warnings.seen(owed, by=cast.bjorn, now=now)
    late = datetime(2026, 7, 2, 8, tzinfo=UTC)
    assert not warnings.seen(owed, by=cast.bjorn, now=late)
    assert not warnings.seen(owed, by=cast.freja, now=late)
    assert warnings.seen(owed, by=cast.astrid, now=late)
    owed.refresh_from_db()
    assert owed.warned_at == late


def test_the_organisation_is_called_by_its_name(letter):
    Organisation.current()
    Organisation.objects.update(name="Nordljus")
    assert "Nordljus only sees that you met." in text_of(letter("invitation"))


def test_a_question_from_the_leader_names_who_asks(letter, cast):
    assert "Astrid Berg asks what would help" in text_of(letter("help_asked"))
