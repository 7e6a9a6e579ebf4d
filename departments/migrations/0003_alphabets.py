"""Keep where each name stands in the alphabet of each language."""

from itertools import batched

import smsu_intl.base.fields
from django.db import migrations


def fill(apps, schema_editor):
    for name in ('University', 'Department', 'Person'):
        model = apps.get_model("departments", name)
        fields = [model._meta.get_field(f"sorted_{language}") for language in ("en", "ru", "uz")]
        for records in batched(model._base_manager.order_by("pk").iterator(chunk_size=1000), 1000, strict=False):
            for record in records:
                for field in fields:
                    field.pre_save(record, add=False)
            model._base_manager.bulk_update(records, [field.name for field in fields], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0002_membership'),
    ]

    operations = [
        migrations.AddField(
            model_name='department',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='department',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='department',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.AddField(
            model_name='historicaldepartment',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='historicaldepartment',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='historicaldepartment',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name', language='en'),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name', language='ru'),
        ),
        migrations.AddField(
            model_name='historicalperson',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name', language='uz'),
        ),
        migrations.AddField(
            model_name='historicaluniversity',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='historicaluniversity',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='historicaluniversity',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.AddField(
            model_name='person',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name', language='en'),
        ),
        migrations.AddField(
            model_name='person',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name', language='ru'),
        ),
        migrations.AddField(
            model_name='person',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name', language='uz'),
        ),
        migrations.AddField(
            model_name='university',
            name='sorted_en',
            field=smsu_intl.base.fields.AlphabetField('name_en', 'name_ru', 'name_uz', language='en'),
        ),
        migrations.AddField(
            model_name='university',
            name='sorted_ru',
            field=smsu_intl.base.fields.AlphabetField('name_ru', 'name_en', 'name_uz', language='ru'),
        ),
        migrations.AddField(
            model_name='university',
            name='sorted_uz',
            field=smsu_intl.base.fields.AlphabetField('name_uz', 'name_en', 'name_ru', language='uz'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
