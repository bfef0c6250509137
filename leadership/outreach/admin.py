"""What was sent and what could not be, for the technical administrator: never to which talk, never what it said."""

from django.contrib import admin

from leadership.outbox.admin import ReadOnlyAdmin
from leadership.outreach.models import Delivery, Heartbeat


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """A letter's way out. Its cause, its links and its words are not here."""

    list_display = ("key", "letter", "recipient", "state", "due_at", "sent_at", "attempts")
    list_filter = ("state", "letter")
    list_select_related = ("recipient",)
    show_full_result_count = False
    fields = (
        "key", "letter", "recipient", "transactional", "made_at", "due_at", "expires_at", "state", "reason", "answer",
        "attempts", "sent_at",
    )  # fmt: skip


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("beat_at", "ticked_at", "note")
