"""Shares in tens."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.lib.shares import in_tens


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 1000), st.data())
def test_a_share_is_said_in_tens_and_never_more_than_five_off(whole, data):
    part = data.draw(st.integers(0, whole))
    said = in_tens(part, whole)
    assert said % 10 == 0 and 0 <= said <= 100
    assert abs(said - 100 * part / whole) <= 5.0001
