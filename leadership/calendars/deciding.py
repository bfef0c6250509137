"""What an answer to an invitation is worth, decided in one order: known, invited, proven, still ahead, current, newer.

Nothing else in a message is ever believed. The decision is a pure function of the message and of what is kept, so any
number of copies in any order come to the same end (RFC 5546 sections 2.1.5 and 3.2.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from leadership.calendars.reply import Incoming, Reply

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
TAKEN = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
SAID = frozenset({*TAKEN.values(), "counter"})
"""Decisions that change what is kept about the talk; all others leave everything as it was."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest answer of one who is invited: the SEQUENCE it answered and when it was stamped (UTC)."""

    sequence: int
    dtstamp: datetime
    partstat: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """The meeting as it stands: its SEQUENCE and start (UTC), whether it can still be answered, and for each address
    (small letters) the reply address that was given to it alone, and the answer kept."""

    sequence: int
    start: datetime
    is_ahead: bool
    reply_to: Mapping[str, str]
    kept: Mapping[str, Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """`decision` in words of ours; `attendee` the address it is about; `partstat` and `stamp` what is to be kept."""

    decision: str
    reason: str = ""
    attendee: str = ""
    partstat: str = ""
    stamp: Kept | None = None

    @property
    def counts(self) -> bool:
        return self.decision in SAID


def decide(incoming: Incoming, invited: Invited | None) -> Decision:
    """What becomes of the message. `invited` is the meeting its UID names, None when there is none.

    Ignored, with the reason: nothing_to_decide, auto_reply, not_an_answer, unknown_uid, not_invited, unproven, over,
    stale, older, repeated, delegated. Told apart before: a delivery report is a `bounce`.
    """
    if incoming.bounced:
        return Decision("bounce", attendee=incoming.bounced[0])
    reply = incoming.reply
    if reply is None or reply.method not in ("REPLY", "COUNTER"):
        return _ignored(_no_answer(incoming))
    if invited is None:
        return _ignored("unknown_uid")
    attendee = _attendee(incoming, reply, invited)
    if not attendee:
        return _ignored("not_invited")
    proven = _is_proven(incoming, attendee, invited)
    return _of_the_proven(reply, attendee, invited) if proven else Decision("ignored", "unproven", attendee)


def _no_answer(incoming: Incoming) -> str:
    if incoming.reply is not None:
        return "not_an_answer"
    return "auto_reply" if incoming.by_itself else "nothing_to_decide"


def _of_the_proven(reply: Reply, attendee: str, invited: Invited) -> Decision:
    if not invited.is_ahead:
        return Decision("ignored", "over", attendee)
    sequence = _sequence(reply, invited)
    if sequence is None:
        return Decision("ignored", "stale", attendee)
    stamp = Kept(sequence, reply.dtstamp or EARLIEST)
    kept = invited.kept.get(attendee)
    if kept and (stamp.sequence, stamp.dtstamp) <= (kept.sequence, kept.dtstamp):
        same = (stamp.sequence, stamp.dtstamp) == (kept.sequence, kept.dtstamp)
        return Decision("ignored", "repeated" if same else "older", attendee)
    return _worded(reply, attendee, stamp)


def _worded(reply: Reply, attendee: str, stamp: Kept) -> Decision:
    if reply.method == "COUNTER":
        return Decision("counter", attendee=attendee, partstat="TENTATIVE", stamp=_with(stamp, "TENTATIVE"))
    partstat = dict(reply.answers).get(attendee) or next((said for _, said in reply.answers), "")
    if partstat == "DELEGATED":
        return Decision("ignored", "delegated", attendee, partstat)
    if partstat not in TAKEN:
        return Decision("ignored", "nothing_to_decide", attendee, partstat)
    return Decision(TAKEN[partstat], attendee=attendee, partstat=partstat, stamp=_with(stamp, partstat))


def _with(stamp: Kept, partstat: str) -> Kept:
    return Kept(stamp.sequence, stamp.dtstamp, partstat)


def _ignored(reason: str) -> Decision:
    return Decision("ignored", reason)


def _attendee(incoming: Incoming, reply: Reply, invited: Invited) -> str:
    """Whose answer it is: whoever's reply address it came to, else the sender, else the one ATTENDEE who is invited."""
    by_address = [who for who, where in invited.reply_to.items() if where and where.lower() in incoming.recipients]
    named = [address for address, _ in reply.answers if address in invited.reply_to]
    sender = [incoming.sender] if incoming.sender in invited.reply_to else []
    return next(iter([*by_address, *sender, *(named if len(named) == 1 else [])]), "")


def _is_proven(incoming: Incoming, attendee: str, invited: Invited) -> bool:
    """The message came to the attendee's own reply address, or from the attendee with our mail server's word for it."""
    token = invited.reply_to[attendee].lower()
    return bool(token and token in incoming.recipients) or (incoming.sender == attendee and incoming.vouched)


def _sequence(reply: Reply, invited: Invited) -> int | None:
    """The SEQUENCE that is answered, None when it is not the current one. Clients that write none or 0 mean the
    current one as long as they name its start."""
    if reply.sequence == invited.sequence:
        return invited.sequence
    if not reply.sequence and reply.start == invited.start:
        return invited.sequence
    # A higher SEQUENCE than ours is no answer to anything that we sent.
    return None
