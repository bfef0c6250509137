"""Words of personnel systems for languages, countries and forms of employment, in English, Swedish and some Finnish."""

from __future__ import annotations

LANGUAGES = {
    "sv": "sv sv-se sv-fi swedish svenska ruotsi",
    "en": "en en-gb en-us english engelska englanti",
    "fi": "fi fi-fi finnish finska suomi",
}
EMPLOYMENTS = {
    "permanent": """permanent, tillsvidare, tillsvidareanställning, tillsvidareanställd, fast, fast anställning,
        regular""",
    "fixed_term": """fixed_term, fixed term, fixed-term, temporary, temp, visstid, visstidsanställning,
        visstidsanställd, särskild visstidsanställning, tidsbegränsad, tidsbegränsad anställning, vikarie, vikariat,
        säsong, säsongsanställning, seasonal, projektanställning, provanställning, probation""",
    "hourly": """hourly, by the hour, per hour, zero hours, timanställd, timanställning, timvikarie, timavlönad,
        behovsanställd""",
    "intern": "intern, internship, praktikant, praktik",
    "contractor": "contractor, consultant, external, freelance, freelancer, konsult, inhyrd, uppdragstagare, extern",
}
COUNTRIES = {
    "SE": "sweden, sverige, swe",
    "FI": "finland, suomi, fin",
    "NO": "norway, norge, nor",
    "DK": "denmark, danmark, dnk",
    "IS": "iceland, island, isl",
    "EE": "estonia, estland, est",
    "LV": "latvia, lettland, lva",
    "LT": "lithuania, litauen, ltu",
    "DE": "germany, tyskland, deutschland, deu",
    "PL": "poland, polen, pol",
    "NL": "netherlands, the netherlands, nederländerna, nld",
    "FR": "france, frankrike, fra",
    "ES": "spain, spanien, esp",
    "GB": "united kingdom, uk, great britain, england, storbritannien, gbr",
    "US": "united states, united states of america, usa, förenta staterna",
}
ZONES = {
    "SE": "Europe/Stockholm",
    "FI": "Europe/Helsinki",
    "NO": "Europe/Oslo",
    "DK": "Europe/Copenhagen",
    "IS": "Atlantic/Reykjavik",
    "EE": "Europe/Tallinn",
    "LV": "Europe/Riga",
    "LT": "Europe/Vilnius",
    "DE": "Europe/Berlin",
    "PL": "Europe/Warsaw",
    "NL": "Europe/Amsterdam",
    "FR": "Europe/Paris",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
}
"""The zone of a new person whose row names a country with one zone, and none itself."""

_languages = {word: code for code, words in LANGUAGES.items() for word in words.split()}
_employments = {word.strip(): code for code, words in EMPLOYMENTS.items() for word in words.split(",")}
_countries = {word.strip(): code for code, words in COUNTRIES.items() for word in words.split(",")}


def language(text: str) -> str | None:
    """`en`, `sv` or `fi`, None for another word."""
    return _languages.get(text.strip().casefold().replace("_", "-"))


def employment(text: str) -> str | None:
    """A value of `Person.Employment`, None for another word."""
    return _employments.get(" ".join(text.casefold().split()))


def country(text: str) -> str:
    """The code of a country written as code or name; another word comes back in capitals."""
    plain = " ".join(text.casefold().split())
    return _countries.get(plain, plain.upper())
