"""Why a talk is moved or cancelled: nobody has to say; whoever does chooses a word, or writes the other one a line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leadership.conversations.models import Conversation

MOVED = [Conversation.Why.CLASH, Conversation.Why.AWAY, Conversation.Why.PREPARE]
CANCELLED = [*MOVED, Conversation.Why.NOT_NEEDED]


class ReasonForm(forms.Form):
    """A word of ours, which the other one's letter says too, and words of one's own, which stay on the page."""

    why = forms.ChoiceField(label=gettext_lazy("Why, if you like to say"), required=False)
    words = forms.CharField(
        label=gettext_lazy("A line to go with it"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("It stays on this page. Do not write health, union or family matters here."),
    )

    def __init__(self, *args: Any, cancelling: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: forms.ChoiceField = self.fields["why"]  # type: ignore[assignment]
        words = CANCELLED if cancelling else MOVED
        chosen.choices = [("", gettext_lazy("No reason")), *((why.value, why.label) for why in words)]

    def said(self) -> dict[str, str]:
        """What was said, as `booking.move` and `booking.cancel` take it; a word there is not is no word."""
        self.is_valid()
        return {"why": self.cleaned_data.get("why", ""), "words": self.cleaned_data.get("words", "")}
