"""`/people/organisation/`: the organisation's own settings: its name and calendar, quiet hours, the rhythm steward."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.lib.refusal import Refused
from leadership.people import organisation
from leadership.people.importing import rows, words
from leadership.people.models import Organisation, Person
from leadership.web import spoken
from leadership.web.hr import hr_of, kept
from leadership.web.reader import now_of, today_of
from policies.organisation import fiscal_turn

CLOCK = {"type": "time"}


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everything about the organisation that holds for all rhythms; the steward by e-mail address or employee id."""

    zone = rows.Zone(label=gettext_lazy("Time zone"), help_text=gettext_lazy("Such as Europe/Stockholm."))
    country = forms.CharField(
        label=gettext_lazy("Calendar: country"), max_length=40, help_text=gettext_lazy("Such as SE.")
    )
    rhythm_steward = forms.CharField(
        label=gettext_lazy("Rhythm steward"), required=False,
        help_text=gettext_lazy("E-mail address or employee id. Hears last when nobody else does; empty: HR."),
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields = (
            "name", "language", "zone", "country", "subdiv", "fiscal_start_month", "fiscal_start_day", "quiet_from",
            "quiet_until", "n_min", "rhythm_steward", "consultation_days", "voices_without_name",
        )  # fmt: skip
        widgets = {
            "quiet_from": forms.TimeInput(attrs=CLOCK, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs=CLOCK, format="%H:%M"),
        }
        help_texts = {
            "quiet_from": gettext_lazy("By the clock of whoever gets the letter."),
            "n_min": gettext_lazy("Figures about fewer people are not shown."),
            "fiscal_start_month": gettext_lazy("Another start takes effect with the next fiscal year."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steward = self.instance.rhythm_steward
        self.initial["rhythm_steward"] = (steward.email or steward.employee_id) if steward else ""
        self.initial["zone"] = str(self.instance.zone)

    def clean_country(self) -> str:
        return words.country(self.cleaned_data["country"])

    def clean_rhythm_steward(self) -> Person | None:
        named = self.cleaned_data["rhythm_steward"].strip()
        try:
            return Person.objects.named(named) if named else None
        except Refused as refused:
            raise forms.ValidationError([refusal.message for refusal in refused.refusals]) from refused


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The settings as a form. For HR alone; to everybody else the page does not exist."""
    reader, now = hr_of(request), now_of(request)
    form = OrganisationForm(request.POST or None, instance=Organisation.current())
    if request.method == "POST" and kept(request, form, _change(reader, now), _("Kept.")):
        return redirect("organisation")
    context = {"form": form, "fiscal_note": _fiscal_note(today_of(request))}
    return render(request, "organisation/index.html", context, status=422 if form.errors else 200)


def _fiscal_note(on: date) -> str:
    """From when a moved fiscal year holds, while that is ahead (docs/reference/cadence.md R5)."""
    turn = fiscal_turn(on)
    if turn is None:
        return ""
    days = {"until": spoken.day(turn.runs_until, on), "holds": spoken.day(turn.holds_from, on)}
    if turn.short_until is None:
        return _("The fiscal year that runs ends on %(until)s as before; the new start holds from %(holds)s.") % days
    return (
        _(
            "The fiscal year that runs ends on %(until)s as before. A short one follows, and the new start holds from "
            "%(holds)s. No cycle that is open changes its day."
        )
        % days
    )


def _change(reader: Person, now: datetime) -> Any:
    return lambda said: organisation.change(now=now, by=reader, **said)


urlpatterns = [path("people/organisation/", index, name="organisation")]
