"""What a draft would ask for, shown while HR is still writing it: seconds for a preview, whatever the number of people.

`preview_flat`: a preview of the quarterly talk for everyone against the same for two hundred people. The goal is a
factor of twenty: people are counted by the database, everything else is done for two hundred. `preview_seconds`: the
slowest of T1, T3, T6 and two edits of the rhythm that is adopted beside them (of its days, of whom it is about), for
everyone, in seconds.
"""

import random
import statistics
from datetime import date

from bench.rollover import ADOPTED, SIZE, _person
from bench.rows import Row, busy
from leadership.consultations import adoption, preview, record
from leadership.people.models import Person, RoleTag
from policies import rhythms
from policies.models import Policy
from policies.starters import STARTERS

ROUNDS = 5
APRIL = date(2026, 4, 1)


def rows() -> list[Row]:
    """The two rows of this module."""
    policy = _organisation()
    few = RoleTag.objects.create(name="few")
    few.people.set(Person.objects.order_by("pk")[:200])
    everyone = {name: _seconds(STARTERS[name] | {"key": "draft"}) for name in ("T1", "T3", "T6")}
    edit = STARTERS["T2A"] | {"key": policy.key, "grace": 9}
    everyone["an edit"] = _seconds(edit, policy)
    everyone["for fewer"] = _seconds(edit | {"audience": {"exclude": [{"tags": ["few"]}]}}, policy)
    some = _seconds(STARTERS["T1"] | {"key": "draft", "audience": {"include": [{"tags": ["few"]}]}})
    slowest = max(everyone.values())
    note = f"{SIZE} people: " + ", ".join(f"{name} {took * 1000:.0f} ms" for name, took in everyone.items()) + " "
    return [
        Row("preview_flat", everyone["T1"] / some, 20, note=f"two hundred in {some * 1000:.0f} ms "),
        Row("preview_seconds", slowest, 1, note=note),
    ]


def _organisation() -> Policy:
    """Everyone under one head, and one rhythm adopted beside which the drafts are seen: that one."""
    known = random.Random(2026)
    head = Person.objects.create(given_name="Head", hire_date=date(2005, 1, 1), path="00000001")
    Person.objects.bulk_create((_person(n, known, head) for n in range(SIZE - 1)), batch_size=2000)
    policy = rhythms.create({**STARTERS["T2A"], "review_on": "2027-01-15"}, by=None, now=ADOPTED)
    today = ADOPTED.date()
    adoption.adopt(policy, effective_from=today, by=None, now=ADOPTED, consultation=record.by_command(today))
    return policy


def _seconds(terms: dict[str, object], policy: Policy | None = None) -> float:
    """The median of five previews, after one to warm up."""
    _once(terms, policy)
    return statistics.median(_once(terms, policy) for _ in range(ROUNDS))


def _once(terms: dict[str, object], policy: Policy | None) -> float:
    return busy(lambda: preview.of(terms, effective_from=APRIL, now=ADOPTED, policy=policy))
