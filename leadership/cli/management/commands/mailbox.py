"""`mailbox`: fetches the messages that came to the installation's mailbox, as the worker does; what became of them."""

from typing import Any

from django.conf import settings
from django.utils import translation

from leadership.calendars.imap import Closed
from leadership.lib.door import Door
from leadership.lib.refusal import Refused, refuse
from leadership.outreach import fetching
from leadership.people import clock


class Command(Door):
    help = "Fetches messages from the folder IMAP_URL names: stored first, then decided, then moved to IMAP_DONE."

    def answer(self, **options: Any) -> dict[str, Any]:
        try:
            return fetching.run(clock.now()).as_dict()
        except Closed as closed:
            raise _refusal(closed) from closed

    def tell(self, result: dict[str, Any]) -> str:
        taken = ", ".join(f"{count} {decision}" for decision, count in sorted(result["decided"].items())) or "nothing"
        aside = result["too_large"] + result["refused"]
        return f"{taken}; {aside} put aside for you to look at in {settings.IMAP_DONE}; {result['left']} left"


def _refusal(closed: Closed) -> Refused:
    with translation.override("en"):
        said, remedy = fetching.sentence(closed.trouble), fetching.remedy(closed.trouble)
    return refuse("IMAP_URL", str(closed), said, remedy)
