"""What tests begin with stands as it was made, however often it is put back, where nothing else was written before."""

from datetime import date

import pytest

from leadership.outbox.models import Signal
from leadership.people import absences
from leadership.people.models import Absence, Person
from tests.keeping import kept

pytestmark = pytest.mark.django_db
MADE = []


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_that_came_changed_and_went_are_so_again_and_made_once(cast, now, turn):
    def make():
        MADE.append(turn)
        Person.objects.filter(pk=cast.erik.pk).update(title="Keeper of the light")
        absence = absences.note(cast.bjorn, start=date(2026, 5, 4), end=date(2026, 5, 8), now=now)
        Signal.objects.all().delete()
        return absence

    assert Signal.objects.exists()
    assert kept("away", make) == Absence.objects.get(person=cast.bjorn)
    assert Person.objects.get(title="Keeper of the light") == cast.erik
    assert not Signal.objects.exists()
    assert len(MADE) == 1


def test_where_something_was_written_before_it_is_made_anew(cast, now):
    Person.objects.filter(pk=cast.erik.pk).update(title="Keeper of the light")
    made = []
    for _ in range(2):
        kept("nothing", lambda: made.append("anew"))
    assert made == ["anew", "anew"]
