from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"

    def ready(self) -> None:
        from policies.catalogue import fill

        post_migrate.connect(fill, sender=self, dispatch_uid="fill the catalogue of conversation types")
