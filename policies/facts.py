"""The facts the engine reasons about: plain values, frozen and hashable, so that equal facts can share one answer.

Dates are days in the member's home zone; the one instant (`Talk.start`) is aware and in UTC.
Everything here follows docs/reference/cadence.md B.11; nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from policies.cadence import Fiscal

if TYPE_CHECKING:
    from policies.termparts import Cadence
    from policies.terms import Terms

Holidays = Callable[[str, str, int], frozenset[date]]
"""The public holidays of (country, subdivision, year); "" stands for no subdivision."""

MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the whole organisation rests, both ends included (R3)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Leave:
    """One absence, both ends included; `end` None means that nobody knows it yet. Never the kind (R4)."""

    key: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """Days on which one policy does not apply to the person, both ends included (R15)."""

    policy: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Skip:
    """The member has waived one talk on `on`, without a reason (allow_skip)."""

    policy: str
    cycle_key: str
    slot: int
    on: date


@dataclass(frozen=True, slots=True)
class Wish:
    """The member has asked on `since` for more of a policy than it promises: as often as `cadence` says."""

    policy: str
    cadence: Cadence
    since: date


@dataclass(frozen=True, slots=True)
class OrgFacts:
    """What holds for everybody: the (month, day) the fiscal year starts, pauses, keys of certified coaches."""

    fiscal_start: Fiscal = (1, 1)
    pauses: tuple[Pause, ...] = ()
    certified: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One member as the engine sees them.

    `units` is the path from the top; `work_pattern` holds weekdays, Monday 0; `opted_in` pairs (policy key, day);
    `audience_since` pairs (policy key, first day of the current stretch in its audience), only where later than `hire`;
    `events` pairs (role_change or manager_change, their days); `wishes`: where more was asked for than is promised.
    """

    key: str
    zone: str = "Europe/Stockholm"
    country: str = "SE"
    subdiv: str = ""
    work_pattern: frozenset[int] = MONDAY_TO_FRIDAY
    hire: date = date(2000, 1, 1)
    last_day: date | None = None
    manager: str | None = None
    skip_manager: str | None = None
    units: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    employment_type: str = ""
    location: str = ""
    is_leader: bool = False
    fte: float = 1.0
    opted_in: tuple[tuple[str, date], ...] = ()
    audience_since: tuple[tuple[str, date], ...] = ()
    events: tuple[tuple[str, tuple[date, ...]], ...] = ()
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, booked, past or held.

    `held` None: nobody has answered. `confirmed_by` is "member", "coach" or "both"; `coach_kinds` are the kinds
    (own_manager, certified, …) the coach had at booking, None when they follow from the organisation and person facts.
    `zone`: where the member lived then, None when it is where they live now (R1: moving later changes nothing).
    `over`: False while a talk of today has not ended; None: the date alone decides.
    """

    key: str
    start: datetime
    minutes: int
    type: str
    coach: str
    mode: str = "remote"
    held: bool | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    contested_on: date | None = None
    covered_by_both: bool = False
    coach_kinds: frozenset[str] | None = None
    zone: str | None = None
    over: bool | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One adopted wording of a policy; it governs the cycles that begin before the next version's `effective_from`.

    `apply_now`: adopted on `effective_from` for running cycles too; what is open of older versions is replaced then.
    `asks`: False where it only ends the one before and asks for nothing itself (a wish that is not more any longer).
    """

    number: int
    terms: Terms
    effective_from: date
    apply_now: bool = False
    asks: bool = True


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """One policy with its adopted versions, oldest first.

    `retired_on`: no cycle begins on or after it; with `stop_open` what is open is cancelled that day as well. `own`:
    the personal rhythm of one member beside the policy of that key. `resting`: the end is a hold or a review that was
    not held, which may be lifted; so the rhythm keeps its place in its family.
    """

    key: str
    versions: tuple[Version, ...]
    retired_on: date | None = None
    stop_open: bool = False
    own: bool = False
    resting: bool = False


@dataclass(frozen=True, slots=True)
class TraceItem:
    """One step of the reasoning: the rule ("R8"), what went in, what came out, and the sentence that says so.

    `from_` and `result` hold ISO dates, numbers and keys only, so that a test can recompute each date from them.
    """

    rule: str
    from_: tuple[tuple[str, str], ...]
    result: tuple[tuple[str, str], ...]
    msgid: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation as it stands on a day, or (state "none") the explanation why a cycle has none.

    Dates are days in the member's zone. `overdue_from` is the first overdue day, `close_on` the last day before it is
    missed (None: never). `talk` is the key of the crediting talk, or of the booked one. `also`: the keys of the cycles
    that follow for which the same explanation holds.
    """

    policy: str
    version: int
    cycle_key: str
    slot: int
    state: str
    timeliness: str
    opens_on: date | None = None
    choose_by: date | None = None
    due_on: date | None = None
    overdue_from: date | None = None
    close_on: date | None = None
    credited_on: date | None = None
    talk: str | None = None
    provisional: bool = False
    reason: str = ""
    trace: tuple[TraceItem, ...] = ()
    also: tuple[str, ...] = ()
