"""The few ways in which a deed of this room is refused. Each carries a kind sentence and a remedy for the asker."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadership.lib.refusal import Refusal, Refused


class NotDone(Refused):
    """A refusal with the one sentence that belongs to its kind."""

    path = ""

    def __init__(self, value: object = "", message: str = "", remedy: str = "") -> None:
        said, advised = self.words()
        super().__init__(Refusal(self.path, str(value), message or said, remedy or advised))

    def words(self) -> tuple[str, str]:
        """What is wrong and what helps, in the reader's language."""
        return "", ""


class SlotTaken(NotDone):
    """The time is not free any more for one of the two."""

    path = "start"

    def words(self) -> tuple[str, str]:
        return _("Someone was faster: this time has just been taken."), _("Here are the times that are free now.")


class NotFree(NotDone):
    """The time does not suit the calendars or the rules: outside hours, too soon, away, the coach's day is full."""

    path = "start"

    def words(self) -> tuple[str, str]:
        return _("This time does not suit both of you."), _("Choose one of the free times.")


class CoachIsFull(NotDone):
    """The coach has no place left, or has closed the door for a while."""

    path = "coach"

    def words(self) -> tuple[str, str]:
        return _("All places with this coach are taken just now."), _("Choose someone else, or ask again later.")


class NotEligible(NotDone):
    """The rhythm does not accept this person as coach for this member."""

    path = "coach"

    def words(self) -> tuple[str, str]:
        return _("This rhythm asks for another kind of coach."), _("Choose one of those suggested.")


class CoachIsFound(NotDone):
    """The rhythm does not let the member choose: somebody finds the coach, or a coach comes forward."""

    path = "coach"

    def words(self) -> tuple[str, str]:
        return _("In this rhythm a coach is found for you."), _("Say “someone else” if it should not be this one.")


class TooLate(NotDone):
    """The moment for this has passed."""

    path = "conversation"

    def words(self) -> tuple[str, str]:
        return _("It is too late for this."), _("Look at the conversation as it is now.")


class TooEarly(NotDone):
    """The talk has not begun yet, so nobody can say whether it was held."""

    path = "conversation"

    def words(self) -> tuple[str, str]:
        return _("The conversation has not begun yet."), _("Come back when you have met.")


class Changed(NotDone):
    """Someone was faster: the conversation is not in the state the asker saw."""

    path = "conversation"

    def words(self) -> tuple[str, str]:
        return _("This conversation has just been changed."), _("Look at it as it is now and decide again.")


class AlreadyFound(Changed):
    """Somebody else has been found meanwhile."""

    path = "coach"

    def words(self) -> tuple[str, str]:
        return _("There is a coach for this talk already."), _("Look at the list as it is now.")


class NotYours(NotDone):
    """The asker is not one of the two, or it is the other one's turn."""

    path = "by"

    def words(self) -> tuple[str, str]:
        return _("This is for the other one of you to decide."), _("Ask them.")
