"""A quarter is rolled up once, whole, and stays; what is hidden cannot be reckoned from anything a role can see."""

import csv
import io
import random
from datetime import timedelta
from itertools import combinations

import pytest

from leadership.insights import rollup
from leadership.insights.models import LineSnapshot, Snapshot
from leadership.obligations.models import Obligation
from leadership.outreach.tick import tick
from leadership.people.models import Person
from tests.cli.answers import ask
from tests.insights import town
from tests.insights.test_suppression import alike, rank, told_about
from tests.web import memberpages

pytestmark = pytest.mark.django_db
LEADERS = ("Boss", "Ann", "Ben", "Cyd")
CHANCE = random.Random(7)
HEARD = {name: CHANCE.random() < 0.7 for name in ["Boss", "Hilda", "Rolf"]} | {
    f"{team}{n}": CHANCE.random() < 0.7 for team in ("Ann", "Ben", "Cyd") for n in ("", *range(8))
}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    with town.standing(django_db_blocker, HEARD) as found:
        yield found


def answer(*words):
    """What the command says."""
    code, said = ask(*words)
    assert code == 0
    return said


def share(names):
    return round(sum(HEARD[name] for name in names) / len(names), 3)


def groups_of(person):
    return {
        "unit": person.unit.name,
        "site": person.location,
        "employment": person.employment_type,
        "mode": "apart" if person.manager and person.manager.location != person.location else "near",
    }


def visible_rows(figures, people):
    """0 and 1 by person for every share of people heard that can be seen, whole and by group; and those hidden."""
    order = list(people.values())
    [coverage] = [one for one in figures if one["name"] == "coverage"]
    rows, hidden = ([[1] * len(order)] if "value" in coverage["whole"] else []), []
    leaders = [int(one.given_name in LEADERS) for one in order]
    rows += [leaders for one in figures if one["name"] == "leaders_coverage" and "value" in one["whole"]]
    for name, cells in coverage["groups"].items():
        for group, cell in cells.items():
            (rows if "value" in cell else hidden).append([int(groups_of(one)[name] == group) for one in order])
    return rows, hidden


def test_everything_hr_can_see_tells_about_nobody_and_about_no_hidden_group(people):
    answered = answer("metrics", "--as", "hilda@example.org")
    rows, hidden = visible_rows(answered["figures"], people)
    assert len(rows) > 5
    crowd = [(one.given_name in LEADERS, *groups_of(one).values()) for one in people.values()]
    few = [few for size in (1, 2) for few in combinations(range(len(crowd)), size) if not alike(crowd, few)]
    assert not [one for one in few if told_about(rows, one)]
    assert all(rank([*rows, one]) > rank(rows) for one in hidden if sum(one) < 3)

    reader = memberpages.window(people["Hilda"])
    coverage = next(one for one in answered["figures"] if one["name"] == "coverage")
    for name, cells in coverage["groups"].items():
        file = reader.get(f"/figures/files/coverage-by-{name}.csv").content.decode("utf-8-sig")
        written = sorted(row[1] for row in list(csv.reader(io.StringIO(file)))[1:])
        assert written == sorted(str(cell.get("value", "")) for cell in cells.values())


def test_each_role_sees_the_same_figures_and_no_more_than_its_own(people):
    seen = {who: answer("metrics", "--as", f"{who}@example.org") for who in ("hilda", "rolf", "ann", "ann0")}
    whole = {who: next(one for one in said["figures"] if one["name"] == "coverage") for who, said in seen.items()}
    assert {one["whole"]["value"] for one in whole.values()} == {share(HEARD)}
    assert [list(one["groups"]) for one in whole.values()] == [["unit", "site", "employment", "mode"], ["unit"], [], []]
    assert whole["hilda"]["groups"]["unit"]["Ben"] == {
        "value": share([name for name in HEARD if name.startswith("Ben")]), "n": 9, "people": 9,
    }  # fmt: skip
    assert {one["name"] for one in seen["ann0"]["figures"]} < {one["name"] for one in seen["hilda"]["figures"]}
    assert seen["ann0"]["line"] is None and seen["ann0"]["uncovered"] is None

    line = seen["ann"]["line"]["past"]
    assert line["coverage"][-1]["whole"] == {
        "value": share([f"Ann{n}" for n in range(8)]), "n": 8, "people": 8,
    }  # fmt: skip
    far, near = (share([f"Ann{n}" for n in range(8) if (n % 3 == 0) is apart]) for apart in (True, False))
    assert line["parity_mode"][-1]["whole"]["value"] == pytest.approx(abs(far - near), abs=0.002)
    assert line["parity_mode"] == line["parity_site"]
    assert seen["ann"]["line"]["own"] == [{"of": "2026-Q2", "heard": HEARD["Ann"]}]


def test_whoever_leads_all_but_a_few_does_not_see_the_line_against_the_whole(people):
    boss = answer("metrics", "--as", "boss@example.org")["line"]["past"]
    assert "value" in boss["coverage"][-1]["whole"]
    Snapshot.objects.all().delete()
    Person.objects.filter(given_name="Rolf").update(manager=None, path="zzzzzzzz")
    again = answer("metrics", "--as", "boss@example.org")["line"]["past"]
    assert again["coverage"][-1]["whole"] == again["on_time"][-1]["whole"] == {"hidden": True}


def test_hr_that_leads_sees_no_exact_share_of_the_own_line(people):
    Person.objects.filter(given_name="Ann").update(is_hr=True)
    line = answer("metrics", "--as", "ann@example.org")["line"]["past"]
    assert line["coverage"][-1]["whole"] == {"hidden": True}
    assert "value" in line["last_heard"][-1]["whole"]


def test_what_was_rolled_up_stays_whatever_comes_later_and_is_rolled_up_once(people):
    assert rollup.roll_up(now=town.OVER, most=1) == 1
    while rollup.roll_up(now=town.OVER, most=1):
        pass
    kept = {one.key: one.figures for one in Snapshot.objects.all()}
    lines = LineSnapshot.objects.count()
    assert "2026-Q2" in kept and "2026-10" in kept and "2026-03" not in kept

    Obligation.objects.filter(state="missed").update(state="fulfilled", credited_on=town.DUE)
    tick(town.OVER + timedelta(hours=1))
    assert {one.key: one.figures for one in Snapshot.objects.filter(key__in=kept)} == kept
    assert LineSnapshot.objects.count() == lines
    assert answer("metrics", "--on", "2026-10-04")["figures"][0]["code"] != "C1"
    earlier = answer("metrics", "--as", "boss@example.org", "--on", "2026-10-04")["line"]
    assert earlier["now"] is None, "of an earlier day only what was rolled up by then is known"


def test_a_quarter_waits_until_all_of_it_is_decided(people):
    waiting = Obligation.objects.filter(person__given_name="Ann0")
    waiting.update(state="open", close_on=town.OVER.date())
    rollup.roll_up(now=town.OVER)
    assert not Snapshot.objects.filter(kind="quarter").exists()
    rollup.roll_up(now=town.OVER + timedelta(days=1))
    assert Snapshot.objects.get(kind="quarter").figures["coverage"]["whole"]["n"] == len(HEARD)


def test_what_died_half_way_is_rolled_up_whole_by_the_next(people, monkeypatch):
    def dies(*args, **kwargs):
        raise ConnectionError("pulled")

    with monkeypatch.context() as pulled, pytest.raises(ConnectionError):
        pulled.setattr(LineSnapshot.objects, "bulk_create", dies)
        rollup.roll_up(now=town.OVER)
    assert not Snapshot.objects.exists()
    rollup.roll_up(now=town.OVER)
    assert LineSnapshot.objects.filter(snapshot__key="2026-Q2").count() == 4


def test_before_anything_was_due_there_is_nothing(people):
    assert rollup.roll_up(now=town.NOW) == 0
    memberpages.at(town.NOW)
    assert answer("metrics")["figures"] == []
