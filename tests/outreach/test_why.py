"""Why this day: the same sentence, from the same code, in the letter, on the page and on the command line."""

from datetime import UTC, datetime, timedelta

from leadership.conversations import tracing
from leadership.obligations.models import Obligation
from leadership.outreach import deliver
from leadership.outreach.tick import tick
from leadership.people import clock, organisation
from policies.starters import T1, T3
from tests.cli.answers import ask
from tests.outreach.conftest import adopt, mails_of, text_of
from tests.web.memberpages import text, window

OPENS = datetime(2026, 4, 13, 8, tzinfo=UTC)
ENGLISH = "14 days after 1 April 2026, days of pause, leave and exemption left out: 15 April 2026."
SWEDISH = "14 dagar efter 1 april 2026, dagar med paus, ledighet och undantag oräknade: 15 april 2026."


def test_a_day_that_is_no_end_of_a_period_is_explained_in_the_letter_on_the_page_and_to_programs(cast, now):
    often = {**T3, "key": "often", "audience": "all", "coach": {"eligible": ["certified"]}}
    for terms in (often, T1):
        adopt({**terms, "review_on": "2027-01-15"}, on=now.date(), now=now)
    for moment in (now, OPENS):
        tick(moment)
        deliver.run(moment)
    clock.set_to(OPENS)
    for person, sentence in ((cast.erik, ENGLISH), (cast.camilla, SWEDISH)):
        letters = [" ".join(text_of(mail).split()) for mail in mails_of(person)]
        assert sum(sentence in letter for letter in letters) == 1 < len(letters)
        owed = Obligation.objects.get(person=person, policy__key="often")
        assert sentence in text(window(person).get(f"/obligations/{owed.key}/why/"))
        _code, answer = ask("explain", person.email)
        told = [item for row in answer["rows"] if row["policy"] == "often" for item in row["trace"]]
        assert sentence in {item["en"] for item in told} | {item["sv"] for item in told}


def test_the_end_of_a_fiscal_quarter_is_no_more_explained_than_that_of_another(cast, now):
    organisation.change(now=now - timedelta(hours=1), fiscal_start_month=2)
    adopt({**T1, "review_on": "2027-01-15"}, on=now.date(), now=now)
    tick(now)
    owed = Obligation.objects.filter(state__in=("open", "planned"))
    days = set(owed.values_list("due_on", flat=True))
    assert days and all(day.month in (1, 4, 7, 10) for day in days)
    assert tracing.reasons(owed, now=now) == {}
