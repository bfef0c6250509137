"""`/rhythms/<key>/mine/`: a member's own part in a rhythm: join or leave it, ask to be spared for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.lib.refusal import Refused
from leadership.obligations import exemptions, joining, wishes
from leadership.obligations.models import Exemption, Obligation, OptIn, Wish
from leadership.web import cards
from leadership.web.hr import add_refusals, say_refusals
from leadership.web.person_form import DAY
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.rhythmpages import sentence_of, shown
from leadership.web.telling import status_of
from policies.models import Policy
from policies.naming import labels

ABOUT_HALF_A_YEAR = timedelta(days=182)


class AskForm(forms.Form):
    """From and to, and one of five words; nothing in one's own words, so that nobody writes what HR must not keep."""

    start = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs=DAY), help_text=gettext_lazy("Twelve months at most.")
    )
    reason = forms.ChoiceField(label=gettext_lazy("Because of"), choices=Exemption.Reason.choices)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, key: str) -> HttpResponse:
    """The page; POST `deed=join`, `leave`, `more`, `enough`, `exempt` or `withdraw`. 404 for a rhythm not in force."""
    policy = get_object_or_404(Policy.objects.visible_to(reader_of(request)).adopted(), key=key)
    form = AskForm(initial={"start": today_of(request), "end": today_of(request) + ABOUT_HALF_A_YEAR})
    status = 200
    if request.method == "POST":
        if request.POST.get("deed") == "exempt":
            form = AskForm(request.POST)
        refused = _done(request, policy, form)
        if refused is None and not form.errors:
            return redirect("my_rhythm", policy.key)
        status = status_of(refused) if refused else 422
    return render(request, "my_rhythm/index.html", _context(request, policy, form), status=status)


def _done(request: HttpRequest, policy: Policy, form: AskForm) -> Refused | None:
    """Does what was pressed and tells it on the next page; why not, when it cannot be done."""
    deed = DEEDS.get(request.POST.get("deed", ""))
    try:
        said = deed(request, policy, form) if deed else _("Nothing was changed.")
    except Refused as refused:
        if form.is_bound:
            add_refusals(form, refused)
        else:
            say_refusals(request, refused)
        return refused
    if said:
        messages.success(request, said)
    return None


def _join(request: HttpRequest, policy: Policy, form: AskForm) -> str:
    joining.join(reader_of(request), policy, now=now_of(request))
    return _("This rhythm is yours from today. You can leave it any day.")


def _leave(request: HttpRequest, policy: Policy, form: AskForm) -> str:
    joining.leave(reader_of(request), policy, now=now_of(request))
    return _("You have left this rhythm. What has been agreed stays in your calendars.")


def _more(request: HttpRequest, policy: Policy, form: AskForm) -> str:
    wishes.wish(reader_of(request), policy, request.POST.get("often", ""), now=now_of(request))
    return _("From today you are asked more often. The extra talks are yours alone; nobody counts them.")


def _enough(request: HttpRequest, policy: Policy, form: AskForm) -> str:
    wishes.enough(reader_of(request), policy, now=now_of(request))
    return _("Back to what the rhythm promises everyone.")


def _ask(request: HttpRequest, policy: Policy, form: AskForm) -> str:
    if not form.is_valid():
        return ""
    exemptions.ask(person=reader_of(request), policy=policy, now=now_of(request), **form.cleaned_data)
    return _("HR has been asked. Until they answer, everything stays as it is.")


def _withdraw(request: HttpRequest, policy: Policy, form: AskForm) -> str:
    asked = Exemption.objects.filter(person=reader_of(request), policy=policy)
    exemption = get_object_or_404(asked, key=_key(request.POST.get("exemption", "")))
    exemptions.withdraw(exemption, by=reader_of(request), now=now_of(request))
    return _("Taken back.")


DEEDS: dict[str, Callable[[HttpRequest, Policy, AskForm], str]] = {
    "join": _join,
    "more": _more,
    "enough": _enough,
    "leave": _leave,
    "exempt": _ask,
    "withdraw": _withdraw,
}


def _context(request: HttpRequest, policy: Policy, form: AskForm) -> dict[str, object]:
    reader, on = reader_of(request), today_of(request)
    version = shown(policy)
    terms = version.read()
    owed = Obligation.objects.of(reader).filter(policy=policy).live().order_by("due_on")  # type: ignore[attr-defined]
    rows = list(cards.with_everything(owed)[:2])
    return {
        "policy": policy,
        "version": version,
        "sentence": sentence_of(terms, labels(terms)),
        "terms": terms,
        "cards": cards.cards_of(rows, reader, on=on, now=now_of(request)),
        "wish": Wish.objects.filter(person=reader, policy=policy).first(),
        "often": [(value, Wish.Often(value).label) for value in reversed(wishes.choices(terms))],
        "joined": OptIn.objects.filter(person=reader, policy=policy).first(),
        "asked": Exemption.objects.filter(person=reader, policy=policy, end__gte=on).order_by("start"),
        "form": form,
    }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("rhythms/<slug:key>/mine/", mine, name="my_rhythm")]
