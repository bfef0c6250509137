"""How long a new cluster is given to its first sign of life."""

from leadership.worker.watchdog import Starting


def test_one_that_gave_no_sign_of_life_is_followed_by_one_that_has_longer_but_not_without_end():
    starting, given = Starting(27), []
    for _ in range(4):
        given.append(starting.seconds)
        starting.again()
    assert given == [27, 54, 108, 108]


def test_after_one_that_was_alive_the_next_has_the_usual_time():
    starting = Starting(27)
    starting.again()
    starting.heard()
    starting.again()
    assert starting.seconds == 27
