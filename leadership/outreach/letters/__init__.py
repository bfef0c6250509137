"""Every letter we send: what it says is read at the moment it leaves, in its recipient's language and zone."""

from leadership.outreach.letters.pen import NothingToSay
from leadership.outreach.letters.post import parcel

__all__ = ["NothingToSay", "parcel"]
