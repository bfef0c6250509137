"""What time alone brings to rhythms: forecasts go on, proposals widen or are overtaken, reviews come near.

Correct when run twice, late, or after days of silence. Called with each tick.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from leadership.consultations import forecasting, proposing, reach, reviewing
from leadership.consultations.models import Proposal
from leadership.lib.instants import local_date
from leadership.outbox.models import Fact
from leadership.people.models import Organisation


def advance(*, now: datetime, beat: Callable[[], None] = lambda: None) -> None:
    """Everything of this room that is due at `now` (UTC)."""
    forecasting.go_on(now=now, beat=beat)
    beat()
    for proposal in Proposal.objects.live().filter(kind=Proposal.Kind.CHANGE).select_related("version__policy"):
        _keep(proposal, now=now)
        beat()
    reviewing.announce(now=now)


@transaction.atomic
def _keep(proposal: Proposal, *, now: datetime) -> None:
    """A draft that was changed ends its proposal; whoever has come into the audience since is asked too, once a day."""
    if proposing.overtaken(proposal):
        proposing.end(proposal, Proposal.End.CHANGED, by=None, now=now)
        return
    today = local_date(now, Organisation.current().zone)
    if proposal.is_over(today) or _looked_at(proposal, today.isoformat()):
        return
    added = reach.write(proposal, reach.of(proposal.version.read(), on=today))
    proposing.tell("proposal.widened", proposal, by=None, now=now, data={"on": today.isoformat(), "asked": added})


def _looked_at(proposal: Proposal, day: str) -> bool:
    """Whether it was widened that day already, or opened on it."""
    opened = local_date(proposal.opened_at, Organisation.current().zone).isoformat()
    return opened == day or Fact.objects.filter(object=proposal.name, kind="proposal.widened", data__on=day).exists()
