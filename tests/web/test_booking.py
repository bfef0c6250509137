"""The booker: times that suit both, one page to confirm, and the time is set; the slower of two gets a fresh list."""

import re
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadership.conversations.models import Conversation
from leadership.people import absences, doors
from tests.web.memberpages import TUESDAY, booked, chosen, deeds, owed_to, starts, text, window

QUERIES = 8
"""Session, person, clock, organisation, the obligation, and three for the free times of both."""
TEN = "2026-04-14T08:00:00Z"


def url(member) -> str:
    return f"/obligations/{owed_to(member).key}/book/"


def test_the_booker_shows_five_times_at_once_and_a_month_of_free_days(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    page = text(window(quarter.erik).get(url(quarter.erik)))
    assert starts(page)[:5] == [f"2026-04-02T{clock}:00Z" for clock in ("08:15", "08:30", "08:45", "09:00", "09:15")]
    assert "?day=2026-04-14&minutes=30" in page
    assert "day=2026-04-06" not in page  # Easter Monday
    assert "Times in Stockholm time" in page


def test_the_times_of_a_chosen_day_are_shown_by_the_readers_clock_with_the_others_beside_it(quarter, now) -> None:
    chosen(quarter.bjorn, quarter.astrid, now)
    page = text(window(quarter.bjorn).get(url(quarter.bjorn), {"day": "2026-04-14"}))
    day = page[page.index('id="day"') :]
    assert starts(day)[0] == "2026-04-14T07:00:00Z"
    assert "10:00" in day
    assert "Astrid 09:00" in day


def test_looking_at_a_time_books_nothing(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    page = text(window(quarter.erik).get(url(quarter.erik), {"start": TEN}))
    assert "Tuesday 14 April, 10:00–10:30 (Stockholm time)" in page
    assert deeds(page) == {"book"}
    assert not Conversation.objects.exists()


def test_confirming_books_it_and_keeps_what_the_member_wants_to_talk_about(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    said = {"deed": "book", "start": TEN, "topic": "The new role", "mode": "in_person"}
    answer = window(quarter.erik).post(url(quarter.erik), said)
    talk = Conversation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/conversations/{talk.key}/")
    assert (talk.state, talk.start, talk.coach, talk.topic) == ("booked", TUESDAY, quarter.astrid, "The new role")
    assert owed_to(quarter.erik).state == "booked"


def test_the_same_form_twice_books_once(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    client = window(quarter.erik)
    answers = [client.post(url(quarter.erik), {"deed": "book", "start": TEN}) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/conversations/{Conversation.objects.get().key}/"}


def test_who_comes_second_is_told_kindly_and_gets_the_times_that_are_left(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    booked(quarter.camilla, quarter.astrid, now)
    answer = window(quarter.erik).post(url(quarter.erik), {"deed": "book", "start": TEN})
    assert answer.status_code == 409
    assert "Someone was faster" in text(answer)
    assert TEN not in starts(text(answer))
    assert starts(text(answer))


def test_a_time_that_is_no_time_is_refused_with_the_list(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    answer = window(quarter.erik).post(url(quarter.erik), {"deed": "book", "start": "tomorrow"})
    assert answer.status_code == 400
    assert "No time was chosen." in text(answer)


def test_an_empty_booker_says_why_and_what_else_there_is(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    absences.note(quarter.astrid, start=now.date(), end=None, now=now)
    page = text(window(quarter.erik).get(url(quarter.erik)))
    assert "The coach is not available then." in page
    assert f"/obligations/{owed_to(quarter.erik).key}/coach/" in page
    assert "No free time is known in the year ahead." in page
    assert 'id="day"' not in page


def test_where_nothing_is_free_the_next_time_is_named_and_another_coach_is_two_presses_away(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    absences.note(quarter.astrid, start=now.date(), end=date(2026, 9, 1), now=now)
    client = window(quarter.erik)
    page = text(client.get(url(quarter.erik)))
    assert "The next time free for both is Wednesday 2 September, 09:00–09:30 (Stockholm time)." in page
    others = page[page.index("Others who have time") :]
    said = {"deed": "choose", "coach": str(quarter.freja.key), "minutes": "30", "start": starts(others)[0]}
    assert f'name="coach" value="{quarter.freja.key}"' in others
    answer = client.post(f"/obligations/{owed_to(quarter.erik).key}/coach/", said, follow=True)
    assert deeds(text(answer)) == {"book"}
    assert owed_to(quarter.erik).coach == quarter.freja


def test_each_day_reads_its_full_date_and_only_free_days_are_links(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    page = text(window(quarter.erik).get(url(quarter.erik), {"month": "2026-04-01"}))
    assert re.search(r'<a class="day" id="day-2026-04-14"[^>]*><span aria-hidden="true">14</span>', page)
    assert "Tuesday 14 April 2026, 31 free times" in page
    assert re.search(r'<span class="day"><span aria-hidden="true">6</span>[^/]*>Monday 6 April 2026<', page)
    assert 'id="day-2026-04-06"' not in page


def test_months_are_turned_and_times_chosen_by_plain_links_and_forms(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    client = window(quarter.erik)
    page = text(client.get(url(quarter.erik)))
    [later] = re.findall(r'id="month-later" href="([^"]+)"', page)
    may = text(client.get(later))
    [day] = re.findall(r'id="day-2026-05-12" href="([^"#]+)', may)
    times = text(client.get(day))
    assert starts(times[times.index('id="day"') :])[0] == "2026-05-12T07:00:00Z"
    assert "Month" not in re.findall(r"<script[^>]*>([^<]+)</script>", times)


def test_the_place_of_a_time_stands_beside_it(quarter, now) -> None:
    doors.keep_week(quarter.astrid, {"tue": [["09:00", "12:00", "Kista"]]}, by=quarter.astrid, now=now)
    chosen(quarter.erik, quarter.astrid, now)
    page = text(window(quarter.erik).get(url(quarter.erik), {"day": "2026-04-14"}))
    assert '<span class="time__note">Kista</span>' in page
    assert "Kista" in text(window(quarter.erik).get(url(quarter.erik), {"start": TEN}))
    window(quarter.erik).post(url(quarter.erik), {"deed": "book", "start": TEN, "mode": "in_person"})
    assert Conversation.objects.get().place == "Kista"


def test_before_a_talk_is_moved_the_page_says_where_it_will_be_then(quarter, now) -> None:
    week = {"tue": [["09:00", "12:00", "Kista"]], "wed": [["09:00", "12:00", "Solna"]]}
    doors.keep_week(quarter.astrid, week, by=quarter.astrid, now=now)
    chosen(quarter.erik, quarter.astrid, now)
    window(quarter.erik).post(url(quarter.erik), {"deed": "book", "start": TEN, "mode": "in_person"})
    move = f"/conversations/{Conversation.objects.get().key}/move/"
    page = text(window(quarter.erik).get(move, {"start": "2026-04-15T08:00:00Z"}))
    assert "Solna" in page
    assert "Kista" not in page


def test_only_the_lengths_a_coach_offers_can_be_chosen(quarter, now) -> None:
    doors.keep_rules(quarter.astrid, by=quarter.astrid, now=now, lengths=[45, 60])
    chosen(quarter.erik, quarter.astrid, now)
    page = text(window(quarter.erik).get(url(quarter.erik)))
    assert re.findall(r'id="length-(\d+)"', page) == ["45", "60"]
    assert "45 minutes" in page


def test_why_a_time_is_not_free_is_said_of_oneself_and_hidden_of_the_other(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    booked(quarter.camilla, quarter.erik, now, datetime(2026, 4, 14, 13, 30, tzinfo=UTC))
    booked(quarter.bjorn, quarter.astrid, now)
    client = window(quarter.erik)

    def why(at: str) -> list[tuple[str, str]]:
        page = text(client.get(url(quarter.erik), {"day": "2026-04-14", "at": at}))
        return re.findall(r'<li data-rule="(\w+)" data-side="(\w+)">', page)

    assert why("15:30") == [("talk", "you")]
    assert why("10:00") == [("busy", "other")]
    assert "Björn" not in text(client.get(url(quarter.erik), {"day": "2026-04-14", "at": "10:00"}))
    assert "This time is free for both of you." in text(
        client.get(url(quarter.erik), {"day": "2026-04-14", "at": "12:00"})
    )
    assert client.get(url(quarter.erik), {"day": "yesterday", "at": "noon"}).status_code == 200


def test_two_weeks_of_both_show_ones_own_in_detail_and_the_others_only_as_not_free(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    booked(quarter.camilla, quarter.erik, now, datetime(2026, 4, 8, 13, 30, tzinfo=UTC))
    booked(quarter.bjorn, quarter.astrid, now, datetime(2026, 4, 8, 8, 0, tzinfo=UTC))
    client = window(quarter.erik)
    answer = client.get(url(quarter.erik), {"view": "weeks"})
    page = text(answer)
    assert len(answer.content) < 40_000
    row = page[page.index('<th scope="row">Wednesday 8 April</th>') :].split("</tr>")[0]
    assert "15:25–16:10 talk with Camilla" in row
    assert "09:55–10:40 Astrid is not free" in row
    assert "Björn" not in page
    assert "public holiday" in page
    links = re.findall(r'href="([^"]*day=2026-04-08[^"]*)"', row)
    assert re.findall(r">([\d:–]+)</a>", row) == ["09:00–09:45", "10:45–15:15", "16:15–17:00"]
    assert starts(text(client.get(links[0])))
    later = re.findall(r'href="([^"]*from=2026-04-15[^"]*)"', page)
    assert client.get(later[0]).status_code == 200
    assert client.get(url(quarter.erik), {"view": "weeks", "from": "soon"}).status_code == 200


def test_without_a_coach_the_way_leads_to_choosing_one(quarter) -> None:
    answer = window(quarter.erik).get(url(quarter.erik))
    assert answer["Location"] == f"/obligations/{owed_to(quarter.erik).key}/coach/"


def test_not_now_keeps_the_day_and_stills_the_reminders(quarter, now) -> None:
    before = owed_to(quarter.erik)
    window(quarter.erik).post(url(quarter.erik), {"deed": "not_now"})
    after = owed_to(quarter.erik)
    assert (after.state, after.due_on) == ("open", before.due_on)
    assert after.quiet_until is not None
    assert after.quiet_until > now.date() + timedelta(days=10)


def test_what_is_owed_to_somebody_else_does_not_exist(quarter, now) -> None:
    chosen(quarter.camilla, quarter.astrid, now)
    for stranger in (quarter.erik, quarter.david, quarter.freja, quarter.astrid):
        assert window(stranger).get(url(quarter.camilla)).status_code == 404
        assert window(stranger).post(url(quarter.camilla), {"deed": "book", "start": TEN}).status_code == 404


def test_the_number_of_queries_does_not_grow_with_what_is_booked(quarter, now) -> None:
    chosen(quarter.erik, quarter.astrid, now)
    client, address, counts = window(quarter.erik), url(quarter.erik), []
    for weeks in range(3):
        booked(quarter.camilla, quarter.astrid, now, TUESDAY + timedelta(days=7 * weeks))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        counts.append(len(queries))
        assert len(response.content) < 40_000
    assert counts == [QUERIES] * 3


def test_the_times_are_read_by_another_clock_where_that_is_asked_for(quarter, now) -> None:
    """`?zone=` goes with every link and form of the page, and the zone is printed; one that is none is named."""
    owed = chosen(quarter.erik, quarter.astrid, now)
    erik, address = window(quarter.erik), f"/obligations/{owed.key}/book/"
    page = text(erik.get(address, {"zone": "asia/tokyo", "day": "2026-04-14"}))
    assert "Times in Tokyo time" in page and 'name="zone" value="Asia/Tokyo"' in page
    assert "zone=Asia%2FTokyo" in page and "zone=Europe%2FStockholm" in page
    own = text(erik.get(address, {"day": "2026-04-14"}))
    assert starts(page)[:3] == starts(own)[:3]
    assert ">16:00<" in page and ">16:00<" in own
    confirm = text(erik.get(address, {"zone": "Asia/Tokyo", "start": "2026-04-14T08:00:00Z"}))
    assert "17:00–17:30 (Tokyo time)" in confirm and "10:00–10:30 (Stockholm time)" in confirm
    assert "We know no time zone “Atlantis”" in text(erik.get(address, {"zone": "Atlantis"}))
