"""Two model fields of our own: text encrypted at rest, and text that the database sorts by its bytes."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that only the application can read: Fernet under the first key of `NOTE_KEYS`, readable under all of them.

    The empty text stays empty, so "nothing written" can be told from "something written" without a key.
    """

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return value
        return _fernet(tuple(settings.NOTE_KEYS)).encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return _fernet(tuple(settings.NOTE_KEYS)).decrypt(value.encode()).decode() if value else value


class BytewiseField(models.CharField):  # type: ignore[type-arg]
    """Text compared byte by byte whatever the database's language, so that a prefix is a range."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return parameters
