"""Holds the engine against the ledger and mends the difference (docs/reference/cadence.md B.4, B.6, R17).

Correct when run twice, late, or after days of silence: nothing here remembers what was done, everything is compared.
What must change is written in sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from leadership.obligations import comparison, concerned, entries, facts_for, stays
from leadership.obligations.comparison import Looked, Question
from leadership.obligations.facts_for import Organisation
from leadership.obligations.mended import Cover, Difference, Mended, TalkSource
from leadership.obligations.models import Cycle, Day, Obligation
from leadership.obligations.plan import Step
from leadership.outbox import facts
from leadership.people.models import Person
from policies.cadence import period_at
from policies.facts import PolicyFacts, Row
from policies.personal import PREFIX

__all__ = ["Difference", "Mended", "check", "everyone", "people", "rollover", "signals"]

CHUNK = 10_000
"""People in one transaction."""
MANY = 20_000
"""Changes after which the database should count its rows anew."""

AS_BEFORE: Mapping[str, str] = {}


def people(
    ids: Collection[int],
    *,
    now: datetime,
    talks: TalkSource,
    cause: str = "same",
    causes: Mapping[str, str] = AS_BEFORE,
) -> Mended:
    """Reassesses these people; a second call at the same `now` (UTC) finds nothing to do.

    `cause` says why, for R17: "same" when only time or a talk has passed, "facts" when anything else changed; `causes`
    the same by policy key, "rule" where the policy itself changed.
    """
    if not ids:
        return Mended()
    return _all(ids, Question(facts_for.organisation(), now, talks, cause, causes))


def everyone(now: datetime, talks: TalkSource) -> Mended:
    """Reassesses the whole organisation."""
    return people(set(concerned.everyone().values_list("pk", flat=True)), now=now, talks=talks)


def signals(now: datetime, talks: TalkSource) -> Mended:
    """Reassesses whoever is concerned by facts that wait for `reconcile`, and settles those signals."""
    mended = Mended()
    while waiting := facts.waiting("reconcile"):
        organisation = facts_for.organisation()
        found = concerned.by_facts(waiting, organisation, on=now.date())
        stays.keep(found.ids, organisation, on=now.date(), newcomers=found.hired)
        mended.add(people(found.ids, now=now, talks=talks, cause="facts", causes=found.causes))
        facts.settle("reconcile", waiting)
    return mended


def rollover(now: datetime, talks: TalkSource) -> Mended:
    """What time alone brings: new cycles, days that have come; the second run finds nothing to look at."""
    turned = [(day, today) for day in Day.objects.order_by("zone") if (today := _today(day, now)) > day.reached]
    ids = set(Obligation.objects.waiting(now).values_list("person_id", flat=True))
    if not turned and not ids:
        return Mended()
    organisation = facts_for.organisation()
    fresh = [_Fresh(day, today, tuple(_unmarked(organisation, day.zone, today))) for day, today in turned]
    for one in fresh:
        ids |= _concerned(one, organisation)
    mended = _all(ids, Question(organisation, now, talks))
    _mark(fresh, organisation, now)
    return mended


def check(now: datetime, talks: TalkSource) -> list[Difference]:
    """What `people` would change for everyone, without changing it: empty when the ledger says what the engine says."""
    question = Question(facts_for.organisation(), now, talks)
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    found: list[Difference] = []
    for start in range(0, len(ids), CHUNK):
        looked = comparison.look(ids[start : start + CHUNK], question, lock=False)
        found += [_difference(one, step) for one in looked for step in one.steps]
    return found


Name = tuple[int, str, str, int]
"""Person, policy, cycle and slot: what an obligation is known by."""


class _Fresh(NamedTuple):
    """A zone that has entered `today` since it was last looked at, and the policies whose cycle is new there."""

    day: Day
    today: date
    cycles: tuple[tuple[PolicyFacts, str], ...]


def _today(day: Day, now: datetime) -> date:
    return now.astimezone(ZoneInfo(day.zone)).date()


def _concerned(fresh: _Fresh, organisation: Organisation) -> set[int]:
    day, today, cycles = fresh
    ids = concerned.by_days(organisation, zone=day.zone, after=day.reached, upto=today)
    stays.keep(ids, organisation, on=today)
    for policy, _key in cycles:
        ids |= concerned.of_policy(policy, organisation, on=today, zone=day.zone)
    return ids


def _mark(fresh: Iterable[_Fresh], organisation: Organisation, now: datetime) -> None:
    """From here on these days, and these cycles in these zones, are done."""
    for day, today, cycles in fresh:
        Cycle.objects.bulk_create(
            [
                Cycle(policy_id=organisation.policy_ids[policy.key], cycle_key=key, zone=day.zone, generated_at=now)
                for policy, key in cycles
            ],
            ignore_conflicts=True,
        )
        Day.objects.filter(pk=day.pk, reached=day.reached).update(reached=today)


def _unmarked(organisation: Organisation, zone: str, today: date) -> Iterator[tuple[PolicyFacts, str]]:
    """The policies whose running cycle nobody in the zone has been given yet."""
    running = {policy.key: _running(policy, organisation, today) for policy in organisation.policies}
    marked = set(
        Cycle.objects.filter(zone=zone, cycle_key__in={key for key in running.values() if key}).values_list(
            "policy_id", "cycle_key"
        )
    )
    for policy in organisation.policies:
        key = running[policy.key]
        if key and (organisation.policy_ids[policy.key], key) not in marked:
            yield policy, key


def _running(policy: PolicyFacts, organisation: Organisation, today: date) -> str | None:
    """The running cycle with the version in force: a new key whenever everybody must be looked at."""
    in_force = [version for version in policy.versions if version.effective_from <= today]
    if not in_force or (policy.retired_on and policy.retired_on <= today):
        return None
    version, cadence = in_force[-1], in_force[-1].terms.cadence.per_period
    period = period_at(cadence.period, today, organisation.org.fiscal_start).key if cadence else "rolling"
    return f"{period} v{version.number}"


def _all(ids: Collection[int], question: Question) -> Mended:
    mended, ordered = Mended(), sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        mended.add(_mend(ordered[start : start + CHUNK], question))
    if mended.written >= MANY:
        _count_rows_anew()
    return mended


@transaction.atomic(savepoint=False)
def _mend(ids: list[int], question: Question) -> Mended:
    looked = comparison.look(ids, question, lock=True)
    done = entries.write(steps_of(looked), now=question.now, known=question.organisation)
    _know_zones({one.zone for one in looked} - question.organisation.zones, question.now)
    return Mended([one.person for one in looked], done, _covers(looked, question.organisation))


def _know_zones(zones: set[str], now: datetime) -> None:
    """From here on the days of these zones, where someone is, are walked."""
    if zones:
        unknown = zones - set(Day.objects.filter(zone__in=zones).values_list("zone", flat=True))
        new = [Day(zone=zone, reached=now.astimezone(ZoneInfo(zone)).date()) for zone in unknown]
        Day.objects.bulk_create(new, ignore_conflicts=True)


def _count_rows_anew() -> None:
    """Without fresh statistics PostgreSQL plans the next statement for an empty table. Of facts it looks at what they
    are looked up by: what they say takes longer to look at than all else."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("obligations_obligation", "outbox_fact (id, at, kind, subject_key)"):
                cursor.execute(f"ANALYZE {table}")


def steps_of(looked: Iterable[Looked]) -> Iterator[entries.Entry]:
    """The steps with whose they are. People who share an answer are taken together: of a whole organisation there are
    few of them."""
    alike: dict[tuple[int, str], list[Looked]] = {}
    for one in looked:
        if one.steps:
            alike.setdefault((id(one.steps), one.zone), []).append(one)
    for (_, zone), together in alike.items():
        for step in together[0].steps:
            at = step.at
            yield entries.Entry(step, zone, [one.person if at is None else one.held[at] for one in together])


def _covers(looked: Iterable[Looked], organisation: Organisation) -> list[Cover]:
    """Which talk counts for which obligation, for everyone with talks."""
    spoken = [(one, row) for one in looked for row in one.rows if row.talk is not None]
    ids = _now({one.person: one for one, _ in spoken}.values())
    if any(_name(one, row) not in ids for one, row in spoken):
        ids |= _stored({one.person for one, _ in spoken})
    return list(_covered(spoken, ids, organisation.policy_ids))


def _now(looked: Iterable[Looked]) -> dict[Name, tuple[int, str]]:
    """Id and state of what these people had before, as it has just been left; what is new is not among it."""
    found: dict[Name, tuple[int, str]] = {}
    for one in looked:
        after = {step.at: step.after for step in one.steps if step.at is not None}
        for at, (pk, kept) in enumerate(zip(one.held, one.stored, strict=True)):
            found[one.person, *kept.name] = pk, after.get(at, kept.state)
    return found


def _stored(people: Collection[int]) -> dict[Name, tuple[int, str]]:
    """The same as it stands in the ledger, of whatever a talk may count for."""
    found = Obligation.objects.filter(person__in=people, state__in=("booked", "unconfirmed", "fulfilled"))
    rows = found.values_list("pk", "person_id", "policy__key", "cycle_key", "slot", "state")
    return {(person, policy, cycle, slot): (pk, state) for pk, person, policy, cycle, slot, state in rows}


def _name(one: Looked, row: Row) -> Name:
    return one.person, row.policy, row.cycle_key, row.slot


def _covered(
    spoken: Iterable[tuple[Looked, Row]], ids: Mapping[Name, tuple[int, str]], policies: Mapping[str, int]
) -> Iterator[Cover]:
    for one, row in spoken:
        pk, state = ids.get(_name(one, row), (0, ""))
        if row.talk and state == row.state:
            kind = "booked" if state != "fulfilled" else "provisional" if row.provisional else "credited"
            yield Cover(pk, row.talk, kind, policies[row.policy], row.cycle_key.startswith(PREFIX))


def _difference(looked: Looked, step: Step) -> Difference:
    policy, cycle_key, slot = step.name
    wanted = " ".join([step.after, *(f"{name}={value}" for name, value in step.values if value is not None)])
    return Difference(looked.person, policy, cycle_key, slot, step.deed, step.before, wanted)
