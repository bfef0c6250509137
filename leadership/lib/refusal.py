"""A refusal: one thing that cannot be done as asked, said so that the asker can mend it.

Every face renders refusals the same way: a form shows them at the field, a command prints them as
`{"errors": [...]}` and exits with 1, a page answers with a 4xx.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Names the thing (`path`), the offending `value`, what is wrong with it, and the remedy."""

    path: str
    value: str
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"path": self.path, "value": self.value, "message": self.message, "remedy": self.remedy}


class Refused(Exception):
    """Raised by a deed that was not done; nothing was changed. Carries at least one `Refusal`."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(str(refusal.message) for refusal in refusals))
        self.refusals: Sequence[Refusal] = refusals


def refuse(path: str, value: object, message: str, remedy: str = "") -> Refused:
    """A `Refused` with a single reason, ready to be raised."""
    return Refused(Refusal(path, str(value), message, remedy))
