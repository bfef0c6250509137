"""A staff list between its preview and its confirmation."""

from __future__ import annotations

import uuid

from django.db import models

from leadership.lib.fields import EncryptedTextField
from leadership.people.models.person import Person


class StaffList(models.Model):
    """A file that `uploaded_by` has seen the preview of: encrypted, and gone when confirmed or after an hour."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="staff_lists")
    uploaded_at = models.DateTimeField()
    content = EncryptedTextField()
    is_whole = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="staff_list_by_age")]

    def __str__(self) -> str:
        return f"staff list {self.key}"
