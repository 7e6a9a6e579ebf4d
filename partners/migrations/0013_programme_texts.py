"""Keep the texts of programmes as searches read them."""

import smsu_intl.base.fields
from django.db import migrations

TEXTS = [
    f"{name}_{language}"
    for name in ("summary", "duration", "funding_note", "costs", "requirements", "steps")
    for language in ("en", "ru", "uz")
]


def fill(apps, schema_editor):
    programmes = apps.get_model("partners", "Programme")
    field = programmes._meta.get_field("folded_text")
    for programme in programmes._base_manager.all():
        field.pre_save(programme, add=False)
        programme.save(update_fields=["folded_text"])


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0012_search_readings'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalprogramme',
            name='folded_text',
            field=smsu_intl.base.fields.FoldedField(*TEXTS, first_only=False),
        ),
        migrations.AddField(
            model_name='programme',
            name='folded_text',
            field=smsu_intl.base.fields.FoldedField(*TEXTS, first_only=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
