import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curriculum', '0001_initial'),
        ('portfolios', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=200, verbose_name='address of the form')),
                ('form', models.TextField(verbose_name='fields, as a query string')),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
                'ordering': ['-saved_at'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=32, unique=True, verbose_name='key')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('length', models.PositiveBigIntegerField(verbose_name='size, in bytes')),
                ('created_at', models.DateTimeField(verbose_name='begun')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires')),
            ],
            options={
                'verbose_name': 'upload',
                'verbose_name_plural': 'uploads',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='erased'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='key',
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name='key'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='captured_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='captured'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='claimed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='being processed'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='height',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='height, in pixels'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='received_name',
            field=models.CharField(blank=True, editable=False, max_length=100, verbose_name='name as received'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='scanned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='scanned for viruses'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='seconds',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='duration, in seconds'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='thumbnail_name',
            field=models.CharField(blank=True, editable=False, max_length=100, verbose_name='thumbnail'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='unplaced_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='not part of a piece'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='width',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='width, in pixels'),
        ),
        migrations.AlterField(
            model_name='logentry',
            name='verb',
            field=models.CharField(choices=[('portfolio_started', 'portfolio started'), ('class_changed', 'moved to another class'), ('profile_changed', 'moved to another level'), ('specialisation_chosen', 'specialisation chosen'), ('portfolio_closed', 'portfolio closed'), ('portfolio_reopened', 'portfolio reopened'), ('evidence_added', 'evidence added'), ('evidence_changed', 'evidence changed'), ('evidence_linked', 'evidence linked to a work process'), ('evidence_unlinked', 'evidence unlinked from a work process'), ('evidence_removed', 'evidence removed'), ('evidence_restored', 'removed evidence brought back'), ('evidence_erased', 'removed evidence erased for good'), ('file_added', 'file added'), ('file_checked', 'file checked'), ('file_removed', 'file removed'), ('file_erased', 'file erased'), ('submitted', 'handed in'), ('withdrawn', 'withdrawn'), ('assessed', 'assessed'), ('round_opened', 'assessments differ, a second round opened'), ('signed_off', 'signed off'), ('returned', 'returned to the student'), ('seat_released', 'seat of an assessor released'), ('revoked', 'sign-off revoked')], max_length=30, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('portfolio', 'key'), name='evidence_sent_once'),
        ),
        migrations.AddField(
            model_name='draft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='upload',
            name='file',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='upload', to='portfolios.evidencefile', verbose_name='file'),
        ),
        migrations.AddField(
            model_name='upload',
            name='portfolio',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='portfolios.portfolio', verbose_name='portfolio'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('user', 'place'), name='draft_one_for_each_form'),
        ),
    ]
