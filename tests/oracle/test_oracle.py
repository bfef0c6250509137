"""The engine and the oracle give the same answer to generated cases of every kind.

`SEED` chooses other cases (tests/run.py prints it); `make oracle` runs a hundred thousand.
"""

import os

import pytest

from .agree import differences
from .generate import KINDS, case_of

SEED = int(os.environ.get("SEED", "20261126"))
CASES = 2000
EACH = -(-CASES // len(KINDS))
LOT = -(-EACH // 2)
LOTS = [(kind, SEED + n * LOT) for kind in KINDS for n in range(2)]


@pytest.mark.parametrize(("kind", "first"), LOTS, ids=[f"{kind}-{first}" for kind, first in LOTS])
def test_the_engine_agrees_with_the_oracle(kind, first):
    for seed in range(first, first + LOT):
        told = differences(case_of(kind, seed))
        assert not told, f"KINDS={kind} SEED={seed} CASES=1 make oracle: (row, field, engine, oracle) {told}"


def test_the_same_seed_gives_the_same_case():
    for kind in KINDS:
        assert case_of(kind, SEED) == case_of(kind, SEED) != case_of(kind, SEED + 1)
