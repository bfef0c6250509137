"""Catalogues for the pure core: English is in the code, Swedish in the product's catalogue."""

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

WRITTEN = Path(__file__).parents[2] / "locale" / "sv" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="session")
def english() -> NullTranslations:
    return NullTranslations()


@pytest.fixture(scope="session")
def swedish() -> NullTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(WRITTEN.read_bytes()), locale="sv"))
    compiled.seek(0)
    return GNUTranslations(compiled)
