from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "leadership.worker"
    label = "worker"
