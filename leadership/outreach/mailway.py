"""What is known of the way out: whether the mail server could be reached, and what stood in the way if not.

Noted where it shows (a run of letters, a look at the start of the worker, `check_mail`), read by the health page and
`/readyz`. Real time, by the database's clock.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from leadership.outreach.models import MailWay

OPEN = ""
_A_MINUTE, _A_WHILE = timedelta(minutes=1), timedelta(minutes=3)


def opened() -> None:
    """A letter was taken, or would be."""
    if not MailWay.objects.filter(pk=1, trouble=OPEN, looked_at__gt=Now() - _A_MINUTE).exists():
        _note(OPEN, "")


def closed(trouble: str, answer: str) -> None:
    """No letter can leave, because of `trouble` (one of `mailcheck.TROUBLES`); `answer` is what the server said."""
    _note(trouble, answer)


def now() -> MailWay | None:
    """As it was seen last; None when nobody has looked yet."""
    return MailWay.objects.filter(pk=1).first()


def is_old() -> bool:
    """Whether what stood in the way should be looked at again: nothing may be due that would find out."""
    return MailWay.objects.filter(pk=1, looked_at__lt=Now() - _A_WHILE).exclude(trouble=OPEN).exists()


def _note(trouble: str, answer: str) -> None:
    seen = {"trouble": trouble, "answer": answer[:300], "looked_at": Now()}
    since = Case(When(trouble=Value(trouble), then=F("since")), default=Now())
    if not MailWay.objects.filter(pk=1).update(since=since, **seen):
        MailWay.objects.bulk_create([MailWay(pk=1, since=Now(), **seen)], ignore_conflicts=True)
