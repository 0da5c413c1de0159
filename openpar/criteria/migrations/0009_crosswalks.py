"""The crosswalk of two sets and its lines; confirmed and its newer set published, it is frozen."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import openpar.criteria.exact
from openpar.audit import triggers

RELATIONS = {
    "kept": "kept unchanged",
    "reworded": "reworded",
    "reweighted": "reweighted",
    "split": "split into several",
    "merged": "merged into one",
    "new": "newly added",
    "dropped": "dropped from the set",
}


class Migration(migrations.Migration):
    """Two tables and the triggers that keep them."""

    dependencies = [("criteria", "0008_sign_off_and_late_submission")]

    operations = [
        migrations.CreateModel(
            name="Crosswalk",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                )),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("confirmed", "confirmed by the coordinator")],
                        default="draft", max_length=20, verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "new_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crosswalks_to", to="criteria.criteriaset",
                    ),
                ),
                (
                    "old_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crosswalks_from", to="criteria.criteriaset",
                    ),
                ),
            ],
            options={"verbose_name": "crosswalk", "verbose_name_plural": "crosswalks"},
        ),
        migrations.CreateModel(
            name="CrosswalkLine",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                )),
                ("position", models.PositiveIntegerField()),
                (
                    "relation",
                    models.CharField(
                        choices=list(RELATIONS.items()),
                        max_length=20, verbose_name="relation",
                    ),
                ),
                (
                    "old_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "new_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "shares",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=openpar.criteria.exact.ExactField(), default=list, size=None
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "crosswalk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines", to="criteria.crosswalk",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a crosswalk",
                "verbose_name_plural": "lines of a crosswalk",
                "ordering": ("crosswalk", "position"),
            },
        ),
        migrations.AddConstraint(
            model_name="crosswalk",
            constraint=models.UniqueConstraint(
                models.F("old_set"), models.F("new_set"), name="one_crosswalk_of_two_sets"
            ),
        ),
        migrations.AddConstraint(
            model_name="crosswalk",
            constraint=models.CheckConstraint(
                condition=models.Q(("old_set", models.F("new_set")), _negated=True),
                name="crosswalk_between_two_sets",
            ),
        ),
        migrations.AddConstraint(
            model_name="crosswalk",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "confirmed"])),
                name="crosswalk_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="crosswalkline",
            constraint=models.UniqueConstraint(
                models.F("crosswalk"), models.F("position"), name="one_line_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="crosswalkline",
            constraint=models.CheckConstraint(
                condition=models.Q(("relation__in", list(RELATIONS))), name="crosswalk_relation_known"
            ),
        ),
        triggers.frozen_when(
            "criteria_crosswalk",
            "r.state = 'confirmed' AND EXISTS (SELECT 1 FROM criteria_criteriaset s"
            " WHERE s.id = r.new_set_id AND s.state = 'published')",
        ),
        triggers.frozen_when(
            "criteria_crosswalkline",
            "EXISTS (SELECT 1 FROM criteria_crosswalk c"
            " JOIN criteria_criteriaset s ON s.id = c.new_set_id WHERE c.id = r.crosswalk_id"
            " AND c.state = 'confirmed' AND s.state = 'published')",
            incoming=True,
        ),
    ]  # fmt: skip
