"""Working days, the yearly plan, extensions per unit; three more phases, grace, planned cycles."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from openpar.audit import triggers

LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
NEW_YEAR = "Văn bản 12729/VPCP-KGVX ngày 25/12/2025 của Văn phòng Chính phủ"
NOTICE = "Thông báo của Bộ Nội vụ về lịch nghỉ Tết Nguyên đán và Quốc khánh năm 2026"

#: What officials' calendars of 2026 differ from the week: (day, kind, occasion, source).
DAYS_OF_2026 = (
    ("2026-01-01", "off", "Tết Dương lịch", LABOUR_CODE),
    ("2026-01-02", "off", "Tết Dương lịch (hoán đổi)", NEW_YEAR),
    ("2026-01-10", "make_up", "Làm bù cho ngày 02/01/2026", NEW_YEAR),
    ("2026-02-16", "off", "Tết Nguyên đán Bính Ngọ", NOTICE),
    ("2026-02-17", "off", "Tết Nguyên đán Bính Ngọ", NOTICE),
    ("2026-02-18", "off", "Tết Nguyên đán Bính Ngọ", NOTICE),
    ("2026-02-19", "off", "Tết Nguyên đán Bính Ngọ", NOTICE),
    ("2026-02-20", "off", "Tết Nguyên đán Bính Ngọ", NOTICE),
    ("2026-04-26", "off", "Giỗ Tổ Hùng Vương", LABOUR_CODE),
    ("2026-04-27", "off", "Nghỉ bù Giỗ Tổ Hùng Vương", LABOUR_CODE),
    ("2026-04-30", "off", "Ngày Chiến thắng", LABOUR_CODE),
    ("2026-05-01", "off", "Ngày Quốc tế lao động", LABOUR_CODE),
    ("2026-08-22", "make_up", "Làm bù cho ngày 31/8/2026", NOTICE),
    ("2026-08-31", "off", "Quốc khánh (hoán đổi)", NOTICE),
    ("2026-09-01", "off", "Quốc khánh", LABOUR_CODE),
    ("2026-09-02", "off", "Quốc khánh", LABOUR_CODE),
)


def load_days(apps, schema_editor):
    """Bring the year of the first release; later years are entered in the browser."""
    holiday = apps.get_model("criteria", "Holiday")
    holiday.objects.bulk_create(
        holiday(day=day, kind=kind, title=title, source=source)
        for day, kind, title, source in DAYS_OF_2026
    )


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0003_annex_import"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="extended until")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "approval_number",
                    models.CharField(
                        max_length=100, verbose_name="number of the approving document"
                    ),
                ),
                ("approval_date", models.DateField(verbose_name="date of the approving document")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "awaiting a second person"),
                            ("in_force", "in force"),
                            ("refused", "not granted"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[("off", "day off"), ("make_up", "make-up working day")],
                        default="off",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="occasion")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "day of the working calendar",
                "verbose_name_plural": "days of the working calendar",
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="step")),
                ("begins", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="to")),
                ("product", models.CharField(blank=True, max_length=300, verbose_name="product")),
            ],
            options={
                "verbose_name": "step of the plan",
                "verbose_name_plural": "steps of the plan",
            },
        ),
        migrations.AddField(
            model_name="cycle",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="criteria.cycle",
                verbose_name="carried over from",
            ),
        ),
        migrations.AddField(
            model_name="phase",
            name="grace",
            field=models.DurationField(default=datetime.timedelta, verbose_name="grace"),
        ),
        migrations.AlterField(
            model_name="cycle",
            name="state",
            field=models.CharField(
                choices=[("planned", "in preparation"), ("open", "open"), ("closed", "closed")],
                default="open",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="phase",
            name="kind",
            field=models.CharField(
                choices=[
                    ("self_assessment", "self-assessment"),
                    ("supplement", "supplement"),
                    ("appraisal", "appraisal"),
                    ("explanation", "explanation"),
                    ("council", "council"),
                    ("publication", "publication"),
                ],
                max_length=20,
                verbose_name="step",
            ),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "open", "closed"])),
                name="cycle_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(("grace__gte", datetime.timedelta(0))),
                name="phase_grace_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="phase",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions",
                to="criteria.phase",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extensions",
                to="people.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["off", "make_up"])), name="holiday_kind_known"
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plan_steps",
                to="criteria.cycle",
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
                verbose_name="lead unit",
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="phase",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plan_steps",
                to="criteria.phase",
                verbose_name="phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                models.F("phase"),
                models.F("unit"),
                condition=models.Q(("state", "proposed")),
                name="one_open_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("approval_number", ""), _negated=True),
                ),
                name="extension_is_grounded",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "proposed"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["in_force", "refused"]),
                    ),
                    _connector="OR",
                ),
                name="extension_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("begins__isnull", True), ("ends__isnull", True), ("phase__isnull", False)
                    ),
                    models.Q(
                        ("begins__isnull", False),
                        ("ends__gte", models.F("begins")),
                        ("phase__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="plan_step_has_dates_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.UniqueConstraint(models.F("phase"), name="one_plan_step_of_a_phase"),
        ),
        triggers.frozen_when("criteria_extension", "r.state <> 'proposed'"),
        # A step's phase belongs to the step's cycle: what a simple foreign key cannot say.
        migrations.RunSQL(
            """
            ALTER TABLE criteria_phase ADD CONSTRAINT phase_with_its_cycle UNIQUE (id, cycle_id);
            ALTER TABLE criteria_planstep ADD CONSTRAINT step_of_a_phase_of_its_cycle
                FOREIGN KEY (phase_id, cycle_id) REFERENCES criteria_phase (id, cycle_id)
                DEFERRABLE INITIALLY DEFERRED;
            """,
            """
            ALTER TABLE criteria_planstep DROP CONSTRAINT step_of_a_phase_of_its_cycle;
            ALTER TABLE criteria_phase DROP CONSTRAINT phase_with_its_cycle;
            """,
        ),
        migrations.RunPython(load_days, migrations.RunPython.noop),
    ]
