"""Letters about getting in. The secret address of a new password is made while the letter is written, never stored."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _

from leadership.outreach.letters.pen import Pen, Values


def reset(pen: Pen) -> Values:
    """A new password: one button, which works once."""
    person = pen.person
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, _dash, token = key.partition("-")
    return {
        "first_name": person.given_name,
        "address": person.email,
        "button_url": pen.page(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})),
        "button_text": _("Choose a new password"),
        "seen_by": _("Only you."),
        "reason": _("Someone asked for a new password for this address."),
    }
