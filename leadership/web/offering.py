"""Up to five times at once, for the other one to choose from.

`/obligations/<key>/offer/`: for what is owed, offered by the coach, by a leader the rhythm accepts as coach, or by the
member to the coach they chose. `/talk/<kind>/<coach>/offer/`: for a talk that somebody asks for on their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.conversations import booking, eligibility, lengths, numbers, proposals, slots
from leadership.conversations.best import best
from leadership.conversations.models import Conversation
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people.models import Person
from leadership.web import freetimes, picker, spoken, talk
from leadership.web.freetimes import Found
from leadership.web.picker import Meeting
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.spoken import TimeOption
from leadership.web.telling import sentence_of, status_of
from policies.models import ConversationType

TICKED = 3
SHOWN = 12
WITH = ("person__manager", "policy", "policy_version", "coach__door")
THERE, REMOTE = "there", "remote"


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """For what is owed. Three times that suit both are ticked already; what is ticked is offered. A time that was taken
    meanwhile is answered with a fresh list (409) in which the others stay ticked."""
    return _answer(request, _owed(request, key))


@require_http_methods(["GET", "HEAD", "POST"])
def offer_own(request: HttpRequest, kind: str, coach: UUID) -> HttpResponse:
    """The same for a talk of this kind with this colleague, asked for by the reader."""
    meeting, type_ = talk.asked_for(request, kind, coach)
    return _answer(request, Asked(meeting, type_, back_url=meeting.link(minutes=meeting.minutes)))


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    if request.method != "POST":
        return _page(request, asked)
    try:
        return _offered(request, asked)
    except Refused as refused:
        return _page(request, asked, refused)


@dataclass(frozen=True)
class Asked:
    """For which talk the reader offers times."""

    meeting: Meeting
    type: ConversationType
    back_url: str

    @property
    def is_members(self) -> bool:
        return self.meeting.by == "member"

    def pending(self) -> Conversation | None:
        """What has been offered already, by either of the two."""
        said = self.meeting
        return booking.pending_offer(said.member, said.coach, said.obligation, type=self.type)

    def find(self, now: datetime, pending: Conversation | None = None) -> Found:
        """The free times, those of the offer that is about to be replaced among them."""
        said = self.meeting
        return freetimes.find(
            said.reader, said.member, said.coach, minutes=said.minutes, now=now, obligation=said.obligation,
            moving=pending,
        )  # fmt: skip


class WhereForm(forms.Form):
    """Where they would meet: where the coach is at the time, one of the coach's places, or by video or phone."""

    where = forms.ChoiceField(label=gettext_lazy("Where"))

    def __init__(self, *args: object, places: list[str], coach: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        there = _("Where %(name)s is at that time") % {"name": coach.given_name}
        first = there if len(places) > 1 else " · ".join((_("In person"), *places))
        named = [(f"at:{place}", place) for place in places] if len(places) > 1 else []
        where: forms.ChoiceField = self.fields["where"]  # type: ignore[assignment]
        where.choices = [(THERE, first), *named, (REMOTE, _("By video or phone"))]

    def said(self) -> tuple[str, str]:
        """The mode and the place, as `proposals.offer` takes them. Raises Refused for a place nobody named."""
        if not self.is_valid():
            raise refuse("where", self.data.get("where", ""), _("This place is not known."), _("Choose from the list."))
        chosen = self.cleaned_data["where"]
        if chosen == REMOTE:
            return "remote", ""
        return "in_person", "" if chosen == THERE else chosen.removeprefix("at:")


def _owed(request: HttpRequest, key: UUID) -> Asked:
    """The obligation, if the reader is one of its pair or may coach a member of the own line; else there is none."""
    reader, on = reader_of(request), today_of(request)
    waiting = Obligation.objects.visible_to(reader, on=on).filter(state__in=("open", "unconfirmed"))
    owed = waiting.select_related(*WITH).filter(key=key).first()
    if owed is None or not _may_offer(owed, reader):
        raise Http404
    coach = owed.coach if owed.person_id == reader.pk and owed.coach else reader
    known = lengths.choices(owed.terms, coach)
    minutes = picker.read_minutes(_minutes(request), known, lengths.usual(owed.terms, coach))
    here = reverse("offer", args=[owed.key])
    meeting = Meeting(reader, owed.person, coach, "", minutes, here, known, obligation=owed)
    return Asked(meeting, lengths.type_of(owed), _back(owed, reader))


def _back(owed: Obligation, reader: Person) -> str:
    if owed.person_id == reader.pk:
        return reverse("booking", args=[owed.key])
    return reverse("coach" if owed.coach_id == reader.pk else "line")


def _minutes(request: HttpRequest) -> str:
    return request.POST.get("minutes") or request.GET.get("minutes") or ""


def _may_offer(obligation: Obligation, reader: Person) -> bool:
    if obligation.person_id == reader.pk:
        return obligation.coach_id is not None
    return obligation.coach_id == reader.pk or bool(eligibility.open_to(reader, [obligation]))


def _page(request: HttpRequest, asked: Asked, refused: Refused | None = None) -> HttpResponse:
    meeting, pending, now = asked.meeting, asked.pending(), now_of(request)
    times = _times(request, asked, pending)
    same_clock = meeting.other.zone == meeting.reader.zone
    context = {
        "other": meeting.other,
        "minutes": meeting.minutes,
        "times": times,
        "where": _where_form(request, asked, pending),
        "why_none": "" if times else asked.find(now).why_none,
        "replaces": pending is not None,
        "replaces_theirs": pending is not None and (pending.offered_by == "member") != asked.is_members,
        "zone_label": spoken.zone_name(meeting.reader.zone_info),
        "other_zone": "" if same_clock else spoken.zone_name(meeting.other.zone_info),
        "back": asked.back_url,
        "problem": sentence_of(refused) if refused else "",
    }
    return render(request, "offering/index.html", context, status=status_of(refused) if refused else 200)


def _where_form(request: HttpRequest, asked: Asked, pending: Conversation | None) -> WhereForm:
    """What was chosen before the page came back, else as it was offered, else as the two usually meet."""
    member, coach = asked.meeting.member, asked.meeting.coach
    places = booking.places_to_choose(coach, on=today_of(request))
    mode = pending.mode if pending else booking.usual_mode(member, coach)
    chosen = request.POST.get("where", REMOTE if mode == "remote" else THERE)
    return WhereForm(places=places, coach=coach, initial={"where": chosen})


def _times(request: HttpRequest, asked: Asked, pending: Conversation | None) -> list[TimeOption]:
    """Some free times, spread over the days; ticked are those asked for, else those offered before, else three."""
    found = asked.find(now_of(request), pending)
    wanted = {start for text in request.POST.getlist("start") if (start := _instant(text))}
    before = {time.start for time in pending.offers.all()} if pending else set()
    zones = (found.reader.zone_info, found.other.zone_info)
    ticked = (wanted or before).intersection(found.times) or set(best(found.times, TICKED, zones=zones))
    shown = sorted(ticked.union(slots.suggest(found.times, SHOWN)))
    return [_ticked(option, start, ticked) for option, start in zip(found.options(shown), shown, strict=True)]


def _ticked(option: TimeOption, start: datetime, ticked: Collection[datetime]) -> TimeOption:
    return TimeOption(option.value, option.label, option.note, checked=start in ticked)


def _offered(request: HttpRequest, asked: Asked) -> HttpResponse:
    starts = [picker.read_start(text) for text in request.POST.getlist("start")]
    if not 1 <= len(starts) <= numbers.MOST_OFFERS:
        raise refuse("start", len(starts), _("Nothing has been offered."), _("Tick between one and five times."))
    meeting, (mode, place) = asked.meeting, _where_said(request, asked)
    made = proposals.offer(
        member=meeting.member,
        coach=meeting.coach,
        starts=starts,
        minutes=meeting.minutes,
        type=asked.type,
        by=meeting.reader,
        now=now_of(request),
        obligation=meeting.obligation,
        mode=mode,
        place=place,
    )
    messages.success(request, _("%(name)s has got your times.") % {"name": meeting.other.given_name})
    return redirect("conversation", made.key)


def _where_said(request: HttpRequest, asked: Asked) -> tuple[str, str]:
    """The mode and the place; a form without that field means: as the two usually meet."""
    member, coach = asked.meeting.member, asked.meeting.coach
    if "where" not in request.POST:
        return booking.usual_mode(member, coach), ""
    return WhereForm(request.POST, places=booking.places_to_choose(coach, on=today_of(request)), coach=coach).said()


def _instant(text: str) -> datetime | None:
    try:
        return picker.read_start(text)
    except Refused:
        return None


urlpatterns = [
    path("obligations/<uuid:key>/offer/", offer, name="offer"),
    path("talk/<slug:kind>/<uuid:coach>/offer/", offer_own, name="talk_offer"),
]
