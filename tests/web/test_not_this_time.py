""" "Not this time" in the browser: asked once, without a reason, where the rhythm allows it."""

from datetime import UTC, datetime

from leadership.obligations.models import Obligation
from policies.starters import T1
from tests.web.memberpages import adopted, offered, text, window


def owed_to(person) -> Obligation:
    return Obligation.objects.get(person=person, cycle_key="2026-Q2")


def url(member) -> str:
    return f"/obligations/{owed_to(member).key}/not-this-time/"


def allowed(now) -> None:
    adopted({**T1, "allow_skip": 1}, now)


def test_the_page_of_the_talk_leads_to_it_and_the_talk_is_passed_over(today, now) -> None:
    allowed(now)
    client = window(today.camilla)
    assert url(today.camilla) in text(client.get(f"/obligations/{owed_to(today.camilla).key}/why/"))
    assert 'value="skip"' in text(client.get(url(today.camilla)))
    client.post(url(today.camilla), {"deed": "skip"})
    assert (owed_to(today.camilla).state, owed_to(today.camilla).reason) == ("excused", "skip")


def test_times_that_were_offered_for_it_are_free_again(today, now) -> None:
    allowed(now)
    start = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)
    talk = offered(today.camilla, today.astrid, now, start, obligation=owed_to(today.camilla))
    window(today.camilla).post(url(today.camilla), {"deed": "skip"})
    talk.refresh_from_db()
    assert (talk.state, talk.offers.filter(held=True).count()) == ("expired", 0)


def test_a_second_one_in_the_year_is_refused_kindly(today, now) -> None:
    adopted({**T1, "allow_skip": 1, "cadence": {"per_period": {"period": "quarter", "count": 2}}}, now)
    first, second = Obligation.objects.filter(person=today.camilla, cycle_key="2026-Q2").order_by("slot")
    client = window(today.camilla)
    client.post(f"/obligations/{first.key}/not-this-time/", {"deed": "skip"})
    answer = client.post(f"/obligations/{second.key}/not-this-time/", {"deed": "skip"})
    second.refresh_from_db()
    assert (answer.status_code, second.state) == (400, "planned")


def test_where_the_rhythm_does_not_allow_it_there_is_no_such_page(quarter) -> None:
    assert window(quarter.camilla).get(url(quarter.camilla)).status_code == 404
    assert url(quarter.camilla) not in text(
        window(quarter.camilla).get(f"/obligations/{owed_to(quarter.camilla).key}/why/")
    )


def test_it_is_nobody_elses(today, now) -> None:
    allowed(now)
    for other in (today.astrid, today.david, today.bjorn):
        assert window(other).get(url(today.camilla)).status_code == 404
