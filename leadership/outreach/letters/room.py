"""Letters about how much a coach carries: what is done about it, and a call for help. Never with whom they talk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadership.outreach.letters.pen import NothingToSay, Pen, Values
from leadership.people.models import Person


def room(pen: Pen) -> Values:
    """To the coach: somebody who leads asks what would help, or has done something about it."""
    data = pen.delivery.data
    colleague = _person(data.get("colleague"))
    if data["what"] == "colleague" and colleague is None:
        raise NothingToSay("person_gone")
    leader = _person(data.get("by"))
    return {
        "first_name": pen.person.given_name,
        "what": data["what"],
        "leader": leader.name if leader else _("HR"),
        "colleague": colleague.name if colleague else None,
        "places": data.get("places"),
        "line": _("About the room you have as a coach."),
        "button_url": pen.page("/coach/"),
        "button_text": _("See your room"),
        "seen_by": _("You and those who lead you. With whom you talk is told to nobody."),
        "reason": _("You are a coach, and nobody should be left alone with too much."),
    }


def room_help(pen: Pen) -> Values:
    """To the leader, or to HR: a coach carries more than there is room for, and help is asked for."""
    coach, asker = _person(pen.delivery.data.get("coach")), _person(pen.delivery.data.get("by"))
    if coach is None:
        raise NothingToSay("person_gone")
    return {
        "first_name": pen.person.given_name,
        "coach": coach.name,
        "asker": asker.name if asker and asker != coach else None,
        "line": _("%(coach)s carries more than there is room for.") % {"coach": coach.name},
        "button_url": pen.page(_where(pen, coach)),
        "button_text": _("See what would help"),
        "seen_by": _("You and whoever asked. With whom %(coach)s talks is told to nobody.")
        % {"coach": coach.given_name},
        "reason": _("You lead this coach, or look after the rhythms."),
    }


def _where(pen: Pen, coach: Person) -> str:
    """The page on which this reader can do something."""
    if Person.objects.in_line_of(pen.person, on=pen.today).filter(pk=coach.pk).exists():
        return f"/line/coaches/{coach.key}/"
    return f"/people/{coach.key}/" if pen.person.is_hr else "/figures/"


def _person(key: object) -> Person | None:
    return Person.objects.filter(key=key, is_active=True).first() if key else None
