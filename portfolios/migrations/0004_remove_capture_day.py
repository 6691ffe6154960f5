from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0003_capture_day_to_time")]

    operations = [migrations.RemoveField(model_name="evidencefile", name="captured_on")]
