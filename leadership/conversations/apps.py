from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "leadership.conversations"
    label = "conversations"
