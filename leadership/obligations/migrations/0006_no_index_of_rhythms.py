"""Two indexes that led an embedded database astray go; the table is not built anew, so its triggers stay."""

import django.db.models.deletion
from django.db import migrations, models

DROPPED = {
    "obligations_obligation_policy_id_2180f4e7": "policy_id",
    "obligations_obligation_policy_version_id_d8d6e2bf": "policy_version_id",
}


def without_index(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        to=to, on_delete=django.db.models.deletion.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("obligations", "0005_line_indexes"),
        ("policies", "0003_apply_now"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("obligation", "policy", without_index("policies.policy")),
                migrations.AlterField("obligation", "policy_version", without_index("policies.policyversion")),
            ],
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON "obligations_obligation" ("{column}")'
                )
                for name, column in DROPPED.items()
            ],
        )
    ]
