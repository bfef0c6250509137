"""Letters about the room coaches have, with invented people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

States = dict[str, dict[str, Any]]


def of() -> dict[str, Callable[[], States]]:
    """Their states, by letter."""
    return {"room": _room, "room_help": _room_help}


def _room() -> States:
    def said(what: str, **values: object) -> dict[str, Any]:
        return {
            "first_name": "Astrid", "leader": "Freja Lind", "what": what, "button_text": _("See your room"),
            "seen_by": _("You and those who lead you. With whom you talk is told to nobody."),
            "reason": _("You are a coach, and nobody should be left alone with too much."), **values,
        }  # fmt: skip

    return {
        "asked what would help": said("asked"),
        "a colleague could take some over": said("colleague", colleague="Erik Dahl"),
        "places were set": said("places", places=8),
        "the door was closed": said("closed"),
        "the door was opened": said("opened"),
    }


def _room_help() -> States:
    help = {
        "first_name": "Freja", "coach": "Astrid Berg", "button_text": _("See what would help"),
        "seen_by": _("You and whoever asked. With whom %(coach)s talks is told to nobody.") % {"coach": "Astrid"},
        "reason": _("You lead this coach, or look after the rhythms."),
    }  # fmt: skip
    return {
        "from the coach, to the leader": {**help, "asker": None},
        "from the leader, to HR": {**help, "first_name": "David", "asker": "Freja Lind"},
    }
