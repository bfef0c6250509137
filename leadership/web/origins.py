"""What teams said, where the next proposal is written, put forward and read (`?about=RHYTHM&metric=QUESTION`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from leadership.consultations.origins import Began
from leadership.insights import dialogue
from leadership.people.models import Organisation
from leadership.web.reader import reader_of
from leadership.web.rhythmpages import shown
from policies.models import Policy


def asked(request: HttpRequest) -> Began | None:
    """The themes the address speaks of, as far as the reader may read them; None when there are none."""
    about, metric = request.GET.get("about", ""), request.GET.get("metric", "")
    policy = Policy.objects.visible_to(reader_of(request)).filter(key=about).first() if about else None
    themes = dialogue.shown(policy, metric, n_min=Organisation.current().n_min).texts if policy else ()
    return Began(policy, metric, themes) if policy and themes else None


def title_of(began: Began | None) -> str:
    """What the rhythm they spoke of is called in the reader's language."""
    return shown(began.about).title_here if began else ""


def in_words(began: Began | None, *, most: int) -> str:
    """The themes as lines of text to go on writing from, as many as `most` characters hold; "" when there are none."""
    if began is None:
        return ""
    said = _("Teams said about “%(title)s”:") % {"title": title_of(began)}
    for line in (f"\n– {theme}" for theme in began.themes):
        said += line if len(said) + len(line) <= most else ""
    return said


def told(began: Began | None) -> dict[str, Any]:
    """What `proposals/_origin.html` shows of it."""
    return {"began": began, "began_about": title_of(began)}
