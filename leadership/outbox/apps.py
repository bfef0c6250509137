from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "leadership.outbox"
    label = "outbox"
