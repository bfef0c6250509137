"""`ledger` and `reconcile`."""

from datetime import date

import pytest

from leadership.obligations import reconcile
from leadership.obligations.mended import no_talks
from leadership.obligations.models import Obligation
from leadership.people import clock
from tests.cli.answers import ask
from tests.obligations.conftest import T1, adopt

pytestmark = pytest.mark.django_db

FIELDS = {
    "obligation", "person", "policy", "version", "cycle_key", "slot", "state", "timeliness", "opens_on", "choose_by",
    "due_on", "overdue_from", "close_on", "credited_on", "coach", "conversation", "next_mover",
}  # fmt: skip


@pytest.fixture
def owed(cast, now):
    clock.set_to(now)
    adopt(T1, on=date(2026, 4, 1))
    reconcile.signals(now, no_talks)


def test_the_ledger_shows_every_field_of_a_persons_obligations(owed):
    code, answer = ask("ledger", "--person", "camilla@example.org", "--on", "2026-07-01")
    second, third = answer["rows"]
    assert (code, set(second)) == (0, FIELDS)
    assert (second["cycle_key"], second["state"], second["timeliness"]) == ("2026-Q2", "open", "late")
    assert second["next_mover"] == {"role": "hr", "person": None, "since": "2026-04-25", "answer_by": None}
    assert (third["cycle_key"], third["state"]) == ("2026-Q3", "planned")


def test_the_ledger_of_a_policy_nobody_knows_is_refused(owed):
    code, answer = ask("ledger", "--policy", "monthly")
    assert (code, answer["errors"][0]["path"]) == (1, "policy")
    assert ask("ledger", "--person", "nobody@example.org")[0] == 1


def test_the_ledger_takes_as_many_queries_for_many_as_for_few(owed, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        ask("ledger")


def test_reconcile_check_tells_the_difference_and_reconcile_mends_it(owed):
    assert ask("reconcile", "--check")[1]["differences"] == []
    Obligation.objects.filter(person__email="camilla@example.org", cycle_key="2026-Q3").delete()
    code, answer = ask("reconcile", "--check")
    assert (code, [one["deed"] for one in answer["differences"]]) == (0, ["planned"])
    assert ask("reconcile")[1]["mended"] == {"planned": 1}
    assert ask("reconcile", "--check")[1]["differences"] == []
