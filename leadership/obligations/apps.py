from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "leadership.obligations"
    label = "obligations"
