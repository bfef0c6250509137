"""English is in the code, Swedish is complete, letters are in Finnish too, and what is compiled is what is written."""

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from leadership.outreach import samples

LOCALE = Path(__file__).resolve().parent.parent.parent / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parts[-3])
def test_the_compiled_catalogue_is_the_written_one(po: Path) -> None:
    catalogue = _written(po)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    fresh = read_mo(io.BytesIO(compiled.getvalue()))
    kept = read_mo(io.BytesIO(po.with_suffix(".mo").read_bytes()))
    assert {str(m.id): m.string for m in kept} == {str(m.id): m.string for m in fresh}


@pytest.mark.parametrize("language", ["sv", "fi"])
def test_every_text_has_its_swedish_and_every_letter_its_finnish(language: str) -> None:
    catalogue = _written(LOCALE / language / "LC_MESSAGES" / "django.po")
    missing = [str(m.id) for m in catalogue if m.id and (m.fuzzy or not _said(m.string))]
    assert missing == []


def test_a_language_whose_letters_wait_for_review_says_so_in_its_catalogue() -> None:
    waiting = {po.parts[-3] for po in CATALOGUES if "FOR REVIEW" in _written(po).header_comment}
    assert waiting == set(samples.FOR_REVIEW)


def _written(po: Path) -> Catalog:
    return read_po(io.BytesIO(po.read_bytes()))


def _said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
