"""Calendar files as the world writes them, for the tests: one `event(...)` inside one `calendar(...)`."""

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Elsewhere//EN\n"


def calendar(*components: str, more: str = "") -> bytes:
    """A file with these components, lines ended as RFC 5545 asks."""
    return (HEAD + more + "".join(components) + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "one@elsewhere.example") -> str:
    """An event with these content lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""])
