"""Letters: building one, sending many.

`mail_build`: an invitation with its calendar object is built from a conversation that is read already, over delivering
it as bytes on an open connection. `mail_batch`: letters a second from the outbox to the sink (claimed, asked about,
written, sent, finished), over those of ready messages on one connection, handed over as smtplib does it.
`mail_noted`: the same over ready messages of which each is noted as taken, alone, before the next is handed over.
`mail_minute`: seconds in which the first letters of MANY people whose talk has just opened have left, from the tick to
the sink, as a part of the minute that 10,000 may take in the absence of a rate limit; MAIL_PEOPLE sets how many, 10,000
unless said otherwise, and with fewer the time is scaled up.

The sink is another process, as a mail server is; it reads, keeps nothing, and says 250.
"""

import multiprocessing
import os
import smtplib
import socket
import socketserver
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation

from bench.rows import Row, ratio, seconds
from leadership.calendars.ical import calendar_file
from leadership.consultations import adoption, record
from leadership.conversations import booking
from leadership.outreach import claims, days, deliver, letters
from leadership.outreach.models import Delivery
from leadership.outreach.reading import Reading
from leadership.outreach.tick import tick
from leadership.people.models import CoachProfile, Person
from policies import rhythms
from policies.models import ConversationType
from policies.starters import T1

ASKED = 10_000
MANY = int(os.environ.get("MAIL_PEOPLE", "10000"))
PAIRS = 100
BUILT = 50
ROUNDS = 6
NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def rows() -> list[Row]:
    """The four rows of this module."""
    with _Sink() as sink, translation.override("en"):
        _send_to(sink.port)
        return [*_built_and_sent(sink.port), _minute()]


def _built_and_sent(port: int) -> list[Row]:
    _pairs()
    tick(NOW)
    waiting = list(Delivery.objects.filter(letter="booked").select_related("recipient").order_by("pk"))
    parcels = [letters.parcel(one, now=NOW) for one in waiting]
    readings = [Reading(waiting, now=NOW) for _ in range(ROUNDS)]
    read = iter([known for known in readings if known.organisation])
    with smtplib.SMTP("127.0.0.1", port) as server:

        def build() -> None:
            """Each time from a new reading, so that nothing is there already that a first letter has to make."""
            known = next(read)
            calendar_file.cache_clear()
            for one in waiting[:BUILT]:
                letters.parcel(one, now=NOW, known=known)

        def hand_over(some: int = BUILT) -> None:
            for parcel in parcels[:some]:
                server.sendmail(parcel.sender, [parcel.recipient], parcel.raw)

        building = ratio(build, hand_over, rounds=ROUNDS - 1)
        took, ready, noted = (
            min(times)
            for times in zip(*((_outbox(), seconds(lambda: hand_over(len(parcels))), _noted(server, parcels, waiting))
                               for _ in range(ROUNDS)), strict=True)
        )  # fmt: skip
    many = len(waiting)
    return [
        Row("mail_build", building, 1),
        Row("mail_batch", ready / took, 0.5, at_least=True, note=f"{many / took:,.0f}/s, ready {many / ready:,.0f}/s "),
        Row("mail_noted", noted / took, 0.3, at_least=True, note=f"ready and noted {many / noted:,.0f}/s "),
    ]


def _noted(server: smtplib.SMTP, parcels: Sequence[Any], waiting: Sequence[Delivery]) -> float:
    """Ready messages, each noted as taken by a statement and a commit before the next is handed over."""
    Delivery.objects.filter(letter="booked").update(state="waiting")
    at = connection.ops.adapt_datetimefield_value(NOW)

    def work() -> None:
        for parcel, one in zip(parcels, waiting, strict=True):
            server.sendmail(parcel.sender, [parcel.recipient], parcel.raw)
            with connection.cursor() as cursor:
                cursor.execute(f"{claims.SENT} WHERE id = %s AND state = 'waiting'", ["250 taken", at, one.pk])

    return seconds(work)


def _outbox() -> float:
    """Everything that waits, sent; afterwards it waits again."""
    booked = Delivery.objects.filter(letter="booked")
    booked.update(state="waiting", attempts=0, sent_at=None, answer="", due_at=NOW)
    Delivery.objects.exclude(letter="booked").update(state="dropped")
    calendar_file.cache_clear()
    took = seconds(lambda: deliver.run(NOW, seconds=3600))
    if booked.exclude(state="sent").exists():
        raise AssertionError("some letters did not leave; the speed would say nothing")
    return took


def _minute() -> Row:
    """Everybody's quarter has begun: the tick writes the invitations, two processes send them, as a worker's two do."""
    _crowd()
    begun, worked = time.perf_counter(), time.process_time()
    tick(NOW)
    written = time.perf_counter() - begun
    while days.gather(now=NOW):
        pass
    _send_all()
    took, busy = time.perf_counter() - begun, time.process_time() - worked
    sent = Delivery.objects.filter(letter="digest", state="sent").count()
    if sent < MANY:
        raise AssertionError(f"{sent} of {MANY} letters left; the speed would say nothing")
    note = (
        f"{MANY} letters in {took:.0f} s ({busy:.0f} s of this process), {MANY / took:,.0f}/s; the tick {written:.0f} "
        f"s; the ratio is for {ASKED:,} "
    )
    return Row("mail_minute", took / 60 * ASKED / MANY, 1, note=note)


def _send_all() -> None:
    """By two processes; on SQLite, whose database is in this one's memory here, by one."""
    if connection.vendor == "sqlite":
        _deliver()
        return
    connection.close()
    senders = [multiprocessing.Process(target=_deliver) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def _deliver() -> None:
    while deliver.run(NOW, seconds=30).more:
        pass


def _pairs() -> None:
    hired = date(2020, 1, 1)
    coaches = [Person(given_name=f"C{n}", email=f"c{n}@example.org", hire_date=hired) for n in range(PAIRS)]
    Person.objects.bulk_create(coaches)
    CoachProfile.objects.bulk_create(CoachProfile(person=coach) for coach in coaches)
    Person.objects.bulk_create(
        Person(given_name=f"M{n}", email=f"m{n}@example.org", hire_date=hired, manager=coaches[n]) for n in range(PAIRS)
    )
    kind = ConversationType.objects.get(key="one_on_one")
    start = NOW + timedelta(days=13)
    for member in Person.objects.filter(manager__isnull=False).select_related("manager"):
        booking.book(member=member, coach=member.manager, start=start, minutes=30, type=kind, by=member, now=NOW)


def _crowd() -> None:
    """MANY people with an address, and a rhythm that opens today for all of them."""
    Delivery.objects.all().delete()
    hired = date(2020, 1, 1)
    Person.objects.bulk_create(
        (Person(given_name=f"P{n}", email=f"p{n}@example.org", hire_date=hired, language="en") for n in range(MANY)),
        batch_size=2000,
    )
    policy = rhythms.create({**T1, "review_on": "2027-01-15"}, by=None, now=NOW)
    today = NOW.date()
    adoption.adopt(policy, effective_from=today, by=None, now=NOW, consultation=record.by_command(today))


def _send_to(port: int) -> None:
    settings.DEMO, settings.EMAIL_URL, settings.MAIL_FROM = False, "smtp://sink", "heard@example.org"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


class _Sink:
    """A mail server that takes everything, in a process of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process = multiprocessing.Process(target=_serve, args=(self.port,), daemon=True)

    def __enter__(self) -> "_Sink":
        self.process.start()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.join()


class _Call(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Just enough SMTP (RFC 5321), as fast as Python reads lines."""
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                for part in self.rfile:
                    if part == b".\r\n":
                        break
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250-sink\r\n250 PIPELINING\r\n" if word == b"EHLO" else b"250 ok\r\n")


def _serve(port: int) -> None:
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), _Call) as server:
        server.serve_forever()
