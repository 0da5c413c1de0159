"""Whether the head signs off a sheet and its signed report is asked for; until when a late
self-assessment is accepted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("criteria", "0007_exercises")]

    operations = [
        migrations.AddField(
            "cycle",
            "signed_by_head",
            models.BooleanField(default=False, verbose_name="the head signs off the sheet"),
        ),
        migrations.AddField(
            "cycle",
            "report_required",
            models.BooleanField(default=False, verbose_name="the signed report is uploaded"),
        ),
        migrations.AddConstraint(
            "cycle",
            models.CheckConstraint(
                condition=models.Q(
                    ("report_required", False), ("signed_by_head", True), _connector="OR"
                ),
                name="a_report_is_signed_by_the_head",
            ),
        ),
        migrations.AddField(
            "phase",
            "late_until",
            models.DateTimeField(blank=True, null=True, verbose_name="accepted late until"),
        ),
        migrations.AddConstraint(
            "phase",
            models.CheckConstraint(
                condition=models.Q(
                    ("late_until__isnull", True),
                    models.Q(
                        ("kind", "self_assessment"), ("late_until__gt", models.F("closes_at"))
                    ),
                    _connector="OR",
                ),
                name="late_submission_follows_the_closing",
            ),
        ),
    ]
