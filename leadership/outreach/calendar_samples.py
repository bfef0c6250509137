"""Example values of the letters about what calendars say, for the gallery; they join the table of `samples`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

NOWHERE = "https://heard.example.org/a/sample/"
Values = dict[str, Any]
States = dict[str, Values]


def of(about: Callable[..., Values], times: Callable[[int], list[dict[str, str]]]) -> dict[str, Callable[[], States]]:
    """By letter; `about` gives what letters about a talk have in common, `times` so many times to press."""
    known = _Samples(about, times)
    return {
        "answered": known.answered, "counter": known.counter, "time_kept": known.time_kept,
        "calendar_differs": known.differs,
    }  # fmt: skip


class _Samples(NamedTuple):
    about: Callable[..., Values]
    times: Callable[[int], list[dict[str, str]]]

    def answered(self) -> States:
        said = {"button_text": _("Choose another time"), "times": self.times(3)}
        return {
            "to whoever cannot come": self.about(**said, mine=True),
            "to the other one": self.about(**said, mine=False),
            "no other time": self.about(**said | {"times": []}, mine=True),
        }

    def counter(self) -> States:
        asked = {"wished": self._wished(), "keep_url": NOWHERE}
        fits = asked | {"button_text": _("Move to this time"), "fits": True, "times": []}
        rest = asked | {"button_text": _("Choose another time"), "fits": False, "times": self.times(3)}
        return {
            "free in both": self.about(**fits, held_until=None),
            "kept for a while": self.about(**fits, held_until=self.times(3)[2]["label"]),
            "not free": self.about(**rest, held_until=None),
        }

    def time_kept(self) -> States:
        return {"plain": self.about(wished=self._wished())}

    def differs(self) -> States:
        said = {
            "button_text": _("Say what you meant"),
            "seen_by": _("Nobody else: %(other)s is not told.") % {"other": "Astrid"},
        }
        return {"moved": self.about(**said, moved_to=self._wished()), "removed": self.about(**said, moved_to=None)}

    def _wished(self) -> str:
        return self.times(2)[1]["label"]
