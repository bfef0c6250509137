"""The public holidays as the product counts them, for tests of the pure engine."""

from datetime import date
from functools import cache

import holidays as package


@cache
def lookup(country: str, subdiv: str, year: int) -> frozenset[date]:
    categories = ("public", "de_facto") if country == "SE" else ("public",)
    where = subdiv or ("ENG" if country == "GB" else None)
    return frozenset(package.country_holidays(country, subdiv=where, years=year, categories=categories))
