"""The pages of figures: each reader sees what is theirs, sees why, and nonsense in the address bar gives a hint."""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leadership.conversations.models import Conversation
from leadership.insights import rollup
from leadership.insights.models import Snapshot
from leadership.outbox.models import Fact
from leadership.people.models import CoachProfile
from policies.models import ConversationType
from tests.insights import town
from tests.web.memberpages import text, window

pytestmark = pytest.mark.django_db
HEARD = {f"{team}{n}": n != 3 for team in ("Ann", "Ben", "Cyd") for n in ("", *range(8))} | {"Boss": True}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    with town.standing(django_db_blocker, HEARD) as found:
        rollup.roll_up(now=town.OVER)
        yield found


def page(reader, path):
    answer = window(reader).get(path)
    assert answer.status_code == 200
    return text(answer)


def card(shown, name):
    [found] = re.findall(rf'<article class="figure-card" data-figure="{name}">.*?</article>', shown, re.DOTALL)
    return found


def test_everyone_reads_what_is_open_with_its_meaning_its_people_and_its_day(people):
    shown = page(people["Ann0"], "/figures/")
    coverage = card(shown, "coverage")
    assert "83\xa0%" in coverage and "n = 30" in coverage and "(C1)" in coverage and "As of 5 October 2026" in coverage
    assert "leaders_coverage" in shown and "took_part" in shown
    assert not re.search(r'data-figure="(on_time|exempt|gini|hours|last_heard)"', shown)
    assert "data-uncovered" not in shown and "/figures/line/" not in shown and "/figures/groups/" not in shown
    assert "Support felt" in shown and "24\xa0%" not in shown


def test_hr_reads_all_of_it_with_exemptions_beside_people_heard_and_who_is_covered_by_nothing(people):
    shown = page(people["Hilda"], "/figures/")
    assert shown.index('data-figure="coverage"') < shown.index('data-figure="exempt"')
    for name in ("on_time", "hours", "last_heard", "across", "gini", "cancelled", "silence_coach", "parity_unit"):
        assert card(shown, name)
    assert 'data-uncovered="0"' in shown


def test_every_picture_has_its_words_and_the_table_it_was_drawn_from(people):
    shown = page(people["Hilda"], "/figures/")
    pictures = re.findall(r'<figure class="plot">.*?</figure>', shown, re.DOTALL)
    assert len(pictures) >= 3
    for one in pictures:
        assert re.search(r'role="img" aria-label="[^"]+"', one) and "<table" in one and "<script" not in one
    [coverage] = [one for one in pictures if "People heard over time" in one]
    drawn = set(re.findall(r'class="plot__value">([^<]+)<', coverage))
    assert drawn == set(re.findall(r'data-label="People heard">([^<]+)<', coverage)) == {"83\xa0%"}


def test_groups_stand_in_the_order_of_names_and_a_representative_sees_units_alone(people):
    shown = page(people["Hilda"], "/figures/groups/?by=unit")
    names = re.findall(r'<th scope="row">([^<]+)</th>', shown)
    assert names == ["Ann", "Ben", "Cyd"]
    assert re.findall(r'href="\?by=(\w+)"', shown) == ["unit", "site", "employment", "mode"]
    assert re.findall(r'href="\?by=(\w+)"', page(people["Rolf"], "/figures/groups/?by=site")) == ["unit"]
    assert window(people["Ann"]).get("/figures/groups/").status_code == 404


def test_a_leader_reads_the_own_line_beside_its_own_past_and_no_other(people):
    shown = page(people["Ben"], "/figures/line/")
    assert 'data-figure="coverage"' in shown and "88\xa0%" in shown
    assert "You yourself were heard in Q2 2026" in shown and 'data-figure="own"' in shown
    assert "(C15)" in shown and 'data-figure="parity_mode"' in shown
    assert not re.search(r"Ann\d|Cyd\d", shown)
    assert window(people["Ben0"]).get("/figures/line/").status_code == 404


def test_a_coach_with_too_much_is_met_with_help_and_named_in_the_order_of_names(people):
    for name in ("Ben1", "Ben0"):
        CoachProfile.objects.create(person=people[name], capacity=1)
    for hour, member in ((10, "Ann0"), (12, "Ann1")):
        begin, end = town.OVER.replace(hour=hour), town.OVER.replace(hour=hour + 1)
        Conversation.objects.create(
            member=people[member], coach=people["Ben1"], state="booked", initiated_by="member", made_at=town.NOW,
            type=ConversationType.objects.get(key="one_on_one"), minutes=60, start=begin, end=end, holds_from=begin,
            holds_until=end,
        )  # fmt: skip
    shown = page(people["Ben"], "/figures/line/")
    assert re.findall(r'data-overload="([^"]+)"', shown) == [str(people["Ben1"].key)]
    assert f'href="/line/coaches/{people["Ben1"].key}/"' in shown and "Ann0" not in shown
    assert re.findall(r'<th scope="row"><a href="/line/coaches/[^"]+">([^<]+)</a></th>', shown) == ["Ben0", "Ben1"]
    assert 'data-overload="yes"' in page(people["Ben1"], "/coach/")
    assert 'data-overload="yes"' not in page(people["Ben0"], "/coach/")


def test_a_coach_sees_the_own_load_and_the_middle_of_all_and_nobody_else(people):
    CoachProfile.objects.create(person=people["Cyd0"], capacity=10)
    shown = page(people["Cyd0"], "/coach/")
    assert "Hours booked, week by week" in shown and "Places taken, beside the middle of all coaches" in shown
    assert "Ben" not in re.sub(r"<header.*?</header>", "", shown, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("reader", "table", "status"),
    [
        ("Hilda", "coverage-by-unit", 200),
        ("Rolf", "coverage-by-unit", 200),
        ("Rolf", "coverage-by-site", 404),
        ("Ann0", "coverage-over-time", 200),
        ("Ann0", "coverage-by-unit", 404),
        ("Ann0", "line", 404),
        ("Ann", "line", 200),
        ("Ann", "no-such-table", 404),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_what_the_reader_sees_and_taking_it_is_a_fact(people, reader, table, status, kind):
    answer = window(people[reader]).get(f"/figures/files/{table}.{kind}")
    assert answer.status_code == status
    facts = Fact.objects.filter(kind="figures.taken_out", actor_key=people[reader].key, data__table=table)
    assert facts.exists() == (status == 200)
    assert window(people[reader]).get(f"/figures/files/{table}.pdf").status_code == 404


def test_the_report_writes_out_what_each_figure_means(people):
    shown = page(people["Hilda"], "/figures/report/")
    assert "<details" not in card(shown, "coverage") and "Excused and cancelled talks are not counted" in shown
    assert re.findall(r"<caption>(By [^<]+)</caption>", shown) == [
        "By unit",
        "By site",
        "By employment",
        "By near and far",
    ]
    earlier = page(people["Hilda"], "/figures/report/?on=2026-09-30")
    assert "83\xa0%" not in earlier and "30 September 2026" in earlier


def test_pages_files_and_groups_that_are_reached_from_an_earlier_day_are_of_that_day(people):
    hilda, day = people["Hilda"], "?on=2026-10-03"
    Snapshot.objects.update(as_of="2026-10-02")
    shown = page(hilda, f"/figures/{day}")
    assert "As it was on 3 October 2026" in shown and "As it was on" not in page(hilda, "/figures/")
    assert f'href="/figures/groups/{day}"' in shown and f'href="/figures/report/{day}"' in shown
    [file] = re.findall(r'href="(/figures/files/last-heard\.csv[^"]*)"', shown)
    assert file.endswith(day)
    groups = page(hilda, f"/figures/groups/{day}")
    assert re.findall(r'href="\?by=(\w+)&on=2026-10-03"', groups) == ["unit", "site", "employment", "mode"]


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(nonsense=st.text(max_size=12) | st.sampled_from(["2026-02-30", "9999-12-31", "0001-01-01", "-1", "2026-W01"]))
def test_what_makes_no_sense_in_the_address_bar_gives_the_page(people, nonsense):
    reader = window(people["Ann"])
    for path in ("/figures/", "/figures/report/", "/figures/line/"):
        assert reader.get(path, {"on": nonsense}).status_code == 200
    assert reader.get("/rhythms/year/", {"year": nonsense}).status_code == 200
    assert window(people["Hilda"]).get("/figures/groups/", {"by": nonsense, "on": nonsense}).status_code == 200


def test_a_day_that_is_none_and_a_grouping_that_is_none_are_told_with_a_hint(people):
    assert "This is not a day" in page(people["Ann"], "/figures/?on=yesterday")
    assert "That day lies ahead" in page(people["Ann"], "/figures/report/?on=2099-01-01")
    assert "Figures are not grouped like that" in page(people["Hilda"], "/figures/groups/?by=shoe-size")


def test_before_anything_is_rolled_up_the_page_says_when_it_will_be(people):
    Snapshot.objects.all().delete()
    assert "Nothing to show yet" in page(people["Ann"], "/figures/")
    assert "Nothing to show yet" in page(people["Ann"], "/figures/line/")
    assert "Nothing to show yet" in page(people["Hilda"], "/figures/groups/")


def test_the_year_says_how_far_each_cycle_has_come_in_tens(people):
    shown = page(people["Ann0"], "/rhythms/year/?year=2026")
    assert "about 80\xa0%" in shown
    assert len(re.findall('class="arc__held" d=', shown.split("wheel-legend")[0])) == 1
