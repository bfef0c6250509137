"""`mail`: whether letters leave, what waits, and the hold that an administrator sets or lifts."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db.models import Count

from leadership.lib.door import Door
from leadership.outreach import bounces, deliver, guard, mailcheck, mailway, queue
from leadership.outreach.models import Delivery
from leadership.people import clock


class Command(Door):
    help = "Tells whether letters leave and what waits; --hold keeps all of them back, --release lets them go."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--hold", action="store_true", help="nothing leaves from now on")
        way.add_argument(
            "--release", action="store_true", help="letters may leave: after a restore, when you have looked"
        )

    def answer(self, *, hold: bool = False, release: bool = False, **options: Any) -> dict[str, Any]:
        if hold:
            guard.hold()
        if release:
            guard.release()
        states = Delivery.objects.values_list("state").annotate(count=Count("pk"))
        way = mailway.now()
        return {
            "leaves": deliver.may_send(),
            "held": guard.look(),
            "switched_off": not settings.MAIL_SENDING,
            "trouble": way.trouble if way else "",
            "letters": dict(states),
            "oldest_due": queue.oldest_due(clock.now()),
            "bounced": len(bounces.standing()),
        }

    def tell(self, result: dict[str, Any]) -> str:
        counts = ", ".join(f"{count} {state}" for state, count in sorted(result["letters"].items())) or "none yet"
        lines = [f"Letters leave: {'yes' if result['leaves'] else 'no'}.", f"Letters: {counts}."]
        if result["switched_off"]:
            lines.append("MAIL_SENDING is 0.")
        if result["held"]:
            lines.append(f"They are held back ({result['held']}). `mail --release` lets them go.")
        if result["trouble"]:
            lines.append(f"{mailcheck.sentence(result['trouble'])} {mailcheck.remedy(result['trouble'])}")
        return "\n".join(lines)
