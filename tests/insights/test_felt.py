"""What people say when they are asked is told of many, of none, and so that nobody's answer can be read back."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.consultations.costing import Figures
from leadership.consultations.models import Review
from leadership.conversations.models import PulseTally
from leadership.insights import felt, rollup
from leadership.insights.models import Snapshot
from leadership.insights.rows import Answers
from leadership.people.models import Person, Unit
from leadership.web.templatetags import rhythm_words
from policies.models import Policy
from tests.cli.answers import ask
from tests.insights import town
from tests.insights.test_recovering import basis, told_about
from tests.web import memberpages

N_MIN = 3
cells = st.builds(lambda n, part: Answers(n, min(n, part)), st.integers(1, 7), st.integers(0, 7))
by_group = st.dictionaries(st.sampled_from(["", *"abcd"]), cells, max_size=5)


def seen_of_units(answers):
    """Rows of ones, an answer each: the whole and the groups that are shown, and the groups that are not. Those without
    a unit are no group anybody speaks of."""
    whole, shown = felt.of_units(answers, N_MIN)
    order = [group for group, of in sorted(answers.items()) for _ in range(of.n)]
    rows = {group: tuple(int(one == group) for one in order) for group in answers}
    seen = [rows[group] for group in shown] + ([(1,) * len(order)] if "value" in whole else [])
    return order, seen, [row for group, row in rows.items() if group and group not in shown]


@settings(max_examples=150, deadline=None)
@given(by_group)
def test_of_units_nothing_can_be_reckoned_of_few_or_of_a_hidden_one_by_whoever_is_in_it(answers):
    order, seen, hidden = seen_of_units(answers)
    rows = basis(seen)
    for group, of in answers.items():
        for size in range(1, min(of.n, N_MIN - 1) + 1):
            few = tuple(n for n, one in enumerate(order) if one == group)[:size]
            assert not told_about(rows, few)
    of_just_enough = len(order) == N_MIN  # then each of them knows of the others together: that is what it means
    for reader in {order.index(group) for group in answers} if not of_just_enough else ():
        known = basis([*rows, tuple(int(n == reader) for n in range(len(order)))])
        small = [row for row in hidden if 0 < sum(row) < N_MIN and not (sum(row) == 1 and row[reader])]
        assert all(len(basis([*known, row])) > len(known) for row in small)


@settings(max_examples=150, deadline=None)
@given(by_group)
def test_of_rhythms_what_is_left_is_of_as_many_people_as_the_smallest_group_shown(answers):
    whole, shown = felt.of_rhythms(answers, N_MIN)
    assert all(answers[rhythm].n >= N_MIN for rhythm in shown)
    rest = answers.keys() - shown
    assert not rest or "value" not in whole or max(answers[rhythm].n for rhythm in rest) >= N_MIN
    assert "value" not in whole or whole["people"] == max(of.n for of in answers.values())


@settings(max_examples=200, deadline=None)
@given(by_group)
def test_where_all_in_a_group_agree_it_stays_open_whether_one_of_them_did_not(answers):
    """Whatever else is shown: the very same would be, had one of them said something else."""
    for tell in (felt.of_units, felt.of_rhythms):
        shown = tell(answers, N_MIN)
        for group, of in answers.items():
            if of.n >= N_MIN and of.part in (0, of.n) and group in shown[1]:
                otherwise = answers | {group: Answers(of.n, abs(of.part - 1))}
                assert tell(otherwise, N_MIN) == shown


@given(by_group)
def test_what_is_shown_goes_by_how_many_answered_and_never_by_what_they_said(answers):
    none = {group: Answers(of.n, 0) for group, of in answers.items()}
    for tell in (felt.of_units, felt.of_rhythms):
        assert tell(answers, N_MIN)[1].keys() == tell(none, N_MIN)[1].keys()


def test_a_whole_without_groups_is_told_to_half_an_answer_where_all_agree():
    assert [felt.told(Answers(5, part)) for part in range(6)] == [0.5, 0.5, 2, 3, 4.5, 4.5]
    whole, shown = felt.of_units({"a": Answers(2, 2), "b": Answers(2, 2)}, N_MIN)
    assert (whole, shown) == ({"value": 0.875, "n": 4, "people": 4}, {})
    assert felt.of_units({"a": Answers(2, 2)}, N_MIN) == ({"hidden": True}, {})


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    heard = {f"{team}{n}": True for team in ("Ann", "Ben", "Cyd") for n in ("", *range(8))}
    with town.standing(django_db_blocker, heard) as found:
        for week in (date(2026, 4, 6), date(2026, 6, 22)):
            for unit, values in (("Ann", [4, 5, 2, 3]), ("Ben", [1, 1, 5]), ("Cyd", [3])):
                said("support", week, values, unit=Unit.objects.get(name=unit))
            said("change", week, [1, 2, 2, 3], unit=None)
            said("worth", week, [3, 3, 2], policy=Policy.objects.get())
        said("support", date(2026, 6, 29), [1] * 9, unit=Unit.objects.get(name="Ann"))
        yield found


def said(question, week, values, **place):
    """So many answers in a week."""
    for value, count in Counter(values).items():
        PulseTally.objects.create(question=question, week=week, value=value, count=count, **place)


def read(who, path):
    """The page."""
    answer = memberpages.window(who).get(path)
    assert answer.status_code == 200
    return memberpages.text(answer)


def figures(who):
    code, answered = ask("metrics", "--as", f"{who}@example.org")
    assert code == 0
    return {one["name"]: one for one in answered["figures"]} | {"line": answered["line"]}


@pytest.mark.django_db
def test_each_role_sees_of_what_was_said_what_it_is_for(people):
    """The week of 29 June ends in July. Of Cyd's two answers, and Ben's as the next smallest, nothing is told apart."""
    whole, ann = {"value": 0.375, "n": 16, "people": 16}, {"value": 0.5, "n": 8, "people": 8}
    ben, less = {"hidden": True}, {"value": 0.25, "n": 8, "people": 8}
    for who in ("hilda", "rolf", "ann", "ann0", "boss"):
        told = figures(who)
        assert told["support"]["whole"] == whole and told["less_support"]["whole"] == less
        units = {"unit": {"Ann": ann, "Ben": ben, "Cyd": ben}} if who in ("hilda", "rolf") else {}
        assert told["support"]["groups"] == units
        assert ("worth" in told) == (who == "hilda")
    assert figures("hilda")["worth"]["whole"] == {"value": 0.667, "n": 6, "people": 6}
    assert figures("ann")["line"]["support"] == [{"of": "2026-Q2", "unit": "Ann", "whole": ann}]
    assert [one["unit"] for one in figures("boss")["line"]["support"]] == ["Ann", "Ben", "Cyd"]
    page = memberpages.window(people["Ann"]).get("/figures/line/").content.decode()
    assert "50\N{NO-BREAK SPACE}%" in page.split('data-figure="support"')[1]
    assert felt.useful(Policy.objects.get(), on=town.OVER.date()) == 70


@pytest.mark.django_db
def test_what_people_said_stands_on_the_pages_beside_the_line_of_2020_and_beside_what_a_rhythm_costs(people):
    rollup.roll_up(now=town.OVER)
    key = Policy.objects.get().key
    shown = {name: read(people[name], "/figures/report/") for name in ("Ann0", "Rolf")}
    less = shown["Ann0"].split("Less support than a quarter ago over time")[1].split("</figure>")[0]
    assert 'class="plot-aim"' in less and "beside a line at 24\N{NO-BREAK SPACE}%" in less
    assert "25\N{NO-BREAK SPACE}%" in less and "A line to compare with, not a target" in less
    assert "<caption>Support felt: unit</caption>" in shown["Rolf"] and "Talks worth the time" not in shown["Rolf"]
    assert "Support felt: unit" not in shown["Ann0"]
    assert "about 70\N{NO-BREAK SPACE}% say it was worth their time" in read(people["Ann0"], f"/rhythms/{key}/meeting/")
    review = read(people["Hilda"], f"/rhythms/{key}/review/")
    assert "about 70\N{NO-BREAK SPACE}% say it was worth their time" in review.split("Felt usefulness")[1][:200]
    Snapshot.objects.all().delete()
    assert "nobody has said so far" in read(people["Ann0"], f"/rhythms/{key}/review/").split("Felt usefulness")[1][:200]


def test_what_a_rhythm_costs_is_said_in_one_breath_with_how_many_found_it_worth_their_time():
    cost = Figures("2026-10-05", due=90, heard=80, in_time=70, people=40, talks=400, hours=418.0, few=False, useful=30)
    said = rhythm_words.worth_its_hours(cost)
    assert (
        said == "This rhythm costs about 420 hours a year, and about 30\N{NO-BREAK SPACE}% say it was worth their time."
    )
    assert "Too few have said" in rhythm_words.worth_its_hours(replace(cost, useful=None))
    assert rhythm_words.worth_its_hours(replace(cost, few=True)) == ""


def test_the_next_review_says_what_was_read_at_this_one():
    read_then = Figures(
        "2026-10-05", due=90, heard=80, in_time=70, people=40, talks=400, hours=418.0, few=False, useful=30
    )
    said = rhythm_words.figures_then(Review(figures=read_then.as_dict())).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "about 90 % heard, about 420 hours a year, about 30 % say it was worth their time"
    few = replace(read_then, few=True, useful=None)
    assert rhythm_words.figures_then(Review(figures=few.as_dict())) == ""
    nobody_has_read = {name: value for name, value in read_then.as_dict().items() if name != "useful"}
    assert rhythm_words.figures_then(Review(figures=nobody_has_read)) == ""


@pytest.mark.django_db
def test_whoever_leads_only_some_of_a_unit_does_not_see_what_it_said(people):
    Snapshot.objects.all().delete()
    Person.objects.filter(given_name="Ben7").update(unit=Unit.objects.get(name="Ann"))
    rollup.roll_up(now=town.OVER)
    assert figures("ann")["line"]["support"] == []
    assert [one["unit"] for one in figures("boss")["line"]["support"]] == ["Ann", "Ben", "Cyd"]
