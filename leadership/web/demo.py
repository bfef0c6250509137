"""The demonstration's own pages: who to be, what the clock shows. They do not exist in production (404)."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leadership.people import clock
from leadership.people.models import Person
from leadership.web.reader import now_of

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
CAST = {
    "bjorn@example.org": gettext_lazy("Engineer in Helsinki. Astrid leads him."),
    "camilla@example.org": gettext_lazy("Engineer in Stockholm. Astrid leads her."),
    "astrid@example.org": gettext_lazy("Leads Björn and Camilla, and is a certified coach."),
    "erik@example.org": gettext_lazy("Leads another unit, is a certified coach, reads English."),
    "freja@example.org": gettext_lazy("Leads everyone, from New York."),
    "david@example.org": gettext_lazy("HR: rhythms, people, delivery."),
}
SAID_BY_BROWSERS = ("Origin", "Referer", "Sec-Fetch-Site")
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}

View = Callable[..., HttpResponseBase]


def demo_only(view: View) -> View:
    """A page of the demonstration: open to everyone there, unknown in production."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@csrf_exempt
@demo_only
@require_http_methods(["GET", "HEAD", "POST"])
def entrance(request: HttpRequest) -> HttpResponseBase:
    """One click per person; POST `person=<email>` signs in, `deed=advance` moves the clock.

    Programs may post without a token. Browsers say where a form came from, and theirs is checked as everywhere.
    """
    refused = _refused_as_forged(request)
    if refused is not None:
        return refused
    if request.POST.get("deed") == "advance":
        return _advance(request, request.POST.get("step", ""))
    if request.method == "POST":
        return _sign_in(request, request.POST.get("person", ""))
    return _page(request)


def _refused_as_forged(request: HttpRequest) -> HttpResponseBase | None:
    if not any(name in request.headers for name in SAID_BY_BROWSERS):
        return None
    guard = CsrfViewMiddleware(lambda _: HttpResponse())
    guard.process_request(request)
    return guard.process_view(request, _page, (), {})


def _sign_in(request: HttpRequest, email: str) -> HttpResponse:
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).exclude(email="").first()
    if person is None:
        return _page(
            request, problem=_("Nobody here has the address “%(email)s”. Choose one below.") % {"email": email}
        )
    login(request, person, backend=SIGN_IN)
    return redirect("/")


def _advance(request: HttpRequest, step: str) -> HttpResponse:
    if step not in STEPS:
        return _page(request, problem=_("The clock moves by an hour, a day, a week or a month."))
    clock.advance(STEPS[step])
    return redirect("demo")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    people = list(Person.objects.filter(is_active=True).exclude(email="").select_related("unit"))
    known = {person.email: person for person in people}
    context = {
        "cast": [(known[email], note) for email, note in CAST.items() if email in known],
        "others": [person for person in people if person.email not in CAST],
        "now": now_of(request),
        "problem": problem,
    }
    return render(request, "demo/entrance.html", context, status=400 if problem else 200)


urlpatterns = [path("demo/", entrance, name="demo")]
