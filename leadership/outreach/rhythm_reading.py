"""What letters about rhythms and rounds are judged and written from, read at once for all those of a claim.

As `reading.Reading`, whose part this is: each thing is read when the first letter asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from leadership.consultations.models import Concern, Invitation, Proposal, Suggestion
from leadership.conversations import rounds
from leadership.conversations.models import RoundPlace
from leadership.obligations import facts_for
from leadership.obligations.facts_for import Sheet
from leadership.outreach.models import Delivery
from leadership.people.models import Person
from policies.models import Policy, PolicyVersion


class RhythmReading:
    """Of some letters at `now` (UTC); a letter names what it is about by keys in its data."""

    def __init__(self, letters: Iterable[Delivery], *, now: datetime) -> None:
        self.letters = [one for one in letters if one.data.keys() & {"proposal", "policy", "round"}]
        self.now = now

    def proposal(self, letter: Delivery) -> Proposal | None:
        return self._proposals.get(str(letter.data.get("proposal")))

    def invitation(self, letter: Delivery) -> Invitation | None:
        """What its recipient was asked about the proposal."""
        return self._invitations.get((str(letter.data.get("proposal")), letter.recipient_id))

    def sheet(self, person: Person) -> Sheet | None:
        """A recipient as the engine sees them."""
        return self._sheets.get(person.pk)

    def is_answered(self, letter: Delivery) -> bool:
        """Whether a concern its recipient raised has an answer."""
        return (str(letter.data.get("proposal")), letter.recipient_id) in self._answered

    def policy(self, letter: Delivery) -> Policy | None:
        return self._policies.get(str(letter.data.get("policy")))

    def adopted(self, policy: Policy) -> PolicyVersion | None:
        """The newest version that was adopted."""
        adopted = [one for one in policy.versions.all() if one.adopted_at is not None]
        return max(adopted, key=lambda one: one.number, default=None)

    def version(self, policy: Policy) -> PolicyVersion:
        """The newest version that was adopted, else the newest."""
        return self.adopted(policy) or max(policy.versions.all(), key=lambda one: one.number)

    def suggestion(self, letter: Delivery) -> Suggestion | None:
        """By whom and how the rhythm was suggested."""
        return self._suggestions.get(str(letter.data.get("policy")))

    def waiting_places(self, letter: Delivery) -> list[RoundPlace]:
        """Offers that HR's round has made in its recipient's name and nobody has answered, by time."""
        return self._places.get((letter.recipient_id, str(letter.data.get("round"))), [])

    # --- read when it is asked for ------------------------------------------------------------------------------------

    @cached_property
    def _proposals(self) -> dict[str, Proposal]:
        found = Proposal.objects.select_related("version__policy").filter(key__in=self._keys("proposal"))
        return {str(one.key): one for one in found}

    @cached_property
    def _invitations(self) -> dict[tuple[str, int], Invitation]:
        asked = Invitation.objects.filter(proposal__key__in=self._keys("proposal"), person__in=self._recipients)
        found = asked.select_related("person", "proposal")
        return {(str(one.proposal.key), one.person_id): one for one in found}

    @cached_property
    def _sheets(self) -> dict[int, Sheet]:
        found = facts_for.sheets(Person.objects.filter(pk__in=self._recipients), now=self.now)
        return {one.id: one for one in found}

    @cached_property
    def _answered(self) -> set[tuple[str, int]]:
        asked = Concern.objects.filter(voice__proposal__key__in=self._keys("proposal"), answered_at__isnull=False)
        found = asked.filter(voice__person__in=self._recipients).values_list("voice__proposal__key", "voice__person_id")
        return {(str(key), person) for key, person in found if person is not None}

    @cached_property
    def _policies(self) -> dict[str, Policy]:
        found = Policy.objects.filter(key__in=self._keys("policy")).prefetch_related("versions")
        return {one.key: one for one in found}

    @cached_property
    def _suggestions(self) -> dict[str, Suggestion]:
        found = Suggestion.objects.filter(policy__key__in=self._keys("policy")).select_related("by", "policy")
        return {one.policy.key: one for one in found}

    @cached_property
    def _places(self) -> dict[tuple[int, str], list[RoundPlace]]:
        found: defaultdict[tuple[int, str], list[RoundPlace]] = defaultdict(list)
        for place in rounds.waiting_for(self._recipients, self._keys("round")):
            found[place.coach_id or 0, str(place.round.key)].append(place)
        return found

    @cached_property
    def _recipients(self) -> set[int]:
        return {one.recipient_id for one in self.letters}

    def _keys(self, word: str) -> set[str]:
        return {str(one.data[word]) for one in self.letters if one.data.get(word)}
