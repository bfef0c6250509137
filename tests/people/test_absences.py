"""Being away: dates, never a reason. Pauses and settings of the organisation beside it."""

from datetime import date

import pytest

from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact, Signal
from leadership.people import absences, organisation, pauses, roles
from leadership.people.models import Absence, Pause

JUNE = {"start": date(2026, 6, 1), "end": date(2026, 6, 14)}


def test_a_person_is_away_from_the_first_day_to_the_last(cast, now):
    absences.note(cast.bjorn, **JUNE, now=now)

    assert [
        absences.away(cast.bjorn, date(2026, month, day)) for month, day in ((5, 31), (6, 1), (6, 14), (6, 15))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_an_absence_without_end_goes_on(cast, now):
    absences.note(cast.bjorn, start=date(2026, 6, 1), end=None, now=now)

    assert absences.away_of([cast.bjorn.pk, cast.camilla.pk], date(2030, 1, 1)) == {cast.bjorn.pk}


def test_the_fact_holds_dates_and_nothing_else(cast, now):
    absence = absences.note(cast.bjorn, **JUNE, now=now, by=cast.bjorn)
    fact = Fact.objects.get(kind="absence.noted")

    assert fact.data == {"start": "2026-06-01", "end": "2026-06-14"}
    assert (fact.subject_key, fact.object) == (cast.bjorn.key, f"absence:{absence.key}")
    assert Signal.objects.filter(fact=fact, reader="reconcile").count() == 1


@pytest.mark.parametrize("start, end", [(date(2026, 6, 14), None), (date(2026, 5, 1), date(2026, 6, 1))])
def test_days_that_overlap_are_refused(cast, now, start, end):
    absences.note(cast.bjorn, **JUNE, now=now)

    with pytest.raises(Refused, match="Björn is noted as away from"):
        absences.note(cast.bjorn, start=start, end=end, now=now)


def test_an_absence_may_be_stretched_over_its_own_days(cast, now):
    absence = absences.note(cast.bjorn, **JUNE, now=now)
    absences.change(absence, start=date(2026, 6, 1), end=date(2026, 6, 30), now=now)

    assert absences.away(cast.bjorn, date(2026, 6, 30))


def test_an_absence_does_not_end_before_it_starts(cast, now):
    with pytest.raises(Refused, match="before the first"):
        absences.note(cast.bjorn, start=date(2026, 6, 2), end=date(2026, 6, 1), now=now)


def test_an_absence_can_be_taken_away(cast, now):
    absences.remove(absences.note(cast.bjorn, **JUNE, now=now), now=now)

    assert not Absence.objects.exists()
    assert Fact.objects.filter(kind="absence.removed", subject_key=cast.bjorn.key).exists()


def test_a_pause_holds_for_everybody_and_wakes_the_ledger(cast, now):
    pause = pauses.set(**JUNE, label="Summer", now=now)
    assert Signal.objects.filter(fact__kind="pause.set", reader="reconcile").exists()

    pauses.remove(pause, now=now)
    assert not Pause.objects.exists()


def test_a_pause_of_half_a_year_is_a_slip_of_the_pen(db, now):
    with pytest.raises(Refused, match="at most 120 days"):
        pauses.set(start=date(2026, 1, 1), end=date(2026, 6, 30), now=now)


def test_settings_change_once_and_are_checked(cast, now):
    organisation.change(country="FI", now=now, by=cast.david)
    organisation.change(country="FI", now=now, by=cast.david)
    assert Fact.objects.filter(kind="organisation.changed").count() == 1

    with pytest.raises(Refused, match="no calendar of public holidays"):
        organisation.change(country="XX", now=now)


def test_a_role_is_given_and_taken_with_one_fact_each(cast, now):
    for _twice in range(2):
        roles.grant(cast.erik, "rep", now=now)
    for _twice in range(2):
        roles.revoke(cast.erik, "rep", now=now)

    kinds = Fact.objects.filter(subject_key=cast.erik.key, kind__startswith="role.").values_list("kind", flat=True)
    assert list(kinds.order_by("id")) == ["role.granted", "role.revoked"]
