"""The form of a rhythm, its fields in the order of the sentence; it turns answers into terms and terms into answers.

What the form does not ask about is kept as it was (`base`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadership.lib.refusal import Refusal
from leadership.people.models import RoleTag, Unit
from policies.models import ConversationType

PERIODS = [
    ("week", _("week")), ("month", _("month")), ("quarter", _("quarter")), ("tertial", _("four months")),
    ("half_year", _("half-year")), ("year", _("year")),
]  # fmt: skip
UNITS = [("day", _("days")), ("week", _("weeks")), ("month", _("months"))]
BINDINGS = [("compulsory", _("has: everyone is owed the talk")), ("voluntary", _("is offered: yes or no, both fine"))]
COACHES = [
    ("certified", _("a certified coach")), ("own_manager", _("their manager")), ("skip_manager", _("their manager's manager")),
    ("outside_own_line", _("someone outside their own line")), ("other_unit", _("a colleague in another unit")),
    ("same_unit", _("a colleague in the same unit")), ("peer", _("a peer")), ("hr", _("HR")), ("anyone", _("anyone")),
]  # fmt: skip
CHOICES = [("member", _("the member chooses")), ("assigned", _("the first who fits is named"))]
MOVES = [("outbound", _("The coach")), ("inbound", _("The member")), ("either", _("Either"))]
METRICS = [
    ("coverage", _("Coverage: who has been heard")), ("support", _("Support felt: asked in words, now and then")),
    ("uptake", _("Uptake: how many said yes")),
]  # fmt: skip
SAID_ELSEWHERE = {"cadence": "period", "cadence.per_period": "period", "cadence.rolling": "every", "audience": "units"}
DIALOGUE = {"support"}


class RhythmForm(forms.Form):
    """Who, how bindingly, how many of what, how often, with whom, who begins; then why, and when it is looked at again."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.all(), required=False, label=_("Who: everyone in"), help_text=_("None ticked: everyone employed."),
        to_field_name="key", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tags = forms.ModelMultipleChoiceField(
        RoleTag.objects.order_by("name"), required=False, label=_("and tagged"), to_field_name="name",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    binding = forms.ChoiceField(choices=BINDINGS, label=_("has, or is offered"))
    count = forms.IntegerField(min_value=1, max_value=12, label=_("at least how many"), initial=1)
    types = forms.ModelMultipleChoiceField(
        ConversationType.objects.all(), label=_("of which talks"), to_field_name="key", widget=forms.CheckboxSelectMultiple
    )
    rhythm = forms.ChoiceField(
        choices=[("per_period", _("in each period of the calendar")), ("rolling", _("at most so long after the last talk"))],
        label=_("how often"), widget=forms.RadioSelect,
    )  # fmt: skip
    period = forms.ChoiceField(choices=PERIODS, required=False, label=_("each"), initial="quarter")
    every = forms.IntegerField(min_value=1, max_value=365, required=False, label=_("at least every"), initial=14)
    unit = forms.ChoiceField(choices=UNITS, required=False, label=_("days, weeks or months"))
    eligible = forms.MultipleChoiceField(choices=COACHES, label=_("with"), widget=forms.CheckboxSelectMultiple)
    choice = forms.ChoiceField(choices=CHOICES, label=_("Who chooses the coach"))
    initiative = forms.ChoiceField(choices=MOVES, label=_("Who makes the first move"))
    min_minutes = forms.IntegerField(
        min_value=5, max_value=240, required=False, label=_("Shortest talk that counts"),
        help_text=_("Minutes. Empty: what the type of talk takes."),
    )  # fmt: skip
    grace = forms.IntegerField(
        min_value=0, max_value=60, required=False, label=_("Days of grace"),
        help_text=_("Working days between the date to be heard by and the day the leader can see that it remains."),
    )  # fmt: skip
    title_en = forms.CharField(max_length=120, label=_("Name in English"))
    title_sv = forms.CharField(max_length=120, required=False, label=_("Name in Swedish"))
    purpose_en = forms.CharField(max_length=280, required=False, label=_("Why we do this, in English"), widget=forms.Textarea)
    purpose_sv = forms.CharField(max_length=280, required=False, label=_("Why we do this, in Swedish"), widget=forms.Textarea)
    context_en = forms.CharField(
        max_length=1000, required=False, label=_("When and where it belongs, what it is not, in English"), widget=forms.Textarea
    )
    context_sv = forms.CharField(
        max_length=1000, required=False, label=_("When and where it belongs, what it is not, in Swedish"), widget=forms.Textarea
    )
    metrics = forms.MultipleChoiceField(
        choices=METRICS, required=False, label=_("How it is followed up"), widget=forms.CheckboxSelectMultiple
    )
    review_on = forms.DateField(
        required=False, label=_("Looked at again on"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most 24 months ahead."),
    )  # fmt: skip

    def terms(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as terms, in the names of the policy language, laid over `base`. The form is valid."""
        answers = self.cleaned_data
        changed = {
            **{name: answers[name] for name in ("binding", "initiative")},
            **{name: _both(answers, name) for name in ("title", "purpose", "context")},
            "audience": {"include": _clauses(answers), "exclude": base.get("audience", {}).get("exclude", [])},
            "types": [kind.key for kind in answers["types"]],
            "cadence": _cadence(answers),
            "coach": {**base.get("coach", {}), "eligible": answers["eligible"], "choice": answers["choice"]},
            "metrics": [{"metric": name, "kind": "dialogue" if name in DIALOGUE else "figure"} for name in answers["metrics"]],
        }
        given = {name: answers[name] for name in ("min_minutes", "grace") if answers[name] is not None}
        review = {"review_on": answers["review_on"].isoformat()} if answers["review_on"] else {}
        return {**_without_defaults(base), **changed, **given, **review}

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """Puts each refusal at the field it is about, or above the form."""
        for refusal in refusals:
            name = refusal.path.split(".")[0].split("[")[0]
            field = next((f for f in (SAID_ELSEWHERE.get(refusal.path, ""), name, f"{name}_en") if f in self.fields), None)
            self.add_error(field, f"{refusal.message} {refusal.remedy}".strip())


def answers_of(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values of the form for these terms."""
    cadence, coach = terms.get("cadence", {}), terms.get("coach", {})
    period, rolling = cadence.get("per_period") or {}, cadence.get("rolling") or {}
    clause = (terms.get("audience", {}).get("include") or [{}])[0]
    return {
        "units": clause.get("units", []),
        "tags": clause.get("tags", []),
        "binding": terms.get("binding", "compulsory"),
        "count": period.get("count", 1),
        "types": terms.get("types", ["one_on_one"]),
        "rhythm": "rolling" if rolling else "per_period",
        "period": period.get("period", "quarter"),
        "every": rolling.get("every", 14),
        "unit": rolling.get("unit", "day"),
        "eligible": coach.get("eligible", ["certified", "own_manager"]),
        "choice": coach.get("choice", "member"),
        "initiative": terms.get("initiative", "outbound"),
        "metrics": [metric["metric"] for metric in terms.get("metrics", [])],
        **{name: terms.get(name) for name in ("min_minutes", "grace", "review_on")},
        **{f"{name}_{lang}": _text(terms.get(name), lang) for name in ("title", "purpose", "context") for lang in ("en", "sv")},
    }


def _text(value: Any, language: str) -> str:
    return str(value.get(language, "")) if isinstance(value, Mapping) else str(value or "")


def _both(answers: Mapping[str, Any], name: str) -> dict[str, str]:
    return {lang: answers[f"{name}_{lang}"] for lang in ("en", "sv") if answers[f"{name}_{lang}"]}


def _clauses(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    clause = {"units": [str(unit.key) for unit in answers["units"]], "tags": [tag.name for tag in answers["tags"]]}
    kept = {name: values for name, values in clause.items() if values}
    return [kept] if kept else []


def _cadence(answers: Mapping[str, Any]) -> dict[str, Any]:
    if answers["rhythm"] == "rolling":
        return {"rolling": {"every": answers["every"] or 0, "unit": answers["unit"]}}
    return {"per_period": {"period": answers["period"], "count": answers["count"], "spread": "even"}}


def _without_defaults(base: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the cadence unless said otherwise is worked out anew when the cadence changes."""
    derived = {"min_gap", "grace", "close_after", "handover_after", "min_minutes", "credit"}
    return {name: value for name, value in base.items() if name not in derived}
