from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "leadership.web"
    label = "web"
