"""The menus of the sentence: which chip opens which fields, and which field a refusal is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

MENUS = {
    "audience": (
        _("Who"), "users-round",
        ("units", "tags", "roles", "locations", "employment_types", "tenure_min", "tenure_max", "leads", "persons",
         "also", "others"),
    ),
    "binding": (_("How binding"), "handshake", ("binding",)),
    "what": (_("What"), "messages-square", ("count", "types", "min_minutes", "mode")),
    "when": (
        _("How often"), "repeat",
        ("rhythm", "period", "spread", "every", "unit", "fte_scaling", "anchor", "anchor_date", "days", "before",
         "after", "min_days", "single_days", "first", "last"),
    ),
    "coach": (
        _("With whom"), "user-round",
        ("eligible", "not_eligible", "choice", "choose_by", "fallbacks", "max_open", "mix_outside", "mix_differ"),
    ),
    "initiative": (_("Who begins"), "footprints", ("initiative", "handover", "answer_within", "subject")),
    "late": (
        _("When nothing is held"), "clock",
        ("grace", "close_after", "coach_visible", "reminders", "escalation"),
    ),
}  # fmt: skip
"""Chip → its name, its icon, its fields in their order."""

WHY = (
    "title_en", "title_sv", "purpose_en", "purpose_sv", "context_en", "context_sv", "theme", "metrics", "aim",
    "review_on",
)  # fmt: skip
MORE = (
    "on_missed_review", "mandated_by", "owner", "sponsor", "min_gap", "prorate", "leave_mode", "allow_skip",
    "ask_en", "ask_sv", "questions", "prep_days", "notes", "held_rule", "exclusive_group", "family",
    "supersedes", "floor", "personal", "quiet_hours", "quiet_days_off", "effective_from",
)  # fmt: skip

RARE = frozenset(
    (
        *MORE, "roles", "locations", "employment_types", "tenure_min", "tenure_max", "leads", "persons", "mode",
        "spread", "fte_scaling", "single_days", "not_eligible", "choose_by", "fallbacks", "max_open", "mix_outside",
        "mix_differ", "handover", "answer_within", "subject", "close_after", "coach_visible", "reminders",
        "escalation",
    )
)  # fmt: skip
"""Fields shown on the second page of the form; on the first they travel along unseen, and the others on the second."""

FIELDS = {
    "cadence": "rhythm", "cadence.per_period": "period", "cadence.per_period.period": "period",
    "cadence.per_period.count": "count", "cadence.per_period.spread": "spread", "cadence.rolling": "every",
    "cadence.rolling.every": "every", "cadence.rolling.unit": "unit", "cadence.anchored": "days",
    "cadence.anchored.anchor": "anchor", "cadence.anchored.date": "anchor_date", "cadence.anchored.offsets": "days",
    "cadence.anchored.before": "before", "cadence.anchored.after": "after", "cadence.anchored.min_days": "min_days",
    "cadence.campaign": "first", "cadence.campaign.from": "first", "cadence.campaign.to": "last",
    "cadence.campaign.count": "count", "audience": "units", "audience.include": "units", "audience.exclude": "others",
    "tenure_days.max": "tenure_max", "tenure_days.min": "tenure_min", "tenure_days": "tenure_max",
    "coach": "eligible", "coach.eligible": "eligible", "coach.exclude": "not_eligible", "coach.choice": "choice",
    "coach.choose_by": "choose_by", "coach.default": "fallbacks", "coach.max_open": "max_open",
    "coach.mix": "mix_outside", "coach.mix.outside_own_line": "mix_outside",
    "coach.mix.differ_from_last": "mix_differ", "handover_after": "handover",
    "coach_visible_to_leader": "coach_visible", "credit": "exclusive_group",
    "credit.exclusive_group": "exclusive_group", "quiet": "quiet_hours", "quiet.hours": "quiet_hours",
    "quiet.workdays_only": "quiet_days_off", "agenda": "questions", "agenda.questions": "questions",
    "agenda.prep_days": "prep_days", "title": "title_en", "purpose": "purpose_en", "context": "context_en",
}  # fmt: skip
"""Fields of the policy language that the form calls otherwise."""

SAME = (
    "binding", "types", "min_minutes", "mode", "fte_scaling", "initiative", "answer_within", "subject", "grace",
    "close_after", "reminders", "escalation", "theme", "metrics", "review_on", "on_missed_review", "mandated_by",
    "owner", "sponsor", "min_gap", "prorate", "leave_mode", "allow_skip", "notes", "held_rule", "family",
    "supersedes", "floor", "personal", "effective_from",
)  # fmt: skip
_SINGLE_DAY = re.compile(r"cadence\.anchored\.offsets\[\d+\]\.(coach|binding|agenda)")
_PLACE = re.compile(r"\[\d+\]")
_WORDS = "binding", "subject", "initiative", "reminders", "escalation", "floor", "supersedes"
"""Names that are words of the language as well: fields only where a value, a place or what to do with them follows."""
_NAMED = re.compile(
    r"(?<![\w.])("
    + "|".join(
        re.escape(name) for name in sorted((*FIELDS, *SAME), key=len, reverse=True) if "_" in name or "." in name
    )
    + r")(?:\[\d+\](?:\.\w+)*)?(?![\w])"
    + rf"|(?<![\w.])({'|'.join(_WORDS)})(?:\[\d+\](?:\.\w+)*|(?= (?:is|has|names|out|är|har|anger)\b|: \w))"
    + rf"|(?<=telämna )({'|'.join(_WORDS)})\b"
)


def field_of(path: str) -> str:
    """The field of the form that a path of the policy language is about; "" when there is none."""
    if _SINGLE_DAY.match(path):
        return "single_days"
    if path.startswith("audience.include[") and not path.startswith("audience.include[0]"):
        return "also"
    plain = _PLACE.sub("", path)
    if plain.startswith("audience.include."):
        name = plain.split(".")[2]
        return {"tenure_days": "tenure_max", "is_leader": "leads"}.get(name, name)
    while plain:
        if plain in FIELDS or plain in SAME:
            return FIELDS.get(plain, plain)
        plain = plain.rpartition(".")[0]
    return ""


def worded(text: str, labels: Mapping[str, str]) -> str:
    """The text with the names of the policy language replaced by what the form calls them."""
    return _NAMED.sub(lambda found: _label(found[0], labels), text)


def named_in(text: str) -> list[str]:
    """The fields of the form that the text names in the words of the policy language."""
    return [field_of(found[0]) for found in _NAMED.finditer(text)]


def menu_of(name: str) -> str:
    """The chip in whose menu a field stands; "why" or "more" for the others."""
    return next(
        (chip for chip, (_title, _icon, names) in MENUS.items() if name in names), "why" if name in WHY else "more"
    )


def _label(path: str, labels: Mapping[str, str]) -> str:
    label = labels.get(field_of(path))
    return f"“{label}”" if label else path
