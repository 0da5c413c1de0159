"""A province's own file: who leads a criterion, and what the superior level appraised of it."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("self", "Self-assessment score"),
    ("computed", "Computed by the rule"),
    ("appraised", "Appraisal score"),
    ("second", "Second appraisal score"),
    ("agreed", "Agreed appraisal score"),
    ("explained", "Score after explanation"),
    ("council", "Council score"),
    ("external", "Appraised by the superior level"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_every_sheet_has_a_period"),
        ("criteria", "0007_exercises"),
        ("people", "0004_coordinator_of_an_inner_exercise"),
    ]

    operations = [
        migrations.AddField(
            "scoreitem",
            "lead",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="led_items",
                to="people.unit",
                verbose_name="lead unit",
            ),
        ),
        migrations.AlterField("scorelayer", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.RemoveConstraint("scorelayer", "layer_kind_is_known"),
        migrations.AddConstraint(
            "scorelayer",
            models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _title in KINDS])),
                name="layer_kind_is_known",
            ),
        ),
    ]
