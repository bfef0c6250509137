from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "leadership.insights"
    label = "insights"
