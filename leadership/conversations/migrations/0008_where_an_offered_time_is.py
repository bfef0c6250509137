"""Each offered time says where it is, and whether it was offered or asked for instead of the time that stands."""

from django.db import migrations, models

from leadership.conversations import guards


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_rounds_and_wishes")]

    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddField(
            model_name="offeredtime",
            name="place",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="offeredtime", name="counter", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RemoveConstraint(model_name="offeredtime", name="a_time_is_offered_once"),
        migrations.AddConstraint(
            model_name="offeredtime",
            constraint=models.UniqueConstraint(
                fields=("conversation", "start", "counter"), name="a_time_is_offered_once"
            ),
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
