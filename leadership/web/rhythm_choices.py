"""What may be chosen in the form of a rhythm, in the words of the sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PERIODS = [
    ("week", _("week")), ("month", _("month")), ("quarter", _("quarter")), ("tertial", _("four months")),
    ("half_year", _("half-year")), ("year", _("year")),
]  # fmt: skip
UNITS = [("day", _("days")), ("week", _("weeks")), ("month", _("months"))]
SPREADS = [("even", _("spread over the period")), ("end", _("all by the end of the period"))]
BINDINGS = [
    ("compulsory", _("has: everyone is owed the talk")), ("voluntary", _("is offered: yes or no, both fine")),
    ("opt_in", _("can ask for: owed to those who want it")),
]  # fmt: skip
COACHES = [
    ("certified", _("a certified coach")), ("own_manager", _("their manager")),
    ("skip_manager", _("their manager's manager")),
    ("outside_own_line", _("someone outside their own line")), ("other_unit", _("a colleague in another unit")),
    ("same_unit", _("a colleague in the same unit")), ("peer", _("a peer")), ("hr", _("HR")), ("anyone", _("anyone")),
]  # fmt: skip
CHOICES = [
    ("member", _("the member chooses")), ("assigned", _("the first who fits is named")),
    ("coach_claims", _("a coach comes forward")),
]  # fmt: skip
FALLBACKS = [
    ("keep_last", _("the coach of last time")), ("own_manager", _("their manager")),
    ("least_loaded", _("whoever has most room")), ("hr", _("HR")),
]  # fmt: skip
MOVES = [("outbound", _("The coach")), ("inbound", _("The member")), ("either", _("Either"))]
SUBJECTS = [
    ("member", _("the member, who is heard")), ("leader", _("the leader, who sees to it that people are heard")),
]  # fmt: skip
METRICS = [
    ("coverage", _("Coverage: who has been heard")), ("uptake", _("Uptake: how many said yes")),
    ("support", _("Support felt: talked over in teams")),
    ("support:figure", _("Support felt: as a figure, of everyone together")),
]  # fmt: skip
RHYTHMS = [
    ("per_period", _("in each period of the calendar")), ("rolling", _("at most so long after the last talk")),
    ("anchored", _("around a day of each person's working life")), ("campaign", _("once, between two dates")),
]  # fmt: skip
ANCHORS = [
    ("hire", _("their first day")), ("anniversary", _("each anniversary of their first day")),
    ("leave_start", _("the start of a long leave")), ("leave_end", _("coming back from a long leave")),
    ("role_change", _("a change of role")), ("manager_change", _("a change of manager")),
    ("contract_end", _("their last day")), ("custom", _("a date of your own")),
]  # fmt: skip
MODES = [("any", _("any way that suits")), ("in_person", _("in one room")), ("remote", _("at a distance"))]
PRORATE = [
    ("share", _("as many talks as the share gives")), ("whole", _("no talks: only whole periods count")),
    ("none", _("all the talks")),
]  # fmt: skip
LEAVE_MODES = [("pause", _("nothing is asked")), ("offer", _("they are invited, and never reminded"))]
NOTES = [
    ("", _("as the type of talk has it")), ("none", _("nothing but that it was held")),
    ("pair", _("notes for the two alone")), ("record", _("a record both accept")),
]  # fmt: skip
HELD_RULES = [
    ("member_or_uncontested", _("the member's yes, or the coach's if nobody objects")),
    ("both", _("both say yes")), ("member", _("only the member's yes")),
]  # fmt: skip
MISSED = [("stop_new_cycles", _("no new turn begins")), ("continue", _("it goes on, because law or agreement asks"))]
FOLLOWS_OR_NOT = [("", _("as it follows from the rest")), ("yes", _("yes")), ("no", _("no"))]
EITHER = [("", _("does not matter")), ("yes", _("only those who lead others")), ("no", _("only those who lead nobody"))]
