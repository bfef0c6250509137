from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "leadership.outreach"
    label = "outreach"
