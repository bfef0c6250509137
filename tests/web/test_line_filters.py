"""Narrowing a leader's list: by whom, unit, rhythm and state; nonsense is told and narrows nothing."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.outbox.models import Fact
from leadership.people.models import Person
from tests.web.memberpages import at, booked, chosen, owed_to, text, window

NAMES = st.sampled_from(["who", "state", "unit", "rhythm", "after", "sort", "on", "page", "", "sta te"])
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["direct", "overdue", "stuck", "-1", "2026-02-31", "' OR 1=1", "%00", "😀"]),
)


def names(page: str) -> set[str]:
    return set(re.findall(r'class="row__title">(\w+)', page))


def line(leader: Person, **asked: str) -> str:
    Person.objects.filter(pk=leader.pk).update(language="en")
    return text(window(leader).get("/line/", asked))


def test_a_list_is_narrowed_to_direct_reports_a_unit_or_a_rhythm(quarter) -> None:
    assert names(line(quarter.freja, who="direct")) == {"Astrid", "Erik", "David"}
    assert names(line(quarter.freja, unit="engineering")) == {"Astrid", "Björn", "Camilla"}
    assert len(names(line(quarter.freja, rhythm=owed_to(quarter.bjorn).policy.key))) == 5
    assert "Nobody to show here" in line(quarter.astrid, unit="Sales")


def test_a_list_is_narrowed_to_what_a_leader_may_know_and_no_further(quarter, now) -> None:
    chosen(quarter.camilla, quarter.erik, now)
    booked(quarter.camilla, quarter.erik, now)
    assert names(line(quarter.astrid, state="booked")) == {"Camilla"}
    assert "Erik" not in line(quarter.astrid, state="booked")
    at(datetime(2026, 7, 2, 8, tzinfo=UTC))
    assert names(line(quarter.astrid, state="overdue")) == set()
    assert "Björn" in names(line(quarter.astrid, state="due_soon"))
    Obligation.objects.filter(pk=owed_to(quarter.bjorn).pk).update(state="excused", due_on=date(2026, 7, 30))
    assert names(line(quarter.astrid, state="excused")) == {"Björn"}
    Obligation.objects.filter(pk=owed_to(quarter.camilla).pk).update(
        state="fulfilled", credited_on=date(2026, 6, 30), due_on=date(2026, 7, 30)
    )
    assert names(line(quarter.astrid, state="heard")) == {"Camilla"}


def test_whose_next_step_has_rested_for_over_ten_working_days_is_found(quarter) -> None:
    assert names(line(quarter.astrid, state="stuck")) == set()
    at(datetime(2026, 4, 20, 8, tzinfo=UTC))
    assert names(line(quarter.astrid, state="stuck")) == {"Björn", "Camilla"}
    ledger.choose_coach(
        owed_to(quarter.bjorn), quarter.erik, by=quarter.bjorn, now=datetime(2026, 4, 17, 8, tzinfo=UTC)
    )
    assert names(line(quarter.astrid, state="stuck")) == {"Camilla"}


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"state": "late"}, "“late” is nothing this list can be narrowed to"),
        ({"unit": "Nowhere"}, "There is no unit called “Nowhere”"),
        ({"rhythm": "no-such"}, "“no-such” is nothing this list can be narrowed to"),
        ({"sort": "name"}, "“sort” is nothing this list can be sorted or narrowed by"),
        ({"on": "2026-02-31"}, "“on” is nothing"),
        ({"after": "yesterday"}, "The page you asked for is not there"),
    ],
)
def test_what_makes_no_sense_is_told_and_nobody_is_left_out(quarter, asked: dict[str, str], hint: str) -> None:
    page = line(quarter.astrid, **asked)
    assert hint in page and names(page) == {"Björn", "Camilla"}


def test_a_place_in_somebody_elses_line_tells_nothing(quarter) -> None:
    foreign = line(quarter.astrid, after=str(owed_to(quarter.erik).key))
    nowhere = line(quarter.astrid, after="4b190083-f99f-474e-87ac-13163fb7cee5")
    assert "The list has changed since" in foreign
    assert _plain(foreign) == _plain(nowhere)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(st.tuples(NAMES, VALUES), max_size=4))
def test_whatever_stands_in_the_address_the_page_comes_and_shows_nobody_elses_people(quarter, asked) -> None:
    client = window(quarter.astrid)
    answer = client.get(f"/line/?{urlencode(asked)}")
    assert answer.status_code == 200
    assert names(text(answer)) <= {"Björn", "Camilla"}


def _plain(page: str) -> str:
    """Without what differs from request to request, and without what was asked for."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"|after(=|%3D)[-0-9a-f]+', "", page)


def test_the_file_says_what_the_page_says_and_no_more(quarter, now) -> None:
    chosen(quarter.camilla, quarter.erik, now)
    booked(quarter.camilla, quarter.erik, now)
    Person.objects.filter(pk=quarter.bjorn.pk).update(family_name="=1+1", given_name="@Björn")
    Person.objects.filter(pk=quarter.astrid.pk).update(language="en")
    answer = window(quarter.astrid).get("/line/list.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,Unit,Rhythm,How it stands,Planned for,Last heard,Next step"
    assert [line.split(",")[0] for line in lines[1:]] == ["'@Björn =1+1", "Camilla Ask"]
    assert "Time set" in lines[2] and not any("Erik" in line or "2026-04" in line for line in lines)
    narrowed = window(quarter.astrid).get("/line/list.csv?state=booked")
    assert len(b"".join(narrowed.streaming_content).splitlines()) == 2
    workbook = window(quarter.astrid).get("/line/list.xlsx?state=booked")
    [head, row] = load_workbook(io.BytesIO(workbook.content)).active.iter_rows(values_only=True)
    assert ",".join(head) == lines[0] and row[0] == "Camilla Ask"
    kinds = [fact.data["kind"] for fact in Fact.objects.filter(kind="figures.taken_out", actor_key=quarter.astrid.key)]
    assert kinds == ["csv", "csv", "xlsx"]
    for kind in ("csv", "xlsx"):
        assert window(quarter.bjorn).get(f"/line/list.{kind}").status_code == 404


def test_a_unit_is_chosen_from_those_of_the_line_and_in_a_large_line_from_the_upper_ones(quarter) -> None:
    assert 'href="?choose=unit#line-unit"' in line(quarter.freja)
    [menu] = re.findall(r'<select name="unit".*?</select>', line(quarter.freja, choose="unit"), re.DOTALL)
    offered = re.findall(r"<option[^>]*>([^<]+)</option>", menu)
    assert offered == ["All units", *sorted(one.unit.name for one in {quarter.erik, quarter.david, quarter.bjorn})]
    assert "Sales" not in line(quarter.astrid, choose="unit")
    assert "<option selected>Engineering</option>" in line(quarter.astrid, unit="engineering")

    Person.objects.filter(pk=quarter.freja.pk).update(has_large_line=True)
    page = line(quarter.freja, choose="unit")
    assert '<datalist id="line-units">' in page and '<option value="Sales">' in page
    assert names(line(quarter.freja, unit="Sales")) == {"Erik"}
