"""Staff see states and dates: no token, no text, no address of a recipient, ever."""

from django.contrib import admin

from meilleursjobs.lib.windows import ReadOnly

from .models import Delivery, GmailAccount, Outbox, PendingRevocation, SecurityEvent


@admin.register(GmailAccount)
class GmailAccountAdmin(ReadOnly):
    list_display = fields = ("id", "state", "lost_reason", "connected_at", "last_used_at")
    list_filter = ("state", "lost_reason")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ("id", "state", "reason", "tries", "validated_at", "send_after", "sent_at")
    fields = (*list_display, "size", "attempted_at", "lease_until")
    list_filter = ("state", "reason")


@admin.register(PendingRevocation)
class PendingRevocationAdmin(ReadOnly):
    list_display = fields = ("id", "tries", "next_try_at", "created_at")


@admin.register(Outbox)
class OutboxAdmin(ReadOnly):
    list_display = fields = ("id", "paused_until", "stopped_at", "failures_in_a_row")


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly):
    list_display = fields = ("kinds", "received_at")
