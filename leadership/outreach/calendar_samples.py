"""Example values of the letters about what calendars say, for the gallery; they join the table of `samples`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

NOWHERE = "https://heard.example.org/a/sample/"
Values = dict[str, Any]
States = dict[str, Values]


def of(about: Callable[..., Values], times: Callable[[int], list[dict[str, str]]]) -> dict[str, Callable[[], States]]:
    """By letter; `about` gives what letters about a talk have in common, `times` so many times to press."""

    def answered() -> States:
        said = {"button_text": _("Choose another time"), "times": times(3)}
        return {
            "to whoever cannot come": about(**said, mine=True),
            "to the other one": about(**said, mine=False),
            "no other time": about(**said | {"times": []}, mine=True),
        }

    def counter() -> States:
        wished = times(2)[1]["label"]
        fits = {"button_text": _("Move to this time"), "fits": True, "times": []}
        rest = {"button_text": _("Choose another time"), "fits": False, "times": times(3)}
        return {
            "free in both": about(**fits, wished=wished, keep_url=NOWHERE, held_until=None),
            "kept for a while": about(**fits, wished=wished, keep_url=NOWHERE, held_until=times(3)[2]["label"]),
            "not free": about(**rest, wished=wished, keep_url=NOWHERE, held_until=None),
        }

    def time_kept() -> States:
        return {"plain": about(wished=times(2)[1]["label"])}

    def differs() -> States:
        said = {
            "button_text": _("Say what you meant"),
            "seen_by": _("Nobody else: %(other)s is not told.") % {"other": "Astrid"},
        }
        return {"moved": about(**said, moved_to=times(2)[1]["label"]), "removed": about(**said, moved_to=None)}

    return {"answered": answered, "counter": counter, "time_kept": time_kept, "calendar_differs": differs}
