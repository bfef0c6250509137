"""Finding people by words: each word typed begins a word of a name, an address, an id, a title, or stands in the name
of the unit.

PostgreSQL has an index of these words (migration 0012), so that a million people are searched as fast as ten; the
embedded database goes through everybody's words, which does for a hundred thousand.
"""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from leadership.people.models import Person, Unit

BETWEEN = " @.-_+/,()'"
"""What parts words, besides space."""
FIELDS = ("given_name", "family_name", "email", "employee_id", "title")
TEXT = " || ' ' || ".join(f'"people_person"."{name}"' for name in FIELDS)
WORDS = f"""array_to_tsvector(array_remove(regexp_split_to_array(lower({TEXT}), '[\\s@._+/,()''-]+'), ''))"""
"""The very words of the index."""
MOST_UNITS = 1000


def by_words(people: QuerySet[Person], words: list[str]) -> QuerySet[Person]:
    """Those of whom every word is found, whatever the capitals."""
    for word in words:
        for part in re.split(f"[{re.escape(BETWEEN)}]+", word):
            people = people.filter(_has(part) | _of_a_unit(part)) if part else people
    return people


def _has(word: str) -> Q:
    if connection.vendor == "postgresql":
        begins_so = " | ".join(f"'{_quoted(said)}':*" for said in _said(word))
        return Q(RawSQL(f"{WORDS} @@ lower(%s)::tsquery", [begins_so], BooleanField()))  # nosec: names of our own
    text = f"' ' || {TEXT}"
    for sign in BETWEEN.strip():
        text = f"replace({text}, '{sign.replace(chr(39), chr(39) * 2)}', ' ')"
    begins = [RawSQL(f"{text} LIKE %s ESCAPE '\\'", [f"% {_literally(said)}%"], BooleanField()) for said in _said(word)]
    return Q(begins[0]) | Q(begins[1])


def _of_a_unit(word: str) -> Q:
    """Named one by one: an index of people by unit answers that, and not a query in the query."""
    named = Q(name__icontains=word) | Q(name__icontains=word.capitalize())
    return Q(unit__in=list(Unit.objects.filter(named).values_list("pk", flat=True)[:MOST_UNITS]))


def _said(word: str) -> tuple[str, str]:
    """As typed and with a capital: a database may know capitals of a–z alone."""
    return word, word.capitalize()


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "''")


def _literally(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)
