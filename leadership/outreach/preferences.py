"""How a person wants to be reached: mail on or off for reminders and summaries, the summary's day, "less often".

Nobody but the person decides. Where mail is off, what would have been mailed waits in the app, in the same words
(docs/how-to/letters.md). Letters about a booked talk are not touched by any of this.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from leadership.obligations.models import Obligation
from leadership.outbox import facts
from leadership.outreach.models import Delivery, Preferences, SeldomAsked
from leadership.people.models import Person
from policies.models import Policy

REMINDERS, SUMMARIES = "reminders", "summaries"
KINDS = (REMINDERS, SUMMARIES)
SUMMARY_LETTERS = ("leader_told", "hr_told", "line_week", "hr_month", "review_due")
"""Letters to those who look after others; everything else that is not about a booked talk is a reminder."""
IN_THE_APP = "in_app"
"""Why such a notice was not mailed: it waits in the app."""


def kind_of(letter: str) -> str:
    """Whether a letter is a reminder or a summary."""
    return SUMMARIES if letter in SUMMARY_LETTERS else REMINDERS


def of(person: Person) -> Preferences:
    """What the person has chosen; the defaults, not stored, where nothing was."""
    return of_many([person.pk]).get(person.pk) or Preferences(person=person)


def of_many(ids: Collection[int]) -> dict[int, Preferences]:
    """What these people have chosen, by id; those with the defaults are left out."""
    return {row.person_id: row for row in Preferences.objects.filter(person__in=ids)}


def wants_mail(wish: Preferences | None, letter: str) -> bool:
    """Whether `letter` may be mailed to somebody with this wish."""
    return wish is None or bool(getattr(wish, f"{kind_of(letter)}_by_mail"))


@transaction.atomic
def keep(person: Person, *, now: datetime, **wishes: bool | int) -> Preferences:
    """Keeps what is named, of `reminders_by_mail`, `summaries_by_mail` and `summary_day` (Monday is 0). Again: nothing
    is written, not even a fact."""
    before = of(person)
    changed = {name: value for name, value in wishes.items() if getattr(before, name) != value}
    if not changed:
        return before
    kept, _ = Preferences.objects.update_or_create(person=person, defaults=changed)
    facts.write("preferences.changed", at=now, actor=person.key, subject=person.key, data=changed)
    return kept


def stop(person: Person, kinds: Collection[str], *, now: datetime) -> Preferences:
    """No more mail of these kinds. Twice is once."""
    return keep(person, now=now, **{f"{kind}_by_mail": False for kind in kinds})


def resume(person: Person, kinds: Collection[str], *, now: datetime) -> Preferences:
    """Mail of these kinds again, from now on; what waited in the app stays there."""
    return keep(person, now=now, **{f"{kind}_by_mail": True for kind in kinds})


@transaction.atomic
def ask_less_often(person: Person, policy: Policy, *, now: datetime) -> None:
    """A voluntary rhythm invites every other time and does not nudge. Twice is once."""
    _, made = SeldomAsked.objects.get_or_create(person=person, policy=policy, defaults={"since": now})
    if made:
        facts.write("preferences.less_often", at=now, actor=person.key, subject=person.key, object=_named(policy))


@transaction.atomic
def ask_as_usual(person: Person, policy: Policy, *, now: datetime) -> None:
    """Every time again."""
    gone, _ = SeldomAsked.objects.filter(person=person, policy=policy).delete()
    if gone:
        facts.write("preferences.as_usual", at=now, actor=person.key, subject=person.key, object=_named(policy))


def is_asked_too_often(delivery: Delivery, owed: Obligation) -> bool:
    """Whether a notice about a voluntary talk, whose member wants to be asked less often, comes more often than that: a
    nudge, or the invitation right after one that was sent."""
    if owed.person_id != delivery.recipient_id:
        return False
    return delivery.letter != "invitation" or _was_invited_last_time(owed)


def _was_invited_last_time(owed: Obligation) -> bool:
    earlier = Obligation.objects.filter(person=owed.person_id, policy=owed.policy_id, due_on__lt=owed.due_on)
    last = earlier.order_by("-due_on", "-pk").first()
    invitations = Delivery.objects.filter(obligation=last, letter="invitation") if last else Delivery.objects.none()
    return any(one.state == Delivery.State.SENT or one.reason == IN_THE_APP for one in invitations)


def _named(policy: Policy) -> str:
    return f"policy:{policy.key}"
