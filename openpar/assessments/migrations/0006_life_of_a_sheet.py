"""A sheet from draft to receipt and back: sent up, signed, its signed report; reopened for chosen
criteria; whether it came in time."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from openpar.audit import triggers

#: What the first migration froze: everything on a submitted sheet.
BEFORE = (
    triggers.frozen_when(
        "assessments_scoreitem",
        "EXISTS (SELECT 1 FROM assessments_scoresheet s"
        " WHERE s.id = r.sheet_id AND s.state = 'submitted')",
    ),
    triggers.frozen_when(
        "assessments_evidenceuse",
        "EXISTS (SELECT 1 FROM assessments_scoresheet s JOIN assessments_scoreitem i"
        " ON i.sheet_id = s.id WHERE i.id = r.item_id AND s.state = 'submitted')",
        incoming=True,
    ),
)
#: Past the program as well, nothing changes on a sheet that lies with the head or has left the
#: unit, and on a reopened one nothing but what is open.
CLOSED = (
    "EXISTS (SELECT 1 FROM assessments_scoresheet s JOIN assessments_scoreitem i"
    " ON i.sheet_id = s.id WHERE i.id = r.{item} AND"
    " (s.state IN ('with_head', 'signed', 'submitted') OR s.reopening_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM assessments_reopeneditem o"
    " WHERE o.reopening_id = s.reopening_id AND o.item_id = i.id)))"
)
NOW = (
    triggers.frozen_when("assessments_scoreitem", CLOSED.format(item="id")),
    triggers.frozen_when("assessments_evidenceuse", CLOSED.format(item="item_id"), incoming=True),
)
INSERT_ONLY = ("sentup", "remark", "signature", "signedreport", "reopening", "reopeneditem")
#: Sheets submitted so far came in time or in the grace: nothing else was accepted.
JUDGE_THE_PAST = """
ALTER TABLE assessments_sheetrevision DISABLE TRIGGER assessments_sheetrevision_insert_only;
UPDATE assessments_sheetrevision r
SET due_at = due.at, timeliness = CASE WHEN r.at > due.at THEN 'in_grace' ELSE 'on_time' END
FROM (
    SELECT s.id, GREATEST(p.closes_at, (
        SELECT max(e.until) FROM criteria_extension e
        WHERE e.phase_id = p.id AND e.unit_id = s.unit_id AND e.state = 'in_force'
    )) AS at
    FROM assessments_scoresheet s
    JOIN criteria_period t ON t.id = s.period_id AND t.kind = 'year'
    JOIN criteria_phase p ON p.cycle_id = s.cycle_id AND p.kind = 'self_assessment'
) due WHERE due.id = r.sheet_id;
ALTER TABLE assessments_sheetrevision ENABLE TRIGGER assessments_sheetrevision_insert_only;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_uses_taken_off"),
        ("criteria", "0008_sign_off_and_late_submission"),
        ("people", "0006_deputy_heads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("by", models.TextField()),
                ("by_name", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("sent_up", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReopenedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("repair", "returned for repair"), ("supplement", "supplement")],
                        max_length=20,
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("by", models.TextField()),
                ("by_name", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("sheet", "number"),
            },
        ),
        migrations.CreateModel(
            name="SentUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("by", models.TextField()),
                ("by_name", models.TextField(blank=True, default="")),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ("sheet", "number"),
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("head", "head of the unit"),
                            ("for_the_head", "for the head (KT.)"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("by", models.TextField()),
                ("by_name", models.TextField(blank=True, default="")),
                ("job_title", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SignedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=50)),
                ("symbol", models.CharField(max_length=100)),
                ("date", models.DateField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("equal", "Equal to the sheet"),
                            ("differs", "Differs from the sheet"),
                            ("unreadable", "Could not be read"),
                        ],
                        max_length=20,
                    ),
                ),
                ("differences", models.JSONField(default=list)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="bytes")),
                ("media_type", models.CharField(max_length=120)),
                ("file_name", models.CharField(max_length=200)),
                ("storage_name", models.CharField(max_length=64, unique=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("by", models.TextField()),
                ("by_name", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SupplementRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("open", "awaiting an answer"),
                            ("granted", "granted"),
                            ("refused", "not granted"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("ground", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="scoresheet",
            name="sheet_state_is_known",
        ),
        migrations.AddField(
            model_name="scoreitem",
            name="finished_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="scoreitem",
            name="finished_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sheetrevision",
            name="due_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="sheetrevision",
            name="timeliness",
            field=models.CharField(
                choices=[
                    ("on_time", "On time"),
                    ("in_grace", "In the grace"),
                    ("late", "Submitted late"),
                ],
                default="on_time",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="scoresheet",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("with_head", "With the head"),
                    ("signed", "Signed off by the head"),
                    ("submitted", "Submitted"),
                    ("reopened", "Reopened"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="scoreitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("finished_by__isnull", True)),
                    models.Q(("finished_at__isnull", False), ("finished_by__isnull", False)),
                    _connector="OR",
                ),
                name="finished_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="assessments.scoreitem",
            ),
        ),
        migrations.AddField(
            model_name="reopeneditem",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopened",
                to="assessments.scoreitem",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopenings",
                to="assessments.sheetrevision",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopenings",
                to="assessments.scoresheet",
            ),
        ),
        migrations.AddField(
            model_name="reopeneditem",
            name="reopening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="assessments.reopening",
            ),
        ),
        migrations.AddField(
            model_name="scoresheet",
            name="reopening",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.reopening",
            ),
        ),
        migrations.AddField(
            model_name="sheetrevision",
            name="reopening",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answer",
                to="assessments.reopening",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "with_head", "signed", "submitted", "reopened"])
                ),
                name="sheet_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reopening__isnull", True), ("state__in", ("draft", "submitted"))),
                    ("state__in", ("with_head", "signed")),
                    models.Q(("reopening__isnull", False), ("state", "reopened")),
                    _connector="OR",
                ),
                name="a_reopened_sheet_says_what_is_open",
            ),
        ),
        migrations.AddField(
            model_name="sentup",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sent_up",
                to="assessments.scoresheet",
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="sent_up",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="assessments.sentup",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="sent_up",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="assessments.sentup",
            ),
        ),
        migrations.AddField(
            model_name="sheetrevision",
            name="signature",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="assessments.signature",
            ),
        ),
        migrations.AddField(
            model_name="signedreport",
            name="signature",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="assessments.signature",
            ),
        ),
        migrations.AddField(
            model_name="sheetrevision",
            name="report",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="assessments.signedreport",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("timeliness__in", ["on_time", "in_grace", "late"])),
                name="timeliness_is_known",
            ),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="items",
            field=models.ManyToManyField(related_name="+", to="assessments.scoreitem"),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supplement_requests",
                to="assessments.scoresheet",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="request",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopening",
                to="assessments.supplementrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopeneditem",
            constraint=models.UniqueConstraint(
                models.F("reopening"), models.F("item"), name="an_item_is_reopened_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopeneditem",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="a_reopened_item_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentup",
            constraint=models.UniqueConstraint(
                models.F("sheet"), models.F("number"), name="one_sending_per_sheet_and_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_remark_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                models.F("sent_up"), name="a_sending_is_signed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ["head", "for_the_head"])),
                name="capacity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["equal", "differs", "unreadable"])),
                name="report_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signedreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", ""), _negated=True), models.Q(("symbol", ""), _negated=True)
                ),
                name="a_report_has_number_and_symbol",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.UniqueConstraint(
                models.F("sheet"),
                condition=models.Q(("answer", "open")),
                name="one_open_supplement_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="a_supplement_request_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "open"), ("answered_by__isnull", True)),
                    models.Q(("answer", "granted"), ("answered_by__isnull", False)),
                    models.Q(
                        ("answer", "refused"),
                        ("answered_by__isnull", False),
                        models.Q(("ground", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_supplement_request_is_answered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                models.F("sheet"), models.F("number"), name="one_reopening_per_sheet_and_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "repair"), ("until__isnull", False)),
                    ("kind", "supplement"),
                    _connector="OR",
                ),
                name="reopening_kind_is_known",
            ),
        ),
        migrations.RunSQL(JUDGE_THE_PAST, migrations.RunSQL.noop),
        *[migrations.RunSQL(made.reverse_sql, made.sql) for made in BEFORE],
        *NOW,
        *[triggers.insert_only(f"assessments_{table}") for table in INSERT_ONLY],
        triggers.frozen_when("assessments_supplementrequest", "r.answer <> 'open'"),
    ]
