"""What rhythms say, whole sentences for each language to order for itself (docs/reference/cadence.md B.10).

The marks `<binding>`, `<what>`, `<when>`, `<coach>`, `<initiative>` show which words are the chip of that name; they
stay around the same words in a translation. `%(who)s`, `%(coach)s` and `%(when)s` are chips of their own.
"""

from __future__ import annotations

from policies.words import gettext_noop, ngettext_lazy

PER_PERIOD = {
    ("compulsory", "week"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>each week</when> %(coach)s.",
        "%(who)s <binding>has</binding> <what>at least %(count)s %(talks)s</what> <when>each week</when> %(coach)s.",
    ),
    ("compulsory", "month"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>each month</when> %(coach)s.",
        "%(who)s <binding>has</binding> <what>at least %(count)s %(talks)s</what> <when>each month</when> %(coach)s.",
    ),
    ("compulsory", "quarter"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>each quarter</when> %(coach)s.",
        "%(who)s <binding>has</binding> <what>at least %(count)s %(talks)s</what> <when>each quarter</when> %(coach)s.",
    ),
    ("compulsory", "tertial"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>every four months</when> %(coach)s.",
        "%(who)s <binding>has</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>every four months</when> %(coach)s.",
    ),
    ("compulsory", "half_year"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>each half-year</when> %(coach)s.",
        "%(who)s <binding>has</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each half-year</when> %(coach)s.",
    ),
    ("compulsory", "year"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>each year</when> %(coach)s.",
        "%(who)s <binding>has</binding> <what>at least %(count)s %(talks)s</what> <when>each year</when> %(coach)s.",
    ),
    ("voluntary", "week"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>each week</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each week</when> %(coach)s.",
    ),
    ("voluntary", "month"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>each month</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each month</when> %(coach)s.",
    ),
    ("voluntary", "quarter"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>each quarter</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each quarter</when> %(coach)s.",
    ),
    ("voluntary", "tertial"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> "
        "<what>at least one %(talk)s</what> <when>every four months</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>every four months</when> %(coach)s.",
    ),
    ("voluntary", "half_year"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> "
        "<what>at least one %(talk)s</what> <when>each half-year</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each half-year</when> %(coach)s.",
    ),
    ("voluntary", "year"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>each year</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each year</when> %(coach)s.",
    ),
    ("opt_in", "week"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> <when>each week</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each week</when> %(coach)s.",
    ),
    ("opt_in", "month"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> <when>each month</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each month</when> %(coach)s.",
    ),
    ("opt_in", "quarter"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>each quarter</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each quarter</when> %(coach)s.",
    ),
    ("opt_in", "tertial"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>every four months</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>every four months</when> %(coach)s.",
    ),
    ("opt_in", "half_year"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>each half-year</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each half-year</when> %(coach)s.",
    ),
    ("opt_in", "year"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> <when>each year</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>each year</when> %(coach)s.",
    ),
}
"""By binding and period; plural by count."""

ROLLING = {
    ("compulsory", "day"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>every day</when> %(coach)s.",
        "%(who)s <binding>has</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s days</when> %(coach)s.",
    ),
    ("compulsory", "week"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>every week</when> %(coach)s.",
        "%(who)s <binding>has</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s weeks</when> %(coach)s.",
    ),
    ("compulsory", "month"): ngettext_lazy(
        "%(who)s <binding>has</binding> <what>at least one %(talk)s</what> <when>every month</when> %(coach)s.",
        "%(who)s <binding>has</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s months</when> %(coach)s.",
    ),
    ("voluntary", "day"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>every day</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s days</when> %(coach)s.",
    ),
    ("voluntary", "week"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>every week</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s weeks</when> %(coach)s.",
    ),
    ("voluntary", "month"): ngettext_lazy(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> <when>every month</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s months</when> %(coach)s.",
    ),
    ("opt_in", "day"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> <when>every day</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s days</when> %(coach)s.",
    ),
    ("opt_in", "week"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> <when>every week</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s weeks</when> %(coach)s.",
    ),
    ("opt_in", "month"): ngettext_lazy(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> <when>every month</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>every %(every)s months</when> %(coach)s.",
    ),
}
"""By binding and unit; plural by interval."""

CAMPAIGN = {
    "compulsory": ngettext_lazy(
        "%(who)s <binding>has</binding> "
        "<what>at least one %(talk)s</what> <when>between %(first)s and %(last)s</when> %(coach)s.",
        "%(who)s <binding>has</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>between %(first)s and %(last)s</when> %(coach)s.",
    ),
    "voluntary": ngettext_lazy(
        "%(who)s <binding>is offered</binding> "
        "<what>at least one %(talk)s</what> <when>between %(first)s and %(last)s</when> %(coach)s.",
        "%(who)s <binding>is offered</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>between %(first)s and %(last)s</when> %(coach)s.",
    ),
    "opt_in": ngettext_lazy(
        "%(who)s <binding>can ask for</binding> "
        "<what>at least one %(talk)s</what> <when>between %(first)s and %(last)s</when> %(coach)s.",
        "%(who)s <binding>can ask for</binding> "
        "<what>at least %(count)s %(talks)s</what> <when>between %(first)s and %(last)s</when> %(coach)s.",
    ),
}
"""By binding; plural by count."""

ANCHORED = {
    "compulsory": gettext_noop("%(who)s <binding>has</binding> <what>at least one %(talk)s</what> %(when)s %(coach)s."),
    "voluntary": gettext_noop(
        "%(who)s <binding>is offered</binding> <what>at least one %(talk)s</what> %(when)s %(coach)s."
    ),
    "opt_in": gettext_noop(
        "%(who)s <binding>can ask for</binding> <what>at least one %(talk)s</what> %(when)s %(coach)s."
    ),
}
MEETS = {
    "day": ngettext_lazy(
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least every day</when>.",
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least every %(every)s days</when>.",
    ),
    "week": ngettext_lazy(
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least every week</when>.",
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least every %(every)s weeks</when>.",
    ),
    "month": ngettext_lazy(
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least every month</when>.",
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least every %(every)s months</when>.",
    ),
}
"""“Meets their manager … at least every 14 days” has its own pattern (B.10); plural by interval."""
MEETS_ON_A = {
    "day": gettext_noop(
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least once every %(every)s days</when>."
    ),
    "week": gettext_noop(
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least once every %(every)s weeks</when>."
    ),
    "month": gettext_noop(
        "%(who)s <binding>meets</binding> <coach>their manager</coach> "
        "<what>one-on-one</what> <when>at least once every %(every)s months</when>."
    ),
}
"""Intervals whose ordinal ends in -a in Swedish: 2, 21, 22 …"""
LEADER = gettext_noop("It is the leader who sees to it.")
"""Of rhythms whose subject is the leader."""
TALK = ngettext_lazy("talk", "talks")
"""Where whom it is with says which talk it is."""
ANSWER = ngettext_lazy("An answer comes within one working day.", "An answer comes within %(days)s working days.")
MOVES = {
    "outbound": gettext_noop("<initiative>The coach</initiative> makes the first move."),
    "inbound": gettext_noop("<initiative>The member</initiative> makes the first move."),
    "either": gettext_noop("<initiative>Either</initiative> makes the first move."),
}

WHEN_AFTER = gettext_noop("around day %(days)s after %(anchor)s")
WHEN_BEFORE = gettext_noop("around day %(days)s before %(anchor)s")
WHEN_BOTH = gettext_noop("around day %(before)s before and day %(after)s after %(anchor)s")
ANCHORS = {
    "hire": gettext_noop("their first day"),
    "anniversary": gettext_noop("each anniversary of their first day"),
    "leave_start": gettext_noop("the start of a long leave"),
    "leave_end": gettext_noop("coming back from a long leave"),
    "role_change": gettext_noop("a change of role"),
    "manager_change": gettext_noop("a change of manager"),
    "contract_end": gettext_noop("their last day"),
}
LONG_LEAVE = {
    "leave_start": gettext_noop("the start of a leave of at least %(min_days)s days"),
    "leave_end": gettext_noop("coming back from a leave of at least %(min_days)s days"),
}
"""When the leave that counts is not the usual two weeks."""
ON_DAY_COACH = gettext_noop("Around day %(day)s it is <coach>%(coach)s</coach>.")
ON_DAY_BINDING = {
    "compulsory": gettext_noop("Around day %(day)s everyone <binding>has</binding> it."),
    "voluntary": gettext_noop("Around day %(day)s it <binding>is offered</binding>."),
    "opt_in": gettext_noop("Around day %(day)s they <binding>can ask for</binding> it."),
}
BEFORE_DAY = gettext_noop("%(day)s before,")
