"""A large organisation is as consistent as a small one that was lived through."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db.models import Sum

from leadership.cli import bare_tables, crowd_people, crowd_prints, demo_crowd
from leadership.conversations import numbers, talks
from leadership.conversations.eligibility import accepts
from leadership.conversations.models import Commitment, Conversation, Credit, Occupied, PulseTally, PulseTurn
from leadership.lib.refusal import Refused
from leadership.obligations import linecopy, reconcile, replay
from leadership.obligations.models import LIVE, Obligation
from leadership.outbox.models import Fact, Signal
from leadership.outreach import tick
from leadership.outreach.models import Delivery
from leadership.people import directory, numberline
from leadership.people.models import CoachProfile, Person, Unit
from leadership.people.trees import paths_of
from policies.models import Policy

NOW = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
PEOPLE = 300


@pytest.fixture
def steps(db):
    """The crowd is there; the progress that was told while it was made."""
    told = []
    assert demo_crowd.make(PEOPLE, now=NOW, progress=lambda done, of: told.append((done, of))) == PEOPLE
    return told


@pytest.mark.usefixtures("steps")
def test_everyone_stands_in_the_line_of_freja_in_a_unit_at_an_address_of_their_own():
    for tree, link in ((Person, "manager_id"), (Unit, "parent_id")):
        parents = dict(tree.objects.values_list("pk", link))
        assert dict(tree.objects.values_list("pk", "path")) == paths_of(parents)
        assert list(parents.values()).count(None) == 1
    freja = Person.objects.get(email="freja@example.org")
    assert Person.objects.in_line_of(freja).filter(unit__isnull=False).count() == PEOPLE - 1
    addresses = {address.lower() for address in Person.objects.values_list("email", flat=True)}
    assert len(addresses) == PEOPLE
    assert all(address.isascii() and address.endswith("@example.org") for address in addresses)


@pytest.mark.usefixtures("steps")
def test_the_cast_is_among_them_and_leaders_of_the_crowd_lead_six_to_twelve():
    cast = {f"{name}@example.org" for name in ("freja", "astrid", "erik", "david", "bjorn", "camilla")}
    assert cast <= set(Person.objects.values_list("email", flat=True))
    led = Person.objects.exclude(manager=None).exclude(manager__employee_id="").values_list("manager", flat=True)
    smallest, *others = sorted(Counter(led).values())
    assert smallest >= 1
    assert 6 <= min(others) <= max(others) <= 12


@pytest.mark.usefixtures("steps")
def test_nothing_is_left_to_mend_to_do_or_to_write():
    assert reconcile.check(NOW, talks.of) == []
    assert list(replay.differences()) == []
    assert not Signal.objects.exists()
    report = tick.tick(NOW)
    assert (report.opened, report.closed, report.written, report.errors) == (0, 0, 0, [])
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures("steps")
def test_two_quarters_have_something_to_show_with_a_credit_for_each_talk_that_counts():
    states = Counter(Obligation.objects.values_list("cycle_key", "state"))
    assert states["2026-Q1", "fulfilled"] > PEOPLE * 0.75
    assert states["2026-Q1", "missed"] > 0
    assert min(states["2026-Q2", state] for state in ("fulfilled", "booked", "open")) >= 10
    assert states["2026-Q3", "planned"] > PEOPLE * 0.9
    fulfilled = set(Obligation.objects.filter(state="fulfilled").values_list("pk", "credited_on"))
    assert set(Credit.objects.filter(withdrawn_at=None).values_list("obligation_id", "credited_on")) == fulfilled
    booked = set(Obligation.objects.filter(state="booked").values_list("pk", flat=True))
    assert set(Commitment.objects.values_list("obligation_id", flat=True)) == booked
    said = answers()
    assert PEOPLE * 0.35 < said["support"] <= states["2026-Q1", "fulfilled"] < 2 * said["worth"]
    assert {f"{week:%Y}-Q{(week.month + 2) // 3}" for week in PulseTally.objects.values_list("week", flat=True)} == {
        "2026-Q1"
    }
    assert not PulseTurn.objects.exists(), "nobody's turn in the quarter that runs has been"


@pytest.mark.usefixtures("steps")
def test_talks_are_with_a_coach_the_rhythm_accepts_who_has_room_at_an_hour_when_both_work():
    terms = Policy.objects.get().latest().read()
    for talk in Conversation.objects.select_related("member", "coach"):
        assert accepts(terms, frozenset(talk.coach_kinds))
        for person in (talk.member, talk.coach):
            local = talk.start.astimezone(person.zone_info)
            assert 9 <= local.hour < 17 and local.weekday() < 5
    pairs = Obligation.objects.filter(state__in=LIVE, coach__isnull=False).values_list("coach", "person").distinct()
    capacity = dict(CoachProfile.objects.values_list("person", "capacity"))
    taken = Counter(coach for coach, _member in pairs)
    assert all(count <= capacity.get(coach, numbers.CAPACITY) for coach, count in taken.items())


def test_life_goes_on_and_progress_reaches_its_end(steps):
    assert [done for done, _of in steps] == sorted({done for done, _of in steps})
    assert len(steps) >= 5 and steps[-1][0] == steps[-1][1]
    leader = Person.objects.exclude(employee_id="").order_by("pk")[10]
    nova = directory.hire(given_name="Nova", email="nova@example.org", hire_date=NOW.date(), now=NOW, manager=leader)
    assert nova.path.startswith(leader.path)
    with pytest.raises(Refused, match="already"):
        demo_crowd.make(PEOPLE, now=NOW, progress=lambda done, of: None)


@pytest.mark.usefixtures("steps")
def test_facts_of_the_crowd_hold_keys_and_dates_and_no_addresses():
    told = Fact.objects.filter(kind__in=("person.hired", "obligation.coach_chosen", "conversation.held"))
    assert told.count() > PEOPLE
    assert not any("@" in str(fact.data) for fact in told)


@pytest.mark.django_db
def test_soon_after_a_quarter_its_late_talks_remain_and_both_were_told():
    early = datetime(2026, 4, 24, 8, 0, tzinfo=UTC)
    demo_crowd.make(60, now=early, progress=lambda done, of: None)
    late = Obligation.objects.filter(state="open", cycle_key="2026-Q1", overdue_from__lte=early.date())
    assert late.exists()
    assert not late.filter(warned_at=None).exists()
    assert reconcile.check(early, talks.of) == []


@pytest.mark.django_db
def test_a_crowd_that_is_mostly_copies_is_as_consistent_as_one_that_was_lived_with(monkeypatch):
    monkeypatch.setattr(crowd_people, "LEAST_BLOCK", 40)
    before = worn_by_the_tables()
    steps = []
    made = demo_crowd.make(170, now=NOW, progress=lambda done, of: steps.append(done / of))
    assert made == Person.objects.count() == 170
    assert (steps, steps[-1]) == (sorted(steps), 1)
    assert worn_by_the_tables() == before
    assert reconcile.check(NOW, talks.of) == []
    assert list(replay.differences()) == []
    assert (numberline.wrong(), linecopy.wrong()) == (0, 0)
    units = dict(Unit.objects.values_list("pk", "parent_id"))
    assert dict(Unit.objects.values_list("pk", "path")) == paths_of(units)
    keys = {str(key) for key in Person.objects.values_list("key", flat=True)}
    told = Fact.objects.filter(kind="obligation.coach_chosen")
    assert {str(fact.subject_key) for fact in told} | {fact.data["coach"] for fact in told} <= keys
    held = Conversation.objects.exclude(holds_from=None).values_list("pk", "member", "coach", "holds_from")
    taken = {(pk, person, since) for pk, member, coach, since in held for person in (member, coach)}
    assert set(Occupied.objects.values_list("conversation", "person", "start")) == taken
    first, *others = Unit.objects.filter(name__regex=r"^Region \d+$").order_by("pk")
    assert others and {str(answers(unit.subtree())) for unit in others} == {str(answers(first.subtree()))}
    assert answers()["worth"] > answers()["support"]
    assert tick.tick(NOW).errors == []


def answers(units=None):
    """How many have answered each question, in all or of some units."""
    mine = PulseTally.objects.filter(unit__in=Unit.objects.filter(units)) if units else PulseTally.objects.all()
    return dict(mine.order_by("question").values_list("question").annotate(n=Sum("count")))


def worn_by_the_tables():
    """Indexes, constraints and triggers, as the database says them."""
    casts = re.compile(r"::character varying|::text|[][()]")  # PostgreSQL says them otherwise the second time
    return sorted(casts.sub("", said) for said in bare_tables.worn(crowd_prints.COPIED))


@pytest.mark.django_db
def test_fewer_than_twenty_are_refused():
    with pytest.raises(Refused, match="too few"):
        demo_crowd.make(19, now=NOW, progress=lambda done, of: None)
