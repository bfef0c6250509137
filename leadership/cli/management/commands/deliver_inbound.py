"""`deliver_inbound FILE.eml…`: takes in messages as if they had come to the mailbox, and says what became of each."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from leadership.lib.door import Door
from leadership.lib.refusal import refuse
from leadership.outreach import incoming
from leadership.outreach.incoming import Outcome
from leadership.people import clock


class Command(Door):
    help = "Takes in messages (RFC 5322 files) that came back, and decides about each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE.eml")

    def answer(self, **options: Any) -> dict[str, Any]:
        # All are read before any is taken, so that a wrong name changes nothing.
        read = [(file, _read(file)) for file in options["files"]]
        return {"messages": [_told(file, incoming.take(raw, now=clock.now())) for file, raw in read]}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise refuse("file", file, "This file cannot be read.", "Check its name and permissions.") from error


def _told(file: Path, outcome: Outcome) -> dict[str, Any]:
    conversation = str(outcome.conversation) if outcome.conversation else None
    said = {"reason": outcome.reason or None, "partstat": outcome.partstat or None}
    return {"file": file.name, "decision": outcome.decision, "conversation": conversation, **said}
