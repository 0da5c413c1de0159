"""A role for the deputies of a head, who sign for the head (KT.) in the own unit."""

from django.db import migrations, models

ROLES = [
    ("officer", "officer of a unit"),
    ("contributor", "section contributor"),
    ("head", "head of a unit"),
    ("deputy", "deputy head of a unit"),
    ("coordinator", "coordinator of the standing body"),
    ("inner_coordinator", "coordinator of an inner exercise"),
    ("appraiser", "appraiser"),
    ("chair", "chair of the council"),
    ("vice_chair", "vice chair of the council"),
    ("member", "member of the council"),
    ("secretary", "secretary of the council"),
    ("leader", "leader"),
    ("observer", "observer (Fatherland Front)"),
    ("auditor", "auditor"),
    ("operator", "technical operator"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0005_personal_tokens")]

    operations = [
        migrations.AlterField(
            "appointment",
            "role",
            models.CharField(choices=ROLES, max_length=20, verbose_name="role"),
        ),
        migrations.RemoveConstraint("appointment", "appointment_role_known"),
        migrations.AddConstraint(
            "appointment",
            models.CheckConstraint(
                condition=models.Q(("role__in", [role for role, _label in ROLES])),
                name="appointment_role_known",
            ),
        ),
    ]
