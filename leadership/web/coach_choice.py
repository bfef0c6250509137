"""Choosing who listens: a few suggestions with their reasons, and a search among all who may be chosen.

Changing coach takes no reason; who is chosen is for the two to know (docs/reference/access.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from leadership.conversations import availability, choosing, lengths, waiting
from leadership.conversations.choosing import Suggestion
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import cards, limits, spoken
from leadership.web.booking import own_obligation
from leadership.web.reader import now_of, reader_of
from leadership.web.telling import sentence_of, status_of

REASONS = {
    "place_kept": gettext_lazy("A place is kept for you"),
    "suggested_to_you": gettext_lazy("Suggested to you"),
    "your_last_coach": gettext_lazy("You talked last time"),
    "your_manager": gettext_lazy("Leads your team"),
    "outside_your_line": gettext_lazy("Outside your own line"),
    "your_language": gettext_lazy("Speaks your language"),
    "your_site": gettext_lazy("At the same place as you"),
    "has_room": gettext_lazy("Has plenty of room"),
}
SEEN_BY = {
    "choice": gettext_lazy(
        "Whom you choose is known to the two of you. A leader sees that you were heard and when, not with whom."
    ),
    "found": gettext_lazy(
        "Who listens to you is known to the two of you and to whoever found them. A leader sees that you were heard and"
        " when, not with whom."
    ),
}
"""Where neither the rhythm nor the member says otherwise."""
FILTERS = ("words", "language", "location", "topic")
SHOWN = 24


@dataclass(frozen=True)
class Candidate:
    """A suggestion in words."""

    suggestion: Suggestion
    member: Person | None = None
    """Who reads it, where it says when the two are free."""
    first: datetime | None = None
    """Their first common time (UTC), as far as it was looked for."""
    now: datetime | None = None

    @property
    def coach(self) -> Person:
        return self.suggestion.coach

    @property
    def note(self) -> str:
        """Where they work and from where."""
        return where(self.coach)

    @property
    def reasons(self) -> list[str]:
        """What speaks for this coach, then how much room there is."""
        known = [str(REASONS[reason]) for reason in self.suggestion.reasons]
        known += [_("Free this week")] if self._is_free_this_week else []
        topics = [_("Topics: %(topics)s") % {"topics": self.suggestion.topics}] if self.suggestion.topics else []
        return [*known, *topics, self._room()]

    @property
    def _is_free_this_week(self) -> bool:
        """Whether the two have a common time before Sunday is over, by the member's calendar."""
        if self.member is None or self.first is None or self.now is None:
            return False
        zone = self.member.zone_info
        return local_date(self.first, zone).isocalendar()[:2] == local_date(self.now, zone).isocalendar()[:2]

    @property
    def next_free(self) -> str:
        """The day of that first common time, in words; empty where there is none to tell."""
        if self.member is None or self.first is None or self.now is None:
            return ""
        zone = self.member.zone_info
        day = spoken.day(local_date(self.first, zone), local_date(self.now, zone))
        return _("Next time free for both: %(day)s") % {"day": day}

    @property
    def full_note(self) -> str:
        """Where they work, and when the two could meet if there were a place."""
        return " · ".join(part for part in (self.note, self.next_free) if part)

    @property
    def room_alone(self) -> list[str]:
        """What somebody else than the member may read: how much room there is, not what ties the two."""
        return [self._room()]

    def _room(self) -> str:
        taken, capacity = self.suggestion.taken, self.suggestion.capacity
        return ngettext("%(taken)d of %(capacity)d place taken", "%(taken)d of %(capacity)d places taken", capacity) % {
            "taken": taken,
            "capacity": capacity,
        }


def where(person: Person) -> str:
    """What they do and from where, in one line."""
    unit = person.unit.name if person.unit else ""
    return " · ".join(part for part in (person.title, unit, person.location) if part)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page of coaches; POST `deed=choose coach=<key>` chooses one and goes on to the times."""
    obligation = own_obligation(request, key)
    if not obligation.is_live:
        return redirect("why", obligation.key)
    if request.method != "POST":
        return _page(request, obligation)
    try:
        return DEEDS.get(request.POST.get("deed", ""), _choose)(request, obligation)
    except Refused as refused:
        return _page(request, obligation, refused)


def candidates(suggestions: Sequence[Suggestion]) -> list[Candidate]:
    """Suggestions in words, in their order."""
    return [Candidate(suggestion) for suggestion in suggestions]


def who_sees(obligation: Obligation) -> str:
    """Who knows with whom, where that is more than the two; empty: nobody."""
    member, coach = obligation.person, obligation.terms.coach
    is_found = coach.choice != "member" and obligation.coach_id is not None
    if set(coach.eligible) == {"own_manager"} or (is_found and obligation.coach_id == member.manager_id):
        return _(
            "It is your own leader who listens, so with whom is no secret. What is said stays between the two of you."
        )
    if member.shows_coach or obligation.terms.coach_visible_to_leader:
        return _("Known to the two of you. A leader sees that you were heard, when and with whom, never what was said.")
    return ""


def with_times(obligation: Obligation, suggestions: Sequence[Suggestion], *, now: datetime) -> list[Candidate]:
    """The same, each with the first time the member and that coach have in common; as many queries as for one."""
    member, terms = obligation.person, obligation.terms
    coaches = [one.coach for one in suggestions]
    minutes = {coach.pk: lengths.usual(terms, coach) for coach in coaches}
    free = availability.free_with_each(member, coaches, minutes=minutes, now=now, obligation=obligation)
    return [Candidate(one, member, next(iter(free[one.coach.pk].times), None), now) for one in suggestions]


def named_coach(key: str, reader: Person) -> Person:
    """The colleague with this key. Raises Refused, kindly, when the form named nobody."""
    try:
        found: Person | None = Person.objects.visible_to(reader).filter(key=UUID(key), is_active=True).first()
    except ValueError:
        found = None
    if found is None:
        raise refuse("coach", key, _("Nobody was chosen."), _("Choose one of the coaches below."))
    return found


def _choose(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    reader = reader_of(request)
    coach = named_coach(request.POST.get("coach", ""), reader)
    choosing.choose(obligation, coach=coach, by=reader, now=now_of(request))
    messages.success(
        request, _("%(name)s is your coach this time. Now a time for the two of you.") % {"name": coach.given_name}
    )
    asked = {name: value for name in ("start", "minutes") if (value := request.POST.get(name))}
    return redirect(f"{reverse('booking', args=[obligation.key])}{'?' if asked else ''}{urlencode(asked)}")


def _part(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    """Somebody else, please, where a coach is found for the member."""
    choosing.part(obligation, by=reader_of(request), now=now_of(request))
    messages.success(request, _("Thank you for saying so. Someone else is looked for, without a reason."))
    return redirect("home")


def _wait(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    """A place with a coach who is full just now."""
    reader = reader_of(request)
    coach = named_coach(request.POST.get("coach", ""), reader)
    waiting.ask(obligation, coach=coach, by=reader, now=now_of(request))
    said = _("You are on the list. When a place with %(name)s is free, it is kept for you and you get a letter.")
    messages.success(request, said % {"name": coach.given_name})
    return redirect("coach_choice", obligation.key)


def _leave(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    """Not waiting any more, or not taking the place that is kept."""
    coach = named_coach(request.POST.get("coach", ""), reader_of(request))
    for wait in waiting.mine(obligation).filter(coach=coach).select_related("obligation"):
        waiting.leave(wait, by=reader_of(request), now=now_of(request))
    messages.success(request, _("You do not wait for %(name)s any more.") % {"name": coach.given_name})
    return redirect("coach_choice", obligation.key)


DEEDS = {"choose": _choose, "part": _part, "wait": _wait, "leave": _leave}


def _searched(obligation: Obligation, asked: Mapping[str, str], now: datetime) -> list[Suggestion]:
    words, language, location, topic = (asked[name] for name in FILTERS)
    return choosing.search(
        obligation, now=now, words=words, language=language, location=location, topic=topic, limit=SHOWN
    )


def _page(request: HttpRequest, obligation: Obligation, refused: Refused | None = None) -> HttpResponse:
    if obligation.terms.coach.choice != "member":
        return _found_for_you(request, obligation, refused)
    now = now_of(request)
    asked = {name: request.GET.get(name, "").strip()[:100] for name in FILTERS}
    searched = any(asked.values())
    if searched and limits.too_many(request, "search"):
        return render(request, "429.html", status=429)
    board = choosing.Board(_searched(obligation, asked, now), []) if searched else choosing.board(obligation, now=now)
    waits = list(waiting.mine(obligation))
    asked_for = {wait.coach_id for wait in waits}
    full = [one for one in board.full if one.coach.pk not in asked_for]
    shown = with_times(obligation, [*board.open, *full], now=now)
    context = {
        "obligation": obligation,
        "title": cards.title_of(obligation),
        "candidates": shown[: len(board.open)],
        "asked": asked,
        "searched": searched,
        "waits": waits,
        "full": shown[len(board.open) :],
        "seen_by": who_sees(obligation) or SEEN_BY["choice"],
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "coach_choice/index.html", context, status=status_of(refused) if refused else 200)


def _found_for_you(request: HttpRequest, obligation: Obligation, refused: Refused | None) -> HttpResponse:
    """The page where the member does not choose: who it is, or that one is looked for; and the way to somebody else."""
    context = {
        "obligation": obligation,
        "title": cards.title_of(obligation),
        "claims": obligation.terms.coach.choice == "coach_claims",
        "seen_by": who_sees(obligation) or SEEN_BY["found"],
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "coach_choice/found.html", context, status=status_of(refused) if refused else 200)


urlpatterns = [path("obligations/<uuid:key>/coach/", choose, name="coach_choice")]
