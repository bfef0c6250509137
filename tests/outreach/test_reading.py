"""Two hundred letters ask the database as often as one: what they are written from is read in sets."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations.models import Conversation
from leadership.lib.instants import iso
from leadership.obligations.models import Obligation
from leadership.outreach import days, deliver, mailway
from leadership.outreach.models import ChatPlace, Delivery
from leadership.outreach.notices import Notice, write
from leadership.people import directory, numberline
from leadership.people.models import CoachProfile, Person
from policies.models import ConversationType
from tests.outreach import rhythmletters
from tests.outreach.conftest import mails_of, text_of

FEW, MANY = 2, 7
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)')
WISHED = NOW + timedelta(days=9, hours=1)
HALF = timedelta(minutes=30)
LATE = datetime(2026, 7, 22, 14, tzinfo=UTC)
ABOVE = ("leader_told", "hr_told")
OWED = (
    "invitation",
    "choose_coach",
    "not_booked",
    "first_step",
    "handed_over",
    "help_asked",
    "late",
    "pair_overdue",
    *ABOVE,
)
TALKS = ("booked", "moved", "cancelled", "tomorrow", "afterwards", "offer", "answered", "counter")
TO_THE_COACH = ("first_step", "handed_over")
EACH = (
    "SAVEPOINT", "RELEASE", 'INSERT INTO "outreach_demomail"', "UPDATE outreach_delivery SET state = 'sent'",
    "WITH letter AS (UPDATE outreach_delivery",
)  # fmt: skip
"""What is done for every letter: it is handed over (in the demo, kept) and finished, alone, so that a crash doubles
none but itself."""
EACH_WARNING = ('SELECT DISTINCT "obligations_obligation"', 'SELECT "outreach_delivery"."recipient_id" AS')
"""Whether both of a pair have been told by now is asked while the letter is finished."""


@pytest.fixture
def crowd(quarterly, cast, monkeypatch):
    """Some members and as many coaches, all led by Astrid; the way out is known, and no machine is too slow."""
    monkeypatch.setattr(deliver, "FRESH", 3600)
    mailway.opened()
    hired, at = date(2020, 1, 1), {"unit": cast.astrid.unit, "manager": cast.astrid}
    made = [
        Person(
            given_name=f"{side}{n}", email=f"{side}{n}@example.org", hire_date=hired, path=f"{cast.astrid.path}", **at
        )
        for n in range(MANY)
        for side in ("m", "c")
    ]
    Person.objects.bulk_create(made)
    people = list(Person.objects.filter(manager=cast.astrid, hire_date=hired).order_by("pk"))
    CoachProfile.objects.bulk_create(CoachProfile(person=coach, certified=True) for coach in people[1::2])
    return list(zip(people[::2], people[1::2], strict=True))


def owed(policy, letter, member, coach):
    without = letter in ("invitation", "choose_coach")
    return Obligation.objects.create(
        person=member, policy=policy, policy_version=policy.latest(), cycle_key="2026-Q2", state="open",
        slot=OWED.index(letter), opens_on=date(2026, 4, 1), choose_by=date(2026, 4, 24), due_on=date(2026, 6, 30),
        overdue_from=date(2026, 7, 8), close_on=date(2026, 8, 14), coach=None if without else coach,
        coach_chosen_on=None if without else date(2026, 4, 1),
    )  # fmt: skip


def talk(letter, member, coach, number):
    start = NOW + timedelta(days=3 + TALKS.index(letter), hours=number)
    time = {"start": start, "end": start + HALF, "holds_from": start, "holds_until": start + HALF}
    states = {"offer": "proposed", "afterwards": "ended", "cancelled": "cancelled"}
    made = Conversation.objects.create(
        member=member, coach=coach, type=ConversationType.objects.get(key="one_on_one"), minutes=30, made_at=NOW,
        state=states.get(letter, "booked"), initiated_by="member", offered_by="coach" if letter == "offer" else "",
        **({} if letter == "offer" else time),
    )  # fmt: skip
    if letter in ("answered", "counter"):
        asked = {"partstat": "TENTATIVE", "proposed_start": WISHED} if letter == "counter" else {"partstat": "DECLINED"}
        made.answers.create(
            person=coach if letter == "counter" else member, sequence=0, dtstamp=NOW, said_at=NOW, **asked
        )
    if letter == "offer":
        made.offers.create(**time, expires_at=start, held_until=start, held=True)
    if letter == "cancelled":
        told = {"made_at": NOW, "due_at": NOW, "attempts": 1, "state": "sent"}
        Delivery.objects.create(
            unique_key=f"told:{made.pk}", letter="booked", recipient=member, conversation=made, **told
        )
    return made


def write_some(letter, crowd, policy, now, asked_by, *, transactional=True):
    """One letter to each of these members (or their coaches)."""
    for number, (member, coach) in enumerate(crowd):
        if letter in OWED:
            about = {"obligation_id": owed(policy, letter, member, coach).pk}
            if letter in ABOVE:
                Obligation.objects.filter(pk=about["obligation_id"]).update(warned_at=LATE - timedelta(days=7))
        else:
            about = {"conversation_id": talk(letter, member, coach, number).pk}
        to = coach if letter in TO_THE_COACH else member
        said = {"by": str(asked_by.key) if letter == "help_asked" else "member", "proposed": iso(WISHED)}
        key = f"{letter}:{member.pk}"
        write([Notice(key=key, letter=letter, recipient=to, data=said, transactional=transactional, **about)], now=now)


def afresh(*more):
    for model in (Delivery, Conversation, Obligation, *more):
        model.objects.all().delete()


def asked(now):
    """The statements of a run that are not those of each single letter, and how many letters left."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        sent = deliver.run(now).sent
    asked = [
        one["sql"]
        for one in seen
        if not one["sql"].strip().startswith(EACH + EACH_WARNING) and " times: " not in one["sql"]
    ]
    return Counter((sql.split()[0], TABLE.search(sql)[1]) for sql in asked), sent


@pytest.mark.parametrize(("letters", "now"), [((*OWED[:-4], *TALKS), NOW), (OWED[-4:], LATE)], ids=["in time", "late"])
def test_three_letters_of_each_kind_ask_as_often_as_one(crowd, quarterly, cast, letters, now):
    questions = []
    for some in (crowd[:1], crowd[:1], crowd[:3]):  # the first fills what is kept between runs
        afresh()
        for letter in letters:
            write_some(letter, some, quarterly, now, cast.astrid)
        found, sent = asked(now)
        assert sent == len(some) * len(letters), Delivery.objects.values_list("letter", "state", "reason", "answer")
        questions.append(found)
    assert questions[1] == questions[2]


def test_every_letter_more_costs_one_statement_of_its_own_the_note_that_it_was_taken(crowd, quarterly, cast, smtp):
    counted = []
    for some in (crowd[:FEW], crowd[:FEW], crowd):
        afresh()
        write_some("booked", some, quarterly, NOW, cast.astrid)
        with CaptureQueriesContext(connection) as seen:
            assert deliver.run(NOW).sent == len(some)
        counted.append(len(seen))
    assert counted[2] - counted[1] == MANY - FEW
    assert len(smtp.taken) == 2 * FEW + MANY


def test_seven_letters_of_the_day_are_put_together_and_sent_with_as_many_questions_as_two(crowd, quarterly, cast):
    questions = []
    for some in (crowd[:FEW], crowd[:FEW], crowd[:MANY]):
        afresh()
        write_some("invitation", some, quarterly, NOW, cast.astrid, transactional=False)
        found, sent = asked(NOW)
        assert sent == len(some)
        questions.append(found)
    assert questions[1] == questions[2]


def test_letters_about_rhythms_ask_as_often_for_seven_readers_as_for_two(crowd, quarterly, cast):
    about = {
        "proposal_opened": rhythmletters.about("proposal_opened", cast, quarterly, NOW),
        "review_due": rhythmletters.about("review_due", cast, quarterly, NOW),
    }
    about["proposal_changed"] = about["proposal_opened"]
    questions = []
    for some in (crowd[:FEW], crowd[:FEW], crowd[:MANY]):
        Delivery.objects.all().delete()
        write([Notice(key=f"{letter}:{member.pk}", letter=letter, recipient=member, data=data, transactional=True)
               for member, _coach in some for letter, data in about.items()], now=NOW)  # fmt: skip
        found, sent = asked(NOW)
        assert sent == len(some) * len(about), Delivery.objects.values_list("letter", "state", "reason", "answer")
        questions.append(found)
    assert questions[1] == questions[2]


@pytest.mark.parametrize(("letter", "gathers"), [("line_week", "leader_told"), ("hr_month", "hr_told")])
def test_summaries_ask_as_often_for_seven_readers_as_for_two(crowd, quarterly, cast, letter, gathers):
    for member, leader in crowd:
        directory.change(member, now=NOW, manager=leader)
    numberline.mend()
    Person.objects.update(language="en")
    questions = []
    for some in (crowd[:FEW], crowd[:FEW], crowd[:MANY]):
        afresh()
        for member, leader in some:
            about = owed(quarterly, "late", member, None)
            leader.refresh_from_db()
            Delivery.objects.create(unique_key=f"told:{leader.pk}", letter=gathers, recipient=leader, obligation=about,
                                    made_at=NOW, due_at=NOW, state="sent")  # fmt: skip
            write([Notice(key=f"{letter}:{leader.pk}", letter=letter, recipient=leader, transactional=True)], now=NOW)
        found, sent = asked(LATE)
        assert sent == len(some), Delivery.objects.values_list("letter", "state", "reason", "answer")
        questions.append(found)
    assert questions[1] == questions[2]
    if letter == "line_week":
        texts = [" ".join(text_of(mails_of(leader)[-1]).split()) for _member, leader in crowd]
        assert [text for text in texts if "0 of 1 have had their talk this period and 1 remain" not in text] == []


def test_chat_messages_beside_letters_are_read_in_sets_too(crowd, quarterly, cast, monkeypatch):
    monkeypatch.setattr("leadership.outreach.chat.post", lambda note: "chat: 200")
    questions = []
    for some in (crowd[:FEW], crowd[:FEW], crowd[:MANY]):
        afresh(ChatPlace)
        for member, _coach in some:
            ChatPlace.objects.create(person=member, service="slack", address="https://chat.example.org/x",
                                     says_subject=True, made_at=NOW)  # fmt: skip
        write_some("booked", some, quarterly, NOW, cast.astrid)
        found, sent = asked(NOW)
        assert sent == 2 * len(some)
        questions.append(found)
    assert questions[1] == questions[2]


@pytest.mark.parametrize("gathered", [False, True], ids=["before", "after it was put in its letter"])
def test_one_letter_that_cannot_be_read_leaves_the_others_of_its_set_alone(crowd, quarterly, cast, gathered):
    write_some("invitation", crowd[:3], quarterly, NOW, cast.astrid, transactional=False)
    if gathered:
        days.gather(now=NOW)
    spoilt = crowd[1][0]
    Person.objects.filter(pk=spoilt.pk).update(work_hours=["nonsense"])
    assert deliver.run(NOW).sent == 2
    assert set(Delivery.objects.filter(recipient=spoilt).values_list("state", flat=True)) == {"failed"}


def test_what_changes_while_a_slow_server_takes_the_letters_before_is_asked_about_anew(
    crowd, quarterly, cast, monkeypatch
):
    """A talk is cancelled while the letters before it leave: its invitation does not."""
    write_some("booked", crowd[:3], quarterly, NOW, cast.astrid)
    last = Conversation.objects.get(member=crowd[2][0])
    monkeypatch.setattr(deliver, "FRESH", 1.0)
    ticks = iter(range(10_000))
    monkeypatch.setattr(deliver.time, "monotonic", lambda: next(ticks) * 0.4)
    real = deliver._Run._hand_over

    def slowly(run, claim, ready):
        real(run, claim, ready)
        Conversation.objects.filter(pk=last.pk).update(state="cancelled", sequence=1)

    monkeypatch.setattr(deliver._Run, "_hand_over", slowly)
    counts = deliver.run(NOW)
    assert (counts.sent, counts.dropped) == (2, 1)
    assert Delivery.objects.get(recipient=crowd[2][0]).reason == "cancelled"
