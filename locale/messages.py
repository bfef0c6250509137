"""Gathers every text of the product into locale/*/LC_MESSAGES/django.po and compiles it; needs Babel, not gettext.

`python locale/messages.py` keeps the translations there are, adds what is new (untranslated), and drops what is gone.
Finnish is a language of letters: it gathers what letters are made of, and keeps whatever else it has words for.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("sv", "fi")
LETTERS = (
    "templates/letters/",
    "leadership/consultations/because.py",
    "leadership/lib/spoken.py",
    "leadership/outreach/calendar_samples.py",
    "leadership/outreach/letters/",
    "leadership/outreach/promise.py",
    "leadership/outreach/rhythm_samples.py",
    "leadership/outreach/samples.py",
    "leadership/web/feedlines.py",
    "policies/audiencewords.py",
    "policies/coachwords.py",
    "policies/sayings.py",
    "policies/sentence.py",
    "policies/talktypes.py",
    "policies/whenwords.py",
)
"""Where the words of letters and of what goes into calendars are; of a folder, all of it."""
ONLY = {"fi": LETTERS}
"""Languages that do not speak on pages."""
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "N_n": (1, 2), "NN_": (1, 2), "n_": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def texts() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Every (place, message, context) in Python code and templates."""
    for path in _sources():
        code = path.read_text()
        if path.suffix != ".py":
            code = "\n".join(line.lstrip() for line in templatize(code).splitlines())
        place = str(path.relative_to(ROOT))
        for _, message, _, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
            yield place, message, context


def _sources() -> list[Path]:
    python = [path for room in ("leadership", "policies") for path in (ROOT / room).rglob("*.py")]
    templates = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    return sorted(path for path in [*python, *templates] if "migrations" not in path.parts)


def template(language: str, known: Catalog) -> Catalog:
    """The texts `language` is to have, untranslated, and those it has in `known` already."""
    catalogue = Catalog(project="Heard", charset="utf-8")
    for place, message, context in texts():
        if place.startswith(ONLY.get(language, "")) or _is_said(known, message, context):
            catalogue.add(message, locations=[(place, 1)], context=context)
    return catalogue


def _is_said(known: Catalog, message: str | tuple[str, ...], context: str | None) -> bool:
    found = known.get(message, context)
    return found is not None and _said(found.string)


def update(language: str) -> list[str]:
    """Brings one language up to date and compiles it; returns the texts still without a translation."""
    folder = ROOT / "locale" / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    po = folder / "django.po"
    known = _read(po, language) if po.exists() else Catalog(locale=language)
    known.update(template(language, known), no_fuzzy_matching=True)
    known.obsolete.clear()
    with po.open("wb") as out:
        write_po(out, known, width=120, no_location=True, sort_output=True, omit_header=False)
    with po.with_suffix(".mo").open("wb") as out:
        write_mo(out, _read(po, language))
    return [str(message.id) for message in known if message.id and not _said(message.string)]


def _read(po: Path, language: str) -> Catalog:
    with po.open("rb") as written:
        return read_po(written, locale=language)


def _said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    missing = {language: update(language) for language in LANGUAGES}
    for language, ids in missing.items():
        sys.stdout.write(f"{language}: {len(ids)} texts without translation\n" + "".join(f"  {id!r}\n" for id in ids))
