"""What a person can set about themselves, and what they can read of what is kept."""

from datetime import date

from leadership.outreach import preferences as wishes
from leadership.people import absences
from leadership.people.models import Absence, CoachProfile, Person
from policies.starters import T1
from tests.web.memberpages import adopted, text, window


def fresh(person) -> Person:
    return Person.objects.get(pk=person.pk)


def preferences(**said) -> dict[str, str]:
    hours = {f"{day}_{end}": clock for day in ("mon", "tue") for end, clock in (("from", "08:00"), ("to", "16:00"))}
    return {"language": "sv", "zone": "Europe/Helsinki", **hours, **said}


def test_language_zone_and_hours_are_kept(today) -> None:
    assert window(today.erik).post("/me/preferences/", preferences()).status_code == 302
    erik = fresh(today.erik)
    assert (erik.language, str(erik.zone)) == ("sv", "Europe/Helsinki")
    assert erik.work_hours == {"mon": [["08:00", "16:00"]], "tue": [["08:00", "16:00"]]}


def test_a_day_whose_ends_are_left_alone_keeps_its_break(today) -> None:
    Person.objects.filter(pk=today.erik.pk).update(work_hours={"mon": [["08:00", "12:00"], ["13:00", "16:00"]]})
    window(today.erik).post("/me/preferences/", preferences())
    assert fresh(today.erik).work_hours["mon"] == [["08:00", "12:00"], ["13:00", "16:00"]]


def test_hours_and_zones_that_cannot_be_are_refused_where_they_stand(today) -> None:
    client = window(today.erik)
    ends_first = client.post("/me/preferences/", preferences(mon_from="17:00"))
    assert ends_first.status_code == 400
    assert "The day ends before it begins." in text(ends_first)
    nowhere = client.post("/me/preferences/", preferences(zone="Europe/Atlantis"))
    assert nowhere.status_code == 400
    assert "We know no time zone “Europe/Atlantis”." in text(nowhere)
    assert fresh(today.erik).language == "en"


def test_days_away_are_noted_and_taken_back(today) -> None:
    client = window(today.erik)
    client.post("/me/away/", {"start": "2026-07-01", "end": "2026-07-21"})
    absence = Absence.objects.get(person=today.erik)
    assert (absence.start, absence.end) == (date(2026, 7, 1), date(2026, 7, 21))
    assert "From 1 July 2026" in text(client.get("/me/"))
    client.post(f"/me/away/{absence.key}/")
    assert not Absence.objects.exists()


def test_days_that_overlap_are_refused_kindly(today, now) -> None:
    absences.note(today.erik, start=date(2026, 7, 1), end=None, now=now)
    answer = window(today.erik).post("/me/away/", {"start": "2026-07-10", "end": ""})
    assert answer.status_code == 400
    assert "the days overlap" in text(answer)


def test_nobody_takes_back_the_days_of_another(today, now) -> None:
    absence = absences.note(today.camilla, start=date(2026, 7, 1), end=None, now=now)
    assert window(today.erik).post(f"/me/away/{absence.key}/").status_code == 404
    assert Absence.objects.exists()


def test_a_coach_writes_their_own_profile(today) -> None:
    said = {"bio": "I listen.", "topics": "roles", "languages": "en, sv", "capacity": 5, "per_day": 1, "per_week": 3}
    window(today.erik).post("/me/coach/", {**said, "place": "Room 4"})
    profile = CoachProfile.objects.get(person=today.erik)
    assert (profile.bio, profile.capacity, profile.per_day, profile.accepting) == ("I listen.", 5, 1, False)
    assert window(today.camilla).post("/me/coach/", said).status_code == 404


def test_all_that_is_kept_is_counted_with_who_sees_it(today) -> None:
    page = text(window(today.erik).get("/me/"))
    for kept in (
        "What is owed to you",
        "Conversations",
        "Days away",
        "Letters sent to you",
        "Questions after talks",
        "kept encrypted",
    ):
        assert kept in page
    assert len(page) < 40_000


def test_the_language_is_switched_from_any_page(today) -> None:
    client = window(today.erik)
    assert client.post("/language/", {"language": "sv", "next": "/talk/"})["Location"] == "/talk/"
    assert fresh(today.erik).language == "sv"
    assert client.get("/")["Content-Language"] == "sv"
    assert client.post("/language/", {"language": "xx", "next": "https://elsewhere.example"})["Location"] == "/"
    assert fresh(today.erik).language == "sv"


def test_finnish_is_for_letters_and_pages_stay_in_english(today) -> None:
    Person.objects.filter(pk=today.erik.pk).update(language="fi")
    client = window(fresh(today.erik))
    page = client.get("/me/")
    assert page["Content-Language"] == "en"
    assert '<option value="fi" selected>Suomi</option>' in text(page)
    assert "letters and calendar entries are in Finnish, pages in English" in text(page)
    client.post("/language/", {"language": "en"})
    assert fresh(today.erik).language == "fi"
    client.post("/language/", {"language": "sv"})
    assert fresh(today.erik).language == "sv"


def test_a_visitor_keeps_the_language_in_a_cookie(today) -> None:
    client = window()
    client.post("/language/", {"language": "sv"})
    assert client.get("/accounts/login/")["Content-Language"] == "sv"


def test_what_comes_by_mail_and_when_is_kept(today) -> None:
    client = window(today.erik)
    assert client.post("/me/letters/", {"summaries_by_mail": "on", "summary_day": "3"}).status_code == 302
    kept = wishes.of(today.erik)
    assert (kept.reminders_by_mail, kept.summaries_by_mail, kept.summary_day) == (False, True, 3)
    page = text(client.get("/me/"))
    assert '<option value="3" selected>Thursday</option>' in page


def test_a_day_no_week_has_is_refused_where_it_stands(today) -> None:
    answer = window(today.erik).post("/me/letters/", {"summary_day": "9"})
    assert answer.status_code == 400
    assert wishes.of(today.erik).summary_day == 0


def test_a_voluntary_rhythm_asks_less_often_when_told_so_and_a_compulsory_one_is_not_offered(quarter, now) -> None:
    sparring = {"key": "sparring", "title": {"en": "Sparring"}, "binding": "voluntary"}
    adopted({**T1, **sparring}, now)
    client = window(quarter.erik)
    page = text(client.get("/me/"))
    assert "Sparring" in page
    assert page.count("Ask less often") == 1
    client.post("/me/letters/sparring/", {"deed": "less_often"})
    assert "Asks you every other time, without a reminder" in text(client.get("/me/"))
    client.post("/me/letters/sparring/", {"deed": "as_usual"})
    assert "Ask less often" in text(client.get("/me/"))
    assert client.post("/me/letters/nothing/", {"deed": "less_often"}).status_code == 404
