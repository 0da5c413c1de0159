"""A cycle names its exercise: kind, owner, standing body; existing ones go to their province.

A set names the body of the inner exercise it is for; existing ones are the standing body's.
"""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("inside_province", "inside a province"),
    ("inside_body", "inside one body"),
    ("own_file", "own file for the superior level"),
    ("over_provinces", "a ministry over provinces"),
]


def give_to_the_province(apps, schema_editor):
    """The owner is the superior that most scored units share; its standing body is the unit that
    holds a coordinator. A cycle whose units have no superior stays the whole installation's."""
    Cycle = apps.get_model("criteria", "Cycle")
    Appointment = apps.get_model("people", "Appointment")
    bodies = list(
        Appointment.objects.filter(role="coordinator", withdrawn=False)
        .order_by("valid_from", "pk")
        .values_list("unit_id", "unit__parent_id")
    )
    for cycle in Cycle.objects.filter(owner=None):
        parents = Counter(cycle.memberships.values_list("unit__parent_id", flat=True))
        parents.pop(None, None)
        if not parents:
            continue
        cycle.owner_id = parents.most_common(1)[0][0]
        own = [unit for unit, parent in bodies if cycle.owner_id in (unit, parent)]
        cycle.standing_body_id = next(iter([*own, *(unit for unit, _parent in bodies)]), None)
        cycle.save(update_fields=["owner", "standing_body"])


def unit(related_name, title):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name, to="people.unit", verbose_name=title,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0006_periods"),
        ("people", "0004_coordinator_of_an_inner_exercise"),
    ]

    operations = [
        migrations.AddField(
            "cycle",
            "exercise",
            models.CharField(
                choices=KINDS,
                db_default="inside_province",
                default="inside_province",
                max_length=20,
                verbose_name="kind of exercise",
            ),
        ),
        migrations.AddField("cycle", "owner", unit("owned_cycles", "body that scores")),
        migrations.AddField("cycle", "standing_body", unit("steered_cycles", "standing body")),
        migrations.AddField("cycle", "also_read_by", unit("+", "also read by")),
        migrations.AddField("criteriaset", "owner", unit("criteria_sets", "body whose set it is")),
        migrations.RunPython(give_to_the_province, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "cycle",
            models.CheckConstraint(
                condition=models.Q(("exercise__in", [kind for kind, _title in KINDS])),
                name="exercise_is_known",
            ),
        ),
        migrations.AddConstraint(
            "cycle",
            models.CheckConstraint(
                condition=models.Q(
                    ("exercise", "inside_province"), ("owner__isnull", False), _connector="OR"
                ),
                name="exercise_has_an_owner",
            ),
        ),
    ]
