"""An index of the words of names, addresses, ids and titles, for finding people (PostgreSQL alone)."""

from django.db import migrations

INDEX = """
    CREATE INDEX person_by_word ON people_person USING gin (array_to_tsvector(array_remove(regexp_split_to_array(lower(
        given_name || ' ' || family_name || ' ' || email || ' ' || employee_id || ' ' || title
    ), '[\\s@._+/,()''-]+'), '')))
"""


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX person_by_word")


class Migration(migrations.Migration):
    dependencies = [("people", "0011_finnish_letters")]
    operations = [migrations.RunPython(index, unindex)]
