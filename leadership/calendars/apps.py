from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "leadership.calendars"
    label = "calendars"
