"""The conversation types an organisation starts with (docs/reference/cadence.md B.3), and the deed by which it words
them its own way afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.outbox import facts
from leadership.people.models import Person
from policies.models import ConversationType
from policies.talktypes import TALK_TYPES

WORDS = tuple(f"{name}_{language}" for name in ("purpose", "what", "who", "how") for language in ("en", "sv"))
"""What an organisation may say in its own words. A type's name stays, for sentences are made with it and read back by
it; so does its length, by which the engine counts."""


class Entry(NamedTuple):
    """What the catalogue says beyond the pure core: names in three languages, and what it is for."""

    en: str
    sv: str
    fi: str
    purpose_en: str
    purpose_sv: str


ENTRIES = {
    "one_on_one": Entry(
        "one-on-one", "enskilt samtal", "kahdenkeskinen keskustelu",
        "Time with someone who listens, about what you want to bring.",
        "Tid med någon som lyssnar, om det du själv vill ta upp.",
    ),
    "development": Entry(
        "development talk", "medarbetarsamtal", "kehityskeskustelu",
        "Looking ahead together: what you want to learn, and what you need for it.",
        "Att tillsammans se framåt: vad du vill lära dig och vad du behöver för det.",
    ),
    "performance": Entry(
        "performance review", "resultatsamtal", "tuloskeskustelu",
        "Looking back together at what was reached, and at what helped.",
        "Att tillsammans se tillbaka på vad som nåddes och vad som hjälpte.",
    ),
    "pay": Entry(
        "pay talk", "lönesamtal", "palkkakeskustelu",
        "How your work is seen, before pay is decided.",
        "Hur ditt arbete ses, innan lönen bestäms.",
    ),
    "onboarding": Entry(
        "onboarding talk", "introduktionssamtal", "perehdytyskeskustelu",
        "How the first time here has been, and what is still missing.",
        "Hur den första tiden har varit och vad som ännu saknas.",
    ),
    "return": Entry(
        "welcome-back talk", "återkomstsamtal", "paluukeskustelu",
        "Coming back well: what has changed, and what you need.",
        "En god återkomst: vad som har ändrats och vad du behöver.",
    ),
    "exit": Entry(
        "exit talk", "avslutssamtal", "lähtökeskustelu",
        "What you want to leave behind, in words and in thanks.",
        "Det du vill lämna efter dig, i ord och i tack.",
    ),
    "stay": Entry(
        "stay interview", "stanna kvar-samtal", "pitovoimakeskustelu",
        "What makes you want to stay, and what would make it easier.",
        "Vad som får dig att vilja stanna och vad som skulle göra det lättare.",
    ),
    "skip_level": Entry(
        "skip-level talk", "samtal med chefens chef", "keskustelu esihenkilön esihenkilön kanssa",
        "A direct line to your manager's manager.",
        "En direkt väg till chefens chef.",
    ),
    "peer": Entry(
        "peer sparring", "kollegial sparring", "vertaissparraus",
        "Thinking aloud with a colleague from elsewhere.",
        "Att tänka högt med en kollega från ett annat håll.",
    ),
}  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """One mapping of field values per type, in the order of the catalogue."""
    return [_row(key, entry) for key, entry in ENTRIES.items()]


@transaction.atomic
def reword(kind: ConversationType, said: Mapping[str, str], *, by: Person | None, now: datetime) -> None:
    """Says it in these words (`WORDS`), those left out as before; writes nothing when all are so already. Raises
    Refused when the English purpose is empty or a text is too long."""
    row = type(kind).objects.select_for_update().get(pk=kind.pk)
    wanted = {name: said[name].strip() for name in WORDS if name in said}
    changed = [name for name, text in wanted.items() if text != getattr(row, name)]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        _check(row)
        row.save(update_fields=changed)
        data = {"fields": sorted(changed)}
        facts.write("type.reworded", at=now, actor=by.key if by else None, object=f"type:{row.key}", data=data)


def _check(row: ConversationType) -> None:
    if not row.purpose_en:
        message = _("Everyone reads why a talk is held, and nothing is said here.")
        raise refuse("purpose_en", "", message, _("Say it in English, in a sentence or two."))
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in WORDS])
    except ValidationError as error:
        found = [(name, text) for name, texts in error.message_dict.items() for text in texts]
        raise Refused(
            *(Refusal(name, getattr(row, name), text, _("Say it shorter.")) for name, text in found)
        ) from error


def fill(**_kwargs: Any) -> None:
    """Writes the catalogue into an empty installation; one that has types, edited or not, is left alone."""
    if not ConversationType.objects.exists():
        ConversationType.objects.bulk_create([ConversationType(**row) for row in rows()])


def _row(key: str, entry: Entry) -> dict[str, Any]:
    kind = TALK_TYPES[key]
    return {
        "key": key,
        "title_en": entry.en,
        "title_sv": entry.sv,
        "title_fi": entry.fi,
        "min_minutes": kind.minutes,
        "eligible": list(kind.eligible),
        "notes": kind.notes,
        "exclusive_group": kind.group or "",
        "purpose_en": entry.purpose_en,
        "purpose_sv": entry.purpose_sv,
    }
