"""Links in letters: one person, one deed, no sign-in. GET and HEAD show and change nothing; POST acts, and acting
twice is acting once. An unknown link is a kind 404, one that has had its day a kind 410.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leadership.accounts import links
from leadership.accounts.models import ActionLink
from leadership.conversations import choosing, replies
from leadership.conversations.models import Conversation
from leadership.lib.refusal import Refused
from leadership.lib.tokens import token_hash
from leadership.web import cards, conversation, limits, spoken, talklines
from leadership.web.coach_choice import with_times
from leadership.web.errands import Errand
from leadership.web.pulse import form_of
from leadership.web.reader import now_of
from leadership.web.telling import sentence_of, status_of


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link. The token is the credential, so no cookie is asked for; the page speaks its person's
    language and shows that person's clock, whoever else may be signed in."""
    link = links.find(token, now_of(request))
    if link is None:
        return _gone(request, token)
    with translation.override(link.person.page_language), timezone.override(link.person.zone_info):
        return _answer(request, Errand(link, now_of(request)))


def _answer(request: HttpRequest, errand: Errand) -> HttpResponse:
    if errand.is_gone:
        return render(request, "actions/gone.html", status=410)
    if request.method != "POST":
        return _page(request, errand)
    try:
        done = errand.act(request.POST)
    except Refused as refused:
        return _page(request, Errand(errand.link, errand.now), refused=refused)
    after = Errand(errand.link, errand.now)
    if after.is_gone:
        return render(request, "actions/done.html", {"done": done, "person": errand.person})
    return _page(request, after, done=done, want="time" if request.POST.get("deed") == "choose" else "")


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """410 for a link that was one of ours, 404 for anything else; guessing is slowed down."""
    if limits.too_many(request, "link"):
        return render(request, "429.html", status=429)
    known = ActionLink.objects.filter(token_hash=token_hash(token)).exists()
    return render(request, "actions/gone.html", status=410 if known else 404)


def _page(
    request: HttpRequest, errand: Errand, *, refused: Refused | None = None, done: str = "", want: str = ""
) -> HttpResponse:
    want = want or request.GET.get("want", "")
    context = {
        "errand": errand,
        "person": errand.person,
        "done": done,
        "problem": sentence_of(refused) if refused else "",
        "want": want,
        "page_url": _page_url(errand),
        **_questions(errand),
        **(_about_obligation(request, errand, want) if errand.obligation else _about_talk(errand)),
    }
    return render(request, "actions/index.html", context, status=status_of(refused) if refused else 200)


def _about_obligation(request: HttpRequest, errand: Errand, want: str) -> dict[str, Any]:
    obligation, talk = errand.obligation, errand.talk
    assert obligation is not None
    on = errand.now.astimezone(errand.person.zone_info).date()
    shown: dict[str, Any] = {
        "title": cards.title_of(obligation),
        "obligation": obligation,
        "talk": talk,
        "due": _("To be heard by %(day)s") % {"day": spoken.day(obligation.due_on, on)},
        "when": talklines.when(talk, errand.person, errand.now) if talk else "",
        "today": on,
    }
    if obligation.state != "open" or not errand.is_member:
        return shown
    return shown | _ways_on(request, errand, want)


def _ways_on(request: HttpRequest, errand: Errand, want: str) -> dict[str, Any]:
    """What the member can press: times with the coach there is, else coaches."""
    obligation = errand.obligation
    assert obligation is not None
    asks_for_coach = obligation.coach_id is None or want == "coach"
    if errand.purpose in ("choose", "help") and asks_for_coach and (errand.purpose == "choose" or want):
        found = choosing.suggestions(obligation, now=errand.now)
        return {"candidates": with_times(obligation, found, now=errand.now)}
    if errand.purpose == "book" and errand.about.start:
        return {
            "one_time": spoken.moment(errand.about.start, errand.person.zone_info),
            "times": _fresh(request, errand),
        }
    minutes = errand.shortest if want == "short" else errand.minutes
    wanted = errand.purpose in ("choose", "book") or want in ("time", "short")
    return {"minutes": minutes, "times": errand.times(minutes) if wanted else []}


def _fresh(request: HttpRequest, errand: Errand) -> Any:
    """Other times, once the one in the letter has turned out to be taken."""
    return errand.times(errand.minutes) if request.method == "POST" else []


def _questions(errand: Errand) -> dict[str, Any]:
    """What the talk was like is asked once there is nothing more to say on whether it was."""
    if not errand.opens or _waits_for_word(errand):
        return {}
    return form_of(errand.opens, errand.organisation)


def _waits_for_word(errand: Errand) -> bool:
    talk = errand.talk
    return talk is not None and conversation.open_deeds(talk, errand.person, errand.now)["held"]


def _about_talk(errand: Errand) -> dict[str, Any]:
    talk = errand.talk
    assert talk is not None
    start = errand.about.start
    return {
        "title": talklines.type_title(talk.type),
        "talk": talk,
        "other": talk.other(errand.person),
        "can": conversation.open_deeds(talk, errand.person, errand.now),
        "when": talklines.when(talk, errand.person, errand.now),
        "one_time": _one_time(errand, talk, start) if start and talk.state == "proposed" else "",
        **_other_time(errand, start),
        "times": talklines.offered_times(talk, errand.person, errand.now) if talk.state == "proposed" else [],
    }


def _one_time(errand: Errand, talk: Conversation, start: datetime) -> str:
    """The time the link stands for, and where that would be."""
    places = [talklines.place_of(talk, time) for time in talk.offers.all() if time.start == start]
    said = (spoken.moment(start, errand.person.zone_info), *places)
    return " · ".join(part for part in said if part)


def _other_time(errand: Errand, start: datetime | None) -> dict[str, Any]:
    """What a link to move the talk offers: its time, and to keep the old one where the other asked for it."""
    talk = errand.talk
    ahead = talk is not None and talk.state == "booked" and talk.start is not None and talk.start > errand.now
    if talk is None or not ahead or errand.purpose not in ("move", "keep_time"):
        return {}
    to = spoken.moment(start, errand.person.zone_info) if start and start != talk.start else ""
    return {"move_to": to, "asked_for": replies.wish(talk, errand.person, now=errand.now) is not None}


def _page_url(errand: Errand) -> str:
    """The same thing for those who sign in."""
    if errand.about.kind == "conversation":
        return reverse("conversation", args=[errand.about.key])
    if not errand.is_member:
        return reverse("offer", args=[errand.about.key])
    return reverse("booking", args=[errand.about.key])


urlpatterns = [path("a/<str:token>/", follow, name="action")]
