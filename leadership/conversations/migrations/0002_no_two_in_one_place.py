"""No two talks of one person overlap: the database refuses it, whoever writes them."""

from django.db import migrations

from leadership.conversations import guards


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [migrations.RunPython(guards.install, guards.remove)]
