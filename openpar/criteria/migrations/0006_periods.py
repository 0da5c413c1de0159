"""Periods of a cycle, each with its two cut-offs; every cycle gets its year."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0005_responsibilities_and_duties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "month"),
                            ("quarter", "quarter"),
                            ("six_months", "six months"),
                            ("nine_months", "nine months"),
                            ("year", "year"),
                        ],
                        max_length=20,
                        verbose_name="kind of period",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                ("report_until", models.DateField(verbose_name="report up to")),
                ("as_of", models.DateField(verbose_name="index up to")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens at")),
                (
                    "closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="closes at"),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periods",
                        to="criteria.cycle",
                    ),
                ),
            ],
            options={
                "verbose_name": "period",
                "verbose_name_plural": "periods",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("cycle"),
                        models.F("kind"),
                        models.F("number"),
                        name="one_period_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("report_until__lte", models.F("as_of"))),
                        name="report_closes_before_the_index",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at__isnull", True), ("opens_at__isnull", True)),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="period_closes_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "year"), _negated=True),
                            ("opens_at__isnull", True),
                            _connector="OR",
                        ),
                        name="the_year_follows_its_phases",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "quarter"), ("number__range", (1, 4))),
                            models.Q(("kind", "month"), ("number__range", (1, 12))),
                            models.Q(
                                ("kind__in", ["six_months", "nine_months", "year"]), ("number", 1)
                            ),
                            _connector="OR",
                        ),
                        name="period_number_fits_its_kind",
                    ),
                ],
            },
        ),
        # So that a sheet's period can be held to the sheet's cycle by a foreign key.
        migrations.RunSQL(
            "ALTER TABLE criteria_period ADD CONSTRAINT period_with_its_cycle UNIQUE (id, cycle_id)",
            "ALTER TABLE criteria_period DROP CONSTRAINT period_with_its_cycle",
        ),
        # Every cycle has its year.
        migrations.RunSQL(
            """
            INSERT INTO criteria_period (cycle_id, kind, number, report_until, as_of)
            SELECT id, 'year', 1, least(make_date(year::int, 12, 14), as_of), as_of
            FROM criteria_cycle
            """,
            migrations.RunSQL.noop,
        ),
    ]
