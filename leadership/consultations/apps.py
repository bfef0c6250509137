from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "leadership.consultations"
    label = "consultations"
