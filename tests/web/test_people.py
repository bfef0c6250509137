"""The pages of HR about people: list, one person, units, pauses and stand-ins."""

import csv
import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from leadership.outbox.models import Fact
from leadership.people import absences, clock, directory
from leadership.people.models import Absence, CalendarDay, Pause, Person, StandIn, Unit
from leadership.web.person_form import PersonForm


@pytest.fixture
def hr(cast, client):
    client.force_login(cast.david, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


PAGES = ["/people/", "/people/new/", "/people/units/", "/people/rests/", "/people/import/"]


@pytest.mark.parametrize("name", ["freja", "astrid", "bjorn"])
def test_these_pages_exist_for_hr_alone(cast, client, name):
    client.force_login(getattr(cast, name), backend="allauth.account.auth_backends.AuthenticationBackend")
    of_one = [reverse("person", args=[cast.bjorn.key]), reverse("unit", args=[cast.bjorn.unit.key])]

    assert {client.get(url).status_code for url in [*PAGES, *of_one]} == {404}
    assert {client.post(url, {"deed": "leave"}).status_code for url in [*PAGES[1:], *of_one]} == {404}


def test_the_pages_open_for_hr_and_stay_light(hr, cast):
    urls = [*PAGES, reverse("person", args=[cast.bjorn.key]), reverse("unit", args=[cast.bjorn.unit.key])]
    answers = [hr.get(url) for url in urls]

    assert {answer.status_code for answer in answers} == {200}
    assert max(len(answer.content) for answer in answers) < 40_000


def names_on(answer):
    return [person.given_name for person in answer.context["page"].people]


def test_the_list_is_searched_by_name_unit_and_title_whatever_the_capitals(hr, cast):
    assert names_on(hr.get("/people/?q=björn")) == ["Björn"]
    assert names_on(hr.get("/people/?q=sales")) == ["Erik"]
    assert names_on(hr.get("/people/?q=engineer+ask")) == ["Camilla"]
    assert names_on(hr.get("/people/?q=nobody")) == []


def test_a_word_begins_a_word_or_stands_in_a_unit_and_signs_mean_nothing(hr, cast):
    Person.objects.filter(pk=cast.erik.pk).update(family_name="D'Arc-Östlund", employee_id="E_7%")
    for found, asked in {
        ("Erik",): ("arc", "östl", "Östl", "d'arc", "arc-öst", "erik@exa", "E_7", "e 7%", "ale"),
        (): ("lund", "rc", "'", "\\", "%", "_", "')", "E_8", ":*", "erik & nobody"),
    }.items():
        answers = {word: tuple(names_on(hr.get("/people/", {"q": word}))) for word in asked}
        everybody = tuple(names_on(hr.get("/people/")))
        signs = {word for word in asked if not any(one.isalnum() for one in word)}
        assert {word: answer for word, answer in answers.items() if word not in signs} == {
            word: found for word in asked if word not in signs
        }
        assert {answers[word] for word in signs} <= {everybody, ()}


def test_of_a_narrowed_list_so_many_are_counted_and_shown(hr, cast, django_assert_max_num_queries):
    Person.objects.bulk_create(Person(given_name=f"Zed{n}", hire_date=date(2026, 1, 1)) for n in range(1002))
    with django_assert_max_num_queries(9):
        first = hr.get("/people/?q=zed")
    last = hr.get("/people/?q=zed&page=40")
    assert "1–25 av över 1" in first.content.decode()
    assert (len(names_on(last)), "page=41" in last.content.decode()) == (25, False)


def test_the_list_is_narrowed_to_those_without_manager_away_or_gone(hr, cast, now):
    today = clock.now().date()
    absences.note(cast.camilla, start=today - timedelta(days=3), end=None, now=now)
    directory.leave(cast.bjorn, last_day=date(2026, 3, 1), now=now)

    assert names_on(hr.get("/people/?show=no_manager")) == ["Freja"]
    assert names_on(hr.get("/people/?show=away")) == ["Camilla"]
    assert names_on(hr.get("/people/?show=left")) == ["Björn"]
    assert "Björn" not in names_on(hr.get("/people/"))


def test_the_list_goes_on_page_by_page_with_a_constant_number_of_queries(hr, cast, now, django_assert_max_num_queries):
    for number in range(40):
        directory.hire(
            given_name=f"P{number}", hire_date=date(2026, 1, 1), now=now, unit=cast.erik.unit, manager=cast.erik
        )
    with django_assert_max_num_queries(8):
        first = hr.get("/people/")
    second = hr.get("/people/?page=2")

    assert (len(names_on(first)), len(names_on(second))) == (25, 21)
    assert "page=2" in first.content.decode()
    assert len(first.content) < 40_000


def walked(hr, step, start="/people/"):
    """Every page from here on, by its link."""
    pages = [hr.get(start)]
    while url := getattr(pages[-1].context["page"], f"{step}_url"):
        pages.append(hr.get(f"/people/{url}"))
    return pages


def test_whoever_comes_or_leaves_meanwhile_the_list_goes_on_by_name(hr, cast, django_assert_max_num_queries):
    rows = [Person(given_name=f"P{n % 3}", family_name=f"F{n % 7}", hire_date=date(2026, 1, 1)) for n in range(60)]
    Person.objects.bulk_create(rows)
    everybody = list(Person.objects.filter(is_active=True).values_list("pk", flat=True))
    there = walked(hr, "next")
    assert [one.pk for page in there for one in page.context["page"].people] == everybody
    assert [(page.context["page"].first, page.context["page"].last) for page in there] == [(1, 25), (26, 50), (51, 66)]
    back = walked(hr, "previous", f"/people/{there[1].context['page'].next_url}")
    assert [names_on(page) for page in back] == [names_on(page) for page in reversed(there)]

    goes_on = there[0].context["page"].next_url
    Person.objects.filter(pk=everybody[24]).update(is_active=False)
    Person.objects.create(given_name="A", family_name="A", hire_date=date(2026, 1, 1))
    with django_assert_max_num_queries(9):
        second = hr.get(f"/people/{goes_on}")
    assert [one.pk for one in second.context["page"].people] == everybody[25:50]


def test_an_address_that_names_no_page_says_so_and_gives_one(hr, cast):
    Person.objects.bulk_create(Person(given_name=f"P{n}", hire_date=date(2026, 1, 1)) for n in range(30))
    last = Person.objects.filter(is_active=True).last()
    numbered, lost, nobody, after_all = (
        hr.get(f"/people/?{asked}") for asked in ("page=2", f"after={uuid4()}", "before=x", f"after={last.key}&page=9")
    )
    assert [len(page.context["hints"]) for page in (numbered, lost, nobody, after_all)] == [1, 1, 1, 1]
    assert [page.context["page"].first for page in (numbered, lost, nobody, after_all)] == [26, 1, 1, 1]
    assert hr.get("/people/?page=2&q=p").context["hints"] == []


def saved(form):
    """What a browser posts when nothing is touched."""
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields} | {"deed": "change"}


def test_keeping_a_person_untouched_changes_nothing(hr, cast):
    url = reverse("person", args=[cast.bjorn.key])
    before = Person.objects.filter(pk=cast.bjorn.pk).values().get()
    answer = hr.post(url, saved(PersonForm(instance=cast.bjorn)))

    assert (answer.status_code, answer["location"]) == (302, url)
    assert Person.objects.filter(pk=cast.bjorn.pk).values().get() == before


def test_hr_changes_details_and_moves_a_person(hr, cast):
    said = saved(PersonForm(instance=cast.bjorn)) | {
        "title": "Architect",
        "manager": "erik@example.org",
        "unit": cast.erik.unit.pk,
        "work_hours": "mon-thu 08:00-16:00",
        "role_tags": "Mentor",
    }
    hr.post(reverse("person", args=[cast.bjorn.key]), said)
    cast.bjorn.refresh_from_db()

    assert (cast.bjorn.title, cast.bjorn.manager, cast.bjorn.unit) == ("Architect", cast.erik, cast.erik.unit)
    assert cast.bjorn.work_days == {0, 1, 2, 3}
    assert cast.bjorn in Person.objects.in_line_of(cast.erik)


@pytest.mark.parametrize(
    "field, value",
    [
        ("manager", "nobody@example.org"),
        ("manager", "bjorn@example.org"),
        ("email", "erik@example.org"),
        ("country", "XX"),
        ("zone", "Mars"),
        ("work_hours", "sometimes"),
        ("given_name", ""),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field_and_nothing_is_kept(hr, cast, field, value):
    said = saved(PersonForm(instance=cast.astrid)) | {"title": "Other", field: value}
    answer = hr.post(reverse("person", args=[cast.astrid.key]), said)
    cast.astrid.refresh_from_db()

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert cast.astrid.title == "Head of engineering"


def test_a_person_is_added_by_hand(hr, cast):
    said = saved(PersonForm()) | {
        "given_name": "Gro", "email": "gro@example.org", "manager": "erik@example.org", "hire_date": "2026-03-01",
    }  # fmt: skip
    answer = hr.post("/people/new/", said)
    gro = Person.objects.get(email="gro@example.org")

    assert answer["location"] == reverse("person", args=[gro.key])
    assert gro in Person.objects.in_line_of(cast.erik)


def test_days_away_are_noted_and_taken_away(hr, cast):
    url = reverse("person", args=[cast.bjorn.key])
    hr.post(url, {"deed": "away", "start": "2026-06-01", "end": "2026-06-14"})
    overlapping = hr.post(url, {"deed": "away", "start": "2026-06-10", "end": ""})
    absence = Absence.objects.get(person=cast.bjorn)

    assert overlapping.status_code == 422
    hr.post(url, {"deed": "not_away", "absence": "no key"})
    assert Absence.objects.exists()
    hr.post(url, {"deed": "not_away", "absence": absence.key})
    assert not Absence.objects.exists()


def test_somebody_leaves_and_comes_back(hr, cast):
    url = reverse("person", args=[cast.bjorn.key])
    hr.post(url, {"deed": "leave", "last_day": "2026-03-01"})
    assert not Person.objects.get(pk=cast.bjorn.pk).is_active

    hr.post(url, {"deed": "return"})
    assert Person.objects.get(pk=cast.bjorn.pk).is_active


def test_an_unknown_deed_or_person_is_no_error_of_ours(hr, cast):
    assert hr.post(reverse("person", args=[cast.bjorn.key]), {"deed": "explode"}).status_code == 302
    assert hr.get("/people/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_units_are_made_renamed_moved_and_taken_away(hr, cast):
    hr.post("/people/units/", {"name": "Nordics", "parent": cast.erik.unit.pk})
    nordics = Unit.objects.get(name="Nordics")
    url = reverse("unit", args=[nordics.key])
    hr.post(url, {"deed": "change", "name": "North", "parent": ""})
    nordics.refresh_from_db()
    assert (nordics.name, nordics.parent) == ("North", None)

    hr.post(url, {"deed": "remove"})
    assert not Unit.objects.filter(pk=nordics.pk).exists()


def test_a_unit_that_is_not_empty_stays_and_a_taken_name_is_refused(hr, cast):
    hr.post(reverse("unit", args=[cast.erik.unit.key]), {"deed": "remove"})
    answer = hr.post("/people/units/", {"name": "Sales", "parent": ""})

    assert Unit.objects.filter(name="Sales").count() == 1
    assert answer.status_code == 422


def test_a_pause_is_set_and_taken_away(hr, cast):
    ahead = clock.now().date() + timedelta(days=30)
    days = {"pause-start": ahead, "pause-end": ahead + timedelta(days=20), "pause-label": "Summer"}
    hr.post("/people/rests/", {"deed": "pause", **days})
    pause = Pause.objects.get()
    assert "Summer" in hr.get("/people/rests/").content.decode()

    hr.post("/people/rests/", {"deed": "remove_pause", "key": pause.key})
    assert not Pause.objects.exists()


def test_a_pause_that_ends_before_it_starts_is_refused(hr, cast):
    said = {"deed": "pause", "pause-start": "2026-07-31", "pause-end": "2026-07-01"}

    assert hr.post("/people/rests/", said).status_code == 422
    assert not Pause.objects.exists()


def test_a_free_day_is_added_and_taken_away(hr, cast):
    ahead = clock.now().date() + timedelta(days=30)
    hr.post(
        "/people/rests/",
        {"deed": "free_day", "free_day-day": ahead, "free_day-country": "Sverige", "free_day-label": ""},
    )
    assert CalendarDay.objects.get().country == "SE"

    hr.post("/people/rests/", {"deed": "remove_free_day", "key": f"SE:{ahead.isoformat()}"})
    assert not CalendarDay.objects.exists()


def test_standing_in_is_noted_and_taken_away(hr, cast):
    start = clock.now().date()
    said = {"stand_in-leader": "astrid@example.org", "stand_in-person": "erik@example.org", "stand_in-start": start}
    hr.post("/people/rests/", {"deed": "stand_in", **said})
    row = StandIn.objects.get()
    assert (row.leader, row.person, row.end) == (cast.astrid, cast.erik, None)

    hr.post("/people/rests/", {"deed": "remove_stand_in", "key": row.key})
    assert not StandIn.objects.exists()


def test_standing_in_for_somebody_unknown_is_refused(hr, cast):
    said = {"stand_in-leader": "nobody", "stand_in-person": "erik@example.org", "stand_in-start": "2026-06-01"}

    assert hr.post("/people/rests/", {"deed": "stand_in", **said}).status_code == 422
    assert not StandIn.objects.exists()


def test_a_unit_that_cannot_be_moved_there_keeps_its_name_too(hr, cast):
    top, engineering = Unit.objects.get(parent=None), cast.bjorn.unit
    answer = hr.post(reverse("unit", args=[top.key]), {"deed": "change", "name": "All", "parent": engineering.pk})

    assert answer.status_code == 422
    assert Unit.objects.get(pk=top.pk).name == top.name


def test_the_list_is_a_file_with_the_same_search_and_nonsense_is_told(hr, cast):
    Person.objects.filter(pk=cast.erik.pk).update(title="=1+1")
    rows = list(csv.reader(io.StringIO(hr.get("/people/list.csv?q=erik").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Erik Dahl"] and rows[1][3] == "'=1+1"
    sheet = load_workbook(io.BytesIO(hr.get("/people/list.xlsx?show=no_manager").content)).active
    assert [row[0] for row in sheet.iter_rows(values_only=True, min_row=2)] == ["Freja Lind"]
    assert Fact.objects.filter(kind="figures.taken_out", actor_key=cast.david.key).count() == 2
    for nonsense, status in (("?show=nobody", 200), ("?page=x", 200), ("?sort=name", 200), ("?show=away", 200)):
        page = hr.get(f"/people/{nonsense}")
        told = "narrowed" in page.content.decode() or "begränsas" in page.content.decode()
        assert page.status_code == status and told == (nonsense != "?show=away"), nonsense
