"""The numbers a booking follows: the defaults of one place, in minutes unless the name says otherwise."""

LENGTHS = (15, 20, 25, 30, 45, 50, 60, 90)
"""The lengths offered; any from `SHORTEST` to `LONGEST` is accepted."""
SHORTEST, LONGEST = 5, 480

STEP = 15
BUFFER_BEFORE = 5
BUFFER_AFTER = 10
NOTICE = 24 * 60
NOTICE_OF_COACH = 4 * 60
"""A coach who offers times, or takes one, may do so at shorter notice."""

MOVE_CUT_OFF = 4 * 60
"""A move later than this before the start is allowed, and told to the other at once."""

LATE_MOVE = 24 * 60
"""A move later than this before the start is shown to the pair as short notice, to nobody else."""

HORIZON_DAYS = 60
MOST_OFFERS = 5
OFFER_HELD_WD = 2
OFFER_EXPIRES_WD = 5
OBJECTION_WD = 5
"""How long the other side may contradict a coach's word (docs/reference/cadence.md R12)."""

SILENCE_WD = 10
"""After so many working days without a word a talk is taken as not confirmed, and the obligation opens again."""

LOGGED_BACK_DAYS = 30
ASKED_ABOUT_DAYS = 30
"""For so long after a talk its two may say what it was worth."""

ANSWERS_KEPT_MONTHS = 36
HERE_FOR_DAYS = 90
"""Whoever has been here for less is not asked to compare with a quarter ago."""

SUGGESTIONS = 5
CAPACITY = 12
PER_DAY = 2
PER_WEEK = 6
