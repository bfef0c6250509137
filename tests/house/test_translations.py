"""English is in the code, Swedish is complete, and what is compiled is what is written."""

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

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


def test_every_text_has_its_swedish() -> None:
    catalogue = _written(LOCALE / "sv" / "LC_MESSAGES" / "django.po")
    missing = [str(m.id) for m in catalogue if m.id and (m.fuzzy or not _said(m.string))]
    assert missing == []


def _written(po: Path) -> Catalog:
    return read_po(io.BytesIO(po.read_bytes()))


def _said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
