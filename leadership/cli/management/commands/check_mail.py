"""`check_mail`: proves the way out, step by step, with a real letter, and that answers to it would find a mailbox."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import translation

from leadership.lib.door import Door
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.outreach import mailcheck
from leadership.people import clock

DONE = {
    "connection": "Connected and signed in",
    "sender": "The server lets us send from MAIL_FROM",
    "recipient": "The server takes letters to the address",
    "way_back": "Answers to MAIL_FROM find a mailbox",
    "letter": "The letter was taken",
    "mailbox": "Answers can be fetched",
}


class Command(Door):
    help = "Sends a trial letter to ADDRESS and tells each step on the way: connection, sender, recipient, way back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="where the trial letter goes: best, your own")

    def answer(self, *, address: str = "", **options: Any) -> dict[str, Any]:
        if settings.EMAIL_URL == "demo://":
            raise refuse(
                "EMAIL_URL", "demo://", "This demonstration has no mail server; letters are kept under /demo/mail/.",
                "Set EMAIL_URL to smtp+tls://USER:PASSWORD@HOST:587 to try one.",
            )  # fmt: skip
        with translation.override("en"):
            try:
                steps = mailcheck.prove(address, key=uuid4().hex, now=clock.now())
            except ValueError as error:
                raise refuse("address", address, "This is not an e-mail address.", "Write name@example.org.") from error
            wrong = [_refusal(step) for step in steps if step.trouble]
        if wrong:
            raise Refused(*wrong)
        return {"address": address, "steps": [step.as_dict() for step in steps]}

    def tell(self, result: dict[str, Any]) -> str:
        lines = [f"{DONE[step['step']]} ({step['said']})" for step in result["steps"]]
        return "\n".join([*lines, f"Now look for the letter at {result['address']}, and answer it."])


def _refusal(step: mailcheck.Step) -> Refusal:
    return Refusal(step.step, step.said, mailcheck.sentence(step.trouble), mailcheck.remedy(step.trouble))
