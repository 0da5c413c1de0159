"""Roles of issue B, accounts that are searched and change a given password, cited decisions."""

from django.db import migrations, models

import openpar.people.models.account
import openpar.people.search
from openpar.people.search import fold

ROLES = [
    ("officer", "officer of a unit"),
    ("contributor", "section contributor"),
    ("head", "head of a unit"),
    ("coordinator", "coordinator of the standing body"),
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


def fold_names(apps, schema_editor):
    """Fill the column that is searched, for the accounts that are there."""
    accounts = apps.get_model("people", "User")
    rows = list(accounts.objects.all())
    for row in rows:
        row.search = fold(f"{row.display_name} {row.username}")
    accounts.objects.bulk_update(rows, ["search"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AlterModelManagers(
            name="user",
            managers=[("objects", openpar.people.models.account.UserManager())],
        ),
        migrations.AddField(
            "user",
            "job_title",
            models.CharField(blank=True, default="", max_length=200, verbose_name="position"),
            preserve_default=False,
        ),
        migrations.AddField(
            "user",
            "must_change_password",
            models.BooleanField(
                default=False,
                help_text="the password was given by somebody else; nothing opens before it is "
                "changed",
                verbose_name="must set a new password",
            ),
        ),
        migrations.AddField(
            "user",
            "search",
            openpar.people.search.FoldedField("display_name", "username", "job_title"),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            "appointment",
            "decision",
            models.CharField(blank=True, default="", max_length=200, verbose_name="decision"),
            preserve_default=False,
        ),
        migrations.AddField(
            "appointment",
            "end_decision",
            models.CharField(
                blank=True, default="", max_length=200, verbose_name="decision that ended it"
            ),
            preserve_default=False,
        ),
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
