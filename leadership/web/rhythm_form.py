"""The form of a rhythm, its fields in the order of the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from leadership.lib.refusal import Refusal
from leadership.people.models import Pool, RoleTag, Unit
from leadership.web.rhythm_terms import answers_of, terms_of
from policies.models import ConversationType

PERIODS = [
    ("week", _("week")), ("month", _("month")), ("quarter", _("quarter")), ("tertial", _("four months")),
    ("half_year", _("half-year")), ("year", _("year")),
]  # fmt: skip
UNITS = [("day", _("days")), ("week", _("weeks")), ("month", _("months"))]
BINDINGS = [
    ("compulsory", _("has: everyone is owed the talk")), ("voluntary", _("is offered: yes or no, both fine")),
    ("opt_in", _("can ask for: owed to those who want it")),
]  # fmt: skip
COACHES = [
    ("certified", _("a certified coach")), ("own_manager", _("their manager")),
    ("skip_manager", _("their manager's manager")),
    ("outside_own_line", _("someone outside their own line")), ("other_unit", _("a colleague in another unit")),
    ("same_unit", _("a colleague in the same unit")), ("peer", _("a peer")), ("hr", _("HR")), ("anyone", _("anyone")),
]  # fmt: skip
CHOICES = [
    ("member", _("the member chooses")), ("assigned", _("the first who fits is named")),
    ("coach_claims", _("a coach comes forward")),
]  # fmt: skip
MOVES = [("outbound", _("The coach")), ("inbound", _("The member")), ("either", _("Either"))]
METRICS = [
    ("coverage", _("Coverage: who has been heard")), ("support", _("Support felt: asked in words, now and then")),
    ("uptake", _("Uptake: how many said yes")),
]  # fmt: skip
RHYTHMS = [
    ("per_period", _("in each period of the calendar")), ("rolling", _("at most so long after the last talk")),
]  # fmt: skip
ROWS = {"rows": 3}
SAID_ELSEWHERE = {"cadence": "period", "cadence.per_period": "period", "cadence.rolling": "every", "audience": "units"}


class TypesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Conversation types by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title(get_language() or "en"))


class RhythmForm(forms.Form):
    """Who, how bindingly, how many of what, how often, with whom, who begins; then why, and when to look again."""

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
    types = TypesField(
        ConversationType.objects.all(),
        label=_("of which talks"),
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
    )
    rhythm = forms.ChoiceField(choices=RHYTHMS, label=_("how often"), widget=forms.RadioSelect)
    period = forms.ChoiceField(choices=PERIODS, label=_("each"), initial="quarter")
    every = forms.IntegerField(min_value=1, max_value=365, required=False, label=_("at least every"), initial=14)
    unit = forms.ChoiceField(choices=UNITS, label=_("days, weeks or months"))
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
    purpose_en = forms.CharField(
        max_length=280, required=False, label=_("Why we do this, in English"), widget=forms.Textarea(ROWS)
    )
    purpose_sv = forms.CharField(
        max_length=280, required=False, label=_("Why we do this, in Swedish"), widget=forms.Textarea(ROWS)
    )
    context_en = forms.CharField(
        max_length=1000,
        required=False,
        label=_("When and where it belongs, what it is not, in English"),
        widget=forms.Textarea(ROWS),
    )
    context_sv = forms.CharField(
        max_length=1000,
        required=False,
        label=_("When and where it belongs, what it is not, in Swedish"),
        widget=forms.Textarea(ROWS),
    )
    metrics = forms.MultipleChoiceField(
        choices=METRICS, required=False, label=_("How it is followed up"), widget=forms.CheckboxSelectMultiple
    )
    review_on = forms.DateField(
        required=False, label=_("Looked at again on"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most 24 months ahead."),
    )  # fmt: skip

    def __init__(self, base: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=answers_of(base))
        names = Pool.objects.order_by("name").values_list("name", flat=True)
        pools = [(f"pool:{name}", gettext("the pool %(name)s") % {"name": name}) for name in names]
        self._choose("eligible", [*COACHES, *pools], base.get("coach", {}).get("eligible", []))
        self._choose("metrics", METRICS, [metric["metric"] for metric in base.get("metrics", [])])
        if not RoleTag.objects.exists():
            del self.fields["tags"]

    def _choose(self, name: str, known: Iterable[tuple[str, Any]], there: Iterable[str]) -> None:
        """What a rhythm says already can be kept, whether or not the form has words for it."""
        choices = dict(known)
        self.fields[name].choices = [*choices.items(), *((one, one) for one in there if one not in choices)]  # type: ignore[attr-defined]

    def clean_every(self) -> int | None:
        """How many days, weeks or months: needed only when the rhythm counts from the last talk."""
        every: int | None = self.cleaned_data["every"]
        if every is None and self.data.get("rhythm") == "rolling":
            raise forms.ValidationError(_("Say how many, for example 14."))
        return every

    def terms(self, base: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """The answers as terms, in the names of the policy language, laid over `base`. The form is valid."""
        return terms_of(self.cleaned_data, base, key=key)

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """Puts each refusal at the field it is about, or above the form."""
        for refusal in refusals:
            name = refusal.path.rpartition("coach.")[2].split(".")[0].split("[")[0]
            asked = (SAID_ELSEWHERE.get(refusal.path, ""), name, f"{name}_en")
            field = next((one for one in asked if one in self.fields), None)
            self.add_error(field, f"{refusal.message} {refusal.remedy}".strip())
