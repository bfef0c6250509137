"""Ask for a talk: no rhythm needed. What kind, with whom, when; or note one that has been, up to thirty days back."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.conversations import booking, holding, lengths, numbers
from leadership.conversations.apart import apart_from
from leadership.conversations.lengths import COMFORTABLE
from leadership.conversations.models import Conversation
from leadership.lib.instants import at_local
from leadership.lib.refusal import Refused, refuse
from leadership.people.models import CoachProfile, Person
from leadership.web import limits, picker
from leadership.web.booking import ConfirmForm, confirm_page, picker_page
from leadership.web.coach_choice import FILTERS, named_coach, where
from leadership.web.picker import Meeting
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.talklines import type_title
from leadership.web.telling import sentence_of, status_of
from policies.models import ConversationType

SHOWN = 24


@require_http_methods(["GET", "HEAD"])
def ask(request: HttpRequest) -> HttpResponse:
    """What kinds of talk there are, each with its purpose; then, with `?type=`, the people who could listen."""
    kind = ConversationType.objects.filter(key=request.GET.get("type", "")).first()
    asked = {name: request.GET.get(name, "").strip()[:100] for name in FILTERS}
    if any(asked.values()) and limits.too_many(request, "search"):
        return render(request, "429.html", status=429)
    context = {
        "kinds": [] if kind else [(row, type_title(row), purpose_of(row)) for row in ConversationType.objects.all()],
        "kind": kind,
        "kind_title": type_title(kind) if kind else "",
        "listeners": _listeners(reader_of(request), asked) if kind else [],
        "asked": asked,
        "searched": any(asked.values()),
    }
    return render(request, "talk/index.html", context)


def _listeners(reader: Person, asked: dict[str, str]) -> list[tuple[Person, str, list[str]]]:
    """Whom the reader may ask: open coaches and the own leader first; with a name, any colleague."""
    people = _others(reader)
    open_door = Q(coach_profile__accepting=True) | Q(pk=reader.manager_id)
    for word in asked["words"].split():
        people = people.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    if not asked["words"]:
        people = people.filter(open_door)
    if asked["language"]:
        people = people.filter(Q(coach_profile__languages__icontains=asked["language"]) | Q(language=asked["language"]))
    if asked["location"]:
        people = people.filter(location__icontains=asked["location"])
    if asked["topic"]:
        people = people.filter(
            Q(coach_profile__topics__icontains=asked["topic"]) | Q(coach_profile__bio__icontains=asked["topic"])
        )
    found = people.select_related("unit", "coach_profile").order_by("given_name", "family_name")[:SHOWN]
    return [(person, where(person), _what_speaks(person, reader)) for person in found]


def _what_speaks(person: Person, reader: Person) -> list[str]:
    profile: CoachProfile | None = getattr(person, "coach_profile", None)
    said = {
        _("Leads your team"): person.pk == reader.manager_id,
        _("Certified coach"): profile is not None and profile.certified,
        _("Speaks your language"): person.language == reader.language,
        _("At the same place as you"): bool(person.location) and person.location == reader.location,
    }
    topics = [_("Topics: %(topics)s") % {"topics": profile.topics}] if profile and profile.topics else []
    return [text for text, is_so in said.items() if is_so] + topics


@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, kind: str, coach: UUID) -> HttpResponse:
    """The booker for a talk of this kind with this colleague; POST `deed=book start=` books it."""
    meeting, type_ = asked_for(request, kind, coach)
    if request.POST.get("deed") == "book":
        return _book(request, meeting, type_)
    start = request.GET.get("start") or request.POST.get("start")
    return confirm_page(request, meeting, start) if start else picker_page(request, meeting)


def asked_for(request: HttpRequest, kind: str, coach: UUID) -> tuple[Meeting, ConversationType]:
    """The talk of this kind with this colleague that the reader asks for; 404 where there is none."""
    type_ = get_object_or_404(ConversationType, key=kind)
    return _meeting(request, type_, _colleague(request, coach)), type_


@require_http_methods(["GET", "HEAD", "POST"])
def past(request: HttpRequest) -> HttpResponse:
    """A talk that nobody booked: noted afterwards by one of the two, for the other to see."""
    form = PastForm(request.POST or None, reader=reader_of(request), today=today_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            talk = _logged(request, form)
        except Refused as refused:
            form.add_error(None, sentence_of(refused))
            return render(request, "talk/past.html", {"form": form}, status=status_of(refused))
        messages.success(request, _("Thank you. It is noted that you talked, not what about."))
        return redirect("conversation", talk.key)
    return render(request, "talk/past.html", {"form": form}, status=400 if form.errors else 200)


class PastForm(forms.Form):
    """When, with whom and what kind; nothing about what was said."""

    coach = forms.ChoiceField(label=gettext_lazy("With whom"))
    type = forms.ModelChoiceField(
        ConversationType.objects.all(), label=gettext_lazy("What kind of talk"), empty_label=None, to_field_name="key"
    )
    day = forms.DateField(label=gettext_lazy("Which day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label=gettext_lazy("About when"), widget=forms.TimeInput(attrs={"type": "time"}), initial=time(10)
    )
    minutes = forms.TypedChoiceField(label=gettext_lazy("About how long"), coerce=int, initial=COMFORTABLE)

    def __init__(self, *args: object, reader: Person, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        people = Person.objects.visible_to(reader).filter(is_active=True).exclude(pk=reader.pk)
        chosen: forms.ChoiceField = self.fields["coach"]  # type: ignore[assignment]
        chosen.choices = [(str(person.key), person.name) for person in likely_first(people, reader)]
        minutes: forms.TypedChoiceField = self.fields["minutes"]  # type: ignore[assignment]
        minutes.choices = [(length, _("%(n)d minutes") % {"n": length}) for length in numbers.LENGTHS]
        kind: forms.ModelChoiceField = self.fields["type"]  # type: ignore[type-arg, assignment]
        kind.label_from_instance = type_title  # type: ignore[method-assign, assignment]
        oldest = today - timedelta(days=numbers.LOGGED_BACK_DAYS)
        self.fields["day"].widget.attrs |= {"min": oldest.isoformat(), "max": today.isoformat()}

    def clean_day(self) -> date:
        """The day, when it is neither to come nor more than thirty days ago."""
        day: date = self.cleaned_data["day"]
        if not self.today - timedelta(days=numbers.LOGGED_BACK_DAYS) <= day <= self.today:
            raise forms.ValidationError(_("Choose a day of the last %(n)d days.") % {"n": numbers.LOGGED_BACK_DAYS})
        return day


def purpose_of(kind: ConversationType) -> str:
    """What the kind is for, in the reader's language."""
    return kind.words("purpose", get_language() or "en")


def likely_first(people: object, reader: Person) -> list[Person]:
    """The people, those who are coaches and the reader's own leader before everybody else."""
    coaches = set(CoachProfile.objects.values_list("person_id", flat=True)) | {reader.manager_id}
    return sorted(people, key=lambda person: person.pk not in coaches)  # type: ignore[call-overload, no-any-return]


def _colleague(request: HttpRequest, key: UUID) -> Person:
    reader = reader_of(request)
    people = _others(reader)
    found: Person = get_object_or_404(people.select_related("coach_profile", "door"), key=key)
    return found


def _others(reader: Person) -> QuerySet[Person]:
    """Colleagues with whom the reader may be brought together."""
    people: QuerySet[Person] = Person.objects.visible_to(reader).filter(is_active=True)
    return people.exclude(pk__in={reader.pk, *apart_from(reader.pk)})


def _meeting(request: HttpRequest, kind: ConversationType, coach: Person) -> Meeting:
    reader = reader_of(request)
    known = lengths.offered(kind.min_minutes, coach)
    asked = request.POST.get("minutes") or request.GET.get("minutes") or ""
    usual = COMFORTABLE if COMFORTABLE in known else known[0]
    url = reverse("talk_times", args=[kind.key, coach.key])
    offer_url = reverse("talk_offer", args=[kind.key, coach.key])
    minutes = picker.read_minutes(asked, known, usual)
    return Meeting(reader, reader, coach, type_title(kind), minutes, url, known, offer_url=offer_url)


def _book(request: HttpRequest, meeting: Meeting, kind: ConversationType) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return confirm_page(request, meeting, request.POST.get("start", ""), form)
    try:
        talk = _booked(meeting, kind, form, picker.read_start(request.POST.get("start", "")), now_of(request))
    except Refused as refused:
        return picker_page(request, meeting, refused)
    messages.success(request, _("It is set. Both of you get an invitation for the calendar."))
    return redirect("conversation", talk.key)


def _booked(
    meeting: Meeting, kind: ConversationType, form: ConfirmForm, start: datetime, now: datetime
) -> Conversation:
    return booking.book(
        member=meeting.member,
        coach=meeting.coach,
        start=start,
        minutes=meeting.minutes,
        type=kind,
        by=meeting.reader,
        now=now,
        topic=form.cleaned_data["topic"],
        mode=form.cleaned_data["mode"] or booking.usual_mode(meeting.member, meeting.coach),
    )


def _logged(request: HttpRequest, form: PastForm) -> Conversation:
    reader, said = reader_of(request), form.cleaned_data
    start = at_local(said["day"], said["at"], reader.zone_info)
    if start > now_of(request):
        raise refuse("at", said["at"], _("This time has not come yet."), _("Pick a time for a talk to come instead."))
    return holding.log_past(
        member=reader,
        coach=named_coach(said["coach"], reader),
        start=start,
        minutes=said["minutes"],
        type=said["type"],
        by=reader,
        now=now_of(request),
    )


urlpatterns = [
    path("talk/", ask, name="talk"),
    path("talk/past/", past, name="talk_past"),
    path("talk/<slug:kind>/<uuid:coach>/", times, name="talk_times"),
]
