"""How letters reach me, as a part of the page about me: mail on or off, the day of summaries, and "less often"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leadership.obligations.models import Obligation
from leadership.outreach import chat, preferences
from leadership.outreach.models import ChatPlace, SeldomAsked
from leadership.people.models import Person
from policies.models import Policy

DAYS = [
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
]
MOST = 30
"""Voluntary talks looked at for their rhythms, the newest first."""


class LettersForm(forms.Form):
    """What may come by mail, and on which day a summary comes."""

    reminders_by_mail = forms.BooleanField(
        required=False,
        label=gettext_lazy("Invitations and reminders by mail"),
        help_text=gettext_lazy(
            "Without mail they wait for you in the app, in the same words. Booked talks always come."
        ),
    )
    summaries_by_mail = forms.BooleanField(
        required=False,
        label=gettext_lazy("Summaries by mail"),
        help_text=gettext_lazy("For those who lead or look after a rhythm; only when there is something to say."),
    )
    summary_day = forms.TypedChoiceField(
        coerce=int, choices=DAYS, label=gettext_lazy("A weekly summary comes on"), required=True
    )


class ChatForm(forms.Form):
    """Where chat reaches somebody: a webhook of their own, or their name in the organisation's Mattermost."""

    service = forms.ChoiceField(label=gettext_lazy("Service"), choices=ChatPlace.Service.choices)
    address = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Webhook address"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text=gettext_lazy("An incoming webhook to yourself. Kept encrypted, and never shown again."),
    )
    handle = forms.CharField(
        required=False,
        max_length=64,
        label=gettext_lazy("or your user name"),
        help_text=gettext_lazy("Where the organisation has its own Mattermost webhook."),
    )
    says_subject = forms.BooleanField(
        required=False,
        label=gettext_lazy("Show the subject as well"),
        help_text=gettext_lazy("Otherwise it says only that there is a message."),
    )


@dataclass(frozen=True)
class Voluntary:
    """A voluntary rhythm of the reader, and whether it asks them less often."""

    policy: Policy
    title: str
    seldom: bool


def context(
    reader: Person, letters: forms.BaseForm | None = None, chatting: forms.BaseForm | None = None
) -> dict[str, Any]:
    """What `me/_letters.html` and `me/_chat.html` show: forms as kept, or as they could not be, voluntary rhythms."""
    return {
        "letters": letters or form_of(reader),
        "voluntary": _voluntary(reader),
        "chat": chatting or ChatForm(),
        "chat_place": chat.of(reader),
    }


def form_of(reader: Person) -> LettersForm:
    """The form with what is kept."""
    kept = preferences.of(reader)
    return LettersForm(initial={name: getattr(kept, name) for name in LettersForm.base_fields})


def _voluntary(reader: Person) -> list[Voluntary]:
    """One line for each rhythm that offers the reader something."""
    offers = Obligation.objects.pair_of(reader).filter(person=reader, policy__state=Policy.State.ADOPTED)  # type: ignore[attr-defined]
    offers = offers.exclude(policy_version__terms__binding="compulsory")
    rows = offers.select_related("policy", "policy_version__policy").order_by("-due_on")[:MOST]
    seldom = set(SeldomAsked.objects.filter(person=reader).values_list("policy_id", flat=True))
    found = {
        row.policy_id: Voluntary(row.policy, row.policy_version.title_here, row.policy_id in seldom) for row in rows
    }
    return list(found.values())
