from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "leadership.cli"
    label = "cli"
