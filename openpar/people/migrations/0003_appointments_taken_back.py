"""An appointment can be taken back on its first day. Joins the two migrations numbered 0002."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_roles_and_accounts"),
        ("people", "0002_unit_periods_and_lineage"),
    ]

    operations = [
        migrations.AddField(
            "appointment",
            "withdrawn",
            models.BooleanField(default=False, verbose_name="taken back"),
        ),
        migrations.RemoveConstraint("appointment", "appointment_begins_once"),
        migrations.AddConstraint(
            "appointment",
            models.UniqueConstraint(
                models.F("user"),
                models.F("unit"),
                models.F("role"),
                models.F("valid_from"),
                condition=models.Q(("withdrawn", False)),
                name="appointment_begins_once",
            ),
        ),
    ]
