"""`/people/exemptions/`: who has asked to be spared, who is, and how much that is of each rhythm. For HR alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadership.insights import exempt
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused
from leadership.obligations import exemptions
from leadership.obligations.models import Exemption
from leadership.people.models import Person
from leadership.web.hr import hr_of, kept, say_refusals
from leadership.web.person_form import DAY
from leadership.web.reader import now_of, today_of
from policies.models import Policy

SHOWN = 100


class EnterForm(forms.Form):
    """An exemption that HR enters and thereby agrees to."""

    person = forms.CharField(label=gettext_lazy("Whom"), help_text=gettext_lazy("E-mail address or employee id."))
    policy = forms.ModelChoiceField(
        Policy.objects.none(), label=gettext_lazy("Which rhythm"), to_field_name="key", empty_label=None
    )
    start = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=DAY))
    end = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Twelve months at most."),
    )  # fmt: skip
    reason = forms.ChoiceField(label=gettext_lazy("Because of"), choices=Exemption.Reason.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.ModelChoiceField = self.fields["policy"]  # type: ignore[type-arg, assignment]
        field.queryset = Policy.objects.adopted().prefetch_related("versions")
        field.label_from_instance = _title_of  # type: ignore[method-assign, assignment]


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The three lists; POST `deed=approve`, `decline` or `end` with `exemption`, or `enter` with the form."""
    reader, form = hr_of(request), EnterForm()
    if request.method == "POST":
        if request.POST.get("deed") == "enter":
            form = EnterForm(request.POST)
            done = kept(request, form, lambda said: _enter(request, reader, said), _("Noted, and agreed to."))
        else:
            done = _answer(request, reader)
        if done:
            return redirect("exemptions")
    on = today_of(request)
    living = Exemption.objects.visible_to(reader).select_related("person", "policy", "requested_by", "approved_by")
    rates, as_of = exempt.by_rhythm(on=on, language=get_language() or "en")
    context = {
        "waiting": [_row(one) for one in living.waiting().order_by("requested_at")[:SHOWN]],
        "running": [_row(one) for one in living.granted().filter(end__gte=on).order_by("end")[:SHOWN]],
        "rates": rates,
        "as_of": as_of,
        "form": form,
    }
    return render(request, "exempt/index.html", context, status=422 if form.errors else 200)


def _row(one: Exemption) -> tuple[Exemption, str]:
    return one, _title_of(one.policy)


def _title_of(policy: Policy) -> str:
    return policy.latest().title(get_language() or "en")


def _enter(request: HttpRequest, reader: Person, said: dict[str, Any]) -> Exemption:
    person = Person.objects.named(said.pop("person"))
    return exemptions.grant(person=person, by=reader, now=now_of(request), **said)


def _answer(request: HttpRequest, reader: Person) -> bool:
    """Says yes or no to one that waits, or ends one that runs; True also when it could not be done, and says why."""
    one = get_object_or_404(Exemption.objects.visible_to(reader), key=_key(request.POST.get("exemption", "")))
    now, name = now_of(request), {"name": one.person.given_name}
    try:
        match request.POST.get("deed", ""):
            case "approve":
                exemptions.approve(one, by=reader, now=now)
                messages.success(request, _("Agreed. The rhythm asks nothing of %(name)s on those days.") % name)
            case "decline":
                exemptions.decline(one, by=reader, now=now)
                messages.success(request, _("Noted. %(name)s can read your answer on the page of the rhythm.") % name)
            case "end":
                exemptions.end(one, last_day=local_date(now, one.person.zone_info), by=reader, now=now)
                messages.success(request, _("It ends today. Dates that come back leave time to be heard."))
    except Refused as refused:
        say_refusals(request, refused)
    return True


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [path("people/exemptions/", index, name="exemptions")]
