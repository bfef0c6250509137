"""The tick notices that a last day is over, and forgets staff lists nobody confirmed."""

from datetime import timedelta

from leadership.outreach.tick import tick
from leadership.people import directory
from leadership.people.importing import keeping
from leadership.people.models import Person, StaffList


def test_the_day_after_the_last_day_the_tick_lets_a_person_go(cast, now):
    directory.leave(cast.bjorn, last_day=now.date(), now=now)
    tick(now)
    assert Person.objects.get(pk=cast.bjorn.pk).is_active

    tick(now + timedelta(days=1))
    assert not Person.objects.get(pk=cast.bjorn.pk).is_active


def test_a_staff_list_nobody_confirmed_is_forgotten(cast, now):
    keeping.keep(b"names", by=cast.david, now=now)
    tick(now + timedelta(minutes=59))
    assert StaffList.objects.exists()

    tick(now + timedelta(minutes=60))
    assert not StaffList.objects.exists()
