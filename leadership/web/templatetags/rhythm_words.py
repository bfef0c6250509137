"""What a preview and a review say in words: hours, the busiest coach, other rhythms, reasons, counts in tens."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.consultations.burden import Burden
from leadership.consultations.costing import Figures
from leadership.consultations.models import Review
from leadership.consultations.preview import Example
from leadership.consultations.rivals import Rival
from leadership.web.figurewords import percent
from policies import explain, sentence
from policies.facts import TraceItem
from policies.languages import Language

register = template.Library()


@register.simple_tag
def about(tens: int | None) -> str:
    """A count that is said in tens (`lib.shares.tens`); None: too few people are behind it."""
    if tens is None:
        return _("too few to show")
    return _("about %(n)s") % {"n": number_format(tens)} if tens else _("fewer than five")


@register.simple_tag
def useful_here(share: int | None) -> str:
    """How many found a rhythm's talks worth the time, in tens of per cent; None: too few have said."""
    if share is None:
        return _("nobody has said so far, or too few to show")
    return _("about %(share)s say it was worth their time") % {"share": percent(share)}


@register.simple_tag
def worth_its_hours(figures: Figures) -> str:
    """What the rhythm costs in a year beside how many find it worth the time; "" where too few talks were held."""
    hours, share = figures.hours_about, figures.useful
    if not hours:
        return ""
    said = {"hours": number_format(hours, force_grouping=True), "share": percent(share or 0)}
    words = _("This rhythm costs about %(hours)s hours a year, and about %(share)s say it was worth their time.")
    if share is None:
        words = _("This rhythm costs about %(hours)s hours a year. Too few have said whether it was worth their time.")
    return words % said


@register.simple_tag
def figures_then(review: Review) -> str:
    """What was read of the rhythm when it was reviewed before; "" where that was too little to show. Reviews held
    before people were asked what talks were worth keep figures that nobody has read."""
    if "useful" not in review.figures:
        return ""
    then = Figures(**review.figures)
    said = []
    if then.share is not None:
        said.append(_("about %(share)s heard") % {"share": percent(then.share)})
    if then.hours_about:
        said.append(_("about %(hours)s hours a year") % {"hours": number_format(then.hours_about, force_grouping=True)})
    if then.useful is not None:
        said.append(useful_here(then.useful))
    return ", ".join(said)


@register.simple_tag
def told(count: float | None, exact: bool) -> str:
    """A count of a forecast: as it is for who may read of each person, else as `about`."""
    if not exact or count is None:
        return about(None if count is None else int(count))
    return number_format(count, 0 if count == int(count) else 1)


@register.filter
def hours(burden: Burden) -> str:
    """Hours of talk a month, with how long one talk is."""
    said = number_format(burden.hours, 0 if burden.hours >= 10 else 1)
    return _("%(hours)s, with %(minutes)s minutes a talk") % {"hours": said, "minutes": burden.minutes}


@register.filter
def busiest(burden: Burden) -> str:
    """To whom most people would come, or how evenly they spread."""
    if burden.coach:
        named = {"name": burden.coach.name, "hours": number_format(burden.coach_hours, 1), "people": burden.people}
        said = ngettext(
            "%(name)s: one person, %(hours)s hours a month",
            "%(name)s: %(people)s people, %(hours)s hours a month",
            burden.people,
        )
        return said % named
    if not burden.coaches:
        return _("nobody could be the coach yet")
    said = ngettext(
        "one coach for all: %(people)s people", "%(coaches)s coaches, about %(people)s people each", burden.coaches
    )
    return said % {"coaches": burden.coaches, "people": burden.people}


@register.filter
def beside(rival: Rival) -> str:
    """One other rhythm, and who wins."""
    named = {"title": rival.version.title_here, "people": rival.people, "both": rival.both}
    return _BESIDE[rival.kind](rival.people) % named


@register.filter
def late(example: Example) -> str:
    """What follows for this person when nothing is held."""
    assert example.due and example.overdue
    leader = example.person.manager.given_name if example.person.manager else _("HR")
    return sentence.late_sentence(example.due, example.overdue, leader, Language())


@register.filter
def telling(trace: tuple[TraceItem, ...]) -> list[TraceItem]:
    """The steps that lead to the date; which days are working days at all is told on the page of the person."""
    return [item for item in trace if item.rule != "R2"]


@register.filter
def reason(item: TraceItem) -> str:
    """One step of why a date is what it is."""
    return explain.render(item, Language())


_BESIDE = {
    "wins": lambda people: ngettext(
        "Takes the place of “%(title)s” for one person.",
        "Takes the place of “%(title)s” for %(people)s people.",
        people,
    ),
    "loses": lambda people: ngettext(
        "“%(title)s” keeps its place for one person: it is made more closely for them.",
        "“%(title)s” keeps its place for %(people)s people: it is made more closely for them.",
        people,
    ),
    "shared": lambda people: ngettext(
        "Of %(both)s people who have both, one keeps “%(title)s”.",
        "Of %(both)s people who have both, about %(people)s keep “%(title)s”.",
        people,
    ),
    "mutes": lambda people: ngettext(
        "Mutes “%(title)s” for one person while it runs.",
        "Mutes “%(title)s” for %(people)s people while it runs.",
        people,
    ),
    "muted": lambda people: ngettext(
        "“%(title)s” mutes this for one person.", "“%(title)s” mutes this for %(people)s people.", people
    ),
    "group": lambda people: ngettext(
        "One talk counts for this or for “%(title)s”, not for both (one person has both).",
        "One talk counts for this or for “%(title)s”, not for both (%(people)s people have both).",
        people,
    ),
}
