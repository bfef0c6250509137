"""A coach who carries too much is met with something that can be done, by those who lead and by the coach alone."""

import re

import pytest

from leadership.insights.capacity import Room
from leadership.outbox.models import Fact
from leadership.outreach.models import Delivery
from leadership.outreach.tick import tick
from leadership.people.models import CoachProfile, Person
from tests.web.memberpages import chosen, text, window


@pytest.fixture
def line(quarter, now):
    """Freja leads the coaches Astrid and Erik; Camilla has chosen Astrid."""
    Person.objects.update(language="en")
    chosen(quarter.camilla, quarter.astrid, now)
    Delivery.objects.all().delete()
    return quarter


def act(reader, coach, deed, **said):
    answer = window(reader).post(f"/line/coaches/{coach.key}/", {"deed": deed, **said}, follow=True)
    return answer.status_code, text(answer)


def told(letter, now):
    tick(now)
    return [(one.recipient.given_name, one.data) for one in Delivery.objects.filter(letter=letter).order_by("id")]


def test_the_page_says_how_much_room_there_is_and_never_for_whom(line):
    page = text(window(line.freja).get(f"/line/coaches/{line.astrid.key}/"))
    assert re.findall(r'data-count="people"[^>]*>.*?>(\d+)<', page, re.DOTALL)[0] == "1"
    assert not [name for name in ("Camilla", "Björn", "/conversations/", "/obligations/") if name in page]


def test_the_first_of_those_who_lead_has_asked_for_all(line, now):
    assert "asks what would help" in act(line.freja, line.astrid, "ask")[1]
    assert "has been asked lately" in act(line.freja, line.astrid, "ask")[1]
    assert [name for name, _data in told("room", now)] == ["Astrid"]
    assert Fact.objects.filter(kind="coach.help_asked").count() == 1


def test_a_colleague_who_could_take_some_over_stands_first_where_the_coach_hands_on(line, now):
    assert "says whom" in act(line.freja, line.astrid, "colleague", colleague=line.erik.key)[1]
    [(name, data)] = told("room", now)
    assert name == "Astrid" and data["colleague"] == str(line.erik.key)
    reader = window(line.astrid)
    page = text(reader.get("/coach/"))
    assert "Erik Dahl could take some over" in page
    asking = text(reader.get("/coach/" + re.search(r'href="(\?handover=[^"]+)"', page)[1]))
    assert re.search(rf'<option value="{line.erik.key}" selected>', asking)


def test_places_are_set_and_the_coach_is_told_and_may_set_them_otherwise(line, now):
    act(line.freja, line.astrid, "places", places="4")
    act(line.freja, line.astrid, "places", places="4")
    assert [(name, data["places"]) for name, data in told("room", now)] == [("Astrid", 4)]
    window(line.astrid).post("/coach/", {"deed": "places", "places": "7"})
    assert CoachProfile.objects.get(person=line.astrid).capacity == 7
    assert len(told("room", now)) == 1


def test_the_door_is_closed_and_opened_and_the_coach_is_told_each_time(line, now):
    act(line.freja, line.astrid, "close_door")
    assert not CoachProfile.objects.get(person=line.astrid).accepting
    act(line.freja, line.astrid, "open_door")
    assert CoachProfile.objects.get(person=line.astrid).accepting
    assert [data["what"] for _name, data in told("room", now)] == ["closed", "opened"]


def test_a_leader_asks_hr_and_a_coach_the_leader(line, now):
    act(line.freja, line.astrid, "help")
    act(line.freja, line.astrid, "help")
    window(line.astrid).post("/coach/", {"deed": "help"})
    keys = [str(one.key) for one in (line.freja, line.astrid)]
    assert told("room_help", now) == [
        (name, {"coach": keys[1], "by": by}) for name, by in zip(("David", "Freja"), keys, strict=True)
    ]


@pytest.mark.parametrize(
    ("deed", "said"),
    [("places", {"places": "many"}), ("places", {"places": "-1"}), ("places", {"places": "9" * 30}), ("places", {}),
     ("colleague", {"colleague": "nobody"}), ("colleague", {}), ("nonsense", {})],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_nothing_is_changed(line, deed, said):
    before = CoachProfile.objects.filter(person=line.astrid).values().get()
    status, page = act(line.freja, line.astrid, deed, **said)
    assert 400 <= status < 500 and 'role="alert"' in page
    assert CoachProfile.objects.filter(person=line.astrid).values().get() == before
    assert not Fact.objects.filter(kind__startswith="coach.", subject_key=line.astrid.key).exists()
    mine = window(line.astrid).post("/coach/", {"deed": "places", "places": "many"})
    assert 400 <= mine.status_code < 500


@pytest.mark.parametrize("who", ["david", "astrid", "bjorn", "erik"])
def test_nobody_but_those_who_lead_the_coach_has_the_page(line, who):
    reader, address = window(getattr(line, who)), f"/line/coaches/{line.astrid.key}/"
    assert reader.get(address).status_code == 404
    assert reader.post(address, {"deed": "places", "places": "1"}).status_code == 404


def test_the_alarm_leads_to_what_can_be_done(line):
    CoachProfile.objects.filter(person=line.astrid).update(capacity=0)
    page = text(window(line.freja).get("/figures/line/"))
    assert f'data-overload="{line.astrid.key}"' in page and f'href="/line/coaches/{line.astrid.key}/"' in page
    mine = text(window(line.astrid).get("/coach/"))
    assert 'data-overload="yes"' in mine and {"help", "close_door", "places"} <= set(re.findall(r'value="(\w+)"', mine))


def test_room_is_free_while_there_are_places_and_the_door_is_open(line):
    coach = Person.objects.select_related("coach_profile").get(pk=line.astrid.pk)
    assert Room(coach, 3, 4, 0).is_free and not Room(coach, 4, 4, 0).is_free
    coach.coach_profile.accepting = False
    assert not Room(coach, 0, 4, 0).is_free
