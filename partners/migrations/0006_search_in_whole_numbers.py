"""Count shares in whole numbers, call what a translation is worth by its name, and count words that stand in places only. `rebuild_search` fills the index again."""

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
        migrations.AddField("token", "placed", models.IntegerField(default=0)),
        migrations.AddField(
            "token",
            "said",
            models.GeneratedField(
                expression=models.Case(models.When(frequency__gt=0, then="frequency"), default="placed"),
                output_field=models.IntegerField(),
                db_persist=True,
            ),
        ),
    ]
