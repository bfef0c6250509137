"""A calendar may be on its way out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calendars", "0004_leave_at_google_and_microsoft")]

    operations = [
        migrations.AddField(model_name="source", name="leaving_at", field=models.DateTimeField(null=True)),
    ]
