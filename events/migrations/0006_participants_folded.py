"""Keep the groups of participants as searches read them."""

import smsu_intl.base.fields
from django.db import migrations


def fill(apps, schema_editor):
    participants = apps.get_model("events", "Participant")
    field = participants._meta.get_field("folded")
    for participant in participants._base_manager.exclude(description_en="", description_ru="", description_uz=""):
        field.pre_save(participant, add=False)
        participant.save(update_fields=["folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0005_topics'),
    ]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='folded',
            field=smsu_intl.base.fields.FoldedField('description_en', 'description_ru', 'description_uz', first_only=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
