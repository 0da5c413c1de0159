"""Figures that lead agencies give for all units; what a report says besides its criteria."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from openpar.audit import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_discussion_and_carried_figures"),
        ("criteria", "0008_sign_off_and_late_submission"),
        ("people", "0006_deputy_heads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Narrative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("difficulties", models.TextField(blank=True, default="")),
                ("proposals", models.TextField(blank=True, default="")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narrative",
                        to="assessments.scoresheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProvidedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("text", models.TextField(blank=True)),
                ("source", models.TextField()),
                ("author", models.TextField()),
                ("author_name", models.TextField(blank=True, default="")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provided_figures",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provided_figures",
                        to="criteria.cycle",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provided_figures",
                        to="criteria.period",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures_given",
                        to="people.unit",
                        verbose_name="lead agency",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provided_figures",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("period"),
                        models.F("unit"),
                        models.F("criterion"),
                        models.F("name"),
                        models.F("id"),
                        name="provided_by_place",
                    )
                ],
            },
        ),
        triggers.insert_only("assessments_providedfigure"),
    ]
