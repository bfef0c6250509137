"""Shares said in whole tens of per cent: exact enough to act on, too coarse to take one apart from another.

Figures that move from day to day are said like this; those that are exact are rolled up once and stay.
"""

from __future__ import annotations


def tens(count: float) -> int:
    """About how many, in tens; 0 for fewer than five."""
    return 10 * int(count / 10 + 0.5)


def in_tens(part: float, whole: float) -> int:
    """About how many per cent `part` is of `whole`, in tens. `whole` is more than nothing."""
    return 10 * round(10 * part / whole)
