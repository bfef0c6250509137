"""The backstage of the technical administrator: what exists and when it was sent, never what was said.

Every room registers its own rows read-only; what changes, changes by the verbs, so that each change leaves its Fact.
Conversations have no screen here, and never will (docs/reference/access.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from leadership.outbox.models import Fact

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "object")
    list_filter = ("kind",)
    search_fields = ("object", "kind")
    fields = ("at", "kind", "object")
    show_full_result_count = False
