"""One conversation: when by both clocks, what it counts for, and every deed that is open to the reader now.

The two see it, for everybody else it does not exist (404).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import again, booking, holding, proposals, pulse, seconding
from leadership.conversations.apart import apart_from
from leadership.conversations.models import AGREED, Conversation
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import calendar_answers, cards, picker, spoken, talklines
from leadership.web.booking import confirm_page, picker_page
from leadership.web.picker import Meeting
from leadership.web.pulse import form_of
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.reasons import ReasonForm
from leadership.web.shell import organisation_of
from leadership.web.talklines import type_title
from leadership.web.telling import sentence_of, status_of

WISHES: dict[str, proposals.Wish] = {
    "another_time": "another_time",
    "someone_else": "someone_else",
    "not_now": "not_now",
}
"""What the reader would rather have, said with a press; never why."""


@dataclass(frozen=True)
class Thread:
    """What the talk counts for: theme → rhythm → this talk."""

    theme: str
    title: str
    policy_key: str
    due_words: str


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """The conversation; POST `deed=` (one of `DEEDS`) acts on it."""
    talk = _of_the_two(request, key)
    if request.method != "POST":
        return _page(request, talk)
    try:
        return _act(request, talk)
    except Refused as refused:
        talk.refresh_from_db()
        return _page(request, talk, refused)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """The booker for another time; POST `deed=move start=` moves the talk, both calendars follow."""
    talk = _of_the_two(request, key)
    if talk.state != Conversation.State.BOOKED:
        return redirect("conversation", talk.key)
    meeting = _meeting(request, talk)
    if request.POST.get("deed") == "move":
        return _move(request, talk, meeting)
    start = request.GET.get("start") or request.POST.get("start")
    return confirm_page(request, meeting, start, value="move") if start else picker_page(request, meeting)


def _of_the_two(request: HttpRequest, key: UUID) -> Conversation:
    mine = Conversation.objects.visible_to(reader_of(request))
    return get_object_or_404(
        mine.select_related("member", "coach", "coach__coach_profile", "type", "asked_for").prefetch_related("answers"),
        key=key,
    )


def _act(request: HttpRequest, talk: Conversation) -> HttpResponse:
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise refuse("deed", deed, _("That cannot be done here."), _("Choose one of the buttons below."))
    said = DEEDS[deed](request, talk)
    messages.success(request, said)
    wish = request.POST.get("wish", "")
    if deed == "decline" and wish == "someone_else" and talk.asked_for_id and talk.asked_for:
        return redirect("coach_choice", talk.asked_for.key)
    return redirect("conversation", talk.key)


def _accept(request: HttpRequest, talk: Conversation) -> str:
    start = picker.read_start(request.POST.get("start", ""))
    proposals.accept(talk, start=start, by=reader_of(request), now=now_of(request))
    return _("It is set. Both of you get an invitation for the calendar.")


def _decline(request: HttpRequest, talk: Conversation) -> str:
    wish = WISHES.get(request.POST.get("wish", ""), "another_time")
    proposals.decline(talk, by=reader_of(request), now=now_of(request), wish=wish)
    return _("Thank you for saying so. %(name)s is told, without a reason.") % {
        "name": talk.other(reader_of(request)).given_name
    }


def _not_now(request: HttpRequest, talk: Conversation) -> str:
    proposals.decline(talk, by=reader_of(request), now=now_of(request), wish="not_now")
    return _("All right, not now. The time stays yours, and you can come back to it any day.")


def _cancel(request: HttpRequest, talk: Conversation) -> str:
    said = ReasonForm(request.POST, cancelling=True).said()
    booking.cancel(talk, by=reader_of(request), now=now_of(request), **said)
    return _("The talk is cancelled, and both calendars are told. You can pick another time when it suits you.")


def _withdraw(request: HttpRequest, talk: Conversation) -> str:
    booking.cancel(talk, by=reader_of(request), now=now_of(request))
    return _("The offer is taken back, and its times are free again. You can offer others when it suits you.")


def _held(request: HttpRequest, talk: Conversation) -> str:
    covered = request.POST.get("covered") in ("on", "1", "true")
    holding.confirm(talk, by=reader_of(request), now=now_of(request), covered=covered)
    return _("Thank you. It is noted that you talked, not what about.")


def _not_held(request: HttpRequest, talk: Conversation) -> str:
    holding.deny(talk, by=reader_of(request), now=now_of(request))
    return _("Thank you for saying so. That happens; a new time can be found.")


def _again(request: HttpRequest, talk: Conversation) -> str:
    made = again.offer_again(talk, by=reader_of(request), now=now_of(request))
    times = " · ".join(time.label for time in talklines.offered_times(made, reader_of(request), now_of(request)))
    return _("%(name)s is asked: %(times)s. It is set as soon as they say yes.") % {
        "name": talk.other(reader_of(request)).given_name,
        "times": times,
    }


DEEDS: dict[str, Callable[[HttpRequest, Conversation], str]] = {
    "accept": _accept,
    "decline": _decline,
    "not_now": _not_now,
    "cancel": _cancel,
    "withdraw": _withdraw,
    "held": _held,
    "not_held": _not_held,
    "again": _again,
    **calendar_answers.DEEDS,
}


def _meeting(request: HttpRequest, talk: Conversation) -> Meeting:
    return Meeting(
        reader=reader_of(request),
        member=talk.member,
        coach=talk.coach,
        title=type_title(talk.type),
        minutes=talk.minutes,
        url=reverse("conversation_move", args=[talk.key]),
        moving=talk,
    )


def _move(request: HttpRequest, talk: Conversation, meeting: Meeting) -> HttpResponse:
    try:
        start = picker.read_start(request.POST.get("start", ""))
        said = ReasonForm(request.POST).said()
        booking.move(talk, start=start, by=reader_of(request), now=now_of(request), **said)
    except Refused as refused:
        return picker_page(request, meeting, refused)
    messages.success(request, _("The talk is moved. Both of you get the new time for the calendar."))
    return redirect("conversation", talk.key)


def _page(request: HttpRequest, talk: Conversation, refused: Refused | None = None) -> HttpResponse:
    reader, now = reader_of(request), now_of(request)
    can = open_deeds(talk, reader, now)
    context = {
        "talk": talk,
        "reader": reader,
        "other": talk.other(reader),
        "is_member": reader.pk == talk.member_id,
        "title": type_title(talk.type),
        "when": talklines.when(talk, reader, now),
        "when_other": talklines.when_other(talk, reader, now),
        "shown_as": talklines.shown_as(talk),
        "offers": talklines.offered_times(talk, reader, now) if talk.state == "proposed" else [],
        "answers": calendar_answers.answers(talk, reader),
        "questions": calendar_answers.questions(talk, reader, now),
        "threads": _threads(talk, today_of(request)),
        "can": can,
        **_words(talk, reader),
        "again_url": _again_url(talk, reader),
        "again_at": spoken.moment(again.same_time(talk), reader.zone_info) if _may_repeat(talk, now) else "",
        "reasons": ReasonForm(cancelling=True),
        **({} if can["held"] else _pulse(request, talk)),
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "conversation/index.html", context, status=status_of(refused) if refused else 200)


def _pulse(request: HttpRequest, talk: Conversation) -> dict[str, Any]:
    """What the reader, whose word on whether it was held is not waited for, is asked about it; nothing before it is
    held, and no query then."""
    if not pulse.is_asked_about(talk, now_of(request)):
        return {}
    organisation = organisation_of(request)
    opens = pulse.open_after(talk, reader_of(request), now=now_of(request), organisation=organisation)
    return form_of(opens, organisation)


def _words(talk: Conversation, reader: Person) -> dict[str, str]:
    """Sentences that name the other one."""
    name = {"name": talk.other(reader).given_name}
    if talk.state == Conversation.State.PROPOSED:
        waiting = _("%(name)s picks one of the times offered.")
    else:
        waiting = _("No time is set. A new one can be found whenever it suits the two of you.")
    return {
        "pair": _("You and %(name)s, nobody else") % name,
        "offer_title": _("%(name)s suggests these times") % name,
        "cancel_note": _("%(name)s is told at once, without a reason. What is owed to be heard stays.") % name,
        "waiting": waiting % name,
        "counts_for_nothing": _("It stands on its own: no rhythm asks for it."),
    }


def _again_url(talk: Conversation, reader: Person) -> str:
    """Where the member finds another time, once this one came to nothing."""
    over = talk.state in ("cancelled", "declined", "expired", "not_held", "voided")
    if not over or talk.member_id != reader.pk:
        return ""
    owed = talk.asked_for
    if owed is not None:
        return reverse("booking", args=[owed.key]) if owed.state == "open" else ""
    if not talk.coach.is_active or talk.coach_id in apart_from(reader.pk):
        return ""
    return reverse("talk_times", args=[talk.type.key, talk.coach.key])


def _may_repeat(talk: Conversation, now: datetime) -> bool:
    """Whether it has been, nobody has said that it was not, and the next one is still to be arranged."""
    has_been = talk.state in AGREED and talk.start is not None and talk.start <= now
    return has_been and not again.is_arranged(talk, now=now)


def open_deeds(talk: Conversation, reader: Person, now: datetime) -> dict[str, bool]:
    """Which deeds make sense for `reader` at `now`; the verbs decide for good."""
    started = talk.start is not None and talk.start <= now
    mine = talk.side_of(reader)
    contestable = talk.state == "held_provisional" and talk.confirmed_by != mine
    return {
        "accept": talk.state == "proposed" and mine != talk.made_the_offer,
        "withdraw": talk.state == "proposed" and mine == talk.offered_by,
        "change": talk.state == "booked" and not started,
        "held": (talk.state == "ended" and talk.confirmed_by != mine)
        or contestable
        or (talk.state == "booked" and started)
        or seconding.waits_for(talk, reader),
        "not_held": talk.state == "ended" or contestable or (talk.state == "booked" and started),
    }


def _threads(talk: Conversation, on: date) -> list[Thread]:
    """Every obligation the talk is, or was, booked or counted for."""
    rows = Obligation.objects.filter(person=talk.member).select_related(
        "policy", "policy_version__policy", "policy_version__theme"
    )
    covered = rows.filter(commitments__conversation=talk) | rows.filter(
        credits__conversation=talk, credits__withdrawn_at=None
    )
    return [_thread(row, on) for row in covered.distinct().order_by("due_on")]


def _thread(row: Obligation, on: date) -> Thread:
    theme: Any = row.policy_version.theme
    named = theme.title(get_language() or "en") if theme else ""
    return Thread(named, cards.title_of(row), row.policy.key, spoken.day(row.due_on, on))


urlpatterns = [
    path("conversations/<uuid:key>/", show, name="conversation"),
    path("conversations/<uuid:key>/move/", move, name="conversation_move"),
]
