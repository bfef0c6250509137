"""What the letters of one claim are judged and written from, read for all of them when the first one asks.

So two hundred letters cost the database as many questions as one (tests/outreach/test_reading.py counts them). What is
read here is true for a moment: whoever sends reads anew once it is older than `deliver.FRESH`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from leadership.accounts.links import Draft
from leadership.calendars.meeting import Meeting
from leadership.conversations import places, pulse, replies, tracing, wished_times
from leadership.conversations.defaults import Defaults
from leadership.conversations.models import Answer, Conversation, WaitingForCoach
from leadership.conversations.pulse import Open
from leadership.lib.instants import local_date, parse_instant
from leadership.obligations import standing
from leadership.obligations.models import Obligation
from leadership.obligations.standing import Turn
from leadership.outreach import allowed, recipients, times
from leadership.outreach.models import ChatPlace, Delivery, SeldomAsked
from leadership.outreach.rhythm_reading import RhythmReading
from leadership.outreach.summary_reading import SummaryReading
from leadership.people import managers
from leadership.people.models import CoachProfile, Organisation, Person
from policies.models import PolicyVersion

DIGEST = "digest"
WITH_OFFERS, WITH_ANSWERS = ("offer",), ("answered", "counter")


class Told(NamedTuple):
    """One letter about a talk to one of the two, as far as another letter asks for it."""

    delivery: int
    letter: str
    state: str
    attempts: int


class Reading:
    """The letters `of` some deliveries at `now` (UTC): what they are about, to whom, and what stands around them.

    Rows that several letters share are shared objects. `links` gathers those the letters carry; they work once they
    are kept (`leadership.accounts.links`). `meetings` holds what calendars are told, by talk and language: both of a
    pair are told the same.
    """

    def __init__(self, letters: Iterable[Delivery], *, now: datetime) -> None:
        self.letters = tuple(letters)
        self.now = now
        self.links: list[Draft] = []
        self.meetings: dict[tuple[int, str], Meeting] = {}
        self._beside = self._letters_beside()
        self._said = self._notices_said()
        self.deliveries = (*self.letters, *self._beside.values(), *(one for row in self._said.values() for one in row))
        self._obligations = self._owed()
        self._conversations = self._talks()
        self._give_people()

    # --- what a letter is about ---------------------------------------------------------------------------------------

    def said(self, letter: Delivery) -> list[Delivery]:
        """The notices that a letter of the day says, oldest first; of one that has not left, those that wait."""
        return self._said.get(letter.pk, [])

    def beside(self, message: Delivery) -> Delivery | None:
        """The letter a chat message goes with."""
        return self._beside.get(message.data["of"])

    def obligation(self, delivery: Delivery) -> Obligation:
        """What a notice is about, with its people and its terms. Raises LookupError where it is about none."""
        return self._obligations[delivery.obligation_id or 0]

    def conversation(self, delivery: Delivery) -> Conversation:
        """The talk a notice is about, with its two. Raises LookupError where it is about none."""
        return self._conversations[delivery.conversation_id or 0]

    # --- what stands around it ----------------------------------------------------------------------------------------

    @cached_property
    def rhythms(self) -> RhythmReading:
        """What letters about rhythms and rounds are written from."""
        return RhythmReading(self.deliveries, now=self.now)

    @cached_property
    def calendars(self) -> allowed.Calendars:
        """Everybody's working days."""
        return allowed.Calendars.now()

    @cached_property
    def summaries(self) -> SummaryReading:
        """What summaries for those above the pairs are written from."""
        return SummaryReading(self.deliveries, now=self.now)

    @cached_property
    def organisation(self) -> Organisation:
        return Organisation.current()

    def hours(self, person: Person) -> allowed.Hours:
        """When a recipient may be written to."""
        return self._hours[person.pk]

    def default_coach(self, owed: Obligation) -> Person | None:
        """Who gets in touch with a member who would rather not choose, as it looks now."""
        return self._defaults.of(owed)

    def leader_of(self, owed: Obligation, on: date) -> Person | None:
        """As `recipients.leader_of`, with everybody's leaders read at once."""
        known: dict[date, Mapping[int, list[Person]]] = self.__dict__.setdefault("_chains", {})
        if on not in known:
            known[on] = managers.chains({recipients.answers_for(one) for one in self._obligations.values()}, on)
        above = known[on][recipients.answers_for(owed).pk]
        return next((leader for leader in above if leader.pk != owed.coach_id), None)

    def turn(self, owed: Obligation, on: date) -> Turn:
        """Whose move it is on `on`, the member's date."""
        known: dict[date, dict[int, Turn]] = self.__dict__.setdefault("_turns", {})
        if on not in known:
            stands = standing.of_many(self._obligations.values(), on)
            known[on] = {stand.obligation.pk: stand.next_mover for stand in stands}
        return known[on][owed.pk]

    def open_with(self, coach: Person) -> int:
        """How many members a coach has at the moment."""
        return len(self._pairs.get(coach.pk, ()))

    def room_of(self, coach: Person) -> int:
        """How many members a coach has room for."""
        return places.capacity(coach, profile=self._profiles.get(coach.pk))

    def asked_by(self, delivery: Delivery) -> Person | None:
        """Who had something asked; None: HR, or somebody who is not here any more."""
        return self._askers.get(str(delivery.data.get("by")))

    def named(self, key: object) -> Person | None:
        """Whoever a letter names by key, when they are still here."""
        return self._named.get(str(key))

    def wait(self, delivery: Delivery) -> WaitingForCoach | None:
        """What a letter about a kept place is about, while the place is kept."""
        return self._waits.get(str(delivery.data.get("wait")))

    def instead(self, talk: Conversation) -> Conversation | None:
        """What the coach has offered the member instead of a talk that was called off."""
        return self._instead.get((talk.member_id, talk.coach_id, talk.asked_for_id))

    def told(self, delivery: Delivery) -> list[Told]:
        """The calendar letters and offers about the same talk to the same person."""
        return self._told.get((delivery.conversation_id or 0, delivery.recipient_id), [])

    def after(self, talk: Conversation) -> Obligation | None:
        """The member's next obligation of the rhythm that `talk` was for."""
        asked = talk.asked_for
        if asked is None:
            return None
        rows = self._coming.get((talk.member_id, asked.policy_id), [])
        return next((row for row in rows if row.pk != asked.pk), None)

    def asked_after(self, talk: Conversation, person: Person) -> list[Open]:
        """What one of the two would be asked once they have said that they talked."""
        return self._opens[talk.pk, person.pk]

    def is_asked_seldom(self, owed: Obligation) -> bool:
        """Whether the member wants this rhythm to ask less often."""
        return (owed.person_id, owed.policy_id) in self._seldom

    def common_times(self, owed: Obligation) -> times.Common:
        """Minutes, and times at which a member and the coach are free."""
        return self._common[owed.pk]

    def wish(self, talk: Conversation, reader: Person) -> Answer | None:
        """As `replies.wish`: the other one's answer that asks `reader` for another time."""
        asked = talk.answers.all() if talk.state in replies.AHEAD else ()
        ahead = (one for one in asked if one.proposed_start is not None and one.proposed_start > self.now)
        return next((one for one in ahead if one.sequence == talk.sequence and one.person_id != reader.pk), None)

    def suits(self, talk: Conversation, start: datetime, by: Person) -> bool:
        """As `replies.suits`, of a talk and the time a letter says is asked for."""
        return self._suited[talk.pk, start, by.pk]

    def held_until(self, talk: Conversation, start: datetime) -> datetime | None:
        """As `wished_times.held_until`."""
        return self._held.get((talk.pk, start))

    def other_times(self, talk: Conversation, by: Person) -> tuple[datetime, ...]:
        """As `replies.other_times`, of a talk that does not suit, or is asked to be at a time that does not."""
        return self._others[talk.pk, by.pk]

    def chat_place(self, person: Person | None) -> ChatPlace | None:
        """Where chat reaches the person; None for a person: the organisation's own Mattermost."""
        return self._places.get(person.pk if person else None)

    # --- read at once -------------------------------------------------------------------------------------------------

    def _letters_beside(self) -> dict[str, Delivery]:
        keys = [one.data["of"] for one in self.letters if one.transport == Delivery.Transport.CHAT]
        return {one.unique_key: one for one in Delivery.objects.filter(unique_key__in=keys)} if keys else {}

    def _notices_said(self) -> dict[int, list[Delivery]]:
        mine = [one.pk for one in self.letters if one.letter == DIGEST]
        beside = [one.pk for one in self._beside.values() if one.letter == DIGEST]
        found: defaultdict[int, list[Delivery]] = defaultdict(list)
        if mine or beside:
            waiting = Q(letter_of__in=mine, state=Delivery.State.WAITING)
            for one in Delivery.objects.filter(waiting | Q(letter_of__in=beside)).order_by("id"):
                found[one.letter_of_id or 0].append(one)
        return found

    def _owed(self) -> dict[int, Obligation]:
        ids = {one.obligation_id for one in self.deliveries if one.obligation_id}
        return _obligations(ids)

    def _talks(self) -> dict[int, Conversation]:
        ids = {one.conversation_id for one in self.deliveries if one.conversation_id}
        if not ids:
            return {}
        letters = {one.letter for one in self.deliveries}
        asked = [name for name, of in (("offers", WITH_OFFERS), ("answers", WITH_ANSWERS)) if letters.intersection(of)]
        talks = Conversation.objects.prefetch_related(*asked).in_bulk(ids)
        owed = _obligations({one.asked_for_id for one in talks.values() if one.asked_for_id})
        for talk in talks.values():
            talk.asked_for = owed.get(talk.asked_for_id or 0)
        return talks

    def _give_people(self) -> None:
        """One object a person, whatever they are in these letters."""
        asked = [talk.asked_for for talk in self._conversations.values() if talk.asked_for]
        roles: tuple[tuple[Sequence[object], tuple[str, ...]], ...] = (
            (self.deliveries, ("recipient",)),
            ([*self._obligations.values(), *asked], ("person", "coach")),
            (list(self._conversations.values()), ("member", "coach")),
        )
        wanted = {getattr(row, f"{name}_id") for rows, names in roles for row in rows for name in names}
        people = _with_managers(wanted - {None})
        for rows, names in roles:
            for row in rows:
                for name in names:
                    setattr(row, name, people.get(getattr(row, f"{name}_id")))
        for one in self.deliveries:
            one.obligation = self._obligations.get(one.obligation_id or 0)
            one.conversation = self._conversations.get(one.conversation_id or 0)

    # --- read when it is asked for ------------------------------------------------------------------------------------

    @cached_property
    def _hours(self) -> dict[int, allowed.Hours]:
        return allowed.hours_of({one.recipient for one in self.deliveries})

    @cached_property
    def reasons(self) -> tracing.Reasons:
        """What made the days by which people are to be heard, where the rhythm's own sentence does not say it."""
        return tracing.reasons(self._obligations.values(), now=self.now)

    @cached_property
    def _defaults(self) -> Defaults:
        return Defaults((one for one in self._obligations.values() if one.coach_id is None), now=self.now)

    @cached_property
    def _pairs(self) -> Mapping[int, set[int]]:
        return places.pairs_of([one.coach_id for one in self._obligations.values() if one.coach_id])

    @cached_property
    def _profiles(self) -> dict[int, CoachProfile]:
        coaches = {one.recipient_id for one in self.deliveries}
        found = {one.person_id: one for one in CoachProfile.objects.filter(person__in=coaches)}
        return {pk: found.get(pk) or CoachProfile(person_id=pk) for pk in coaches}

    @cached_property
    def _askers(self) -> dict[str, Person]:
        keys = {one.data["by"] for one in self.deliveries if one.letter == "help_asked" and one.data.get("by")}
        return {str(one.key): one for one in Person.objects.filter(key__in=keys)}

    @cached_property
    def _named(self) -> dict[str, Person]:
        keys = {one.data.get(word) for one in self.deliveries for word in ("was", "suggested")} - {None, ""}
        return {str(one.key): one for one in Person.objects.filter(key__in=keys, is_active=True)} if keys else {}

    @cached_property
    def _waits(self) -> dict[str, WaitingForCoach]:
        keys = {one.data["wait"] for one in self.deliveries if one.data.get("wait")}
        kept = WaitingForCoach.objects.filter(key__in=keys, state="offered").select_related("coach")
        return {str(one.key): one for one in kept} if keys else {}

    @cached_property
    def _instead(self) -> dict[tuple[int, int, int | None], Conversation]:
        off = [one for one in self._conversations.values() if one.state == Conversation.State.CANCELLED]
        offers = Conversation.objects.filter(
            member__in={one.member_id for one in off}, state="proposed", offered_by="coach",
            made_at__gte=min((one.stamped_at or one.made_at for one in off), default=self.now),
        ).prefetch_related("offers")  # fmt: skip
        return {(one.member_id, one.coach_id, one.asked_for_id): one for one in offers.order_by("pk")} if off else {}

    @cached_property
    def _told(self) -> dict[tuple[int, int], list[Told]]:
        about = Delivery.objects.filter(conversation__in=list(self._conversations))
        letters = about.filter(letter__in=("booked", "moved", "cancelled", "offer"))
        found: defaultdict[tuple[int, int], list[Told]] = defaultdict(list)
        columns = ("conversation_id", "recipient_id", "pk", "letter", "state", "attempts")
        for talk, person, *rest in letters.values_list(*columns):
            found[talk or 0, person].append(Told(*rest))
        return found

    @cached_property
    def _coming(self) -> dict[tuple[int, int], list[Obligation]]:
        talks = [one for one in self._conversations.values() if one.asked_for]
        rows = Obligation.objects.filter(
            person__in={one.member_id for one in talks},
            policy__in={one.asked_for.policy_id for one in talks if one.asked_for},
            state__in=("planned", "open"),
        )
        found: defaultdict[tuple[int, int], list[Obligation]] = defaultdict(list)
        for row in rows.order_by("due_on"):
            found[row.person_id, row.policy_id].append(row)
        return found

    @cached_property
    def _opens(self) -> dict[tuple[int, int], list[Open]]:
        pairs = [(self.conversation(one), one.recipient) for one in self._of("afterwards")]
        return pulse.open_for_all(pairs, now=self.now, organisation=self.organisation)

    @cached_property
    def _common(self) -> dict[int, times.Common]:
        asked = {one.obligation_id for one in self._of("not_booked")}
        return times.common([one for pk, one in self._obligations.items() if pk in asked], now=self.now)

    @cached_property
    def _suited(self) -> dict[tuple[int, datetime, int], bool]:
        asked = [
            (self.conversation(one), parse_instant(one.data["proposed"]), one.recipient) for one in self._of("counter")
        ]
        wishes = [(talk, start, talk.side_of(person)) for talk, start, person in asked]
        found = wished_times.are_free(wishes, now=self.now)
        return {(talk.pk, start, who.pk): free for (talk, start, who), free in zip(asked, found, strict=True)}

    @cached_property
    def _held(self) -> dict[tuple[int, datetime], datetime]:
        return wished_times.all_held([one.conversation_id or 0 for one in self._of("counter")])

    @cached_property
    def _others(self) -> dict[tuple[int, int], tuple[datetime, ...]]:
        nowhere = {(talk, person) for (talk, _start, person), suits in self._suited.items() if not suits}
        asked = [one for one in self._of("counter") if (one.conversation_id, one.recipient_id) in nowhere]
        about = [(self.conversation(one), one.recipient) for one in (*self._of("answered"), *asked)]
        return replies.other_times_of(about, now=self.now)

    def _of(self, letter: str) -> list[Delivery]:
        return [one for one in self.deliveries if one.letter == letter]

    @cached_property
    def _seldom(self) -> set[tuple[int, int]]:
        asked = SeldomAsked.objects.filter(person__in={one.person_id for one in self._obligations.values()})
        return set(asked.values_list("person_id", "policy_id"))

    @cached_property
    def _places(self) -> dict[int | None, ChatPlace]:
        own = Q(person__in={one.recipient_id for one in self.deliveries})
        shared = Q(person__isnull=True, service=ChatPlace.Service.MATTERMOST)
        return {one.person_id: one for one in ChatPlace.objects.filter(own | shared)}


def day_of(owed: Obligation, now: datetime) -> date:
    """The member's date at `now`."""
    return local_date(now, owed.person.zone_info)


def _obligations(ids: set[int]) -> dict[int, Obligation]:
    """By id, those of one version sharing it, so that its terms are read once; people are given later."""
    if not ids:
        return {}
    rows = Obligation.objects.in_bulk(ids)
    wordings = PolicyVersion.objects.select_related("policy", "theme")
    versions = wordings.in_bulk({one.policy_version_id for one in rows.values()})
    for row in rows.values():
        row.policy_version = versions[row.policy_version_id]
        row.policy = row.policy_version.policy
    return rows


def _with_managers(ids: set[int]) -> dict[int, Person]:
    """People by id, each with unit, leader and leader's leader; three queries at most."""
    known: dict[int, Person] = {}
    for _level in range(3):
        wanted = ids - set(known)
        if not wanted:
            break
        known |= Person.objects.select_related("unit").in_bulk(wanted)
        ids = {one.manager_id for one in known.values() if one.manager_id}
    for one in known.values():
        if one.manager_id in known:
            one.manager = known[one.manager_id]
    return known
