"""Links that let one person do one thing without signing in."""

from __future__ import annotations

from django.db import models

from leadership.people.models import Person


class ActionLink(models.Model):
    """One link in one letter: for `person`, for `purpose`, about `object` (`obligation:<key>` or `conversation:<key>`).

    Only the hash of its token is stored; it works until `expires_at` or until it is revoked.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    object = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} link"
