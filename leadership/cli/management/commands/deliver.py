"""`deliver`: sends the letters that are due, without the worker."""

from typing import Any

from leadership.lib.door import Door
from leadership.outreach import deliver
from leadership.people import clock

LONG = 3600.0


class Command(Door):
    help = "Sends the letters that are due now."

    def answer(self, **options: Any) -> dict[str, Any]:
        return deliver.run(clock.now(), seconds=LONG).as_dict()

    def tell(self, result: dict[str, Any]) -> str:
        if result["held"]:
            return "Nothing was sent: sending is switched off (MAIL_SENDING), or letters are held back after a restore."
        return "{sent} sent, {dropped} not needed any more, {again} to be tried again, {failed} failed".format(**result)
