"""Addresses from which letters come back: noted by whoever learns of it, forgotten when the address works again.

The mail server may say so at once (5.1.x), or a report may come later. Letters go on being tried; HR sees the address
beside the person and corrects it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Lower

from leadership.outreach.models import Bounce
from leadership.people.models import Person


def note(person: Person, *, address: str, answer: str, now: datetime) -> Bounce:
    """Letters to `address` came back at `now` (UTC); `answer` is what the mail server said."""
    said = {"address": address, "answer": answer[:300], "at": now}
    return Bounce.objects.update_or_create(person=person, defaults=said)[0]


def forget(person: Person) -> None:
    """A letter to the person was taken and did not come back."""
    Bounce.objects.filter(person=person).delete()


def known() -> frozenset[int]:
    """Ids of the people about whom something is noted."""
    return frozenset(Bounce.objects.values_list("person_id", flat=True))


def standing() -> list[Bounce]:
    """Those that still count: the person is here and has that address; the newest first."""
    theirs = Bounce.objects.annotate(wrong=Lower("address"), current=Lower("person__email"))
    counts = theirs.filter(wrong=F("current"), person__is_active=True)
    return list(counts.select_related("person").order_by("-at", "-id"))
