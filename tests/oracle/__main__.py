"""`make oracle`: many generated cases, the engine against the oracle; prints the seed and every disagreement."""

import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .agree import differences
from .generate import KINDS, case_of

FOUND = Path(os.environ.get("VAR_DIR", "var")) / "oracle"
LOT = 250


def main() -> int:
    cases = int(os.environ.get("CASES", "100000"))
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(10**9)))
    kinds = os.environ.get("KINDS", " ".join(KINDS)).split()
    print(f"{cases} cases of {', '.join(kinds)}; SEED={seed}", flush=True)
    lots = [(kinds[n % len(kinds)], seed + n * LOT, min(LOT, cases - n * LOT)) for n in range(-(-cases // LOT))]
    begun, done, disagreed = time.monotonic(), 0, Counter()
    with ProcessPoolExecutor(int(os.environ.get("PROCESSES", "2"))) as pool:
        for number, (kind, count, found) in enumerate(pool.map(_lot, lots), 1):
            done += count
            disagreed[kind] += len(found)
            for one in found:
                _keep(one)
            if number % 20 == 0 or done == cases:
                print(f"{done:7d} agreed but for {disagreed.total()}, {time.monotonic() - begun:6.0f} s", flush=True)
    print(f"{done} cases, SEED={seed}: {disagreed.total()} disagreements {dict(disagreed) or ''}")
    return int(disagreed.total() > 0)


def _lot(lot):
    kind, first, count = lot
    found = []
    for seed in range(first, first + count):
        case = case_of(kind, seed)
        try:
            told = differences(case)
        except Exception as error:
            told = [repr(error)]
        if told:
            found.append({"kind": kind, "seed": seed, "differences": told, "case": case})
    return kind, count, found


def _keep(one):
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{one['kind']}-{one['seed']}.json"
    path.write_text(json.dumps(one, indent=2, default=str))
    print(f"disagreement: {path}: {one['differences'][:3]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
