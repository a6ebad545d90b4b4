"""Versions of the texts we publish. The database itself refuses to change one."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


FORWARD = """
create function refuse_to_change_a_published_text() returns trigger language plpgsql as $$
begin
  raise exception 'a published version of a text is never changed nor deleted'
    using errcode = 'restrict_violation';
end $$;
create trigger published_texts_stay
  before update or delete on privacy_policyversion
  for each row execute function refuse_to_change_a_published_text();
"""
BACKWARD = """
drop trigger published_texts_stay on privacy_policyversion;
drop function refuse_to_change_a_published_text();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0004_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('privacy', 'Politique de confidentialité'), ('terms', 'Conditions d’utilisation')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('updated_on', models.DateField()),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text_fr', models.TextField()),
                ('text_en', models.TextField()),
                ('changes_fr', models.TextField()),
                ('changes_en', models.TextField()),
                ('purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('tables', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'version d’un texte publié',
                'verbose_name_plural': 'versions des textes publiés',
                'db_table_comment': 'append-only: what people were told stays what they were told',
            },
        ),
        migrations.CreateModel(
            name='PolicyTelling',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='privacy.policyversion')),
                ('told_up_to', models.BigIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'annonce d’une version',
                'verbose_name_plural': 'annonces des versions',
            },
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='policy_number_once'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='policy_number_from_1'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
