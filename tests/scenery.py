"""The cast a week into its first quarter, with something on every page.

1 April 2026: the quarterly talk is adopted; Björn and Freja book talks with Astrid and Erik, Erik has one with Astrid.
7 April, 10:00 in Stockholm, is now: Erik's talk was held, Freja's waits for a word, Björn's is ahead, Camilla has been
offered three times by Erik, who has planned a round, David and Astrid have not chosen anybody. Sten is the technical
administrator.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.test import Client

from leadership.accounts import links
from leadership.cli import cast as people
from leadership.cli.cast import Cast
from leadership.consultations import adoption, proposing, record, speaking, suggesting
from leadership.consultations.models import Proposal
from leadership.conversations import booking, choosing, holding, proposals, rounds
from leadership.conversations.models import Conversation, Round
from leadership.lib.instants import iso
from leadership.obligations.models import Obligation
from leadership.outreach import deliver, heartbeat
from leadership.outreach.models import Delivery, DemoMail
from leadership.outreach.tick import tick
from leadership.people import absences, clock, directory, roles, units
from leadership.people.models import Absence, Person
from policies import rhythms
from policies.models import ConversationType, Policy
from policies.starters import T1, T3

BEGIN = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
TOPIC = "Whether I should lead the harbour project"
"""What Björn wants to talk about with Astrid: for the two of them alone."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Scene:
    """What there is to look at. `owed` and `talks` go by the member's given name, `links` by purpose."""

    cast: Cast
    sten: Person
    adopted: Policy
    draft: Policy
    retired: Policy
    owed: dict[str, Obligation]
    talks: dict[str, Conversation]
    absence: Absence
    links: dict[str, str]
    letter: int
    invite: int
    notice: UUID
    proposal: Proposal
    round: Round
    now: datetime = NOW


def set_up() -> Scene:
    """Makes it with the real verbs and sets the clock. The database has tables and nobody in it."""
    cast = people.seed(now=BEGIN)
    sten = directory.hire(
        given_name="Sten", family_name="Ny", email="sten@example.org", hire_date=date(2026, 4, 2), now=BEGIN,
        zone="Europe/Stockholm", language="en",
    )  # fmt: skip
    roles.grant(sten, "admin", now=BEGIN)
    adopted, draft, retired = _rhythms(cast)
    tick(BEGIN)
    this_quarter = Obligation.objects.select_related("person").filter(policy=adopted, cycle_key="2026-Q2")
    owed = {row.person.given_name: row for row in this_quarter}
    talks = _talks(cast, owed)
    absence = absences.note(cast.bjorn, start=date(2026, 6, 1), end=date(2026, 6, 5), now=BEGIN)
    deliver.run(BEGIN)
    clock.set_to(NOW)
    for moment in (BEGIN + WEEK / 2, NOW):
        tick(moment)
        deliver.run(moment)
    holding.confirm(_fresh(talks)["Erik"], by=cast.erik, now=NOW)
    talks["Camilla"] = _offer(cast, _fresh(owed))
    tick(NOW)
    deliver.run(NOW)
    heartbeat.beat("tick")
    opened = _links(cast, owed, talks)
    proposal = _talked_over(cast)
    planned = rounds.plan(rounds.ask(adopted, by=cast.erik, coach=cast.erik, now=NOW), now=NOW)
    return Scene(
        cast,
        sten,
        adopted,
        draft,
        retired,
        _fresh(owed),
        _fresh(talks),
        absence,
        opened,
        *_letters(),
        proposal,
        planned,
    )


def _rhythms(cast: Cast) -> tuple[Policy, Policy, Policy]:
    adopted = rhythms.create({**T1, "review_on": "2027-01-15"}, by=cast.david, now=BEGIN)
    _adopt(adopted, cast)
    draft = rhythms.create({**T3, "review_on": "2027-01-15"}, by=cast.david, now=BEGIN)
    gone = {**T3, "key": "monthly-lunch", "title": {"en": "Monthly lunch", "sv": "Lunch varje månad"}}
    retired = rhythms.create({**gone, "review_on": "2027-01-15"}, by=cast.david, now=BEGIN)
    _adopt(retired, cast)
    rhythms.retire(retired, by=cast.david, now=BEGIN, stop_open=True, because="Lunch is better without a calendar.")
    return adopted, draft, retired


def _talked_over(cast: Cast) -> Proposal:
    """A yearly talk that is proposed, with a concern of Björn's, and a rhythm that Camilla wishes for."""
    yearly = {"key": "yearly-look-back", "title": {"en": "Looking back"}, "cadence": {"per_period": {"period": "year"}}}
    policy = rhythms.create({**T1, **yearly, "review_on": "2027-01-15"}, by=cast.david, now=NOW)
    proposal = proposing.propose(policy, by=cast.david, now=NOW)
    said = {"clause": "cadence", "reason": "Once a year is too seldom.", "change": "Twice a year."}
    speaking.raise_concern(proposal, by=cast.bjorn, now=NOW, **said)
    wish = {"key": "thinking-aloud", "title": {"en": "Thinking aloud"}, "binding": "voluntary"}
    suggesting.suggest({**T3, **wish, "review_on": "2027-01-15"}, by=cast.camilla, now=NOW)
    return proposal


def _adopt(policy: Policy, cast: Cast) -> None:
    said = record.Record(date(2026, 3, 9), date(2026, 3, 20), "Everyone", "Once a month is too often.", "A quarter.")
    adoption.adopt(policy, effective_from=None, by=cast.david, now=BEGIN, consultation=said)


def _talks(cast: Cast, owed: dict[str, Obligation]) -> dict[str, Conversation]:
    one_on_one = ConversationType.objects.get(key="one_on_one")

    def book(member: Person, coach: Person, start: datetime, topic: str = "") -> Conversation:
        obligation = choosing.choose(owed[member.given_name], coach=coach, by=member, now=BEGIN)
        return booking.book(
            member=member, coach=coach, start=start, minutes=30, type=one_on_one, by=member, now=BEGIN,
            obligation=obligation, topic=topic, mode="remote",
        )  # fmt: skip

    return {
        "Björn": book(cast.bjorn, cast.astrid, datetime(2026, 4, 14, 8, 0, tzinfo=UTC), TOPIC),
        "Erik": book(cast.erik, cast.astrid, datetime(2026, 4, 2, 8, 30, tzinfo=UTC)),
        "Freja": book(cast.freja, cast.erik, datetime(2026, 4, 2, 13, 30, tzinfo=UTC)),
    }


def _offer(cast: Cast, owed: dict[str, Obligation]) -> Conversation:
    obligation = choosing.choose(owed["Camilla"], coach=cast.erik, by=cast.camilla, now=NOW)
    starts = [datetime(2026, 4, day, 11, 0, tzinfo=UTC) for day in (15, 16, 17)]
    return proposals.offer(
        member=cast.camilla, coach=cast.erik, starts=starts, minutes=30, by=cast.erik, now=NOW, obligation=obligation,
        type=ConversationType.objects.get(key="one_on_one"),
    )  # fmt: skip


def _links(cast: Cast, owed: dict[str, Obligation], talks: dict[str, Conversation]) -> dict[str, str]:
    """A link of every purpose, as letters carry them: token by purpose."""
    david, freja, camilla = owed["David"], talks["Freja"], talks["Camilla"]
    first = camilla.offers.order_by("start")[0].start
    about = {
        "choose": (cast.david, david.name),
        "help": (cast.david, david.name),
        "not_now": (cast.david, david.name),
        "confirm": (cast.david, david.name),
        "book": (cast.camilla, owed["Camilla"].name),
        "handover": (cast.erik, owed["Camilla"].name),
        "accept": (cast.camilla, f"{camilla.name}@{iso(first)}"),
        "decline": (cast.camilla, camilla.name),
        "held": (cast.freja, freja.name),
        "not_held": (cast.freja, freja.name),
        "pulse": (cast.erik, talks["Erik"].name),
        "open": (cast.freja, freja.name),
    }
    until = NOW + 8 * WEEK
    return {
        purpose: links.make(person=person, purpose=purpose, object=object, key="scene", now=NOW, expires_at=until)
        for purpose, (person, object) in about.items()
    }


def _letters() -> tuple[int, int, UUID]:
    """A letter, one that carries an invitation, and a notice of Björn's."""
    mails = DemoMail.objects.order_by("id")
    invite = next(mail.pk for mail in mails if b"text/calendar" in bytes(mail.raw))
    said = Delivery.objects.filter(recipient__given_name="Björn", letter="booked", state="sent").order_by("id")
    return mails[0].pk, invite, said[0].key


def _fresh(rows: dict[str, object]) -> dict:
    for row in rows.values():
        row.refresh_from_db()
    return rows


def window(person: Person | None) -> Client:
    """A client in which `person` is signed in; None: a stranger."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def crowd(scene: Scene, *, people: int = 30, kinds: int = 3) -> Scene:
    """The same scene with more rows: a line below Astrid, rhythms, letters, days away and units. Again: more still."""
    _more_rhythms(scene, kinds)
    first = Person.objects.count()
    for number in range(first, first + people):
        directory.hire(
            given_name="Kim", family_name=f"Larsson-Nieminen {number}", email=f"kim{number}@example.org",
            title="Engineer", manager=scene.cast.astrid, unit=scene.cast.bjorn.unit, hire_date=date(2026, 4, 2),
            zone="Europe/Stockholm", language="sv", now=NOW,
        )  # fmt: skip
    tick(NOW)
    for owed in Obligation.objects.filter(state="open", coach=None, person__family_name__startswith="Larsson")[:6]:
        choosing.choose(owed, coach=scene.cast.astrid, by=owed.person, now=NOW)
    tick(NOW)
    deliver.run(NOW)
    return scene


def _more_rhythms(scene: Scene, kinds: int) -> None:
    first = Policy.objects.count()
    for number in range(first, first + kinds):
        title = {"en": f"Talk of the month {number}", "sv": f"Månadens samtal {number}"}
        cadence = {"per_period": {"period": "month", "count": 1}}
        terms = {**T1, "key": f"monthly-{number}", "title": title, "cadence": cadence, "review_on": "2027-01-15"}
        _adopt(rhythms.create(terms, by=scene.cast.david, now=NOW), scene.cast)
        units.create(f"Team {number}", parent=scene.cast.bjorn.unit, now=NOW)
        begin = date(2026, 8, 1) + number * WEEK
        absences.note(scene.cast.bjorn, start=begin, end=begin + timedelta(days=2), now=NOW)
