"""What the queue may ask for. Tasks carry no content: losing one, or running it twice, means nothing."""

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


def deliver() -> None:
    """The letters that are due now."""
    heartbeat.beat("deliver")
    outgoing.run(clock.now())
