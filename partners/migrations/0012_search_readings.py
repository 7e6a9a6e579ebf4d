"""Keep how characters are read, and the consonants of words. `rebuild_search` learns and fills them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0011_agreements'),
    ]

    operations = [
        migrations.AddField(
            model_name='token',
            name='bones',
            field=models.CharField(db_index=True, default='', max_length=41),
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=12)),
                ('sort', models.SmallIntegerField()),
                ('latin', models.CharField(blank=True, default='', max_length=41)),
                ('worth', models.FloatField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text', 'sort', 'latin'), name='search_reading_once')],
            },
        ),
    ]
