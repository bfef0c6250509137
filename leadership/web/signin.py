"""Signing in with mail and password, and a new password by mail; nobody signs up by themselves.

Sign-in, reset and their rate limits are allauth's; the pages and the letter are ours.
"""

from typing import Any

from allauth.account import views
from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django.forms import Form
from django.urls import path, re_path
from django.utils.translation import gettext as _

from leadership.accounts.adapter import Adapter as Doorkeeper
from leadership.outreach import resets
from leadership.people import clock
from leadership.people.models import Person


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password, in our words; the way to a new password stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"login": _("Work address"), "password": _("Password"), "remember": _("Stay signed in on this device")}
        _plain(self, labels)


class AskForm(ResetPasswordForm):  # type: ignore[misc]
    """The address a new password is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": _("Work address")})


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": _("New password"), "password2": _("The same again")})


def _plain(form: Form, labels: dict[str, str]) -> None:
    """Our labels, without texts inside the fields and hints that repeat them."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class Adapter(Doorkeeper):
    """The doorkeeper of `accounts`, which also knows how a letter leaves the house."""

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Puts the letter with the way to a new password into the outbox."""
        resets.ask(user, now=clock.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Says nothing: the one letter about accounts is the one above, and strangers get none."""


urlpatterns = [
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/inactive/", views.account_inactive, name="account_inactive"),
    path("accounts/password/reset/", views.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
