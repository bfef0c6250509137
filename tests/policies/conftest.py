"""Catalogues for the pure core: English is in the code, Swedish comes from the room's own fragment."""

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FRAGMENT = Path(__file__).parents[2] / "locale" / "sv" / "parts" / "policies.po"


@pytest.fixture(scope="session")
def english() -> NullTranslations:
    return NullTranslations()


@pytest.fixture(scope="session")
def swedish() -> NullTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, read_po(FRAGMENT.open("rb"), locale="sv"))
    compiled.seek(0)
    return GNUTranslations(compiled)
