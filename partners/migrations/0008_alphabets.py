"""Keep where each name stands in the alphabet of each language."""

from itertools import batched

import smsu_intl.base.fields
from django.db import migrations


def fill(apps, schema_editor):
    for name in ('Institution', 'Programme'):
        model = apps.get_model("partners", name)
        fields = [model._meta.get_field(f"sorted_{language}") for language in ("en", "ru", "uz")]
        for records in batched(model._base_manager.order_by("pk").iterator(chunk_size=1000), 1000, strict=False):
            for record in records:
                for field in fields:
                    field.pre_save(record, add=False)
            model._base_manager.bulk_update(records, [field.name for field in fields], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0007_merging'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalinstitution',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='historicalinstitution',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='historicalinstitution',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.AddField(
            model_name='institution',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='institution',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='institution',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.AddField(
            model_name='programme',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='programme',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='programme',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
