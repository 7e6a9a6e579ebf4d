"""Count shares in whole numbers, and call what a translation is worth by its name. `rebuild_search` fills the index again."""

from django.db import migrations, models


def empty(apps, schema_editor):
    for name in ("Translation", "Posting", "Gram", "Entry", "Token"):
        apps.get_model("partners", name).objects.all()._raw_delete(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_reserved_addresses")]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.RenameField("translation", "probability", "worth"),
        migrations.AlterField("posting", "share", models.IntegerField()),
    ]
