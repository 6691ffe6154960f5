from datetime import datetime, time

from django.db import migrations
from django.utils import timezone


def keep_the_day(apps, schema_editor):
    """The day was all that was kept; noon keeps it the same day in every time zone near."""
    files = apps.get_model("portfolios", "EvidenceFile").objects
    for file in files.exclude(captured_on=None).only("captured_on").iterator():
        noon = timezone.make_aware(datetime.combine(file.captured_on, time(12)))
        files.filter(pk=file.pk).update(captured_at=noon)


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0002_evidence_on_its_way")]

    operations = [migrations.RunPython(keep_the_day, migrations.RunPython.noop)]
