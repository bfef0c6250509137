"""What the queue may ask for. Tasks carry no content: losing one, or running it twice, means nothing."""

from leadership.calendars import refreshing
from leadership.outreach import deliver as outgoing
from leadership.outreach import heartbeat
from leadership.outreach import tick as clockwork
from leadership.people import clock
from leadership.worker import timetable


def tick() -> None:
    """Everything that is due now, then the letters it wrote."""
    heartbeat.beat("tick")
    clockwork.tick(clock.now(), beat=heartbeat.beat)
    heartbeat.ticked()
    timetable.nudge(timetable.DELIVER)
    if refreshing.is_due(clock.now()):
        timetable.nudge(timetable.REFRESH)


def deliver() -> None:
    """The letters that are due now."""
    heartbeat.beat("deliver")
    outgoing.run(clock.now())


def refresh() -> None:
    """The calendars kept elsewhere that are due to be read."""
    heartbeat.beat("refresh")
    refreshing.run(clock.now(), beat=lambda: heartbeat.beat("refresh"))
