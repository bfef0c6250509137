"""A draft of the quarterly talk, put before the cast with a representative among them."""

from datetime import UTC, datetime

import pytest

from leadership.consultations import proposing
from leadership.people import roles
from policies import rhythms
from policies.starters import T1

TERMS = {**T1, "review_on": "2027-01-15"}
AFTER = datetime(2026, 4, 20, 8, tzinfo=UTC)
"""The morning after ten working days, Good Friday and Easter Monday left out, and the head start."""


@pytest.fixture
def draft(cast, now):
    return rhythms.create(TERMS, by=cast.david, now=now)


@pytest.fixture
def proposal(draft, cast, now):
    """Proposed on 1 April, nobody represents anybody: open from the same day."""
    return proposing.propose(draft, by=cast.david, now=now)


@pytest.fixture
def rep(cast, now):
    """Erik represents those who work here."""
    return roles.grant(cast.erik, "rep", now=now)
