"""What must hold however a year went (docs/reference/cadence.md B.8), looked at from outside: from what was sent.

None of this asks the ladder or the allowed hours what they think: holidays come from their library, quiet hours, days
away and working days from the tables, and letters from the mail box they ended in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import holidays
from django.db.models import Exists, OuterRef, Q

from leadership.conversations import talks
from leadership.obligations import reconcile
from leadership.obligations.models import Obligation
from leadership.outreach import happenings
from leadership.outreach.models import Delivery, DemoMail
from leadership.people.models import Absence, Organisation, Pause

NAMES = ("nobody_forgotten", "nothing_twice", "never_in_quiet_hours", "never_on_leave_or_in_a_pause",
         "one_digest_a_day", "one_notice_after_an_outage")  # fmt: skip
PATIENCE = timedelta(days=5)
"""A letter that is due may wait for a long weekend, not for longer, while the worker works."""


@dataclass(frozen=True)
class Broken:
    """An invariant that did not hold: which, and what was seen (keys and kinds, generated names)."""

    invariant: str
    seen: str


def check(*, now: datetime, returns: Iterable[datetime]) -> list[Broken]:
    """All of them, at the end of a run; empty when all hold. `returns`: when the worker first looked after outages."""
    sent = list(_sent())
    return [
        *_forgotten(now),
        *_twice(sent),
        *_at_the_wrong_moment(sent),
        *_digests(sent),
        *_after_outages(returns),
    ]


def _forgotten(now: datetime) -> Iterator[Broken]:
    """The ledger says what the engine says; somebody looks again, or HR was told; what was to be said was."""
    for one in reconcile.check(now, talks.of):
        yield Broken("nobody_forgotten", f"{one.policy} {one.cycle_key} of person {one.person_id}: {one.deed}")
    unseen = Obligation.objects.filter(state__in=("open", "planned"), next_action_at__isnull=True)
    told = Delivery.objects.filter(obligation=OuterRef("pk"), letter="hr_told")
    for owed in unseen.filter(~Exists(told), person__is_active=True).select_related("person"):
        yield Broken("nobody_forgotten", f"{owed.name} of {owed.person}: nobody looks at it again")
    stuck = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lt=now - PATIENCE)
    for letter in stuck.select_related("recipient"):
        yield Broken("nobody_forgotten", f"{letter.letter} to {letter.recipient} has been due since {letter.due_at}")
    for failed in Delivery.objects.filter(state=Delivery.State.FAILED).select_related("recipient"):
        yield Broken("nobody_forgotten", f"{failed.letter} to {failed.recipient} failed: {failed.answer}")
    untold = happenings.untold(before=now - PATIENCE)
    if untold:
        yield Broken("nobody_forgotten", f"{untold} happenings nobody was told of")


def _sent() -> Iterator[Delivery]:
    """Letters as they left: letters of the day and those that leave on their own."""
    alone = Q(transactional=True) | Q(letter="digest")
    rows = Delivery.objects.filter(alone, state=Delivery.State.SENT).exclude(unique_key__startswith="seen:")
    yield from rows.select_related("recipient").order_by("sent_at", "id")


def _twice(sent: list[Delivery]) -> Iterator[Broken]:
    """No letter in the mail box twice, no step of a ladder said twice to anybody."""
    kept = DemoMail.objects.count()
    if kept != len(sent):
        yield Broken("nothing_twice", f"{kept} letters are in the mail box, {len(sent)} were to be sent")
    notices = Delivery.objects.filter(state=Delivery.State.SENT, obligation__isnull=False)
    steps = Counter(
        (one.recipient_id, one.obligation_id, one.letter, str(one.data.get("step", one.unique_key)))
        for one in notices.exclude(unique_key__startswith="seen:")
    )
    for step, times in steps.items():
        if times > 1:
            yield Broken("nothing_twice", f"{step} was said {times} times")


def _at_the_wrong_moment(sent: list[Delivery]) -> Iterator[Broken]:
    organisation, pauses = Organisation.current(), list(Pause.objects.all())
    away: dict[int, list[Absence]] = {}
    for absence in Absence.objects.all():
        away.setdefault(absence.person_id, []).append(absence)
    for letter in sent:
        if letter.transactional or letter.sent_at is None:
            continue
        person = letter.recipient
        local = letter.sent_at.astimezone(person.zone_info)
        day, said = local.date(), f"{letter.unique_key} at {local:%Y-%m-%d %H:%M} {person.zone}"
        if not organisation.quiet_until <= local.time() < organisation.quiet_from:
            yield Broken("never_in_quiet_hours", said)
        if day.weekday() not in person.work_days or day in _public(person.country, person.subdiv):
            yield Broken("never_in_quiet_hours", f"{said}, a day off")
        if any(pause.start <= day <= pause.end for pause in pauses):
            yield Broken("never_on_leave_or_in_a_pause", f"{said}, in a pause")
        if any(one.start <= day and (one.end is None or day <= one.end) for one in away.get(person.pk, ())):
            yield Broken("never_on_leave_or_in_a_pause", f"{said}, on leave")


def _digests(sent: list[Delivery]) -> Iterator[Broken]:
    days = Counter(
        (letter.recipient_id, letter.sent_at.astimezone(letter.recipient.zone_info).date())
        for letter in sent
        if letter.letter == "digest" and letter.sent_at is not None
    )
    for (person, day), count in days.items():
        if count > 1:
            yield Broken("one_digest_a_day", f"person {person} got {count} on {day}")


def _after_outages(returns: Iterable[datetime]) -> Iterator[Broken]:
    """When the worker is back it says at most one thing to one person about one talk (I9)."""
    for back in returns:
        notices = Delivery.objects.filter(made_at=back, obligation__isnull=False, transactional=False)
        said = Counter(notices.filter(state=Delivery.State.SENT).values_list("recipient_id", "obligation_id"))
        for about, count in said.items():
            if count > 1:
                letters = [one.letter for one in notices.filter(recipient=about[0], obligation=about[1])]
                yield Broken("one_notice_after_an_outage", f"{about}: {', '.join(letters)} at {back}")


@lru_cache(maxsize=64)
def _public(country: str, subdiv: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdiv or None)
