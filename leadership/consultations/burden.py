"""What a rhythm costs: hours of talk in a month, and the coach to whom most people would come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, F, QuerySet

from leadership.obligations.audience import people_in
from leadership.obligations.sets import among
from leadership.people.models import Absence, CoachProfile, Person
from policies.audience import Audience
from policies.talktypes import minutes_of
from policies.termparts import Anchored
from policies.terms import Terms

MONTHS = {"quarter": 3, "tertial": 4, "half_year": 6, "year": 12}
WEEKS_A_MONTH, DAYS_A_MONTH = 52.1775 / 12, 365.25 / 12
USUAL_MINUTES, YEAR = 30, timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Burden:
    """`hours` of talk in a month; the busiest coach with so many `people` and `coach_hours` a month. `coach` None: the
    talks spread evenly over `coaches` people, nobody can say who is chosen; 0 coaches: nobody could be the coach."""

    hours: float
    minutes: int
    coach: Person | None
    people: int
    coach_hours: float
    coaches: int


def of(terms: Terms, concerned: QuerySet[Person], *, people: int, on: date) -> Burden:
    """Counted by the database on `on`; who the coach is where nobody has chosen yet, as the fallbacks have it."""
    minutes = terms.min_minutes or max((minutes_of(kind) for kind in terms.types), default=0) or USUAL_MINUTES
    talks = _talks_a_month(terms, people, concerned, on)
    coach, load, coaches = _busiest(terms, concerned, people)
    each = talks / people if people else 0.0
    return Burden(talks * minutes / 60, minutes, coach, load, load * each * minutes / 60, coaches)


def _talks_a_month(terms: Terms, people: int, concerned: QuerySet[Person], on: date) -> float:
    cadence = terms.cadence
    if cadence.per_period:
        period, count = cadence.per_period.period, cadence.per_period.count
        return people * count * WEEKS_A_MONTH if period == "week" else people * count / MONTHS.get(period, 1)
    if cadence.rolling:
        units: Mapping[str, float] = {"day": DAYS_A_MONTH, "week": WEEKS_A_MONTH, "month": 1}
        return people * units[cadence.rolling.unit] / cadence.rolling.every
    if cadence.campaign:
        return people * cadence.campaign.count / max(cadence.campaign.days / DAYS_A_MONTH, 1)
    assert cadence.anchored is not None
    if cadence.anchored.anchor == "hire":
        return _hired(terms.audience, on) * len(cadence.anchored.offsets) / 12
    return _anchors_a_year(cadence.anchored, people, concerned, on) * len(cadence.anchored.offsets) / 12


def _anchors_a_year(anchored: Anchored, people: int, concerned: QuerySet[Person], on: date) -> int:
    """How often the anchor came in the last twelve months; what leaves no trace counts as once for a tenth of them."""
    if anchored.anchor in ("anniversary", "custom"):
        return people
    if anchored.anchor == "contract_end":
        return concerned.filter(last_day__gte=on, last_day__lt=on + YEAR).count()
    if anchored.anchor in ("leave_start", "leave_end"):
        return _long_leaves(anchored.min_days or 14, concerned, on)
    return round(people / 10)


def _long_leaves(days: int, concerned: QuerySet[Person], on: date) -> int:
    """How many leaves of at least so many days ended in the last twelve months, or will end: the few absences are
    looked at first, then whose they are."""
    away = Absence.objects.filter(end__gt=on - YEAR, start__lte=on).values_list("person_id", "start", "end")
    long = [person for person, start, end in away if end and (end - start).days + 1 >= days]
    theirs = set(concerned.order_by().filter(pk__in=among(set(long))).values_list("pk", flat=True)) if long else set()
    return sum(person in theirs for person in long)


def _hired(audience: Audience, on: date) -> int:
    """How many came in the last twelve months, whatever the audience says of how long they have been here."""
    ageless = [replace(clause, tenure_days_min=None, tenure_days_max=None) for clause in audience.include]
    hired = people_in(replace(audience, include=tuple(ageless)), on=on).filter(hire_date__gt=on - YEAR)
    return hired.count()


def _busiest(terms: Terms, concerned: QuerySet[Person], people: int) -> tuple[Person | None, int, int]:
    """The coach with most of the people, how many those are, and over how many coaches they spread."""
    eligible = [kind for kind in terms.coach.eligible if kind not in terms.coach.exclude]
    above = next((kind for kind in ("own_manager", "skip_manager") if kind in eligible), None)
    falls_to_manager = terms.coach.eligible in (("own_manager",), ("skip_manager",)) or (
        above is not None and ("own_manager" in terms.coach.default or terms.coach.choice == "assigned")
    )
    if above and falls_to_manager:
        return _most_led(concerned, "manager" if above == "own_manager" else "manager__manager")
    coaches = _possible(eligible)
    return None, -(-people // coaches) if coaches else 0, coaches


def _most_led(concerned: QuerySet[Person], path: str) -> tuple[Person | None, int, int]:
    led = concerned.order_by().filter(**{f"{path}__is_active": True})
    counted = led.values(leader=F(f"{path}__pk")).annotate(people=Count("pk"))
    first = counted.order_by("-people", "leader").first()
    if first is None:
        return None, 0, 0
    return Person.objects.get(pk=first["leader"]), first["people"], counted.count()


def _possible(eligible: list[str]) -> int:
    """How many could be chosen, whoever asks."""
    if "anyone" in eligible or {"peer", "same_unit", "other_unit", "outside_own_line"} & set(eligible):
        return CoachProfile.objects.filter(person__is_active=True, accepting=True).count() or (
            Person.objects.filter(is_active=True).count()
        )
    chosen = Person.objects.none()
    if "hr" in eligible:
        chosen |= Person.objects.filter(is_active=True, is_hr=True)
    profiles = CoachProfile.objects.filter(person__is_active=True, accepting=True)
    pools = [kind.removeprefix("pool:") for kind in eligible if kind.startswith("pool:")]
    named = profiles.filter(pools__name__in=pools)
    ids = set(named.values_list("person_id", flat=True)) | set(chosen.values_list("pk", flat=True))
    if "certified" in eligible:
        ids |= set(profiles.filter(certified=True).values_list("person_id", flat=True))
    return len(ids)
