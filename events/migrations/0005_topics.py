"""Keep the topics of sessions folded, so that searches find them."""

from itertools import batched

import smsu_intl.base.fields
from django.db import migrations


def fill(apps, schema_editor):
    model = apps.get_model("events", "Session")
    field = model._meta.get_field("folded")
    for records in batched(model._base_manager.order_by("pk").iterator(chunk_size=1000), 1000, strict=False):
        for record in records:
            field.pre_save(record, add=False)
        model._base_manager.bulk_update(records, ["folded"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_publish_until'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='folded',
            field=smsu_intl.base.fields.FoldedField('topic_en', 'topic_ru', 'topic_uz', first_only=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
