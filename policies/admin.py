"""Rhythms and their wordings for the technical administrator (read-only; HR works on the pages)."""

from django.contrib import admin

from leadership.outbox.admin import ReadOnlyAdmin
from policies.models import ConversationType, Policy, PolicyVersion, Theme


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    list_display = ("key", "state", "created_at", "retired_on")
    list_filter = ("state",)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    list_display = ("policy", "number", "effective_from", "adopted_at")
    list_select_related = ("policy",)


@admin.register(ConversationType)
class ConversationTypeAdmin(ReadOnlyAdmin):
    list_display = ("key", "title_en", "title_sv", "min_minutes")


@admin.register(Theme)
class ThemeAdmin(ReadOnlyAdmin):
    list_display = ("key", "title_en", "title_sv")
