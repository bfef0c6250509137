"""Exact counts of large lines are taken from the beginning, seldom, and agree with a walk through everybody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadership.conversations import reckoning
from leadership.conversations.models import PulseTurn
from leadership.insights import line, linecounts, linepages, nightly, seen
from leadership.insights.asked import Filters, asked_for
from leadership.insights.models import LineCount
from leadership.obligations import ledger, linecopy, standing
from leadership.obligations.models import Obligation
from leadership.people import absences, directory, persons
from leadership.people.models import Person
from tests.insights.test_line import adopt, quarter  # noqa: F401 - a fixture

DAYS = st.dates(date(2026, 4, 1), date(2026, 9, 30))
WORDS = ("overdue", "due_soon", "on_track", "heard", "excused")


@settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    on=DAYS,
    states=st.lists(st.sampled_from(["open", "booked", "unconfirmed", "fulfilled", "excused"]), min_size=5, max_size=5),
)
def test_counts_pages_and_words_agree_with_a_walk_through_everybody(history, on, states):
    """The naive way: every row read, its calendar asked, the earliest of each person kept."""
    rows = list(Obligation.objects.filter(cycle_key="2026-Q2").exclude(person=history.freja).order_by("pk"))
    for row, state in zip(rows, states, strict=True):
        Obligation.objects.filter(pk=row.pk).update(state=state, credited_on=date(2026, 4, 2))
    found = line.dashboard(history.freja, on=on, limit=50)
    expected = dict.fromkeys(WORDS, 0)
    for row in Obligation.objects.filter(cycle_key="2026-Q2").exclude(person=history.freja):
        stand = standing.of(row, on)
        ended = row.state in seen.ENDED
        if not ended or row.due_on >= on:
            expected[_word(stand)] += 1
    assert {word: found.counts[word] for word in WORDS} == expected
    shown = [one.timeliness for one in found.rows]
    assert sorted(shown) == sorted(_word(standing.of(one.obligation, on)) for one in found.rows)
    assert len(shown) == sum(1 for state in states if state not in seen.ENDED)
    wanted = asked_for(history.freja, persons.line(history.freja, on=on), on=on)
    wide, along = (
        linepages.find(replace(wanted, form=replace(wanted.form, wide=wide)), after=None, limit=50)
        for wide in (True, False)
    )
    assert wide.counts == along.counts
    assert {word: along.counts[word] for word in WORDS} == expected


def _word(stand):
    return standing.for_leader(stand)


@pytest.fixture
def history(quarter, now):  # noqa: F811 - the fixture
    """Björn is away for long, Camilla's pair was warned."""
    absences.note(quarter.bjorn, start=date(2026, 6, 1), end=date(2026, 8, 31), now=now)
    reckoning.signals(now=now)
    camilla = Obligation.objects.get(person=quarter.camilla, cycle_key="2026-Q2")
    ledger.warn(camilla, now=datetime(2026, 7, 1, 8, tzinfo=UTC))
    Obligation.objects.exclude(cycle_key="2026-Q2").delete()
    return quarter


def test_large_lines_are_counted_every_ten_minutes_and_small_ones_never(quarter, now, monkeypatch):  # noqa: F811
    monkeypatch.setattr(linecounts, "CAP", 3)
    assert linecounts.refresh(now=now) == 1
    kept = LineCount.objects.get()
    rhythm = Obligation.objects.get(person=quarter.bjorn, cycle_key="2026-Q2").policy.key
    assert (kept.leader, kept.counts[""]["on_track"], kept.counts[rhythm]["on_track"]) == (quarter.freja, 5, 5)
    assert linecounts.refresh(now=now + timedelta(minutes=9)) == 0
    Obligation.objects.filter(person=quarter.bjorn, cycle_key="2026-Q2").update(state="excused")
    assert linecounts.refresh(now=now + timedelta(minutes=10)) == 1
    assert LineCount.objects.get().counts[""]["on_track"] == 4


def test_above_the_cap_a_count_says_only_so_until_the_line_has_been_counted(quarter, now, monkeypatch):  # noqa: F811
    for module in (linecounts, linepages):
        monkeypatch.setattr(module, "CAP", 3)
    found = line.dashboard(quarter.freja, on=now.date())
    assert (found.counts["on_track"], found.as_of) == (4, None)
    linecounts.refresh(now=now)
    found = line.dashboard(Person.objects.get(pk=quarter.freja.pk), on=now.date())
    assert (found.counts["on_track"], found.as_of, found.counts_all) == (5, now, False)
    freja = Person.objects.get(pk=quarter.freja.pk)
    narrowed = line.dashboard(freja, on=now.date(), filters=Filters(unit=quarter.bjorn.unit.path))
    assert (narrowed.counts["on_track"], narrowed.counts_all) == (5, True)
    assert len(narrowed.rows) < 5


def test_copies_left_behind_are_mended_with_the_next_count_after_somebody_moved(quarter, now):  # noqa: F811
    Obligation.objects.filter(person=quarter.bjorn).update(lft=1)
    linecounts.refresh(now=now + timedelta(days=1))
    assert linecopy.wrong() == Obligation.objects.filter(person=quarter.bjorn).count()
    directory.move(quarter.camilla, manager=quarter.erik, now=now + timedelta(days=1, minutes=5))
    linecounts.refresh(now=now + timedelta(days=1, minutes=10))
    assert linecopy.wrong() == 0


@pytest.mark.parametrize("word", ["due_soon", "on_track", "heard"])
def test_pages_go_on_where_the_last_one_ended_few_or_many(history, monkeypatch, word):
    """Some of the list, then the rest: nobody twice, nobody missing, whether the few are looked up first or not."""
    if word == "heard":
        Obligation.objects.exclude(person=history.freja).update(state="fulfilled", credited_on=date(2026, 4, 2))
    on = date(2026, 5, 4) if word == "on_track" else date(2026, 6, 20)
    whole = _walked(history.freja, word, on)
    monkeypatch.setattr(linepages, "CAP", 1)
    assert _walked(history.freja, word, on) == whole
    assert len(set(whole)) == len(whole) > 2


def _walked(leader, word, on):
    found, after = [], None
    while True:
        page = line.dashboard(leader, on=on, after=after, limit=2, filters=Filters(word=word))
        found += [one.obligation.pk for one in page.rows]
        if (after := page.after) is None:
            return found


def test_once_a_day_what_is_wrong_is_mended_and_what_is_over_lets_go(quarter, now):  # noqa: F811
    Obligation.objects.filter(person=quarter.bjorn).update(lft=1)
    over = Obligation.objects.get(person=quarter.camilla, cycle_key="2026-Q2")
    Obligation.objects.filter(pk=over.pk).update(state="excused", due_on=date(2026, 4, 2))
    assert nightly.number_line(now=now + timedelta(days=5)) == Obligation.objects.filter(person=quarter.bjorn).count()
    assert linecopy.wrong() == 0
    assert Obligation.objects.get(pk=over.pk).lft is None
    assert nightly.number_line(now=now + timedelta(days=5, hours=1)) == 0


def test_once_a_day_what_was_answered_lets_go_of_what_has_served(quarter, now):  # noqa: F811
    PulseTurn.objects.create(person=quarter.bjorn, question="support", quarter="2026-Q1")
    later = now + timedelta(days=6)
    assert [nightly.answers(now=moment) for moment in (later, later)] == [1, 0]
    PulseTurn.objects.create(person=quarter.bjorn, question="support", quarter="2026-Q1")
    assert nightly.answers(now=later + timedelta(hours=1)) == 0
    assert nightly.answers(now=later + timedelta(days=1)) == 1


def test_a_reorganisation_by_a_staff_list_is_on_the_page_at_once(quarter, now):  # noqa: F811
    from leadership.people.importing.taking import take
    from tests.people.lists import csv_of

    rows = [
        {"e-mail": one.email, "given name": one.given_name, "manager": "erik@example.org"}
        for one in (quarter.bjorn, quarter.camilla)
    ]
    take(csv_of(rows), now=now, whole=False)
    erik = Person.objects.get(pk=quarter.erik.pk)
    found = line.dashboard(erik, on=now.date())
    assert {one.obligation.person.given_name for one in found.rows} == {"Björn", "Camilla"}
    assert line.dashboard(Person.objects.get(pk=quarter.astrid.pk), on=now.date()).rows == ()
