"""`/rhythms/<key>/figures/`: how a rhythm is followed up, by figures and by talking; and the same for a meeting.

A figure of one rhythm is said in tens of per cent. A question has no number: it has a guide for a conversation in the
team, and keeps what people said, as themes, once enough of them stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leadership.consultations import reviewing
from leadership.insights import beside, dialogue, felt, running
from leadership.insights import sight as seeing
from leadership.insights.dialogue import Themes
from leadership.lib.instants import local_date
from leadership.lib.refusal import Refused
from leadership.people.models import Organisation, Person
from leadership.web import figurepictures, figuretables, plots
from leadership.web import figurewords as words
from leadership.web.figurepictures import Picture
from leadership.web.figuretables import Entry, Table
from leadership.web.hr import add_refusals
from leadership.web.proposalpages import heard_about
from leadership.web.reader import now_of, reader_of, today_of
from leadership.web.rhythmpages import sentences_of, shown, visible
from policies.models import Policy
from policies.termparts import Metric

CYCLES = 6
BY_CYCLE = ("coverage", "uptake")
NAMES = {
    "coverage": gettext_lazy("Talks held, cycle by cycle"), "uptake": gettext_lazy("Offers taken up, cycle by cycle"),
    "support": gettext_lazy("Support"),
}  # fmt: skip
GUIDE = (
    gettext_lazy("Ask everyone to think for two minutes in silence, and to write one sentence each."),
    gettext_lazy("Go round: each reads theirs aloud; nobody comments yet."),
    gettext_lazy("Which sentences belong together? Give each group a name: that is a theme."),
    gettext_lazy("What would we keep, what would we try differently until next time?"),
)
QUESTION = {
    "support": gettext_lazy("When did you last get the support you needed, and what made it possible? What stood in "
                            "the way when you did not?"),
}  # fmt: skip
OF_EVERYONE = gettext_lazy("Of everyone who was asked after a talk, whatever its rhythm.")
ANY_QUESTION = gettext_lazy("What has this rhythm given us, and what would make it better?")


class NoteForm(forms.Form):
    """What a conversation in a team came to; never who said it."""

    metric = forms.CharField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=gettext_lazy("When did you talk?"), widget=forms.DateInput(attrs={"type": "date"}))
    people = forms.IntegerField(
        min_value=dialogue.FEWEST, max_value=dialogue.MOST, label=gettext_lazy("How many took part?")
    )
    themes = forms.CharField(
        max_length=dialogue.THEMES * (dialogue.LONGEST + 2), widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("Themes, one a line"),
        help_text=gettext_lazy("In a sentence each, without names. Do not write health, union or family matters here."),
    )  # fmt: skip


@dataclass(frozen=True)
class Followed:
    """One way the rhythm is followed up: a figure with its picture (None: nothing to show yet), what it is of and which
    of its cycles are not over, or a question with what was said."""

    metric: Metric
    title: str
    picture: Picture | None = None
    of: str = ""
    under_way: str = ""
    question: str = ""
    themes: Themes | None = None
    form: NoteForm | None = None

    @property
    def is_dialogue(self) -> bool:
        return self.metric.kind == "dialogue"


@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, key: str) -> HttpResponse:
    """POST `deed=note` keeps the themes of a conversation. Open to everyone who may read the rhythm."""
    policy, form = visible(request, key), None
    if request.method == "POST":
        form = NoteForm(request.POST)
        if _noted(request, policy, form):
            messages.success(request, _("Noted. It is shown once enough people stand behind it."))
            return redirect("rhythm_figures", policy.key)
    return render(request, "figures/rhythm.html", _context(request, policy, form), status=422 if form else 200)


@require_safe
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """The rhythm and its figures on paper, for co-operation or a works council: what it is, what came of it, what was
    said, and lines to write on."""
    policy = visible(request, key)
    context = _context(request, policy, None)
    version = context["version"]
    context |= {
        "cost": beside.cost(policy, on=context["today"]) if version.adopted_at else None,
        "useful": felt.useful(policy, on=context["today"]),
        "consultation": getattr(version, "consultation", None),
        "heard": heard_about(policy, version),
        "reviews": policy.reviews.all()[:3],
        "review_on": version.read().review_on,
        "adopted": reviewing.latest(policy),
    }
    return render(request, "figures/meeting.html", context)


def _noted(request: HttpRequest, policy: Policy, form: NoteForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        dialogue.note(
            policy, metric=said["metric"], held_on=said["held_on"], people=said["people"],
            themes=said["themes"].splitlines(), now=now_of(request), on=today_of(request),
        )  # fmt: skip
    except Refused as refused:
        add_refusals(form, refused)
        return False
    return True


def _context(request: HttpRequest, policy: Policy, form: NoteForm | None) -> dict[str, Any]:
    organisation, version = Organisation.current(), shown(policy)
    today = local_date(now_of(request), organisation.zone)
    progress, as_of = running.kept(on=today)
    follow = Following(policy, progress.get(policy.key, {}), organisation.n_min, today, form, reader_of(request))
    return {
        "policy": policy, "version": version, "sentences": sentences_of(version.read()), "as_of": as_of, "today": today,
        "followed": [follow.by(metric) for metric in version.read().metrics], "guide": GUIDE,
        "n_min": organisation.n_min, "organisation": organisation, "in_force": version.adopted_at is not None,
    }  # fmt: skip


@dataclass(frozen=True)
class Following:
    """How one rhythm is followed up: its cycles as rolled up, what the reader sees of everyone, and the form somebody
    has just filled in, if any."""

    policy: Policy
    cycles: dict[str, dict[str, int]]
    n_min: int
    today: date
    form: NoteForm | None
    reader: Person

    def by(self, metric: Metric) -> Followed:
        title = str(NAMES.get(metric.metric, metric.metric))
        if metric.kind != "dialogue":
            if metric.metric == "support":
                return Followed(metric, title, self._support(), str(OF_EVERYONE))
            shows = self.cycles and metric.metric in BY_CYCLE
            if not shows:
                return Followed(metric, title)
            return Followed(metric, title, _picture(metric, title, self.cycles), under_way=_under_way(self.cycles))
        themes = dialogue.shown(self.policy, metric.metric, n_min=self.n_min)
        return Followed(metric, title, question=_question(metric), themes=themes, form=self._form(metric.metric))

    def _support(self) -> Picture | None:
        """The organisation's; nobody is asked rhythm by rhythm."""
        seen = seeing.figures(self.reader, on=self.today, n_min=self.n_min)
        return figurepictures.of_everyone(seen, figuretables.of_everyone(seen)).get("support")

    def _form(self, metric: str) -> NoteForm:
        if self.form is not None and self.form.data.get("metric") == metric:
            return self.form
        return NoteForm(initial={"metric": metric, "held_on": self.today}, auto_id=f"id_{metric}_%s")


def _question(metric: Metric) -> str:
    """The rhythm's own question in the active language, else ours."""
    asked = dict(metric.question)
    own = asked.get(get_language() or "en") or asked.get("en", "")
    return own or str(QUESTION.get(metric.metric, ANY_QUESTION))


def _under_way(cycles: dict[str, dict[str, int]]) -> str:
    """The cycles shown in which more can still be held, as they are called."""
    return ", ".join(words.cycle(key) for key, one in sorted(cycles.items())[-CYCLES:] if one.get("ahead"))


def _picture(metric: Metric, title: str, cycles: dict[str, dict[str, int]]) -> Picture:
    latest = sorted(cycles.items())[-CYCLES:]
    rows = [
        (words.cycle(key), float(one["about"]), words.about(one["about"]), one["people"], "plot-a")
        for key, one in latest
    ]
    cells = tuple((Entry(cycle, cycle), Entry(said, value), Entry(str(n), n)) for cycle, value, said, n, _css in rows)
    table = Table("cycles", title, (_("Cycle"), _("Held"), _("People")), cells)
    aim = (100 * metric.target if metric.target <= 1 else metric.target) if metric.target else 0
    drawn = plots.bars([(cycle, value, said, css) for cycle, value, said, _n, css in rows], whole=100, aim=aim)
    text = _("What was agreed to aim for: %(target)s") % {"target": words.percent(aim)} if aim else title
    return Picture("bars", title, text, drawn, table)


urlpatterns = [
    path("rhythms/<slug:key>/figures/", figures, name="rhythm_figures"),
    path("rhythms/<slug:key>/meeting/", meeting, name="rhythm_meeting"),
]
