"""Catalogues for the pure core: English is in the code, Swedish and Finnish in the product's catalogues."""

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "locale"
WRITTEN = LOCALE / "sv" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="session")
def english() -> NullTranslations:
    return NullTranslations()


@pytest.fixture(scope="session")
def swedish() -> NullTranslations:
    return _compiled("sv")


@pytest.fixture(scope="session")
def finnish() -> NullTranslations:
    return _compiled("fi")


def _compiled(language: str) -> GNUTranslations:
    compiled = io.BytesIO()
    written = LOCALE / language / "LC_MESSAGES" / "django.po"
    write_mo(compiled, read_po(io.BytesIO(written.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
