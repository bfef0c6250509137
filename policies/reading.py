"""Reading untrusted mappings into values: every mistake becomes a Problem with its path, and reading goes on.

One Reader per mapping. A field is asked for once, by name; whatever nobody asked for is refused at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, TypeVar

from policies.problems import Problem
from policies.words import gettext_noop

T = TypeVar("T")

I18nText = tuple[tuple[str, str], ...]
"""(("en", …), ("sv", …)), sorted by language."""

LANGUAGES = ("en", "fi", "sv")
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)
LONGEST_TEXT = 2000

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", re.ASCII)

_UNKNOWN = gettext_noop("%(path)s is not a field of this language.")
_KNOWN_FIELDS = gettext_noop("Leave it out, or use one of: %(known)s.")
_NOT_A_MAPPING = gettext_noop("%(path)s must be an object with named fields.")
_WRITE_FIELDS = gettext_noop('Write it as {"field": value}.')
_NOT_TEXT = gettext_noop("%(path)s must be text of at most %(most)s characters.")
_WRITE_TEXT = gettext_noop('Write a text, or one per language: {"en": …, "sv": …}.')
_NOT_SLUG = gettext_noop("%(path)s must be a short name of letters, digits, - and _.")
_WRITE_SLUG = gettext_noop("Write something like quarterly-talk, at most 60 characters.")
_NOT_WHOLE = gettext_noop("%(path)s must be a whole number from %(least)s to %(most)s.")
_WRITE_WHOLE = gettext_noop("Write a number between %(least)s and %(most)s.")
_NOT_CHOICE = gettext_noop("%(path)s cannot be %(value)s.")
_WRITE_CHOICE = gettext_noop("Use one of: %(known)s.")
_NOT_DATE = gettext_noop("%(path)s must be a date between 1950 and 2150.")
_WRITE_DATE = gettext_noop("Write it as YYYY-MM-DD, for example 2026-06-30.")
_NOT_FLAG = gettext_noop("%(path)s must be true or false.")
_WRITE_FLAG = gettext_noop("Write true or false.")
_NOT_LIST = gettext_noop("%(path)s must be a list.")
_WRITE_LIST = gettext_noop("Write it as [value, …].")
_MISSING = gettext_noop("%(path)s is missing.")
_ADD = gettext_noop("Add the field %(path)s.")


Heard = Callable[[str, Mapping[str, Any]], None]
_listener: ContextVar[Heard | None] = ContextVar("listener", default=None)


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Inside it, `heard` is told every field that is asked for, with its shape in the words of JSON Schema: so the
    published schema is made of the very calls that validate."""
    token = _listener.set(heard)
    try:
        yield
    finally:
        _listener.reset(token)


class Reader:
    """One mapping being read; `problems` is shared by all readers of one input."""

    def __init__(self, source: object, path: str = "", problems: list[Problem] | None = None) -> None:
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems
        self.readable = True
        self._asked: set[str] = set()
        self._source: Mapping[str, Any] = {}
        if isinstance(source, Mapping) and all(isinstance(name, str) for name in source):
            self._source = source
        else:
            self.readable = False
            self.refuse("", source, _NOT_A_MAPPING, _WRITE_FIELDS)

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._source.get(name) is not None

    def names(self) -> tuple[str, ...]:
        """The fields there are."""
        return tuple(self._source)

    def take(self, name: str) -> Any:
        """The raw value, None when absent."""
        self._asked.add(name)
        return self._source.get(name)

    def at(self, name: str) -> str:
        """The path of a field of this mapping."""
        return f"{self.path}.{name}" if self.path and name else self.path or name

    def refuse(self, name: str, value: object, message: str, remedy: str, **params: object) -> None:
        """Notes a problem with a field ("" for the mapping itself)."""
        named = tuple((key, str(given)) for key, given in params.items())
        self.problems.append(Problem(self.at(name) or "$", _shown(value), message, remedy, named))

    def inner(self, name: str) -> Reader:
        """A reader of the mapping under that name, empty when absent."""
        self._tell(name, {"type": "object"})
        value = self.take(name)
        return Reader({} if value is None else value, self.at(name), self.problems)

    def each(self, name: str) -> list[tuple[str, Any]]:
        """The items of a list as (path, value); none when absent."""
        self._tell(name, {"type": "array"})
        value = self.take(name)
        if value is None:
            return []
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.refuse(name, value, _NOT_LIST, _WRITE_LIST)
            return []
        return [(f"{self.at(name)}[{n}]", item) for n, item in enumerate(value)]

    def required(self, name: str) -> bool:
        """Whether the field is there; notes a problem when not."""
        if self.readable and not self.has(name):
            self._asked.add(name)
            self.refuse(name, "", _MISSING, _ADD)
        return self.has(name)

    def slug(self, name: str) -> str | None:
        """A short ASCII name."""
        self._tell(name, {"type": "string", "pattern": f"^{_SLUG.pattern}$"})
        return self._read(name, lambda v: v if is_slug(v) else None, _NOT_SLUG, _WRITE_SLUG)

    def text(self, name: str, most: int = LONGEST_TEXT) -> str | None:
        """One line or more of text, stripped; empty counts as absent."""
        self._tell(name, {"type": "string", "pattern": _at_most(most)})
        value = self._read(name, lambda v: _text(v, most), _NOT_TEXT, _WRITE_TEXT, most=most)
        return value or None

    def i18n(self, name: str, most: int = LONGEST_TEXT) -> I18nText:
        """A text per language; a plain text stands for every language."""
        text = {"type": "string", "pattern": _at_most(most)}
        by_language = {"type": "object", "properties": dict.fromkeys(LANGUAGES, text), "additionalProperties": False}
        self._tell(name, {"anyOf": [text, by_language]})
        return self._read(name, lambda v: _i18n(v, most), _NOT_TEXT, _WRITE_TEXT, most=most) or ()

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number within the bounds."""
        self._tell(name, {"type": "integer", "minimum": least, "maximum": most})
        return self._read(name, lambda v: _whole(v, least, most), _NOT_WHOLE, _WRITE_WHOLE, least=least, most=most)

    def choice(self, name: str, known: Sequence[str], default: str) -> str:
        """One of the known words."""
        self._tell(name, {"enum": list(known)})
        allowed = ", ".join(known)
        return self._read(name, lambda v: _member(v, known), _NOT_CHOICE, _WRITE_CHOICE, known=allowed) or default

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        self._tell(name, {"type": "boolean"})
        value = self._read(name, lambda v: v if isinstance(v, bool) else None, _NOT_FLAG, _WRITE_FLAG)
        return default if value is None else value

    def day(self, name: str) -> date | None:
        """A date, as ISO text or as a date."""
        self._tell(name, {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
        return self._read(name, as_date, _NOT_DATE, _WRITE_DATE)

    def words(self, name: str, fits: Callable[[str], bool] = bool, known: Iterable[str] = ()) -> tuple[str, ...]:
        """A list of words that all fit, in order and without repeats; one text may hold several between "|"."""
        known = tuple(known)
        self._tell(name, _words_shape(known))
        value = self.take(name)
        parts = value.split("|") if isinstance(value, str) else value
        if parts is None:
            return ()
        if not isinstance(parts, Sequence):
            self.refuse(name, value, _NOT_LIST, _WRITE_LIST)
            return ()
        for part in parts:
            if not isinstance(part, str) or len(part) > 200 or not fits(part.strip()):
                self.refuse(name, part, _NOT_CHOICE, _WRITE_CHOICE, known=", ".join(known) or "a word")
        return tuple(dict.fromkeys(part.strip() for part in parts if isinstance(part, str)))

    def _tell(self, name: str, shape: Mapping[str, Any]) -> None:
        listener = _listener.get()
        if listener:
            listener(self.at(name), shape)

    def finish(self) -> None:
        """Refuses every field nobody asked for."""
        known = ", ".join(sorted(self._asked))
        for name in sorted(self._source.keys() - self._asked):
            self.refuse(name, self._source[name], _UNKNOWN, _KNOWN_FIELDS, known=known)

    def _read(
        self, name: str, read: Callable[[Any], T | None], message: str, remedy: str, **params: object
    ) -> T | None:
        value = self.take(name)
        if value is None:
            return None
        found = read(value)
        if found is None:
            self.refuse(name, value, message, remedy, **params)
        return found


def _at_most(most: int) -> str:
    """White space around a text does not count."""
    return rf"^\s*(?:\S[\s\S]{{0,{most - 1}}})?\s*$"


def _words_shape(known: tuple[str, ...]) -> dict[str, Any]:
    """Closed lists as they are; a word such as pool:name or least_loaded(pool) stands for many."""
    plain = [word for word in known if re.fullmatch(r"[a-z0-9_]+", word)]
    open_words = [word.replace("name", ".+") for word in known if ":" in word]
    open_words += [word[: word.index("(")] + r"\(.*\)" for word in known if "(" in word]
    item: dict[str, Any] = {"type": "string", "maxLength": 200}
    if plain:
        words = "|".join([*plain, *open_words])
        item = {"type": "string", "pattern": rf"^\s*(?:{words})\s*$"}
    return {"anyOf": [{"type": "array", "items": item}, {"type": "string"}]}


def is_slug(value: object) -> bool:
    """Whether the value is a short ASCII name."""
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None


def as_date(value: object) -> date | None:
    """The value as a date between 1950 and 2150, None when it is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date and EARLIEST <= value <= LATEST else None


def _text(value: object, most: int) -> str | None:
    return value.strip() if isinstance(value, str) and len(value.strip()) <= most else None


def _i18n(value: object, most: int) -> I18nText | None:
    texts = {"en": value, "sv": value} if isinstance(value, str) else value
    if not isinstance(texts, Mapping) or not set(texts) <= set(LANGUAGES):
        return None
    read = {language: _text(text, most) for language, text in texts.items()}
    if None in read.values():
        return None
    return tuple(sorted((language, text) for language, text in read.items() if text))


def _whole(value: object, least: int, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None


def _member(value: object, known: Sequence[str]) -> str | None:
    return value if isinstance(value, str) and value in known else None


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
