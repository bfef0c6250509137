"""What the pages of a rhythm share: who may see and who may change it, its sentence in both languages, its preview."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import translation

from leadership.consultations import adoption, preview
from leadership.lib.instants import local_date
from leadership.people.models import Organisation, Person
from leadership.web.reader import now_of, reader_of
from policies import sentence
from policies.languages import Language
from policies.models import Policy, PolicyVersion
from policies.naming import labels, with_keys
from policies.organisation import org_facts
from policies.refusals import read_terms
from policies.terms import Terms

LANGUAGES = (("en", "English"), ("sv", "Svenska"))


def hr_of(request: HttpRequest) -> Person:
    """The reader, who is HR; for everyone else the page does not exist."""
    reader = reader_of(request)
    if not reader.is_hr:
        raise Http404
    return reader


def visible(request: HttpRequest, key: str) -> Policy:
    """The rhythm, as far as the reader may know of it."""
    return get_object_or_404(Policy.objects.visible_to(reader_of(request)), key=key)


def shown(policy: Policy) -> PolicyVersion:
    """The newest adopted version, else the draft."""
    versions = sorted(policy.versions.all(), key=lambda version: version.number)
    adopted = [version for version in versions if version.adopted_at]
    return (adopted or versions)[-1]


def draft_of(policy: Policy) -> PolicyVersion | None:
    """The version that waits for its adoption, if there is one."""
    latest = policy.latest()
    return latest if latest.adopted_at is None else None


def sentence_of(terms: Terms, names: Mapping[str, str]) -> str:
    """The sentence in the active language; `names` says what keys are called."""
    return sentence.render(terms, names, Language())


def sentences_of(terms: Terms) -> list[tuple[str, str, str]]:
    """Code, name and sentence of each language."""
    names, said = labels(terms), []
    for code, language in LANGUAGES:
        with translation.override(code):
            said.append((code, language, sentence_of(terms, names)))
    return said


def preview_of(request: HttpRequest, terms: Mapping[str, Any], policy: Policy | None) -> preview.Preview:
    """What adopting these terms as early as possible would ask for. Raises Refused when they are wrong."""
    today = organisation_day(request)
    first = adoption.first_possible(policy, on=today, org=org_facts()) if policy else today
    return preview.of(terms, effective_from=first, now=now_of(request), policy=policy)


def read(terms: Mapping[str, Any]) -> Terms:
    """The terms as a value, names read as keys. Raises Refused."""
    return read_terms(with_keys(terms))


def organisation_day(request: HttpRequest) -> date:
    """Today where the organisation is at home."""
    return local_date(now_of(request), Organisation.current().zone)
