"""Giving a voice to a proposal, and answering those that carry a concern."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.consultations import answering, handles, speaking
from leadership.consultations.models import Concern, Proposal, Voice
from leadership.lib.refusal import Refusal, Refused, refuse
from leadership.people.models import Person
from leadership.web.reader import now_of, reader_of

ROWS = {"rows": 3}


class VoiceForm(forms.Form):
    """What the reader thinks of the proposal: one stance, and for a concern which part, why, and what would help."""

    use_required_attribute = False

    stance = forms.ChoiceField(
        choices=Voice.Stance.choices, widget=forms.RadioSelect, label=gettext_lazy("What do you think of it?")
    )
    clause = forms.ChoiceField(
        choices=Concern.Clause.choices, required=False, label=gettext_lazy("My concern is about")
    )
    reason = forms.CharField(
        required=False, max_length=speaking.LONGEST_TEXT, widget=forms.Textarea(attrs=ROWS),
        label=gettext_lazy("What worries you"),
        help_text=gettext_lazy("Only for a concern. Do not write about health, union or family matters here."),
    )  # fmt: skip
    change = forms.CharField(
        required=False, max_length=speaking.LONGEST_TEXT, widget=forms.Textarea(attrs=ROWS),
        label=gettext_lazy("What would help"), help_text=gettext_lazy("The change you propose, in your own words."),
    )  # fmt: skip
    nameless = forms.BooleanField(
        required=False, label=gettext_lazy("Without my name"),
        help_text=gettext_lazy(
            "Nobody sees whose it is, and once this is decided nobody can find out. "
            "How you write may still give you away where few are asked."
        ),
    )  # fmt: skip

    nameless_from: date | None = None
    """When one may speak without a name, where that is later than today."""

    def __init__(self, proposal: Proposal, person: Person, data: Any = None, *, on: date) -> None:
        voice = speaking.voice_of(proposal, person)
        given = {"stance": voice.stance, "nameless": voice.nameless} if voice else {}
        super().__init__(data, initial=given)
        if not handles.allowed(proposal, on=on):
            del self.fields["nameless"]
            waits = on < proposal.opens_on and handles.allowed(proposal, on=proposal.opens_on)
            self.nameless_from = proposal.opens_on if waits else None


def act(request: HttpRequest, proposal: Proposal, form: VoiceForm) -> str:
    """Does what was posted and returns what to say about it. Raises Refused; also where a voice was to be without a
    name and cannot be: it is never given with the name instead."""
    reader, now, deed = reader_of(request), now_of(request), request.POST.get("deed", "speak")
    if deed in ("take_back", "met"):
        concern = _concern(proposal, request.POST.get("concern", ""))
        if deed == "met":
            speaking.met(concern, by=reader, now=now)
            return _("Good to hear that the answer meets your concern.")
        speaking.take_back(concern, by=reader, now=now)
        return _("Your concern is taken back.")
    if not form.is_valid():
        raise refuse("stance", "", _("It is not said what you think."), _("Choose one of the three."))
    said = form.cleaned_data
    nameless = "nameless" in request.POST
    if said["stance"] != Voice.Stance.CONCERN:
        if said["reason"].strip() or said["change"].strip():
            message = _("You have written a concern, and chosen something else; the words would be lost.")
            raise refuse("stance", said["stance"], message, _("Choose “I have a concern”, or empty its fields."))
        speaking.say(proposal, said["stance"], by=reader, now=now, nameless=nameless)
    else:
        parts = {name: said[name] for name in ("clause", "reason", "change")}
        speaking.raise_concern(proposal, by=reader, now=now, nameless=nameless, **parts)
    return _("Thank you. You can change it as long as the proposal is open.")


def tell(request: HttpRequest, message: str) -> None:
    """Says on the next page that it was done."""
    messages.success(request, message)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, key: UUID) -> HttpResponse:
    """For HR and the owner: each concern, what was heard, what was changed because of it."""
    reader = reader_of(request)
    known = Proposal.objects.visible_to(reader).select_related("version__policy")
    proposal = get_object_or_404(known, key=key)
    if not answering.may_answer(proposal, reader):
        raise Http404
    if request.method != "POST":
        return _answers_page(request, proposal, [], None, status=200)
    concern = _concern(proposal, request.POST.get("concern", ""))
    heard, changed = request.POST.get("heard", ""), request.POST.get("changed", "")
    try:
        answering.answer(concern, heard=heard, changed=changed, by=reader, now=now_of(request))
    except Refused as refused:
        concern.heard, concern.changed = heard, changed
        return _answers_page(request, proposal, list(refused.refusals), concern, status=422)
    messages.success(request, _("The answer is there for everyone to read."))
    return redirect("proposal_answers", proposal.key)


def _answers_page(
    request: HttpRequest, proposal: Proposal, refusals: list[Refusal], tried: Concern | None, *, status: int
) -> HttpResponse:
    concerns = list(Concern.objects.filter(voice__proposal=proposal).select_related("voice__person"))
    shown = [tried if tried and one.pk == tried.pk else one for one in concerns]
    context = {
        "proposal": proposal,
        "version": proposal.version,
        "waiting": [one for one in shown if one.answered_at is None],
        "answered": [one for one in shown if one.answered_at is not None],
        "refusals": refusals,
        "closed": proposal.ended_at is not None,
    }
    return render(request, "proposals/answers.html", context, status=status)


def _concern(proposal: Proposal, key: str) -> Concern:
    try:
        found = UUID(key)
    except ValueError as error:
        raise Http404 from error
    known = Concern.objects.filter(voice__proposal=proposal).select_related("voice__proposal__version__policy")
    return get_object_or_404(known, key=found)
