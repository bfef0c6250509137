"""Anyone may propose a rhythm: a few plain questions make a draft, which HR takes up or puts aside with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadership.consultations import suggesting
from leadership.consultations.models import Suggestion
from leadership.lib.refusal import Refused
from leadership.people.models import Person
from leadership.web import origins
from leadership.web.reader import now_of, reader_of
from leadership.web.rhythmpages import hr_of, organisation_day
from policies.cadence import add_months

PERIODS = [
    ("week", gettext_lazy("each week")), ("month", gettext_lazy("each month")),
    ("quarter", gettext_lazy("each quarter")), ("half_year", gettext_lazy("each half-year")),
    ("year", gettext_lazy("each year")),
]  # fmt: skip
WHOM = [
    ("certified", gettext_lazy("a coach they choose")), ("own_manager", gettext_lazy("their manager")),
    ("other_unit", gettext_lazy("a colleague in another unit")), ("peer", gettext_lazy("a colleague")),
]  # fmt: skip
ROWS = {"rows": 3}
LONGEST = 1000


class SuggestionForm(forms.Form):
    """For whom, how often, with whom; then what it is good for."""

    title = forms.CharField(max_length=120, label=gettext_lazy("What shall it be called?"))
    who = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("For whom?"))
    period = forms.ChoiceField(choices=PERIODS, initial="month", label=gettext_lazy("How often, at least?"))
    whom = forms.ChoiceField(choices=WHOM, widget=forms.RadioSelect, label=gettext_lazy("With whom?"))
    purpose = forms.CharField(
        max_length=280, widget=forms.Textarea(attrs=ROWS), label=gettext_lazy("What is it good for?"),
        help_text=gettext_lazy("What people get out of it, in at most 280 characters."),
    )  # fmt: skip
    context = forms.CharField(
        max_length=LONGEST, widget=forms.Textarea(attrs=ROWS), label=gettext_lazy("When does it belong, and when not?")
    )

    def __init__(self, person: Person, data: Any = None, *, said: str = "") -> None:
        super().__init__(data, initial={"who": "unit" if person.unit else "all", "whom": "certified", "context": said})
        unit = [("unit", _("everyone in %(unit)s") % {"unit": person.unit.name})] if person.unit else []
        self.fields["who"].choices = [*unit, ("all", _("everyone"))]  # type: ignore[attr-defined]
        self.unit = str(person.unit.key) if person.unit else ""

    def terms(self, *, review_on: str) -> dict[str, Any]:
        """The draft in the policy language; voluntary, because what people wish for is offered before it is asked."""
        said, language = self.cleaned_data, get_language() or "en"
        texts = {name: {"en": said[name], language: said[name]} for name in ("title", "purpose", "context")}
        audience = {"include": [{"units": [self.unit]}]} if said["who"] == "unit" else {}
        return {
            "key": suggesting.key_for(said["title"]),
            **texts,
            "audience": audience,
            "types": ["peer" if said["whom"] in ("peer", "other_unit") else "one_on_one"],
            "cadence": {"per_period": {"period": said["period"], "count": 1}},
            "binding": "voluntary",
            "initiative": "either",
            "coach": {"choice": "member", "eligible": [said["whom"]]},
            "metrics": [{"metric": "support", "kind": "dialogue"}],
            "review_on": review_on,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Suggest a rhythm: it becomes a draft with HR as its reviewer. `?about=RHYTHM&metric=QUESTION` begins with what
    teams said about it."""
    reader = reader_of(request)
    if request.method != "POST":
        return _begun(request, reader)
    form, began = SuggestionForm(reader, request.POST), origins.asked(request)
    if form.is_valid():
        review_on = add_months(organisation_day(request), 12).isoformat()
        try:
            terms = form.terms(review_on=review_on)
            suggestion = suggesting.suggest(terms, by=reader, now=now_of(request), began=began)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(None, f"{refusal.message} {refusal.remedy}")
        else:
            messages.success(request, _("Thank you. HR has been told, and you hear from them."))
            return redirect("rhythm", suggestion.policy.key)
    return render(request, "proposals/new.html", {"form": form} | origins.told(began), status=422)


def _begun(request: HttpRequest, reader: Person) -> HttpResponse:
    """The empty form, or one that holds the themes that may be shown of a question."""
    began = origins.asked(request)
    form = SuggestionForm(reader, said=origins.in_words(began, most=LONGEST))
    hint = _("There is nothing to read of what teams said about that; here is an empty form.")
    context = {"form": form, "hint": hint if request.GET.get("about") and began is None else ""}
    return render(request, "proposals/new.html", context | origins.told(began))


@require_POST
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """HR puts a suggestion aside, with its reason; taking it up is editing and proposing it."""
    reader = hr_of(request)
    suggestion = get_object_or_404(Suggestion.objects.select_related("policy"), policy__key=key)
    try:
        suggesting.decline(suggestion, because=request.POST.get("because", ""), by=reader, now=now_of(request))
    except Refused as refused:
        context = {"suggestion": suggestion, "refusals": refused.refusals, "version": suggestion.policy.latest()}
        return render(request, "proposals/decline.html", context, status=422)
    messages.success(request, _("Whoever suggested it is told why."))
    return redirect("proposals")
