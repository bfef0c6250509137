"""A staff list: what would change, what is taken, what is left out and why."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation

from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact, Signal
from leadership.people import directory
from leadership.people.importing import keeping
from leadership.people.importing.planning import plan
from leadership.people.importing.taking import take
from leadership.people.models import Person, StaffList, Unit
from tests.people.lists import csv_of, person

pytestmark = pytest.mark.django_db


def facts():
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def named(employee_id):
    return Person.objects.get(employee_id=str(employee_id))


def errors(result):
    return [(error.row, error.column, error.value) for error in result.errors]


def test_a_first_list_brings_everybody_with_units_and_managers(db, now):
    rows = [
        person(1, Manager="2", Unit="Sales / Nordics", Title="Seller"),
        person(2, Manager="", Unit="Sales", Title="Head"),
        person(3, Manager="P1@example.org", Unit="Sales / Nordics", Title=""),
    ]
    done = take(csv_of(rows), now=now)

    assert done.counts() == {"added": 3, "changed": 0, "left": 0, "unchanged": 0, "without_manager": 1}
    assert named(3).manager == named(1)
    assert set(Person.objects.in_line_of(named(2))) == {named(1), named(3)}
    assert Unit.objects.get(name="Nordics").parent == Unit.objects.get(name="Sales")
    assert done.new_units == ["Sales", "Sales / Nordics"]


def test_planning_changes_nothing(db, now):
    plan(csv_of([person(1, Unit="Sales")]), now=now)

    assert not Person.objects.exists()
    assert not Unit.objects.exists()
    assert facts() == []


def test_the_same_file_again_changes_nothing_and_writes_no_fact(db, now):
    rows = [
        person(
            number, Manager="1" if number > 1 else "", Unit="Sales / Nordics", Roles="coach; Mentor", Country="Finland",
            **{"Working pattern": "mon-thu 09:00-16:00", "First day": "1.2.2024", "Language": "Svenska", "FTE": "0,8"},
        )
        for number in range(1, 6)
    ]  # fmt: skip
    content = csv_of(rows)
    take(content, now=now)
    before, waiting = facts(), Signal.objects.count()
    again = take(content, now=now + timedelta(days=30))

    assert again.counts() == {"added": 0, "changed": 0, "left": 0, "unchanged": 5, "without_manager": 1}
    assert (facts(), Signal.objects.count()) == (before, waiting)


def test_every_column_reaches_the_person(db, now):
    row = person(
        1, Title="Seller", Roles="Coach, mentor", Location="Åbo", Country="Finland", Zone="europe/helsinki",
        Språk="engelska", Arbetstid="mon-thu 09:00-16:00", **{"Hire date": "2024-02-01", "Last day": "2026-12-31"},
        Anställningsform="Visstid", Omfattning="80 %",
    )  # fmt: skip
    take(csv_of([row]), now=now)
    found = named(1)

    assert (found.title, found.location, found.country, str(found.zone)) == ("Seller", "Åbo", "FI", "Europe/Helsinki")
    assert (found.language, found.employment_type, found.employment_percentage) == ("en", "fixed_term", 80)
    assert (found.hire_date, found.last_day) == (date(2024, 2, 1), date(2026, 12, 31))
    assert found.work_days == {0, 1, 2, 3}
    assert sorted(tag.name for tag in found.role_tags.all()) == ["coach", "mentor"]


def test_new_people_get_the_defaults_of_the_organisation_and_the_zone_of_their_country(db, now):
    take(csv_of([person(1, Country=""), person(2, Country="FI")]), now=now)

    assert (named(1).country, str(named(1).zone), named(1).language) == ("SE", "Europe/Stockholm", "sv")
    assert str(named(2).zone) == "Europe/Helsinki"
    assert named(1).hire_date == date(2026, 4, 1)
    assert not named(1).has_usable_password()


def test_a_full_name_in_one_column_becomes_two(db, now):
    rows = [{"Namn": "Berg, Anna Maria", "E-post": "a@example.org"}, {"Namn": "Bo Ek", "E-post": "b@example.org"}]
    take(csv_of(rows, separator=";"), now=now)

    assert {(one.given_name, one.family_name) for one in Person.objects.all()} == {("Anna Maria", "Berg"), ("Bo", "Ek")}


def test_people_are_told_by_employee_id_else_by_address(cast, now):
    directory.change(cast.bjorn, employee_id="77", now=now)
    rows = [
        {"id": "77", "e-mail": "bjorn.holm@example.org", "title": "Architect"},
        {"id": "78", "e-mail": "CAMILLA@example.org", "title": "Architect"},
    ]
    done = take(csv_of(rows), now=now, whole=False)
    cast.bjorn.refresh_from_db()
    cast.camilla.refresh_from_db()

    assert len(done.changed) == 2
    assert (cast.bjorn.email, cast.bjorn.title) == ("bjorn.holm@example.org", "Architect")
    assert (cast.camilla.employee_id, cast.camilla.title) == ("78", "Architect")


def test_two_people_may_trade_addresses(db, now):
    take(csv_of([person(1), person(2)]), now=now)
    done = take(csv_of([person(1, **{"E-mail": "p2@example.org"}), person(2, **{"E-mail": "p1@example.org"})]), now=now)

    assert not done.errors
    assert (named(1).email, named(2).email) == ("p2@example.org", "p1@example.org")


def test_a_column_the_file_does_not_have_changes_nothing(cast, now):
    done = take(csv_of([{"e-mail": "bjorn@example.org"}]), now=now, whole=False)
    cast.bjorn.refresh_from_db()

    assert done.is_empty
    assert (cast.bjorn.manager, cast.bjorn.title) == (cast.astrid, "Engineer")


def test_an_empty_cell_clears_what_may_be_empty_and_keeps_the_rest(cast, now):
    row = {
        "e-mail": "bjorn@example.org",
        "title": "",
        "manager": "",
        "unit": "",
        "country": "",
        "zone": "",
        "first day": "",
    }
    take(csv_of([row]), now=now, whole=False)
    cast.bjorn.refresh_from_db()

    assert (cast.bjorn.title, cast.bjorn.manager, cast.bjorn.unit) == ("", None, None)
    assert (cast.bjorn.country, str(cast.bjorn.zone), cast.bjorn.hire_date) == (
        "FI",
        "Europe/Helsinki",
        date(2020, 1, 7),
    )


def test_good_rows_are_taken_and_bad_ones_listed_by_row_column_value_and_reason(db, now):
    rows = [person(number, Manager="1" if number > 1 else "", **{"First day": "2024-01-01"}) for number in range(1, 7)]
    rows[1]["E-mail"] = "broken"
    rows[2]["Manager"] = "nobody@example.org"
    rows[3]["First day"] = "2024-13-45"
    done = take(csv_of(rows), now=now)

    assert errors(done) == [
        (3, "E-mail", "broken"),
        (4, "Manager", "nobody@example.org"),
        (5, "First day", "2024-13-45"),
    ]
    assert len(done.added) == Person.objects.count() == 3


def test_reasons_are_given_in_the_readers_language(db, now):
    content = csv_of([person(1, **{"First day": "sometime"})])
    with translation.override("en"):
        assert plan(content, now=now).errors[0].message == "This is not a date. Write it as 2026-04-30."


def test_a_circle_among_the_managers_is_named_and_everybody_else_is_taken(db, now):
    rows = [person(1, Manager="2"), person(2, Manager="3"), person(3, Manager="1"), person(4, Manager="")]
    done = take(csv_of(rows), now=now)

    assert [re.sub(r" Family\d", "", error.message) for error in done.errors] == [
        "Given1 would report to Given2, who reports to Given3, who reports to Given1.",
        "Given2 would report to Given3, who reports to Given1, who reports to Given2.",
        "Given3 would report to Given1, who reports to Given2, who reports to Given3.",
    ]
    assert [entry.name for entry in done.added] == ["Given4 Family4"]


def test_a_circle_with_people_the_file_does_not_mention_is_found(cast, now):
    done = take(csv_of([{"e-mail": "freja@example.org", "manager": "bjorn@example.org"}]), now=now, whole=False)

    told = "Freja Lind would report to Björn Holm, who reports to Astrid Berg, who reports to Freja Lind."
    assert done.errors[0].message == told
    assert Person.objects.get(pk=cast.freja.pk).manager is None


def test_leader_and_report_may_trade_places_in_one_file(cast, now):
    rows = [
        {"e-mail": "astrid@example.org", "manager": "bjorn@example.org"},
        {"e-mail": "bjorn@example.org", "manager": "freja@example.org"},
    ]
    done = take(csv_of(rows), now=now, whole=False)
    bjorn = Person.objects.get(pk=cast.bjorn.pk)

    assert not done.errors
    assert {one.given_name for one in Person.objects.in_line_of(bjorn)} == {"Astrid", "Camilla"}


def test_whoever_names_a_manager_whose_row_is_bad_comes_without_one(db, now):
    rows = [person(1, Manager="", **{"First day": "x"}), person(2, Manager="1", **{"First day": ""})]
    done = take(csv_of(rows), now=now)

    assert errors(done) == [(2, "First day", "x")]
    assert [entry.name for entry in done.without_manager] == ["Given2 Family2"]


def test_the_second_row_about_a_person_is_left_out(db, now):
    rows = [person(1), person(1), person(2, **{"E-mail": "P1@example.org"})]
    done = take(csv_of(rows), now=now)

    assert [(error.row, error.message) for error in done.errors] == [
        (3, "Row 2 is about the same person."),
        (4, "Row 2 is about the same person."),
    ]
    assert Person.objects.count() == 1


def test_somebody_elses_address_is_refused(db, now):
    take(csv_of([person(1), person(2)]), now=now)
    done = take(csv_of([person(3, **{"E-mail": "p1@example.org"})]), now=now, whole=False)

    assert errors(done) == [(2, "Employee id", "3")]
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "row, column",
    [
        ({"given name": "A", "e-mail": "", "employee id": ""}, ""),
        ({"given name": "", "e-mail": "new@example.org", "employee id": "9"}, "given name"),
        ({"given name": "A" * 201, "e-mail": "new@example.org", "employee id": "9"}, "given name"),
    ],
)
def test_a_row_without_key_or_name_is_left_out(db, now, row, column):
    assert [error.column for error in plan(csv_of([row]), now=now).errors] == [column]


@pytest.mark.parametrize(
    "column, value",
    [
        ("country", "Atlantis"),
        ("zone", "Mars/Olympus"),
        ("language", "Klingon"),
        ("working pattern", "now and then"),
        ("employment", "x"),
        ("employment type", "emperor"),
        ("percentage", "140"),
        ("percentage", "nan"),
        ("percentage", "inf"),
        ("last day", "2020-01-01"),
    ],
)
def test_a_cell_that_cannot_be_right_leaves_its_row_out(db, now, column, value):
    row = person(1, **{"First day": "2024-01-01", column: value})
    done = plan(csv_of([row]), now=now)

    known = column != "employment"
    assert [error.value for error in done.errors] == ([value] if known else [])


def test_columns_nobody_knows_are_named_and_forgotten(db, now):
    done = take(csv_of([person(1, **{"Shoe size": "44", "Personnummer": "19800101-0000"})]), now=now)

    assert done.unmapped == ("Shoe size", "Personnummer")


def test_a_file_without_any_key_is_refused(db, now):
    with pytest.raises(Refused, match="no column with e-mail addresses or employee ids"):
        plan(csv_of([{"given name": "Anna"}]), now=now)


def test_formulas_stay_texts(db, now):
    take(csv_of([person(1, Title='=HYPERLINK("http://x";"y")')]), now=now)

    assert named(1).title == '=HYPERLINK("http://x";"y")'


def test_people_a_whole_list_does_not_mention_are_made_inactive_and_never_deleted(db, now):
    take(csv_of([person(number) for number in range(1, 5)]), now=now - timedelta(days=90))
    done = take(csv_of([person(number) for number in range(1, 4)]), now=now)
    gone = named(4)

    assert [entry.name for entry in done.left] == ["Given4 Family4"]
    assert (gone.is_active, gone.last_day) == (False, date(2026, 3, 31))
    assert facts()[-2:] == ["person.left", "person.imported"]


def test_a_partial_list_lets_nobody_leave(db, now):
    take(csv_of([person(1), person(2)]), now=now)

    assert take(csv_of([person(1)]), now=now, whole=False).counts()["left"] == 0
    assert named(2).is_active


def test_a_bad_row_still_mentions_its_person(db, now):
    take(csv_of([person(1), person(2), person(3)]), now=now)
    rows = [
        person(1),
        person(2, **{"E-mail": "broken"}),
        {**person(3), "Employee id": "", "E-mail": "broken too"},
    ]
    done = take(csv_of(rows), now=now)

    assert done.counts()["left"] == 0
    assert len(done.errors) == 2


def test_a_list_after_which_many_would_have_left_is_refused_until_it_is_meant(db, now):
    take(csv_of([person(number) for number in range(20)]), now=now)
    cut_off = csv_of([person(number) for number in range(14)])

    assert plan(cut_off, now=now).needs_confirmation
    with pytest.raises(Refused, match="6 people would leave"):
        take(cut_off, now=now)
    assert Person.objects.filter(is_active=True).count() == 20

    assert take(cut_off, now=now, many_may_leave=True).counts()["left"] == 6


def test_nobody_leaves_by_a_file_that_stops_within_a_row_until_it_is_meant(db, now):
    take(csv_of([person(number) for number in range(4)]), now=now)
    cut_off = csv_of([person(number) for number in range(4)]).rstrip()[:-30]

    with pytest.raises(Refused, match="One person would leave"):
        take(cut_off, now=now)
    assert plan(cut_off, now=now, whole=False).needs_confirmation is False
    assert Person.objects.filter(is_active=True).count() == 4


def test_a_wrong_value_of_any_length_is_told_in_a_few_words(db, now):
    (error, *_) = plan(csv_of([person(1, **{"First day": "x" * 5000})]), now=now).errors

    assert error.as_dict()["value"] == "x" * 120 + "…"


def test_five_people_may_leave_a_small_organisation_without_asking(db, now):
    take(csv_of([person(number) for number in range(6)]), now=now)

    assert take(csv_of([person(0)]), now=now).counts()["left"] == 5


def test_whoever_imports_never_leaves_by_their_own_import(cast, now):
    take(csv_of([{"e-mail": "freja@example.org"}]), now=now, by=cast.david)

    assert Person.objects.get(pk=cast.david.pk).is_active
    assert not Person.objects.get(pk=cast.erik.pk).is_active


def test_a_row_with_a_last_day_gone_by_lets_the_person_leave(cast, now):
    row = {"e-mail": "bjorn@example.org", "last day": "2026-03-15", "title": "ignored"}
    done = take(csv_of([row]), now=now, whole=False)
    cast.bjorn.refresh_from_db()

    assert done.counts()["left"] == 1
    assert (cast.bjorn.is_active, cast.bjorn.last_day, cast.bjorn.title) == (False, date(2026, 3, 15), "Engineer")
    assert take(csv_of([row]), now=now, whole=False).is_empty


def test_somebody_who_had_left_before_the_first_list_is_not_brought_in(db, now):
    done = take(csv_of([person(1, **{"Last day": "2020-01-01"})]), now=now)

    assert (done.counts()["added"], Person.objects.count()) == (0, 0)


def test_whoever_is_in_the_list_again_comes_back(cast, now):
    directory.leave(cast.bjorn, last_day=date(2026, 3, 1), now=now)
    done = take(csv_of([{"e-mail": "bjorn@example.org"}]), now=now, whole=False)
    cast.bjorn.refresh_from_db()

    assert done.changed[0].comes_back
    assert (cast.bjorn.is_active, cast.bjorn.last_day) == (True, None)
    assert "person.hired" in facts()[-3:]


def test_the_facts_are_those_of_the_verbs_and_hold_no_text(cast, now):
    row = {"e-mail": "bjorn@example.org", "title": "Secret title", "manager": "erik@example.org", "zone": "Europe/Oslo"}
    take(csv_of([row]), now=now, whole=False, by=cast.david)
    moved, changed, imported = Fact.objects.order_by("-id")[:3][::-1]

    assert moved.data == {"manager": {"from": str(cast.astrid.key), "to": str(cast.erik.key)}}
    assert changed.data == {"fields": ["title", "zone"], "zone": {"from": "Europe/Helsinki", "to": "Europe/Oslo"}}
    assert imported.data == {"added": 0, "changed": 1, "left": 0, "unchanged": 0, "without_manager": 0}
    assert {fact.actor_key for fact in (moved, changed, imported)} == {cast.david.key}
    assert Signal.objects.filter(fact__in=[moved, changed], reader="reconcile").count() == 2


def test_what_is_taken_is_what_was_seen(cast, now):
    content = csv_of([{"e-mail": "bjorn@example.org", "title": "Architect"}])
    seen = plan(content, now=now, whole=False).fingerprint()
    directory.change(cast.bjorn, title="Architect", now=now)

    with pytest.raises(Refused, match="changed since the preview"):
        take(content, now=now, whole=False, seen=seen)


def test_a_unit_of_a_name_that_is_taken_elsewhere_gets_its_whole_path_as_name(db, now):
    rows = [person(1, Unit="Sales / Support"), person(2, Unit="Engineering / Support")]
    take(csv_of(rows), now=now)

    assert named(1).unit.name == "Support"
    assert (named(2).unit.name, named(2).unit.parent.name) == ("Engineering / Support", "Engineering")
    assert take(csv_of(rows), now=now).is_empty


def test_a_plan_takes_the_same_queries_for_one_row_and_for_many(cast, now, django_assert_num_queries):
    plan(csv_of([person(1)]), now=now, whole=False)
    for count in (1, 60):
        with django_assert_num_queries(4):
            plan(csv_of([person(number, Manager="1") for number in range(count)]), now=now, whole=False)


def test_a_kept_list_is_encrypted_its_owners_alone_and_gone_within_the_hour(cast, now):
    kept = keeping.keep(b"secret names", by=cast.david, now=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_stafflist")
        (stored,) = cursor.fetchone()
    assert stored.startswith("gAAAA")
    assert keeping.content_of(keeping.find(kept.key, by=cast.david, now=now)) == b"secret names"
    assert keeping.find(kept.key, by=cast.erik, now=now) is None
    assert keeping.find(kept.key, by=cast.david, now=now + timedelta(hours=1)) is None
    assert keeping.forget_old(now=now + timedelta(hours=1)) == 1


def test_only_the_latest_list_of_a_person_is_kept(cast, now):
    keeping.keep(b"one", by=cast.david, now=now)
    keeping.keep(b"two", by=cast.david, now=now)

    assert StaffList.objects.count() == 1


def test_the_import_day_is_the_organisations_own(db):
    late_in_stockholm = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    take(csv_of([person(1)]), now=late_in_stockholm)

    assert named(1).hire_date == date(2026, 4, 1)
