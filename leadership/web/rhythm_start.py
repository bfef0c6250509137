"""`/rhythms/start/`: five questions, and one place to begin with a unit to try it in. Nothing of it is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from leadership.insights import pilot
from leadership.people.models import Organisation
from leadership.web.reader import reader_of
from leadership.web.rhythmpages import organisation_day, sentence_of, shown
from leadership.web.rhythmtemplates import Template, template_of
from policies import maturity
from policies.maturity import Recommendation
from policies.models import Policy


class MaturityForm(forms.Form):
    """The five questions as radio buttons, in the reader's language."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for question in maturity.QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                label=gettext(question.text),
                choices=[(key, gettext(text)) for key, text in question.answers],
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Choose the answer that comes nearest.")},
            )


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The questions; with all five answered in the address, the recommendation above them."""
    asked = any(question.key in request.GET for question in maturity.QUESTIONS)
    form = MaturityForm(request.GET if asked else None)
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        found = maturity.recommend(form.cleaned_data)
        context |= _recommended(request, found)
    return render(request, "rhythms/start.html", context, status=422 if asked and not form.is_valid() else 200)


def _recommended(request: HttpRequest, found: Recommendation) -> dict[str, Any]:
    template: Template = template_of(found.template, organisation_day(request))
    reader = reader_of(request)
    keys = [terms["key"] for terms in template.terms]
    there = Policy.objects.visible_to(reader).exclude(state=Policy.State.RETIRED).filter(key__in=keys)
    return {
        "there": [shown(policy) for policy in there.prefetch_related("versions")],
        "found": found,
        "because": gettext(found.because),
        "template": template,
        "sentences": [sentence_of(terms, {}) for terms in template.read()],
        "pilot": pilot.unit(on=organisation_day(request)),
        "may_begin": reader.is_hr,
        "organisation": Organisation.current(),
    }
