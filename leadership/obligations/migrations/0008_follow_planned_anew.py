"""The trigger that lets copies follow their people is planned anew at each change (`linecopy.FOLLOW`)."""

from django.db import migrations

from leadership.obligations import linecopy


def follow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(linecopy.FOLLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("obligations", "0007_fewer_indexes")]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
