"""`/rounds/`: many talks planned at once. A coach plans for those who chose them and sees each time; HR plans for all
of a rhythm and reads numbers, because who meets whom and when is for the two (docs/explanation/privacy.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import availability, places, roundpreview, rounds
from leadership.conversations.models import Conversation, Round, RoundPlace
from leadership.conversations.roundpreview import NO_COACH, NOT_NOW, OTHERS
from leadership.lib.instants import end_of_day, local_date, parse_instant
from leadership.lib.refusal import Refused, refuse
from leadership.obligations.models import Obligation
from leadership.people.models import CoachProfile, Person
from leadership.web import spoken
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.rhythmpages import shown
from leadership.web.talklines import TalkLine
from leadership.web.telling import sentence_of, status_of
from policies.models import Policy

AT_ONCE = 40
"""A round of so few is planned, and its offers sent, while one waits; the worker does the larger ones."""
RECENT = 10

WHY: dict[str, str | Promise] = {
    NO_COACH: gettext_lazy("No coach has been chosen yet."),
    NOT_NOW: gettext_lazy("Asked not to be asked for a while."),
    OTHERS: gettext_lazy("Every time the two have in common is needed for somebody else, or the coach gives no more."),
    rounds.SETTLED: gettext_lazy("A time has been set or offered meanwhile, or the planned one has been taken."),
    **{str(reason): sentence for reason, sentence in availability.SENTENCES.items()},
}
"""Why somebody has no time in a round."""


@dataclass(frozen=True)
class Rhythm:
    """A rhythm with how many are still without a time, for HR or for one coach."""

    policy: Policy
    title: str
    people: int


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Rhythms in which somebody waits for a time; POST `policy=<key>` (`mine=on`: my own people) plans a round."""
    reader = reader_of(request)
    mine = _rhythms(reader)
    everyone = _rhythms(None) if reader.is_hr else []
    known = Round.objects.visible_to(reader).exclude(state="dropped").select_related("policy").order_by("-pk")[:RECENT]
    if not (reader.is_hr or mine or known or CoachProfile.objects.filter(person=reader).exists()):
        raise Http404
    if request.method == "POST":
        return _ask(request, reader)
    context = {"mine": mine, "everyone": everyone, "known": [(row, _title(row.policy)) for row in known]}
    return render(request, "rounds/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """The plan, and how far its offers have got; POST `deed=send`, `plan` (anew) or `drop`."""
    reader = reader_of(request)
    visible = Round.objects.visible_to(reader).select_related("policy", "coach", "made_by")
    round_ = get_object_or_404(visible, key=key)
    if request.method != "POST":
        return _page(request, round_)
    try:
        return _act(request, round_, reader)
    except Refused as refused:
        return _page(request, round_, refused)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, key: UUID) -> HttpResponse:
    """What HR's round has offered in the reader's name; POST `deed=take_back talk=<key>`, or without
    `talk` all that wait for an answer."""
    reader, now = reader_of(request), now_of(request)
    made = rounds.made_for(reader, key).select_related("round__policy").prefetch_related("conversation__offers")
    if not made:
        raise Http404
    if request.method == "POST":
        return _take_back(request, made, key)
    lines = [MadeForMe(row, TalkLine(row.conversation, reader, now)) for row in made if row.conversation]
    context = {"round": made[0].round, "title": _title(made[0].round.policy), "lines": lines}
    return render(request, "rounds/mine.html", context | {"waiting": sum(line.waits for line in lines)})


def _take_back(request: HttpRequest, made: QuerySet[RoundPlace], key: UUID) -> HttpResponse:
    named = request.POST.get("talk", "")
    chosen = [row for row in made if not named or (row.conversation and str(row.conversation.key) == named)]
    count = rounds.take_back(chosen, by=reader_of(request), now=now_of(request))
    said = ngettext(
        "%(n)d offer is taken back; its times are free.", "%(n)d offers are taken back; their times are free.", count
    )
    messages.success(request, said % {"n": count} if count else _("There was nothing to take back any more."))
    return redirect("round_mine", key)


@dataclass(frozen=True)
class MadeForMe:
    """One offer that HR's round has made in the reader's name, and what has become of it."""

    place: RoundPlace
    line: TalkLine

    @property
    def waits(self) -> bool:
        return self.line.talk.state == "proposed" and not self.line.may_accept

    @property
    def note(self) -> str:
        """The times that wait for an answer, or the one that was taken."""
        return self.line.when or " · ".join(time.label for time in self.line.times)


def _ask(request: HttpRequest, reader: Person) -> HttpResponse:
    policy = get_object_or_404(Policy.objects.visible_to(reader), key=request.POST.get("policy", ""))
    own = bool(request.POST.get("mine")) or not reader.is_hr
    return redirect("round", _asked(policy, reader, reader if own else None, now_of(request)).key)


def _asked(policy: Policy, reader: Person, coach: Person | None, now: datetime) -> Round:
    made = rounds.ask(policy, by=reader, now=now, coach=coach)
    if roundpreview.without_a_time(policy, coach).count() <= AT_ONCE:
        rounds.plan(made, now=now)
    return made


def _act(request: HttpRequest, round_: Round, reader: Person) -> HttpResponse:
    deed, now = request.POST.get("deed", ""), now_of(request)
    if deed == "send":
        rounds.send(round_, by=reader, now=now)
        rounds.send_some(round_, now=now, limit=AT_ONCE)
    elif deed == "plan":
        return redirect("round", _asked(round_.policy, reader, round_.coach, now).key)
    elif deed == "drop":
        rounds.drop(round_, by=reader, now=now)
        messages.success(request, _("The plan is put aside. Nobody has been told of it."))
        return redirect("rounds")
    else:
        raise refuse("deed", deed, _("That cannot be done here."), _("Choose one of the buttons below."))
    return redirect("round", round_.key)


def _page(request: HttpRequest, round_: Round, refused: Refused | None = None) -> HttpResponse:
    done, offers = rounds.progress(round_)
    rows = round_.places.select_related("obligation__person", "coach", "conversation").order_by("start", "pk")
    context = {
        "round": round_,
        "title": _title(round_.policy),
        "done": done,
        "offers": offers,
        "people": round_.places.count(),
        "moving": round_.state in ("asked", "sending"),
        "problem": sentence_of(refused) if refused else "",
        **(_for_the_coach(rows, request) if round_.coach_id else _for_hr(rows, today_of(request))),
    }
    return render(request, "rounds/round.html", context, status=status_of(refused) if refused else 200)


@dataclass(frozen=True)
class Placed:
    """One person of a coach's own round, by the coach's clock."""

    place: RoundPlace
    now: datetime

    @property
    def person(self) -> Person:
        return self.place.obligation.person

    @property
    def note(self) -> str:
        """When, and whether that is after the day to be heard by; or why not."""
        if self.place.start is None or self.place.outcome == "refused":
            return str(WHY.get(self.place.reason, ""))
        assert self.place.coach is not None
        zone = self.place.coach.zone_info
        times = [spoken.moment(start, zone) for start in [self.place.start, *map(parse_instant, self.place.also)]]
        text = times[0]
        if times[1:]:
            text = _("%(time)s, or %(others)s") % {"time": times[0], "others": " · ".join(times[1:])}
        return f"{text} · {_after_due()}" if _is_after(self.place) else text

    @property
    def status(self) -> str:
        return "proposed" if self.place.outcome == "offered" else ""


def _for_the_coach(rows: Iterable[RoundPlace], request: HttpRequest) -> dict[str, Any]:
    lines = [Placed(row, now_of(request)) for row in rows]
    got = [line for line in lines if line.place.start and line.place.outcome != "refused"]
    return {"placed": got, "left": [line for line in lines if line not in got]}


def _for_hr(rows: Iterable[RoundPlace], on: date) -> dict[str, Any]:
    """Counts alone: weeks, coaches with how full they are, reasons."""
    found = list(rows)
    got = [row for row in found if row.start and row.outcome != "refused"]
    weeks = Counter(_monday(row) for row in got)
    reasons = Counter(row.reason for row in found if row not in got)
    return {
        "weeks": [(spoken.day(monday, on), count) for monday, count in sorted(weeks.items())],
        "coaches": _loads(got),
        "reasons": [(WHY.get(reason, reason), count) for reason, count in reasons.most_common()],
        "after_due": sum(_is_after(row) for row in got),
        "placed_count": len(got),
    }


def _loads(got: Iterable[RoundPlace]) -> list[tuple[Person, int, int, int]]:
    """Coaches by name: talks planned in this round, places taken, places there are."""
    planned = Counter(row.coach for row in got if row.coach)
    pairs = places.pairs_of([coach.pk for coach in planned])
    rows = [(coach, count, len(pairs.get(coach.pk, ())), places.capacity(coach)) for coach, count in planned.items()]
    return sorted(rows, key=lambda row: row[0].name)


def _monday(row: RoundPlace) -> date:
    assert row.start is not None
    day = local_date(row.start, row.obligation.person.zone_info)
    return date.fromordinal(day.toordinal() - day.weekday())


def _is_after(row: RoundPlace) -> bool:
    due = end_of_day(row.obligation.due_on, row.obligation.person.zone_info)
    return row.start is not None and row.start >= due


def _after_due() -> str:
    return _("after the day to be heard by")


def _rhythms(coach: Person | None) -> list[Rhythm]:
    """Rhythms with people who wait for a time; one query."""
    offered = Conversation.objects.filter(asked_for=OuterRef("pk"), state="proposed")
    rows = Obligation.objects.filter(state="open", person__is_active=True).exclude(Exists(offered))
    if coach is not None:
        rows = rows.filter(coach=coach).exclude(person=coach)
    counts = dict(rows.values_list("policy").annotate(n=Count("pk")).values_list("policy", "n"))
    found = Policy.objects.filter(pk__in=counts).prefetch_related("versions")
    rhythms = [Rhythm(policy, _title(policy), counts[policy.pk]) for policy in found]
    return sorted(rhythms, key=lambda rhythm: rhythm.title)


def _title(policy: Policy) -> str:
    return shown(policy).title(get_language() or "en")


urlpatterns = [
    path("rounds/", index, name="rounds"),
    path("rounds/<uuid:key>/", show, name="round"),
    path("rounds/<uuid:key>/mine/", mine, name="round_mine"),
]
