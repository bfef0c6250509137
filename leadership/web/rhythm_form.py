"""The form of a rhythm: every field of the policy language; `rhythm_menus` says which chip opens which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from leadership.lib.refusal import Refusal
from leadership.people.models import Person, Pool, RoleTag, Unit
from leadership.web import rhythm_choices as choices
from leadership.web import rhythm_lines, rhythm_metrics
from leadership.web.rhythm_menus import field_of, named_in, worded
from leadership.web.rhythm_terms import answers_of, terms_of
from leadership.web.rhythmpages import shown
from policies.models import ConversationType, Policy, Theme

ROWS = {"rows": 3}
DAY = {"type": "date"}
MANY = 24
"""Units up to this number are ticked; of more, one list is chosen from."""
Ticks = forms.CheckboxSelectMultiple


class TypesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Conversation types by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title(get_language() or "en"))


def number(label: Any, least: int, most: int, help_text: Any = "", *, initial: Any = None) -> forms.IntegerField:
    """A whole number that may be left out."""
    return forms.IntegerField(
        min_value=least, max_value=most, required=False, label=label, help_text=help_text, initial=initial
    )


def lines(label: Any, help_text: Any) -> forms.CharField:
    """Several of a kind, one a line."""
    return forms.CharField(
        max_length=4000, required=False, label=label, help_text=help_text, widget=forms.Textarea(ROWS)
    )


class AudienceFields(forms.Form):
    """Who."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.all(), required=False, label=_("Who: everyone in"), to_field_name="key", widget=Ticks,
        help_text=_("None ticked: everyone employed. A unit means all below it too."),
    )  # fmt: skip
    tags = forms.MultipleChoiceField(required=False, label=_("and tagged"), widget=Ticks)
    roles = forms.MultipleChoiceField(required=False, label=_("and with the role"), widget=Ticks)
    locations = forms.MultipleChoiceField(required=False, label=_("and placed in"), widget=Ticks)
    employment_types = forms.MultipleChoiceField(
        choices=Person.Employment.choices, required=False, label=_("and employed as"), widget=Ticks
    )
    tenure_min = number(_("and here for at least"), 0, 36500, _("Days since the first day."))
    tenure_max = number(_("and here for at most"), 0, 36500, _("Days since the first day."))
    leads = forms.ChoiceField(choices=choices.EITHER, required=False, label=_("Leading others"))
    persons = forms.CharField(
        max_length=2000, required=False, label=_("Only these people"), help_text=_("E-mail addresses, with commas.")
    )
    also = lines(
        _("And those …"), _("One description a line, for example “leading others”: they belong to it too.")
    )  # fmt: skip
    others = lines(
        _("Except those …"),
        _("One description a line, for example “leading others”. Whoever fits is left out, whatever stands above."),
    )


class CadenceFields(forms.Form):
    """What, and how often."""

    binding = forms.ChoiceField(choices=choices.BINDINGS, label=_("has, or is offered"), widget=forms.RadioSelect)
    count = forms.IntegerField(min_value=1, max_value=120, label=_("at least how many"), initial=1)
    types = TypesField(
        ConversationType.objects.all(), label=_("of which talks"), to_field_name="key", widget=Ticks
    )  # fmt: skip
    min_minutes = number(_("Shortest talk that counts"), 5, 240, _("Minutes. Empty: what the type of talk takes."))
    mode = forms.ChoiceField(choices=choices.MODES, required=False, label=_("Where"))
    rhythm = forms.ChoiceField(choices=choices.RHYTHMS, label=_("how often"), widget=forms.RadioSelect)
    period = forms.ChoiceField(choices=choices.PERIODS, required=False, label=_("each"), initial="quarter")
    spread = forms.ChoiceField(choices=choices.SPREADS, required=False, label=_("Several talks are"))
    every = number(_("at least every"), 1, 730, initial=14)
    unit = forms.ChoiceField(choices=choices.UNITS, required=False, label=_("days, weeks or months"))
    fte_scaling = forms.BooleanField(required=False, label=_("Less often for those who work part of the time"))
    anchor = forms.ChoiceField(choices=choices.ANCHORS, required=False, label=_("counted from"))
    anchor_date = forms.DateField(required=False, label=_("the date"), widget=forms.DateInput(attrs=DAY))
    days = forms.CharField(
        max_length=200, required=False, label=_("around day"), help_text=_("For example 30, 60, 90; -20 is before.")
    )
    before = number(_("opens so many days before"), 0, 180)
    after = number(_("due so many days after"), 0, 180)
    min_days = number(_("for leaves of at least"), 1, 3650, _("Days. Empty: two weeks."))
    single_days = lines(_("Single days that differ"), _("One sentence a line, as it stands in the rhythm."))
    first = forms.DateField(required=False, label=_("from"), widget=forms.DateInput(attrs=DAY))
    last = forms.DateField(required=False, label=_("until"), widget=forms.DateInput(attrs=DAY))


class CoachFields(forms.Form):
    """With whom, who begins, and what follows when nothing is held."""

    eligible = forms.MultipleChoiceField(choices=choices.COACHES, label=_("with"), widget=Ticks)
    not_eligible = forms.MultipleChoiceField(
        choices=choices.COACHES, required=False, label=_("but never"), widget=Ticks
    )
    choice = forms.ChoiceField(choices=choices.CHOICES, label=_("Who chooses the coach"), widget=forms.RadioSelect)
    choose_by = number(_("Days to choose"), 0, 60, _("Working days after it opens."))
    fallbacks = forms.MultipleChoiceField(
        choices=choices.FALLBACKS, required=False, label=_("When nobody has chosen"), widget=Ticks
    )
    max_open = number(_("Most people for one coach"), 1, 1000, _("Empty: as many as each coach has room for."))
    mix_outside = number(_("Talks a year outside the own line, at least"), 1, 60)
    mix_differ = forms.BooleanField(required=False, label=_("Never the same coach twice in a row"))
    initiative = forms.ChoiceField(choices=choices.MOVES, label=_("Who makes the first move"), widget=forms.RadioSelect)
    handover = forms.CharField(
        max_length=3, required=False, label=_("Silence passes the move after"), help_text=_("Working days, or off.")
    )
    answer_within = number(_("Coaches answer within"), 1, 60, _("Working days."))
    subject = forms.ChoiceField(choices=choices.SUBJECTS, required=False, label=_("Whose rhythm it is"))
    grace = number(
        _("Days of grace"), 0, 60,
        _("Working days between the date to be heard by and the day the leader can see that it remains. Empty: two "
            "where a turn is a month or shorter, else five."),
    )  # fmt: skip
    close_after = number(
        _("Closes after"), 0, 366, _("Days after the date to be heard by; then nobody is asked any more.")
    )
    coach_visible = forms.ChoiceField(
        choices=choices.FOLLOWS_OR_NOT, required=False, label=_("The leader sees who the coach is")
    )
    reminders = lines(
        _("Reminders of your own"),
        _(
            "One step a line: counted from, working days, to, letter, only if; for example “due -5 member not_booked "
            "not_booked”. Empty: those that fit how often it is."
        ),
    )
    escalation = lines(
        _("Who is told when it is overdue"),
        _(
            "One step a line: overdue, working days, to, letter; for example “overdue 10 leader leader_told”. Empty: "
            "those that fit how often it is."
        ),
    )


class RestFields(forms.Form):
    """Why, when to look again, and everything rare."""

    title_en = forms.CharField(max_length=120, label=_("Name in English"))
    title_sv = forms.CharField(max_length=120, required=False, label=_("Name in Swedish"))
    purpose_en = forms.CharField(
        max_length=280, required=False, label=_("Why we do this, in English"), widget=forms.Textarea(ROWS)
    )
    purpose_sv = forms.CharField(
        max_length=280, required=False, label=_("Why we do this, in Swedish"), widget=forms.Textarea(ROWS)
    )
    context_en = forms.CharField(
        max_length=1000, required=False, label=_("When and where it belongs, what it is not, in English"),
        widget=forms.Textarea(ROWS),
    )  # fmt: skip
    context_sv = forms.CharField(
        max_length=1000, required=False, label=_("When and where it belongs, what it is not, in Swedish"),
        widget=forms.Textarea(ROWS),
    )  # fmt: skip
    theme = forms.ChoiceField(required=False, label=_("What it serves"))
    metrics = forms.MultipleChoiceField(
        choices=choices.METRICS, required=False, label=_("How it is followed up"), widget=Ticks
    )
    aim = number(
        _("What we aim for"), 1, 100,
        _("Per cent of the talks promised or offered; a line in the figures of coverage or uptake. Empty: no aim."),
    )  # fmt: skip
    ask_en = forms.CharField(
        max_length=280, required=False, label=_("The question teams talk over, in English"), widget=forms.Textarea(ROWS)
    )
    ask_sv = forms.CharField(
        max_length=280, required=False, label=_("The question teams talk over, in Swedish"),
        widget=forms.Textarea(ROWS), help_text=_("Empty: the usual question."),
    )  # fmt: skip
    review_on = forms.DateField(
        required=False, label=_("Looked at again on"), widget=forms.DateInput(attrs=DAY),
        help_text=_("At most 24 months ahead."),
    )  # fmt: skip
    on_missed_review = forms.ChoiceField(choices=choices.MISSED, required=False, label=_("If nobody looks at it then"))
    mandated_by = forms.CharField(max_length=500, required=False, label=_("The law or agreement that asks for it"))
    owner = forms.CharField(max_length=200, required=False, label=_("Who owns it"), help_text=_("E-mail address."))
    sponsor = forms.CharField(
        max_length=200, required=False, label=_("Who stands behind it"), help_text=_("E-mail address.")
    )
    min_gap = number(_("Days between two talks, at least"), 0, 366, _("Two that are closer count as one."))
    prorate = forms.ChoiceField(
        choices=choices.PRORATE, required=False, label=_("Of a period somebody is only part of, asked for are")
    )
    leave_mode = forms.ChoiceField(choices=choices.LEAVE_MODES, required=False, label=_("During a long leave"))
    allow_skip = number(_("Talks a year a member may skip without a reason"), 0, 60)
    questions = lines(_("Questions for the talk"), _("One a line, at most six. Empty: those of its type."))
    prep_days = number(_("The questions come so many days before"), 0, 30)
    notes = forms.ChoiceField(choices=choices.NOTES, required=False, label=_("What is kept of it"))
    held_rule = forms.ChoiceField(choices=choices.HELD_RULES, required=False, label=_("It counts as held by"))
    exclusive_group = forms.SlugField(
        max_length=60, required=False, label=_("One talk counts once within"), help_text=_("The name of a group.")
    )
    family = forms.SlugField(
        max_length=60, required=False, label=_("Family"),
        help_text=_("Of rhythms in one family only the one made most closely for a person applies."),
    )  # fmt: skip
    supersedes = forms.MultipleChoiceField(required=False, label=_("While it runs, these rest"), widget=Ticks)
    floor = forms.BooleanField(required=False, label=_("A floor: units may ask for more, never for less"))
    personal = forms.BooleanField(required=False, label=_("Members may ask for it more often"))
    quiet_hours = forms.CharField(
        max_length=20, required=False, label=_("No letters between"), help_text=_("For example 18:00-08:00.")
    )
    quiet_days_off = forms.BooleanField(required=False, label=_("No letters on days off"))
    effective_from = forms.DateField(
        required=False, label=_("Holds from"), widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: decided when it is adopted."),
    )  # fmt: skip


class RhythmForm(AudienceFields, CadenceFields, CoachFields, RestFields):
    """Who, how bindingly, how many of what, how often, with whom, who begins; then why, and when to look again."""

    def __init__(self, base: Mapping[str, Any], data: Any = None, *, is_whole: bool = True) -> None:
        """`is_whole`: False while somebody is still writing; then a rhythm may yet be without a name."""
        self.base, self.names, self.is_whole = base, names_in(base), is_whole
        super().__init__(data, initial=answers_of(base, self.names))
        pools = Pool.objects.order_by("name").values_list("name", flat=True)
        kinds = [(f"pool:{name}", gettext("the pool %(name)s") % {"name": name}) for name in pools]
        coach = base.get("coach", {})
        self._choose("eligible", [*choices.COACHES, *kinds], coach.get("eligible", []))
        self._choose("not_eligible", [*choices.COACHES, *kinds], coach.get("exclude", []))
        self._choose("fallbacks", choices.FALLBACKS, coach.get("default", []))
        self._choose("metrics", choices.METRICS, map(rhythm_metrics.choice, base.get("metrics", [])))
        self._choose_people(base)
        language = get_language() or "en"
        titles = [(theme.key, theme.title(language)) for theme in Theme.objects.order_by("title_en")]
        self._choose("theme", [("", gettext("nothing named yet")), *titles], [base.get("theme") or ""])
        others = Policy.objects.exclude(state=Policy.State.RETIRED).exclude(key=base.get("key", ""))
        names = [(one.key, shown(one).title(language)) for one in others.prefetch_related("versions")]
        self._choose("supersedes", names, base.get("supersedes", []))
        for name in ("tags", "roles", "locations", "supersedes"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                self.fields[name].widget = forms.MultipleHiddenInput()

    def _choose_people(self, base: Mapping[str, Any]) -> None:
        audience = base.get("audience", {})
        first = ((audience.get("include") if isinstance(audience, Mapping) else None) or [{}])[0]
        words = [(name, name) for name in RoleTag.objects.order_by("name").values_list("name", flat=True)]
        places = Person.objects.filter(is_active=True).exclude(location="").order_by("location")
        here = [(place, place) for place in places.values_list("location", flat=True).distinct()[:100]]
        for name, known in (("tags", words), ("roles", words), ("locations", here)):
            self._choose(name, known, first.get(name, []))
        self._choose("employment_types", Person.Employment.choices, first.get("employment_types", []))
        if Unit.objects.count() > MANY:
            self.fields["units"].widget = forms.SelectMultiple(attrs={"size": 10})
            self.fields["units"].widget.choices = self.fields["units"].choices  # type: ignore[attr-defined]

    def _choose(self, name: str, known: Iterable[tuple[str, Any]], there: Iterable[str]) -> None:
        """What a rhythm says already can be kept, whether or not the form has words for it."""
        found = dict(known)
        self.fields[name].choices = [*found.items(), *((one, one) for one in there if one not in found)]  # type: ignore[attr-defined]

    def clean_every(self) -> int | None:
        """How many days, weeks or months: needed only when the rhythm counts from the last talk."""
        every: int | None = self.cleaned_data["every"]
        if every is None and self.data.get("rhythm") == "rolling":
            raise forms.ValidationError(_("Say how many, for example 14."))
        return every

    def clean_first(self) -> date | None:
        """The days of a campaign, and of a date of one's own below: needed only by them."""
        return self._needed("first", "rhythm", "campaign")

    def clean_last(self) -> date | None:
        return self._needed("last", "rhythm", "campaign")

    def clean_anchor_date(self) -> date | None:
        anchored = self.data.get("rhythm") == "anchored"
        return self._needed("anchor_date", "anchor", "custom") if anchored else self.cleaned_data["anchor_date"]

    def _needed(self, name: str, asking: str, answer: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is None and self.data.get(asking) == answer:
            raise forms.ValidationError(_("Choose a day."))
        return day

    def clean_persons(self) -> list[str]:
        """Keys where the name is known, else what was written: naming finds it or refuses it."""
        keys = {name: key for key, name in self.names.items()}
        written = [part.strip() for part in self.cleaned_data["persons"].split(",") if part.strip()]
        return [keys.get(part, part) for part in written]

    def clean_also(self) -> list[dict[str, Any]]:
        return rhythm_lines.clauses_read(self.cleaned_data["also"], self.names)

    def clean_others(self) -> list[dict[str, Any]]:
        return rhythm_lines.clauses_read(self.cleaned_data["others"], self.names)

    def clean_days(self) -> list[dict[str, Any]]:
        return rhythm_lines.days_read(self.cleaned_data["days"]) if self.data.get("rhythm") == "anchored" else []

    def clean_single_days(self) -> list[dict[str, Any]]:
        return rhythm_lines.single_days_read(self.cleaned_data["single_days"])

    def clean_reminders(self) -> list[dict[str, Any]] | None:
        return rhythm_lines.steps_read(self.cleaned_data["reminders"], told=False)

    def clean_escalation(self) -> list[dict[str, Any]] | None:
        return rhythm_lines.steps_read(self.cleaned_data["escalation"], told=True)

    def clean_questions(self) -> list[dict[str, str]]:
        return rhythm_lines.questions_read(self.cleaned_data["questions"], self.base.get("agenda") or {})

    def clean(self) -> dict[str, Any]:
        """An aim needs a figure to stand in, a question somebody who talks it over: else they would be lost unsaid."""
        if not self.is_whole and not str(self.data.get("title_en", "")).strip():
            self.errors.pop("title_en", None)
            self.cleaned_data["title_en"] = ""
        chosen = [rhythm_metrics.named(one) for one in self.cleaned_data.get("metrics", [])]
        if self.cleaned_data.get("aim") and not any(map(rhythm_metrics.is_aimed, chosen)):
            self.add_error("aim", _("An aim stands in a figure: tick coverage or uptake, or leave it empty."))
        asked = [name for name in ("ask_en", "ask_sv") if self.cleaned_data.get(name)]
        if asked and not any(map(rhythm_metrics.is_talked_over, chosen)):
            self.add_error(asked[0], _("Nobody talks this over: tick what is talked over in teams, or leave it empty."))
        return self.cleaned_data

    def clean_handover(self) -> int | str | None:
        """A number of working days, or off."""
        said: str = self.cleaned_data["handover"].strip().lower()
        if not said or said == "off":
            return said or None
        if not said.isascii() or not said.isdigit():
            raise forms.ValidationError(_("Write a number of working days, or off."))
        return int(said)

    def terms(self, base: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """The answers as terms, in the names of the policy language. The form is valid."""
        return terms_of(self.cleaned_data, base, key=key)

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """Puts each refusal at the fields it names, or above the form, their names in the words of the form."""
        labels = {name: str(field.label) for name, field in self.fields.items()}
        for refusal in refusals:
            said = worded(f"{refusal.message} {refusal.remedy}".strip(), labels)
            fields = [field_of(refusal.path), *named_in(refusal.message)]
            for name in dict.fromkeys(name for name in fields if name in self.fields) or [None]:
                self.add_error(name, said)


def names_in(base: Mapping[str, Any]) -> dict[str, str]:
    """What units, and the people these terms name, are called."""
    units = {str(key): name for key, name in Unit.objects.values_list("key", "name")}
    audience = base.get("audience", {})
    clauses = [one for part in audience.values() for one in part] if isinstance(audience, Mapping) else []
    people = [key for clause in clauses for key in clause.get("persons", [])]
    found = Person.objects.filter(key__in=[key for key in people if len(key) == 36]) if people else []
    return units | {str(person.key): person.email or person.name for person in found}
