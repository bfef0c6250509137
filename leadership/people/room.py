"""What a coach who carries too much is met with: a question, a colleague who could take some over, other places, and
somebody above who is asked for help.

Nobody decides for a coach with whom they go on talking: whom to hand on is for the coach to say, and who listens then
for the member. What one of those who lead has asked counts for all of them for a week. Facts hold keys and numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from leadership.lib.refusal import refuse
from leadership.outbox import facts
from leadership.outbox.models import Fact
from leadership.people import profiles
from leadership.people.models import CoachProfile, Person

LATELY = timedelta(days=7)
OFFER_HOLDS = timedelta(days=30)
"""So long a colleague who was suggested stands first where the coach hands somebody on."""
MOST_PLACES = 100
ASKED, COLLEAGUE, PLACES, HELP = "coach.help_asked", "coach.relief_offered", "coach.places_set", "coach.help_wanted"


@transaction.atomic
def ask(coach: Person, *, by: Person, now: datetime) -> bool:
    """One short letter that asks what would help; False where somebody who leads has asked lately."""
    _hold(coach)
    if _lately(coach, ASKED, now):
        return False
    _tell(ASKED, coach, by=by, now=now)
    return True


@transaction.atomic
def offer_colleague(coach: Person, colleague: Person, *, by: Person, now: datetime) -> None:
    """Tells the coach that a colleague could take some over. Raises Refused for one who is closed to new people or the
    coach themselves."""
    if colleague == coach or not CoachProfile.objects.filter(person=colleague, accepting=True).exists():
        message = _("%(name)s takes nobody new for now.") % {"name": colleague.name}
        raise refuse("colleague", colleague.name, message, _("Choose somebody else."))
    _hold(coach)
    if offered_colleague(coach, now=now) != colleague:
        _tell(COLLEAGUE, coach, by=by, now=now, colleague=str(colleague.key))


def offered_colleague(coach: Person, *, now: datetime) -> Person | None:
    """Who was suggested last, if that is not too long ago."""
    return colleague_of(_offers(now).filter(subject_key=coach.key).values_list("colleague", flat=True).first())


def suggestion(*, now: datetime) -> Subquery:
    """The same as an annotation on profiles, for `colleague_of`: a page that reads the profile asks nothing more."""
    return Subquery(_offers(now).filter(subject_key=OuterRef("person__key")).values("colleague")[:1])


def colleague_of(key: str | None) -> Person | None:
    """The colleague with this key who is still here."""
    return Person.objects.filter(key=UUID(key), is_active=True).first() if key else None


@transaction.atomic
def set_places(coach: Person, places: int, *, by: Person, now: datetime) -> None:
    """How many people at a time; those who are there stay. The same number again writes nothing. Raises Refused."""
    if not 0 <= places <= MOST_PLACES:
        message = _("%(n)s is no number of places.") % {"n": places}
        raise refuse("places", places, message, _("Say a number from 0 to %(most)s.") % {"most": MOST_PLACES})
    profile = _hold(coach)
    if profile.capacity != places:
        before, profile.capacity = profile.capacity, places
        profile.save(update_fields=["capacity"])
        _tell(PLACES, coach, by=by, now=now, before=before, places=places)


def set_door(coach: Person, is_open: bool, *, by: Person, now: datetime) -> None:
    """Whether new people are offered this coach."""
    profiles.set_accepting(coach, is_open, by=by, now=now)


@transaction.atomic
def call_for_help(coach: Person, *, by: Person, now: datetime) -> bool:
    """Asks whoever is above for help: a coach the leader, a leader HR. False where that was asked lately."""
    _hold(coach)
    if _lately(coach, HELP, now, by=by):
        return False
    _tell(HELP, coach, by=by, now=now)
    return True


def asked_on(coach: Person, *, now: datetime) -> datetime | None:
    """When somebody who leads asked lately what would help (UTC)."""
    told = _asked(coach, ASKED, now).order_by("-id").first()
    return told.at if told else None


def _offers(now: datetime):  # type: ignore[no-untyped-def]  # a query set of facts
    told = Fact.objects.filter(kind=COLLEAGUE, at__gt=now - OFFER_HOLDS)
    return told.annotate(colleague=KT("data__colleague")).order_by("-id")


def _hold(coach: Person) -> CoachProfile:
    """The coach's profile, held until the transaction ends: two at once wait for one another."""
    CoachProfile.objects.get_or_create(person=coach)
    return CoachProfile.objects.select_for_update().get(person=coach)


def _lately(coach: Person, kind: str, now: datetime, by: Person | None = None) -> bool:
    asked = _asked(coach, kind, now)
    return bool((asked.filter(actor_key=by.key) if by else asked).exists())


def _asked(coach: Person, kind: str, now: datetime):  # type: ignore[no-untyped-def]  # a query set of facts
    return Fact.objects.filter(kind=kind, subject_key=coach.key, at__gt=now - LATELY)


def _tell(kind: str, coach: Person, *, by: Person, now: datetime, **data: str | int) -> None:
    facts.write(
        kind, at=now, actor=by.key, subject=coach.key, object=f"person:{coach.key}", data=data, signals=("outreach",)
    )  # fmt: skip
