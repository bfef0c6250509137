"""The life of an installation under attack: people who book, move, cancel, forget passwords; read from standard input.

`python -m tests.chaos.feeder` runs in the surroundings of the installation. One JSON line comes in for each deed
(`["book", 10]`), one goes out. The database may go away at any moment: whoever lives in it tries again.
"""

import json
import os
import sys
import time
from datetime import date, timedelta

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership.settings")
    django.setup()
    feeder = _feeder()
    for line in sys.stdin:
        deed, *words = json.loads(line)
        print(json.dumps(_tried(lambda: getattr(feeder, deed)(*words))), flush=True)  # noqa: B023, T201


def _tried(deed):
    """Again, while the database is away; what is done in it is done in one transaction, so never half."""
    from django.db import InterfaceError, OperationalError, connection, transaction

    until = time.monotonic() + 300
    while True:
        try:
            with transaction.atomic():
                return deed()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _feeder():
    from django.db import connection

    from leadership.conversations import booking
    from leadership.conversations.models import Conversation
    from leadership.outbox import facts
    from leadership.outbox.models import Signal
    from leadership.outreach import happenings, resets
    from leadership.outreach.models import Delivery, Heartbeat
    from leadership.people import clock
    from leadership.people.models import CoachProfile, Person
    from policies.models import ConversationType

    class Feeder:
        def people(self, pairs):
            """Members, each with a coach of their own."""
            hired = date(2020, 1, 1)
            coaches = [Person(given_name=f"C{n}", email=f"coach{n}@example.org", hire_date=hired) for n in range(pairs)]
            Person.objects.bulk_create(coaches)
            CoachProfile.objects.bulk_create(CoachProfile(person=coach) for coach in coaches)
            Person.objects.bulk_create(
                Person(given_name=f"M{n}", email=f"member{n}@example.org", hire_date=hired, manager=coaches[n])
                for n in range(pairs)
            )
            self.start = self._next_tuesday()
            return pairs

        def book(self, count):
            """So many bookings: an invitation to each of the two."""
            kind = ConversationType.objects.get(key="one_on_one")
            members = Person.objects.filter(manager__isnull=False).select_related("manager").order_by("pk")
            booked = Conversation.objects.count()
            for member in members[booked : booked + count]:
                booking.book(
                    member=member, coach=member.manager, start=self.start, minutes=30, type=kind, by=member,
                    now=clock.now(),
                )  # fmt: skip
            return booked + count

        def move(self, count):
            for talk in self._booked()[:count]:
                booking.move(talk, start=self.start + timedelta(hours=2), by=talk.member, now=clock.now())
            return count

        def cancel(self, count):
            talks = list(self._booked())[-count:]
            for talk in talks:
                booking.cancel(talk, by=talk.coach, now=clock.now())
            return len(talks)

        def forget(self, count):
            """So many people have forgotten their password."""
            asked = Delivery.objects.filter(letter="reset").count()
            for person in Person.objects.order_by("pk")[asked : asked + count]:
                resets.ask(person, now=clock.now())
            return asked + count

        def spoil(self, count):
            """Letters nobody can write, and facts nobody can read, among the good ones."""
            now, person = clock.now(), Person.objects.first()
            Delivery.objects.bulk_create(
                Delivery(
                    unique_key=f"spoilt:{Delivery.objects.count()}:{n}", letter="nonsense", recipient=person,
                    transactional=True, made_at=now, due_at=now - timedelta(days=1),
                )
                for n in range(count)
            )  # fmt: skip
            talk = Conversation.objects.first()
            facts.write(
                "conversation.booked", at=now, object=f"conversation:{talk.key}", data={"sequence": {"no": "number"}},
                signals=["outreach"],
            )  # fmt: skip
            return count

        def clock(self, minutes):
            clock.advance(timedelta(minutes=minutes))
            return str(clock.now())

        def age_leases(self):
            """Every worker is stopped or dead; what its two minutes would do is done at once."""
            past = {"sqlite": "datetime('now', '-1 second')", "postgresql": "now() - interval '1 second'"}
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE outreach_delivery SET leased_until = {past[connection.vendor]} "
                    "WHERE leased_until IS NOT NULL"
                )
                return cursor.rowcount

        def ticked(self):
            beat = Heartbeat.objects.exclude(ticked_at=None).order_by("-ticked_at").first()
            return str(beat.ticked_at) if beat and beat.ticked_at else ""

        def open(self):
            """Letters that have not come to an end, and facts no letter has been written for, but for the spoilt."""
            return Delivery.objects.filter(state="waiting", due_at__lte=clock.now() + timedelta(hours=49)).exclude(
                letter__in=("tomorrow", "afterwards")
            ).count() + max(0, Signal.objects.filter(reader=happenings.READER).count() - self._spoilt_facts())

        def letters(self):
            """How every letter ended."""
            fields = ("key", "letter", "state", "reason", "answer", "attempts", "recipient__email", "conversation_id")
            rows = Delivery.objects.exclude(letter__in=("tomorrow", "afterwards")).order_by("id").values(*fields)
            return [{**row, "key": str(row["key"])} for row in rows]

        def _spoilt_facts(self):
            waiting = facts.waiting(happenings.READER, limit=10_000)
            return sum(isinstance(fact.data.get("sequence"), dict) for fact in waiting)

        def _booked(self):
            return (
                Conversation.objects.filter(state="booked", sequence=0).select_related("member", "coach").order_by("pk")
            )

        def _next_tuesday(self):
            day = clock.now() + timedelta(days=21)
            day += timedelta(days=(1 - day.weekday()) % 7)
            return day.replace(hour=9, minute=0, second=0, microsecond=0)

    return Feeder()


if __name__ == "__main__":
    main()
