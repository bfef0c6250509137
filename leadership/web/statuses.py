"""The words, tone and icon of every state and timeliness (docs/reference/cadence.md R14): never red, never blame."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONE_ICONS = {
    "attention": "circle-alert",
    "good": "circle-check",
    "info": "info",
    "quiet": "circle-dashed",
    "error": "triangle-alert",
}
NOTICE_ICONS = TONE_ICONS | {"quiet": "info"}


@dataclass(frozen=True)
class Status:
    """How one value is shown."""

    tone: str
    text: str | Promise
    icon: str


STATUSES = {
    "planned": Status("quiet", _("Planned"), "calendar"),
    "open": Status("info", _("Open"), "calendar"),
    "on_track": Status("info", _("On track"), "calendar"),
    "due_soon": Status("info", _("Due soon"), "hourglass"),
    "late": Status("attention", _("Past its day"), "hourglass"),
    "overdue": Status("attention", _("Remains to be held"), "clock-alert"),
    "resting": Status("quiet", _("Resting while away"), "circle-pause"),
    "booked": Status("good", _("Time set"), "calendar-check"),
    "proposed": Status("info", _("Times suggested"), "calendar-clock"),
    "unconfirmed": Status("info", _("Did you talk?"), "circle-question-mark"),
    "held": Status("good", _("Heard"), "circle-check"),
    "heard": Status("good", _("Heard"), "circle-check"),
    "held_late": Status("good", _("Heard, after its day"), "circle-check"),
    "fulfilled": Status("good", _("Heard"), "circle-check"),
    "not_held": Status("quiet", _("Did not happen"), "circle-dashed"),
    "excused": Status("quiet", _("Excused"), "leaf"),
    "cancelled": Status("quiet", _("Cancelled"), "circle-x"),
    "taken_back": Status("quiet", _("The offer was taken back"), "undo-2"),
    "missed": Status("quiet", _("Did not happen"), "circle-dashed"),
    "lapsed": Status("quiet", _("Not used"), "circle-dashed"),
    "closed": Status("quiet", _("Closed"), "circle-dashed"),
}


def status_words(value: str) -> Status:
    """How `value` is shown; raises KeyError, naming it, when no words have been chosen for it."""
    return STATUSES[value]
