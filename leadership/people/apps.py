from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "leadership.people"
    label = "people"
