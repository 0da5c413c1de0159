"""A sheet that a sheet by a newer criteria set has replaced: it stays as it was, and is frozen."""

from django.db import migrations, models

from openpar.audit import triggers

#: What froze a sheet before: with the head, gone out, or closed for all but some criteria.
CLOSED = (
    "EXISTS (SELECT 1 FROM assessments_scoresheet s JOIN assessments_scoreitem i"
    " ON i.sheet_id = s.id WHERE i.id = r.{item} AND"
    " (s.state IN ({states}) OR s.reopening_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM assessments_reopeneditem o"
    " WHERE o.reopening_id = s.reopening_id AND o.item_id = i.id)))"
)
BEFORE = "'with_head', 'signed', 'submitted'"
STATES = ["draft", "with_head", "signed", "submitted", "reopened", "set_aside"]


def frozen(states: str) -> tuple[migrations.RunSQL, ...]:
    """Return the triggers that freeze items and uses of sheets in these states."""
    return (
        triggers.frozen_when("assessments_scoreitem", CLOSED.format(item="id", states=states)),
        triggers.frozen_when(
            "assessments_evidenceuse", CLOSED.format(item="item_id", states=states), incoming=True
        ),
    )


class Migration(migrations.Migration):
    """One more state, one sheet in use of a unit and period, and the triggers."""

    dependencies = [
        ("assessments", "0008_provided_figures_and_narrative"),
        ("criteria", "0009_crosswalks"),
    ]

    operations = [
        migrations.RemoveConstraint("scoresheet", "one_sheet_per_unit_and_period"),
        migrations.RemoveConstraint("scoresheet", "sheet_state_is_known"),
        migrations.RemoveConstraint("scoresheet", "a_reopened_sheet_says_what_is_open"),
        migrations.AlterField(
            "scoresheet",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("with_head", "With the head"),
                    ("signed", "Signed off by the head"),
                    ("submitted", "Submitted"),
                    ("reopened", "Reopened"),
                    ("set_aside", "Replaced by a newer criteria set"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            "scoresheet",
            models.UniqueConstraint(
                fields=["cycle", "unit", "period"],
                condition=models.Q(("state", "set_aside"), _negated=True),
                name="one_sheet_per_unit_and_period",
            ),
        ),
        migrations.AddConstraint(
            "scoresheet",
            models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="sheet_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            "scoresheet",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reopening__isnull", True),
                        ("state__in", ("draft", "submitted", "set_aside")),
                    ),
                    ("state__in", ("with_head", "signed")),
                    models.Q(("reopening__isnull", False), ("state", "reopened")),
                    _connector="OR",
                ),
                name="a_reopened_sheet_says_what_is_open",
            ),
        ),
        *[migrations.RunSQL(made.reverse_sql, made.sql) for made in frozen(BEFORE)],
        *frozen(f"{BEFORE}, 'set_aside'"),
    ]
