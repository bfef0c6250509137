"""One schedule, and nudges that never pile up; tasks carry no content, so doing them twice means nothing."""

import signal

import pytest
from django_q.models import OrmQ, Schedule
from django_q.timeout import TimeoutHandler

from leadership.outreach import resets
from leadership.outreach.models import Delivery, Heartbeat
from leadership.people import clock
from leadership.worker import processes, tasks, timetable

pytestmark = pytest.mark.django_db


def test_the_schedule_is_made_once_however_often_it_is_asked_for(settings):
    settings.PULSE_SECONDS = 60
    for _ in range(3):
        timetable.ensure()
    Schedule.objects.create(name=timetable.NAME, func="anything.else")
    schedule = timetable.ensure()
    assert Schedule.objects.count() == 1
    assert (schedule.func, schedule.args, schedule.kwargs) == (timetable.TICK, None, None)


def test_a_pulse_rarer_than_a_minute_is_the_schedules_own(settings):
    settings.PULSE_SECONDS = 300
    timetable.ensure()
    assert Schedule.objects.get().minutes == 5


def test_a_task_that_waits_already_is_not_asked_for_again():
    assert timetable.nudge(timetable.TICK)
    assert not timetable.nudge(timetable.TICK)
    assert timetable.nudge(timetable.DELIVER)
    assert OrmQ.objects.count() == 2
    assert timetable.nudge(timetable.TICK, queue="another worker's")


def test_what_belonged_to_workers_that_are_gone_is_taken_over():
    for worker in ("alive", "gone"):
        timetable.nudge(timetable.TICK, queue=worker)
    timetable.ensure()
    timetable.take_over("alive", alive=["alive", "other"])
    assert set(OrmQ.objects.values_list("key", flat=True)) == {"alive"}
    assert Schedule.objects.get().cluster == "alive"
    timetable.take_over("other", alive=["alive", "other"])
    assert Schedule.objects.get().cluster == "alive"
    timetable.take_over("other", alive=["other"])
    assert Schedule.objects.get().cluster == "other"


def test_a_worker_of_this_machine_that_does_not_run_any_more_is_known_to_be_gone():
    mine = processes.name()
    assert not processes.is_gone(mine)
    assert processes.is_gone(f"{mine}0")
    assert not processes.is_gone(f"elsewhere-{mine}0")


def test_a_tick_shows_a_sign_of_life_and_asks_for_letters_to_be_sent_and_for_counting_when_it_is_time(cast):
    tasks.tick()
    beat = Heartbeat.objects.get()
    assert beat.ticked_at is not None
    waiting = {row.func(): row.task.get("timeout") for row in OrmQ.objects.all()}
    assert waiting == {timetable.DELIVER: None, timetable.COUNT: timetable.SECONDS[timetable.COUNT]}
    OrmQ.objects.all().delete()
    tasks.count()
    tasks.tick()
    assert [row.func() for row in OrmQ.objects.all()] == [timetable.DELIVER]


def test_a_task_whose_minute_is_over_ends_as_if_killed_and_takes_leave_of_nobody(cast):
    for task in (tasks.tick, tasks.deliver):
        with TimeoutHandler(60):
            task()
            assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_running_the_tasks_twice_says_everything_once(cast):
    resets.ask(cast.bjorn, now=clock.now())
    for task in (tasks.tick, tasks.deliver, tasks.tick, tasks.deliver):
        task()
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"]
