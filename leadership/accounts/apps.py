from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "leadership.accounts"
    label = "accounts"
