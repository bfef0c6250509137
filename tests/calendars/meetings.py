"""The meeting that the tests of this room start from: Björn talks with Astrid on the first Monday of March."""

from datetime import UTC, datetime
from typing import Any

from leadership.calendars.meeting import Attendee, Meeting, Organizer, Partstat

NOW = datetime(2026, 2, 20, 9, 30, tzinfo=UTC)


def a_meeting(**changes: Any) -> Meeting:
    given: dict[str, Any] = {
        "uid": "6f0c3c1e-0d5e-4b59-9d3c-0d0f4c5d8a11@example.org",
        "sequence": 0,
        "dtstamp": NOW,
        "start": datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        "end": datetime(2026, 3, 2, 8, 45, tzinfo=UTC),
        "zone": "Europe/Helsinki",
        "summary": "Samtal: Astrid och Björn",
        "organizer": Organizer("heard@example.org", "Astrid och Björn"),
        "attendees": (
            Attendee("bjorn@example.org", "Björn", Partstat.ACCEPTED),
            Attendee("astrid@example.org", "Astrid"),
        ),
        "description": "Tillit → En stund i kvartalet → det här samtalet\nTid: måndag 10.00, Helsingfors; ta med te.",
        "location": "Rum Linné, plan 3; ring på",
        "url": "https://heard.example.org/conversations/6f0c3c1e/",
    }
    return Meeting(**(given | changes))
