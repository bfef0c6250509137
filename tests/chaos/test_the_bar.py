"""The bar of docs/explanation/worker.md: workers die, answers are lost, the database goes away; nothing is lost, and
nothing is said twice.

`make chaos` runs it whole: 300 letters, 3 workers, 80 kills in 60 seconds, 5 % of answers dropped, 10 % temporary
errors, 2 % of letters refused for good and 1 % with which the server hangs, on SQLite and on PostgreSQL. `make test`
runs a sample. The seed is printed; CHAOS_SEED repeats a run.
"""

import os
import random
from dataclasses import dataclass

import pytest
from django.db import connection

from tests.chaos import count, databases
from tests.chaos.crew import Crew
from tests.chaos.server import Faults, FaultyServer
from tests.worker.family import RECOVERED, wait_for

pytestmark = pytest.mark.database


@dataclass(frozen=True)
class Size:
    """How much is thrown at it; `leases`: whether two minutes of a dead worker's lease are waited for as they are."""

    pairs: int
    forgetful: int
    workers: int
    kills: int
    seconds: float
    away: float
    leases: bool


WHOLE = Size(pairs=120, forgetful=60, workers=3, kills=80, seconds=60, away=6, leases=True)
SAMPLE = Size(pairs=24, forgetful=12, workers=2, kills=10, seconds=12, away=3, leases=False)
FAULTS = Faults(drop=0.05, busy=0.10, never=0.02, hang=0.01, slow=0.1)


def test_nothing_is_lost_or_said_twice_while_workers_die_answers_are_lost_and_the_database_goes_away(tmp_path):
    size = WHOLE if os.environ.get("CHAOS") == "whole" else SAMPLE
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10_000))
    print(f"CHAOS_SEED={seed} {connection.vendor} {size}")  # noqa: T201
    with databases.database(connection.vendor, tmp_path) as database, FaultyServer(seed, FAULTS) as server:
        crew = Crew(database, tmp_path, server, seed=seed, workers=size.workers)
        try:
            crew.ask("people", size.pairs)
            crew.begin()
            under_attack(crew, size)
            databases.interrupted(database, size.away)
            took = crew.ticks_again(patience=RECOVERED)
            assert took < RECOVERED
            everything_ends(crew, size)
            letters = crew.ask("letters")
            figures = count.check(letters, server, kills=crew.kills)
        finally:
            crew.end()
    recovered = f"recovered in {took:.0f} of {RECOVERED} s"
    print(f"{recovered}, {crew.whole} whole families among {crew.kills} kills: {figures}")  # noqa: T201
    assert count.not_told(letters) == []
    assert len(count.standing(letters)) == size.pairs - size.pairs // 12
    failed = [one for one in letters if one["state"] == "failed" and one["letter"] != "nonsense"]
    assert [one["answer"] for one in failed if not count.refused(one)] == []
    assert len(failed) <= server.refused["never"]
    assert figures["failed"] - len(failed) == spoilt(size)


def spoilt(size):
    """How many letters nobody can write are put among the good ones."""
    return max(1, size.pairs // 20)


def under_attack(crew, size):
    """Letters are written all the while, of every kind, and the clock jumps; so the kills find somebody busy."""
    parts = 12
    deeds = [["book", size.pairs // parts] for _ in range(parts)]
    deeds[1:1] = [["spoil", spoilt(size)]]
    deeds += [["forget", size.forgetful // 6] for _ in range(6)]
    deeds[6:6] = [["move", size.pairs // 12], ["clock", 3]]
    deeds[10:10] = [["cancel", size.pairs // 12], ["clock", -2]]
    crew.attack(size.kills, size.seconds, deeds)


def everything_ends(crew, size):
    """The clock goes on until every letter has come to its end; dead workers' leases run out."""
    if not size.leases:
        crew.stop()
        crew.ask("age_leases")
        crew.count = 1
        crew.start()

    def ended():
        crew.ask("clock", 5)
        return crew.ask("open") == 0

    wait_for(ended, 2 * crew.recovered, "every letter has come to its end")
    crew.stop()
