"""Who is here, where in the organisation, when away."""

from leadership.people.models.absence import Absence, Pause
from leadership.people.models.clock import ClockSetting
from leadership.people.models.coach import CoachProfile, Pool
from leadership.people.models.door import DayHours, Door, OfficeHours
from leadership.people.models.organisation import CalendarDay, Organisation
from leadership.people.models.passage import Passage
from leadership.people.models.person import Person, RoleTag
from leadership.people.models.stafflist import StaffList
from leadership.people.models.standin import StandIn
from leadership.people.models.unit import Unit

__all__ = [
    "Absence",
    "CalendarDay",
    "ClockSetting",
    "CoachProfile",
    "DayHours",
    "Door",
    "OfficeHours",
    "Organisation",
    "Passage",
    "Pause",
    "Person",
    "Pool",
    "RoleTag",
    "StaffList",
    "StandIn",
    "Unit",
]
