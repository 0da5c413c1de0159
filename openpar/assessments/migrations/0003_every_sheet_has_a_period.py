"""Fill the year in, then require a period, once per unit, of the sheet's own cycle."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_sheets_of_periods")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE assessments_scoresheet s SET period_id = p.id
            FROM criteria_period p WHERE p.cycle_id = s.cycle_id AND p.kind = 'year';
            SET CONSTRAINTS ALL IMMEDIATE;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="scoresheet",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="criteria.period",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.UniqueConstraint(
                models.F("cycle"),
                models.F("unit"),
                models.F("period"),
                name="one_sheet_per_unit_and_period",
            ),
        ),
        # What a simple foreign key cannot say.
        migrations.RunSQL(
            """
            ALTER TABLE assessments_scoresheet ADD CONSTRAINT sheet_in_a_period_of_its_cycle
                FOREIGN KEY (period_id, cycle_id) REFERENCES criteria_period (id, cycle_id)
                DEFERRABLE INITIALLY DEFERRED;
            """,
            "ALTER TABLE assessments_scoresheet DROP CONSTRAINT sheet_in_a_period_of_its_cycle",
        ),
    ]
