"""A sheet belongs to a period; those that stand belong to the year."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_initial"),
        ("criteria", "0006_periods"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="scoresheet", name="one_sheet_per_unit_and_cycle"),
        migrations.AddField(
            model_name="scoresheet",
            name="period",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="criteria.period",
            ),
        ),
    ]
