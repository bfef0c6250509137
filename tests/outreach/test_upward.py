"""Rhythms that speak to leaders: "each leader meets each of their leaders' people once a year" (subject: leader)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from leadership.obligations import standing
from leadership.obligations.models import Obligation
from leadership.outreach import deliver
from leadership.outreach.models import Delivery
from leadership.outreach.notices import Notice, write
from leadership.outreach.tick import tick
from leadership.people import absences, directory
from leadership.people.models import Person
from policies import rhythms as policies
from tests.obligations.conftest import T1
from tests.outreach.conftest import adopt, mails_of, text_of

UPWARD = {
    **T1,
    "key": "upward",
    "subject": "leader",
    "types": ["skip_level"],
    "cadence": {"per_period": {"period": "year", "count": 1}},
    "coach": {"eligible": ["skip_manager"]},
    "answer_within": 3,
}


@pytest.fixture
def rows(cast, now):
    """What is owed in the first year, by the name of who is heard."""
    adopt(UPWARD, on=date(2026, 4, 1), now=now)
    tick(now)
    tick(now + timedelta(minutes=5))
    found = Obligation.objects.select_related("person", "coach").filter(cycle_key="2026")
    return {row.person.given_name: row for row in found}


def test_only_those_whose_leader_has_a_leader_are_met_and_by_the_right_one(cast, rows):
    assert {name: (row.state, row.coach) for name, row in rows.items()} == {
        "Björn": ("open", cast.freja),
        "Camilla": ("open", cast.freja),
    }


def test_it_is_the_leaders_move_from_the_first_day(cast, rows, now):
    for row in rows.values():
        turn = standing.of(row, now.date()).next_mover
        assert (turn.role, turn.person, turn.answer_by) == ("coach", cast.freja, date(2026, 4, 8))


def test_the_leader_is_asked_to_begin(cast, rows, now):
    deliver.run(now + timedelta(minutes=10))
    asked = Delivery.objects.filter(letter="first_step", recipient=cast.freja)
    assert {one.obligation.person for one in asked.select_related("obligation__person")} == {cast.bjorn, cast.camilla}


@pytest.mark.parametrize(("name", "reads"), [("freja", False), ("bjorn", True)])
def test_what_made_the_day_is_the_members_to_read_and_not_the_leaders(cast, rows, now, name, reads):
    """It may speak of their leave."""
    reader = getattr(cast, name)
    Person.objects.filter(pk=reader.pk).update(language="en")
    absences.note(cast.bjorn, start=date(2026, 12, 21), end=date(2027, 1, 10), now=now)
    tick(now + timedelta(hours=1))
    Delivery.objects.all().delete()
    late, owed = datetime(2027, 1, 18, 15, tzinfo=UTC), rows["Björn"]
    notice = Notice(key="try", letter="help_asked", recipient=reader, obligation_id=owed.pk, transactional=True)
    write([notice], now=late)
    assert deliver.run(late).sent == 1
    text = " ".join(text_of(mails_of(reader)[-1]).split())
    assert ("You are back on 11 January 2027, so the day moves" in text) == reads


def test_whoever_is_heard_gets_no_letter_about_it_and_the_leader_is_told_what_others_would_be(cast, rows, now):
    """Reminded, warned alone, and then the leader's own leader, or HR, is told (docs/reference/cadence.md B.2, B.5)."""
    deliver.run(now + timedelta(hours=6))
    [owed, _other] = Obligation.objects.filter(cycle_key="2026").order_by("pk")
    for day in (date(2026, 12, 9), date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 25), date(2027, 2, 10)):
        moment = datetime.combine(day, time(15), UTC)
        tick(moment)
        deliver.run(moment)
    said = Delivery.objects.filter(obligation=owed, state="sent").exclude(letter="digest")
    told = set(said.values_list("recipient__given_name", "letter"))
    assert {name for name, _letter in told} == {"Freja", "David"}
    assert {letter for name, letter in told if name == "Freja"} >= {"first_step", "not_booked", "late", "pair_overdue"}
    assert {letter for name, letter in told if name == "David"} <= {"leader_told", "hr_told"}
    owed.refresh_from_db()
    assert owed.warned_at is not None


@pytest.mark.parametrize("letter", ["not_booked", "late", "pair_overdue", "help_asked"])
def test_letters_to_the_leader_greet_the_leader_and_say_about_whom_they_are(cast, rows, now, letter):
    Person.objects.filter(pk=cast.freja.pk).update(language="en")
    owed, late = rows["Björn"], datetime(2027, 1, 18, 15, tzinfo=UTC)
    Delivery.objects.all().delete()
    write([Notice(key="try", letter=letter, recipient=cast.freja, obligation_id=owed.pk, transactional=True)], now=late)
    assert deliver.run(late).sent == 1
    text = text_of(mails_of(cast.freja)[-1])
    assert text.startswith("Hi Freja!")
    assert "promise to you" not in text
    assert "Björn" in text or letter == "help_asked"


def test_among_many_people_who_share_an_answer_only_those_who_have_such_a_leader_are_met(cast, now):
    for number in range(30):
        directory.hire(
            given_name=f"Number{number}", family_name="Many", employee_id=f"many-{number}", hire_date=date(2024, 1, 1),
            manager=cast.astrid if number % 2 else cast.freja, now=now,
        )  # fmt: skip
    adopt(UPWARD, on=date(2026, 4, 1), now=now)
    tick(now)
    met = Obligation.objects.filter(cycle_key="2026").values_list("person__manager__given_name", flat=True)
    assert (set(met), len(met)) == ({"Astrid"}, 17)


def test_who_gets_a_leaders_leader_is_met_from_then_on(cast, rows, now):
    newcomer = directory.hire(given_name="Greta", hire_date=date(2020, 1, 1), now=now)
    directory.move(cast.freja, manager=newcomer, now=now + timedelta(hours=1))
    tick(now + timedelta(hours=2))
    tick(now + timedelta(hours=3))
    met = Obligation.objects.filter(cycle_key="2026", coach=newcomer).values_list("person__given_name", flat=True)
    assert set(met) == {"Astrid", "Erik", "David"}


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "It is the leader who sees to it."), ("sv", "Det är ledaren som ser till det.")],
)
def test_the_editor_says_whose_rhythm_it_is(cast, client, now, language, said):
    policies.create(UPWARD, by=None, now=now)
    Person.objects.filter(pk=cast.david.pk).update(language=language)
    client.force_login(
        Person.objects.get(pk=cast.david.pk), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/rhythms/upward/edit/").content.decode()
    assert said in page
