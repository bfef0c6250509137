"""HR answers who has asked to be spared, enters and ends exemptions, and sees how much that is of each rhythm."""

from datetime import date, timedelta

import pytest

from leadership.insights import exempt
from leadership.insights.models import Snapshot
from leadership.obligations import exemptions
from leadership.obligations.models import Exemption, Obligation
from policies.models import Policy
from tests.web.memberpages import text, window

HERE = "/people/exemptions/"


@pytest.fixture
def asked(quarter, now):
    policy = Policy.objects.get(key="quarterly-coach-talk")
    days = {"start": now.date(), "end": date(2026, 6, 30), "reason": "own_wish"}
    return exemptions.ask(person=quarter.camilla, policy=policy, now=now, **days)


def test_hr_agrees_in_the_browser(quarter, asked) -> None:
    client = window(quarter.david)
    assert f'data-exemption="{asked.key}"' in text(client.get(HERE))
    client.post(HERE, {"deed": "approve", "exemption": str(asked.key)})
    asked.refresh_from_db()
    assert (asked.is_granted, asked.approved_by) == (True, quarter.david)


def test_hr_says_no_and_ends_what_runs(quarter, asked, now) -> None:
    client = window(quarter.david)
    client.post(HERE, {"deed": "decline", "exemption": str(asked.key)})
    asked.refresh_from_db()
    assert asked.declined_at is not None
    entered = {
        "deed": "enter", "person": quarter.bjorn.email, "policy": "quarterly-coach-talk", "start": "2026-04-01",
        "end": "2026-05-31", "reason": "role",
    }  # fmt: skip
    assert client.post(HERE, entered).status_code == 302
    running = Exemption.objects.granted().get()
    client.post(HERE, {"deed": "end", "exemption": str(running.key)})
    running.refresh_from_db()
    assert running.end == now.date()


def test_what_is_entered_wrongly_is_said_at_the_field(quarter) -> None:
    entered = {"deed": "enter", "person": "nobody@example.org", "policy": "quarterly-coach-talk", "reason": "role"}
    answer = window(quarter.david).post(HERE, entered | {"start": "2026-04-01", "end": "2026-05-31"})
    assert (answer.status_code, Exemption.objects.count()) == (422, 0)


def test_hr_does_not_answer_for_themselves(quarter, now) -> None:
    policy = Policy.objects.get(key="quarterly-coach-talk")
    own = exemptions.ask(
        person=quarter.david, policy=policy, start=now.date(), end=date(2026, 6, 30), reason="role", now=now
    )
    window(quarter.david).post(HERE, {"deed": "approve", "exemption": str(own.key)})
    own.refresh_from_db()
    assert not own.is_granted


@pytest.mark.parametrize("reader", ["camilla", "astrid", "freja"])
def test_to_everybody_else_the_page_does_not_exist(quarter, asked, reader) -> None:
    client = window(getattr(quarter, reader))
    assert client.get(HERE).status_code == client.post(HERE, {"deed": "approve"}).status_code == 404


def test_the_share_exempt_stands_beside_the_share_heard(quarter, now) -> None:
    rows = list(Obligation.objects.filter(cycle_key="2026-Q2").order_by("pk"))
    for row, state in zip(rows, ("fulfilled", "fulfilled", "missed", "open", "open", "excused"), strict=True):
        Obligation.objects.filter(pk=row.pk).update(
            state=state, credited_on=row.due_on if state == "fulfilled" else None,
            reason="exemption" if state == "excused" else "",
        )  # fmt: skip
    [rate], as_of = exempt.by_rhythm(on=date(2026, 7, 1), language="en")
    assert (rate.heard, rate.exempt, as_of) == (40, 20, date(2026, 7, 1))
    assert "20 %" in text(_july(quarter, now))
    Snapshot.objects.create(
        kind="month", key="2026-07", start=as_of, end=as_of, as_of=as_of, n_min=5,
        figures={exempt.KEPT: exempt.reckon(as_of, 5)},
    )  # fmt: skip
    Obligation.objects.update(state="excused", reason="skip")
    assert exempt.by_rhythm(on=date(2026, 7, 30), language="en") == ([rate], as_of)


def _july(quarter, now):
    from tests.web import memberpages

    memberpages.at(now + timedelta(days=92))
    return window(quarter.david).get(HERE)


def test_few_people_are_never_behind_a_figure(quarter) -> None:
    Obligation.objects.filter(cycle_key="2026-Q2").exclude(person__in=[quarter.camilla, quarter.bjorn]).delete()
    [rate], _ = exempt.by_rhythm(on=date(2026, 7, 1), language="en")
    assert (rate.heard, rate.exempt) == (None, None)


def test_leave_is_no_exemption(quarter) -> None:
    Obligation.objects.filter(cycle_key="2026-Q2").update(state="excused", reason="leave")
    [rate], _ = exempt.by_rhythm(on=date(2026, 7, 1), language="en")
    assert rate.exempt == 0
