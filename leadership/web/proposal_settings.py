"""How the organisation talks over its rhythms: for how long, and whether a voice may be given without a name."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from leadership.lib.refusal import Refused
from leadership.people import organisation
from leadership.people.models import Organisation
from leadership.web.reader import now_of
from leadership.web.rhythmpages import hr_of


class SettingsForm(forms.Form):
    """Two settings of the organisation."""

    consultation_days = forms.IntegerField(
        min_value=5, max_value=90, label=gettext_lazy("Working days a proposal is open"),
        help_text=gettext_lazy("Five at least; it can be set anew for each proposal."),
    )  # fmt: skip
    voices_without_name = forms.BooleanField(
        required=False, label=gettext_lazy("Voices may be given without a name"),
        help_text=gettext_lazy("Only where enough people are asked that nobody stands out."),
    )  # fmt: skip

    @classmethod
    def of_now(cls) -> SettingsForm:
        """As it is set now."""
        now = Organisation.current()
        return cls(initial={name: getattr(now, name) for name in ("consultation_days", "voices_without_name")})


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """HR sets it."""
    reader = hr_of(request)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return render(request, "proposals/settings.html", {"settings": form}, status=422)
    try:
        organisation.change(now=now_of(request), by=reader, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, " ".join(str(one.message) for one in refused.refusals))
        return render(request, "proposals/settings.html", {"settings": form}, status=422)
    messages.success(request, _("It is set."))
    return redirect("proposals")
