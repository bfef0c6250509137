"""Every figure there is: its number, what it is called, what it means, and who may see it.

What is not here yet: C10 (agreements kept). Nobody is asked about them so far; `NOT_YET` keeps its place.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """`unit`: share, gap, days, working_days, hours, number. `kind`: rolled up by quarter or month. `audience`:
    everyone, rep (representatives and HR) or hr."""

    name: str
    code: str
    title: Text
    definition: Text
    unit: str
    kind: str
    audience: str


CATALOGUE = (
    Entry("coverage", "C1", _("People heard"),
          _("People all of whose compulsory talks due in the quarter were held, on time or later, of all people with "
            "such a talk. Excused and cancelled talks are not counted; exemptions stand beside it."),
          "share", "quarter", "everyone"),
    Entry("support", "C11", _("Support felt"),
          _("People who answered 4 or 5 of 5 to “I got the support I needed” after a talk, of all who answered; once a "
            "quarter each. Where all agree, or all but one, half an answer is counted the other way, so that "
            "nobody’s is known."),
          "share", "quarter", "everyone"),
    Entry("less_support", "C11", _("Less support than a quarter ago"),
          _("People who answered “less” to “Compared with a quarter ago I get less, the same, more support”, of all "
            "who answered; once a quarter each, and said in the same way."),
          "share", "quarter", "everyone"),
    Entry("started_by_members", "C5", _("Talks started by members"),
          _("Held talks the member began, of all held talks of which it is known who began. The rest was started by "
            "coaches. There is no target; both sides should be alive."),
          "share", "quarter", "everyone"),
    Entry("leaders_coverage", "C13", _("Leaders heard"),
          _("People heard (C1), reckoned for those who lead somebody."), "share", "quarter", "everyone"),
    Entry("leaders_on_time", "C13", _("Leaders’ talks in time"),
          _("Held in time (C2), reckoned for those who lead somebody."), "share", "quarter", "everyone"),
    Entry("leaders_last_heard", "C13", _("Days since leaders were heard"),
          _("Median of the days since each leader was last heard (C3)."), "days", "month", "everyone"),
    Entry("leaders_answered", "C13", _("Suggestions leaders answered"),
          _("Times that members suggested to leaders and that were answered within five working days, of all such."),
          "share", "quarter", "everyone"),
    Entry("took_part", "C17", _("Took part in consultations"),
          _("People who gave their voice, of all who were asked, in consultations that ended in the quarter."),
          "share", "quarter", "everyone"),
    Entry("concerns_answered", "C17", _("Concerns answered"),
          _("Concerns that got an answer, of all that were raised, in consultations that ended in the quarter."),
          "share", "quarter", "everyone"),
    Entry("parity_unit", "C15", _("Gap between units"),
          _("Highest less lowest coverage among the units that are shown."), "gap", "quarter", "rep"),
    Entry("parity_site", "C15", _("Gap between sites"),
          _("Highest less lowest coverage among the sites that are shown."), "gap", "quarter", "rep"),
    Entry("parity_employment", "C15", _("Gap between forms of employment"),
          _("Highest less lowest coverage among the forms of employment that are shown."), "gap", "quarter", "rep"),
    Entry("parity_mode", "C15", _("Gap between near and far"),
          _("Difference in coverage between those who work where their leader does and those who do not."),
          "gap", "quarter", "rep"),
    Entry("last_heard", "C3", _("Days since last heard"),
          _("Median of the days since each person was last heard. Whoever never was counts from their first day or the "
            "first rhythm, whichever is later. Hard to make look better than it is; read this first."),
          "days", "month", "hr"),
    Entry("last_heard_p90", "C3", _("Nine of ten were heard within"),
          _("The days within which nine of ten people were heard; only where enough people lie beyond."),
          "days", "month", "hr"),
    Entry("on_time", "C2", _("Talks held in time"),
          _("Talks held on the day they were due or before, of all compulsory talks due in the quarter."),
          "share", "quarter", "hr"),
    Entry("exempt", "C16", _("Talks exempt or passed over"),
          _("Talks excused because somebody asked to be spared or passed over, of all talks due. Stands beside people "
            "heard: a high share of the one explains a high share of the other."),
          "share", "quarter", "hr"),
    Entry("hours", "C12", _("Hours it took"),
          _("Hours of both sides in talks held in the quarter, with a quarter of an hour around each."),
          "hours", "quarter", "hr"),
    Entry("worth", "C12", _("Talks worth the time"),
          _("Answers that say yes to “Was it worth your time?”, of all that say yes, partly or no; once for each "
            "person, rhythm and quarter. What a rhythm costs stands beside it at its review."),
          "share", "quarter", "hr"),
    Entry("across", "C7", _("Talks across the house"),
          _("Held talks whose coach works outside the member’s line: neither above nor below, and in no common unit "
            "below a division."), "share", "quarter", "hr"),
    Entry("cancelled", "C9", _("Booked talks cancelled"),
          _("Cancelled talks, of all talks booked in the quarter."), "share", "quarter", "hr"),
    Entry("moved", "C9", _("Booked talks moved"),
          _("Talks moved at least once, of all talks booked in the quarter. Moving is fine; see it beside what is "
            "held."), "share", "quarter", "hr"),
    Entry("silence_coach", "C14", _("Working days a coach needed"),
          _("Median of the working days the move rested with the coach, in talks agreed in the quarter."),
          "working_days", "quarter", "hr"),
    Entry("silence_member", "C14", _("Working days a member needed"),
          _("Median of the working days the move rested with the member, in talks agreed in the quarter."),
          "working_days", "quarter", "hr"),
    Entry("load", "C8", _("Places taken"),
          _("People / places, the median over coaches open for choice."), "share", "month", "hr"),
    Entry("gini", "C8", _("How unevenly the talks lie"),
          _("Gini coefficient of the minutes coaches open for choice held in ninety days: 0 is even, 1 is all on one."),
          "number", "month", "hr"),
)  # fmt: skip
BY_NAME = {entry.name: entry for entry in CATALOGUE}
NOT_YET = {
    "C10": _("Agreements kept"),
}
"""Figures whose source does not exist: left out, not faked."""
AWAITED = {
    "C10": _("How much of what two people agreed on was done, or dropped by both. It comes when talks keep "
             "agreements."),
}  # fmt: skip
"""What will stand there, and what has to be there first."""
LESS_IN_2020 = 0.24
"""The share of people who felt less support from their leader in 2020, a national figure: a line to compare with, not a
target."""
DIMENSIONS = {
    "unit": _("Unit"),
    "site": _("Site"),
    "employment": _("Employment"),
    "mode": _("Near and far"),
}
LINE = ("coverage", "on_time", "started_by_members", "silence_coach", "silence_member", "parity_site", "parity_mode")
"""What a leader sees of the line by quarter; days since last heard come by month."""
