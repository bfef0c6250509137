"""The trace is the reasoning itself: a second arithmetic arrives at every date from it, and people can read it."""

import ast
import io
import json
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings

from policies import case, explain
from policies.engine import assess
from policies.facts import TraceItem

from . import anything
from .conftest import WRITTEN
from .facts_for_tests import held, policy, row
from .holiday_lookup import lookup
from .recount import recount
from .test_examples import CASES

DATES = ("opens_on", "choose_by", "due_on", "overdue_from", "close_on", "credited_on")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_date_of_an_example_follows_from_its_trace_alone(path):
    rows = case.run(json.loads(path.read_text()), lookup)["rows"]
    for one in rows:
        items = [TraceItem(i["rule"], tuple(i["from"].items()), tuple(i["result"].items()), "") for i in one["trace"]]
        found = {name: day.isoformat() for name, day in recount(items).items() if name in DATES}
        assert found == {name: one[name] for name in DATES if one[name]}


@settings(max_examples=60, deadline=None)
@given(anything.situations)
def test_every_date_follows_from_its_trace_whatever_the_facts(situation):
    rows = assess(**situation, holidays=lookup)
    for one in rows:
        found = recount(one.trace)
        if one.due_on is None:
            assert "due_on" not in found
            continue
        for name in DATES:
            told = getattr(one, name)
            assert told is None or found[name] == told, (name, one)


def test_a_member_reads_dates_as_people_write_them(english, swedish):
    talk = row(policy(), cycle="2026-Q2", on="05-13", talks=[held("02-10"), held("05-12")])
    assert explain.render(talk.trace[-1], english) == "Counted from your talk on 12 May 2026."
    assert explain.render(talk.trace[-1], swedish) == "Räknat från ditt samtal 12 maj 2026."


def test_who_joins_too_late_reads_the_fraction_and_the_first_cycle(english, swedish):
    from .facts_for_tests import CAMILLA, day

    late = row(policy(), cycle="2026-Q2", slot=0, on="05-18", person=CAMILLA.__class__(key="new", hire=day("05-17")))
    said = [explain.render(item, english) for item in late.trace]
    assert "The rhythm applies to you on 45 of the 91 days of 2026-Q2, too few for a talk." in said
    assert "First cycle 2026-Q3." in said
    assert "Första omgången 2026-Q3." in [explain.render(item, swedish) for item in late.trace]


def test_every_message_of_the_core_has_its_swedish():
    catalogue = read_po(io.BytesIO(WRITTEN.read_bytes()), locale="sv")
    translated = {message.id[0] if message.pluralizable else message.id for message in catalogue if message.string}
    assert set(_messages()) - translated == set()


def test_translations_use_exactly_the_names_of_the_message():
    for message in read_po(io.BytesIO(WRITTEN.read_bytes()), locale="sv"):
        forms = zip(message.id, message.string, strict=True) if message.pluralizable else [(message.id, message.string)]
        for original, translated in forms:
            assert set(_names(translated)) <= set(_names(original)) | set(_names(str(message.id))), original


def _messages():
    for module in Path("policies").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if named and node.func.id in ("gettext_noop", "ngettext_lazy"):
                yield ast.literal_eval(node.args[0])


def _names(text):
    import re

    return re.findall(r"%\((\w+)\)s", text)
