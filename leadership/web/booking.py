"""Picking a time for what is owed to the reader: the booker, one page to confirm, then it is in both calendars."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.conversations import availability, booking, lengths
from leadership.conversations.models import Conversation
from leadership.lib.refusal import Refused
from leadership.lib.statements import Reading, one, somebody
from leadership.obligations import ledger
from leadership.obligations.models import Obligation
from leadership.web import cards, picker, spoken, timeline
from leadership.web.picker import Meeting
from leadership.web.reader import now_of, reader_of
from leadership.web.reasons import ReasonForm
from leadership.web.telling import sentence_of, status_of, tell


class ConfirmForm(forms.Form):
    """What goes with a time: where, and what the member would like to talk about."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("in_person", gettext_lazy("In person")), ("remote", gettext_lazy("By video or phone"))],
        widget=forms.RadioSelect,
        required=False,
    )
    topic = forms.CharField(
        label=gettext_lazy("What I want to talk about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A few words are enough. Do not write health, union or family matters here."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, key: UUID) -> HttpResponse:
    """The booker; `?start=` asks to confirm a time, POST `deed=book` books it, `deed=not_now` asks for quiet."""
    obligation = own_obligation(request, key)
    if request.POST.get("deed") == "not_now":
        return not_now(request, obligation)
    elsewhere = _elsewhere(request, obligation)
    if elsewhere is not None:
        return elsewhere
    meeting = _meeting(request, obligation)
    if request.POST.get("deed") == "book":
        return _book(request, meeting)
    start = request.GET.get("start") or request.POST.get("start")
    return confirm_page(request, meeting, start) if start else picker_page(request, meeting)


def own_obligation(request: HttpRequest, key: UUID) -> Obligation:
    """The reader's own obligation with everything a page needs of it; 404 for everybody else's."""
    reader = reader_of(request)
    obligation = OWN.first(reader.pk, key) if reader.is_active else None
    if obligation is None:
        raise Http404
    return obligation


def _own(reader: Any, key: Any) -> QuerySet[Obligation]:
    mine = Obligation.objects.pair_of(reader).filter(person=reader, key=key)
    return cards.with_everything(mine).select_related("person__manager")


OWN = Reading(_own, somebody, one)


def not_now(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    """The member asks for quiet; the day to be heard by stays."""
    try:
        ledger.not_now(obligation, by=reader_of(request), now=now_of(request))
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("All right, not now. The time stays yours, and you can come back to it any day."))
    return redirect("home")


def picker_page(request: HttpRequest, meeting: Meeting, refused: Refused | None = None) -> HttpResponse:
    """The booker, with what was refused on top where something was; `?view=weeks` draws both calendars, `?zone=` reads
    them by another clock."""
    meeting = meeting.by_the_clock_of(request.GET.get("zone", ""))
    if request.GET.get("view") == "weeks" and not refused:
        shown = timeline.context(meeting, request.GET, now=now_of(request))
        return _by_its_clock(request, meeting, "booking/weeks.html", shown)
    context = picker.context(meeting, request.GET, now=now_of(request))
    context["problem"] = sentence_of(refused) if refused else ""
    return _by_its_clock(request, meeting, "booking/index.html", context, status_of(refused) if refused else 200)


def _by_its_clock(
    request: HttpRequest, meeting: Meeting, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page, its every time by the clock of the meeting."""
    with timezone.override(meeting.clock):
        return render(request, template, context, status=status)


def confirm_page(
    request: HttpRequest, meeting: Meeting, start: str, form: forms.Form | None = None, value: str = "book"
) -> HttpResponse:
    """One page before a time is set: what, with whom, when by both clocks; `value` is the deed it asks for."""
    now, zone = now_of(request), request.POST.get("zone") or request.GET.get("zone", "")
    meeting = meeting.by_the_clock_of(zone)
    try:
        chosen = picker.read_start(start)
        availability.require_free(
            meeting.member, meeting.coach, starts=[chosen], minutes=meeting.minutes, now=now,
            by="member" if meeting.reader.pk == meeting.member.pk else "coach", ignoring=meeting.moving,
            obligation=meeting.owed,
        )  # fmt: skip
    except Refused as refused:
        return picker_page(request, meeting, refused)
    context = {
        "meeting": meeting,
        "chosen": spoken.option(chosen, meeting.clock),
        "when": _when(meeting, chosen, meeting.clock, now),
        "when_own": _when(meeting, chosen, meeting.reader.zone_info, now) if meeting.zone else "",
        "when_other": _when(meeting, chosen, meeting.other.zone_info, now) if _clocks_differ(meeting, chosen) else "",
        "where": _where(meeting, chosen),
        "form": form or _fresh_form(meeting, value),
        "deed_value": value,
        "back_url": meeting.link(minutes=meeting.minutes if meeting.lengths else ""),
    }
    return _by_its_clock(request, meeting, "booking/confirm.html", context, 400 if form and form.errors else 200)


def _fresh_form(meeting: Meeting, value: str) -> forms.Form:
    """A new talk is met where the two usually meet; a moved one may say why."""
    if value != "book":
        return ReasonForm()
    return ConfirmForm(initial={"mode": booking.usual_mode(meeting.member, meeting.coach)})


def _elsewhere(request: HttpRequest, obligation: Obligation) -> HttpResponse | None:
    """Where the reader should rather go: to the talk that is set, to choosing a coach, to the reasons."""
    talk_id = getattr(obligation, "talk_id", None)
    if obligation.state in ("booked", "unconfirmed") and talk_id:
        return redirect("conversation", Conversation.objects.visible_to(reader_of(request)).get(pk=talk_id).key)
    if not obligation.is_live:
        return redirect("why", obligation.key)
    return redirect("coach_choice", obligation.key) if obligation.coach_id is None else None


def _meeting(request: HttpRequest, obligation: Obligation) -> Meeting:
    terms = obligation.terms
    choices = lengths.choices(terms, obligation.coach)
    asked = request.POST.get("minutes") or request.GET.get("minutes") or ""
    assert obligation.coach is not None
    return Meeting(
        reader=obligation.person,
        member=obligation.person,
        coach=obligation.coach,
        title=cards.title_of(obligation),
        minutes=picker.read_minutes(asked, choices, lengths.usual(terms, obligation.coach)),
        url=reverse("booking", args=[obligation.key]),
        lengths=choices,
        obligation=obligation,
        offer_url=reverse("offer", args=[obligation.key]),
    )


def _book(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return confirm_page(request, meeting, request.POST.get("start", ""), form)
    try:
        talk = _booked(meeting, form, picker.read_start(request.POST.get("start", "")), now_of(request))
    except Refused as refused:
        return picker_page(request, meeting, refused)
    messages.success(request, _("It is set. Both of you get an invitation for the calendar."))
    return redirect("conversation", talk.key)


def _booked(meeting: Meeting, form: ConfirmForm, start: datetime, now: datetime) -> Conversation:
    assert meeting.obligation is not None
    return booking.book(
        member=meeting.member,
        coach=meeting.coach,
        start=start,
        minutes=meeting.minutes,
        type=lengths.type_of(meeting.obligation),
        by=meeting.reader,
        now=now,
        obligation=meeting.obligation,
        topic=form.cleaned_data["topic"],
        mode=form.cleaned_data["mode"] or booking.usual_mode(meeting.member, meeting.coach),
    )


def _when(meeting: Meeting, start: datetime, zone: ZoneInfo, now: datetime) -> str:
    end = start + timedelta(minutes=meeting.minutes)
    return f"{spoken.span(start, end, zone, now.astimezone(zone).date())} ({spoken.zone_name(zone)})"


def _where(meeting: Meeting, start: datetime) -> str:
    """Where they would meet in person."""
    if meeting.moving:
        return booking.place_after(meeting.moving, start)
    return booking.place_of(meeting.coach, "in_person", start)


def _clocks_differ(meeting: Meeting, start: datetime) -> bool:
    """Whether the other one reads another hour than the one shown."""
    return start.astimezone(meeting.clock).utcoffset() != start.astimezone(meeting.other.zone_info).utcoffset()


urlpatterns = [path("obligations/<uuid:key>/book/", book, name="booking")]
